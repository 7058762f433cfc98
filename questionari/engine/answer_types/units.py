"""References to a service of the census: its code with the name it had when it was chosen, or free text."""

from collections.abc import Mapping

from questionari.engine.answer_types.base import Json, Reading, json_text, problem
from questionari.engine.answer_types.fields import MAIN, Form, Raw, one_line, typed
from questionari.engine.answer_types.texts import ShortText
from questionari.engine.definition import Question
from questionari.engine.values import Named, Value

#: The field of the code. Only what looks services up writes it (usecases/responding/units.py): a page never posts it.
CODE_KEY = "code"
LONGEST_CODE = 40
NOT_OF_CENSUS = problem(
    "unknown_unit", "Non è un servizio del censimento: scriva una parte del nome e scelga fra quelli proposti."
)


def label(code: str, name: str) -> str:
    """What a field shows and what is typed to choose a service: "Sportello Aurora [BA-005]"."""
    return f"{name} [{code}]"


class UnitReference(ShortText):
    """unit_ref: a service, or a text where the question does not ask for the census alone."""

    def read_value(self, question: Question, raw: Raw) -> Reading:
        """The service whose code is there; else the text."""
        reading = super().read_value(question, raw)
        code = next(iter(typed(raw, CODE_KEY)), "")
        if isinstance(reading.value, str) and code:
            name = reading.value.removesuffix(f" [{code}]")
            return Reading(Named(code, name), None, raw)
        if isinstance(reading.value, str) and question.units_only:
            return Reading(None, NOT_OF_CENSUS, raw)
        return reading

    def json_form(self, question: Question, data: object) -> Form | None:
        """{"code": "BA-005", "name": "Sportello Aurora"}; a text is free, or a code where nothing else is asked."""
        if isinstance(data, Mapping):
            return _of_object(data)
        text = json_text(data)
        if text is None:
            return None
        return {MAIN: (text,), CODE_KEY: (text,)} if question.units_only else {MAIN: (text,)}

    def raw_value(self, question: Question, value: Value) -> Raw:
        """The label, and the code it stands for."""
        if isinstance(value, Named):
            return {MAIN: (label(str(value), value.words),), CODE_KEY: (str(value),)}
        return super().raw_value(question, value)

    def json_value(self, question: Question, value: Value) -> Json:
        """Code and name of a service; a free text as it is."""
        return {"code": str(value), "name": value.words} if isinstance(value, Named) else str(value)

    def words(self, question: Question, value: Value, language: str) -> str:
        """The name."""
        return value.words if isinstance(value, Named) else str(value)


def _of_object(data: Mapping[object, object]) -> Form | None:
    """The fields of a code with its name; None for any other shape."""
    code, name = data.get("code"), data.get("name")
    if set(data) != {"code", "name"} or not isinstance(code, str) or not isinstance(name, str):
        return None
    if not one_line(name) or not one_line(code) or len(code) > LONGEST_CODE:
        return None
    return {MAIN: (label(one_line(code), name),), CODE_KEY: (code,)}
