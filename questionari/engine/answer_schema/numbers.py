"""Numbers as schemas: whole ones as JSON integers, others as exact text with a dot (a float is exact for nobody)."""

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from questionari.engine.answer_schema.texts import Schema
from questionari.engine.answer_types.numbers import MOST_DIGITS, places
from questionari.engine.definition import Question

_LARGEST = Decimal(10**MOST_DIGITS - 1)


def number(question: Question) -> Schema:
    """An integer within its bounds; where decimals are taken, a text too."""
    lowest, highest = _bounds(question)
    whole: Schema = {"type": "integer", "minimum": lowest, "maximum": highest}
    return {"anyOf": [whole, _exact(question)]} if places(question) else whole


def computed(question: Question) -> Schema:
    """What the system computes: as large and as small as it comes."""
    return {"anyOf": [{"type": "integer"}, {"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)?$"}], "readOnly": True}


def _bounds(question: Question) -> tuple[int, int]:
    """The least and the greatest whole number; a negative one is taken only where a negative minimum says so."""
    least = max(Decimal(0) if question.min is None else question.min, -_LARGEST)
    most = min(_LARGEST if question.max is None else question.max, _LARGEST)
    return int(least.to_integral_value(ROUND_CEILING)), int(most.to_integral_value(ROUND_FLOOR))


def _exact(question: Question) -> Schema:
    """Fifteen digits at most, so many after the dot; bounds of a text are the engine's to judge."""
    sign = "-?" if question.min is not None and question.min < 0 else ""
    fraction = rf"(?=[0-9.]{{3,{MOST_DIGITS + 1}}}$)[0-9]+\.[0-9]{{1,{places(question)}}}"
    bounds = f"From {question.min or 0} to {question.max if question.max is not None else _LARGEST}."
    return {"type": "string", "pattern": rf"^{sign}([0-9]{{1,{MOST_DIGITS}}}|{fraction})$", "$comment": bounds}
