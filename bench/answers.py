"""Answers to the questionnaire of measure: the same for everybody but for the name."""

from datetime import date
from decimal import Decimal
from pathlib import Path

from questionari import catalogue
from questionari.engine.definition import Questionnaire
from questionari.engine.values import Value

DOCUMENT = Path(__file__).resolve().parent / "documents" / "bench.json"


def definition() -> Questionnaire:
    """The questionnaire of measure, compiled."""
    compiled = catalogue.compile_document(DOCUMENT.read_bytes())
    assert compiled.questionnaire is not None, compiled.findings
    return compiled.questionnaire


def table(figures: str) -> Value:
    """A matrix of one column of numbers, from "3 4 5"."""
    return {(str(row), "n"): Decimal(figure) for row, figure in enumerate(figures.split(), 1)}


def picked(codes: str) -> Value:
    """A matrix of one column of choices, from "1 2 3"."""
    return {(str(row), "n"): code for row, code in enumerate(codes.split(), 1)}


TEXTS = {"B11": "Centro", "B17": "La rete funziona bene. " * 8, "B21": "Una sede più grande. " * 5, "B28": "I turni"}
PRIORITIES = {"B25.p1": "La sede", "B25.p2": "Il personale", "B25.p3": "La formazione"}
CHOSEN = {"B02": "1", "B03": "2", "B06": "1", "B12": "2", "B22": "1", "B24": "2", "B27": "2"}
FIGURES = {"B04": "12", "B09": "45", "B18": "3", "B29": "25", "B10": "37.5"}


def answers(number: int) -> dict[str, Value]:
    """Answers to all thirty questions, without a warning."""
    return {
        "B01": f"Servizio {number}",
        **TEXTS,
        **PRIORITIES,
        **CHOSEN,
        **{code: Decimal(figure) for code, figure in FIGURES.items()},
        "B05": date(2001, 3, 8),
        "B23": date(2025, 11, 25),
        "B07": ("1", "2", "5"),
        "B08": ("1", "4"),
        "B30": ("1", "3"),
        "B13": picked("4 3 2"),
        "B14": picked("1 2 3"),
        "B15": picked("2 2 4"),
        "B16": {(str(row), column): Decimal(5) for row in (1, 2, 3) for column in "abc"},
        "B19": table("6 4 2"),
        "B20": table("120 30 12"),
    }
