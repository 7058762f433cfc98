"""Short and long text, and references to a census unit (its code, or free text)."""

import unicodedata

from questionari.engine.answer_types.base import LONGEST_FIELD, Problem, Reading, ScalarType, problem, too_long
from questionari.engine.answer_types.fields import MAIN, Raw, many_lines
from questionari.engine.definition import Question
from questionari.engine.values import Value


class ShortText(ScalarType):
    """text, unit_ref: one line, composed Unicode (NFC). The declared ``max_length`` is judged by the validation."""

    longest = LONGEST_FIELD

    def parse(self, question: Question, text: str) -> Value | Problem:
        """The text itself."""
        return " ".join(unicodedata.normalize("NFC", text).split())


class LongText(ShortText):
    """long_text: line feeds are kept."""

    def read_value(self, question: Question, raw: Raw) -> Reading:
        """The text with its lines."""
        texts = dict.fromkeys(unicodedata.normalize("NFC", many_lines(value)) for value in raw.get(MAIN, ()))
        given = [text for text in texts if text]
        if not given:
            return Reading(None, None, raw)
        if len(given) > 1:
            return Reading(None, problem("several_values", "Indichi una sola risposta."), raw)
        if len(given[0]) > self.longest:
            return Reading(None, too_long(self.longest), raw)
        return Reading(given[0], None, raw)
