"""The table of operators: one place that the type checker, the evaluator, the words and the documentation read.

``apply`` is called with two known operands of one family (closures.py sees to that), except for the logical operators,
``in`` and ``?:``, which closures.py builds itself since they can know a result from one operand.
"""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from questionari.engine.expressions import arithmetic
from questionari.engine.expressions.kinds import BOOLEAN, DATE, FAMILIES, NUMBER, Kind, Kinds

TERNARY_LEVEL = 0
UNARY_LEVEL = 6


@dataclass(frozen=True, slots=True)
class Operator:
    """An operator on operands of one family out of ``families``; a higher ``level`` binds tighter."""

    families: tuple[Kinds, ...]
    result: Kind
    level: int
    doc: str
    apply: Callable[..., Any] | None = None
    chains: bool = True


def _comparison(doc: str, apply: Callable[[Any, Any], bool], *families: Kinds) -> Operator:
    """A comparison: level 3, not chaining."""
    return Operator(families, Kind.BOOLEAN, 3, doc, apply, chains=False)


BINARY: Mapping[str, Operator] = {
    "||": Operator((BOOLEAN,), Kind.BOOLEAN, 1, "true if either is true, false if both are false, else unknown"),
    "&&": Operator((BOOLEAN,), Kind.BOOLEAN, 2, "false if either is false, true if both are true, else unknown"),
    "==": _comparison("equal", operator.eq, *FAMILIES),
    "!=": _comparison("different", operator.ne, *FAMILIES),
    "<": _comparison("less than, earlier than", operator.lt, NUMBER, DATE),
    "<=": _comparison("at most, not after", operator.le, NUMBER, DATE),
    ">": _comparison("more than, later than", operator.gt, NUMBER, DATE),
    ">=": _comparison("at least, not before", operator.ge, NUMBER, DATE),
    "in": Operator(FAMILIES, Kind.BOOLEAN, 3, "one of a list, or picked in a multiple choice", chains=False),
    "+": Operator((NUMBER,), Kind.NUMBER, 4, "sum", arithmetic.add),
    "-": Operator((NUMBER,), Kind.NUMBER, 4, "difference", arithmetic.subtract),
    "*": Operator((NUMBER,), Kind.NUMBER, 5, "product", arithmetic.multiply),
    "/": Operator((NUMBER,), Kind.NUMBER, 5, "exact quotient; unknown when dividing by zero", arithmetic.divide),
}

UNARY: Mapping[str, Operator] = {
    "!": Operator((BOOLEAN,), Kind.BOOLEAN, UNARY_LEVEL, "not; unknown stays unknown", operator.not_),
    "-": Operator((NUMBER,), Kind.NUMBER, UNARY_LEVEL, "opposite", arithmetic.negate),
}
