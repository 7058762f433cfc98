"""Short and long text, and texts that the system gives."""

import unicodedata
from collections.abc import Sequence

from questionari.engine.answer_types.base import (
    LONGEST_FIELD,
    CellKey,
    Problem,
    Reading,
    ScalarType,
    problem,
    too_long,
)
from questionari.engine.answer_types.fields import MAIN, Form, Raw, clean_form, many_lines
from questionari.engine.definition import Question, say
from questionari.engine.values import Named, Value


class ShortText(ScalarType):
    """text: one line, composed Unicode (NFC). The declared ``max_length`` is judged by the validation."""

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


class GivenText(ShortText):
    """computed_text, generated: never typed; pages show it, documents and exports carry it."""

    def read(self, question: Question, form: Form) -> Reading:
        """Nothing: what a page posts for it is not believed."""
        return Reading(None, None, clean_form(form))

    def words(self, question: Question, value: Value, language: str) -> str:
        """The text of the option with that code, the words of a code that has some, or the value itself."""
        option = question.option(str(value))
        if option is None and isinstance(value, Named):
            return value.words
        return say(option.text, language) if option else str(value)

    def input_count(self, question: Question, active_cells: Sequence[CellKey] | None = None) -> int:
        """No input: it is only shown."""
        return 0
