"""Questions that carry no answer of their own: notes, and groups, whose children are questions themselves."""

from collections.abc import Sequence

from questionari.engine.answer_types.base import AnswerType, Json, Reading
from questionari.engine.answer_types.fields import Form, Raw
from questionari.engine.definition import Question
from questionari.engine.values import Value


class Passive(AnswerType):
    """Reads nothing, writes nothing."""

    def read_value(self, question: Question, raw: Raw) -> Reading:
        """Nothing, whatever was posted."""
        return Reading(None, None, raw)

    def json_form(self, question: Question, data: object) -> Form | None:
        """No JSON is its answer."""
        return None

    def raw_value(self, question: Question, value: Value) -> Raw:
        """No field."""
        return {}

    def json_value(self, question: Question, value: Value) -> Json:
        """Nothing to store."""
        return None

    def words(self, question: Question, value: Value, language: str) -> str:
        """Nothing to say."""
        return ""

    def input_count(self, question: Question, active_cells: Sequence[tuple[str, str]] | None = None) -> int:
        """No input."""
        return 0
