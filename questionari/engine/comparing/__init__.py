"""Two versions of a questionnaire, question by question: what is comparable, what changed, what it does to the data."""

from questionari.engine.comparing.compare import compare
from questionari.engine.comparing.model import (
    COMPARABILITY,
    ColumnChange,
    Comparison,
    Difference,
    Kind,
    QuestionChange,
    Segment,
    strongest,
)
from questionari.engine.comparing.report import as_json

__all__ = [
    "COMPARABILITY",
    "ColumnChange",
    "Comparison",
    "Difference",
    "Kind",
    "QuestionChange",
    "Segment",
    "as_json",
    "compare",
    "strongest",
]
