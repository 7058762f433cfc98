"""Evaluation with three values. Never raises on a published expression; what cannot be known is UNKNOWN."""

from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from types import MappingProxyType
from typing import Literal, TypeAlias, cast

from questionari.engine.expressions.arithmetic import to_decimal
from questionari.engine.expressions.closures import build
from questionari.engine.expressions.forms import Evaluator
from questionari.engine.expressions.scope import UNKNOWN, Scope, Unknown, is_unknown
from questionari.engine.expressions.tree import ROW_NAMES, Expression
from questionari.engine.expressions.views import Table, TableRow
from questionari.engine.values import Value

Result: TypeAlias = Value | Literal[Unknown.UNKNOWN]

_NO_VARIABLES: Mapping[str, object] = MappingProxyType({})


@lru_cache(maxsize=8192)
def compiled(expression: Expression) -> Evaluator:
    """The closure of an expression, built at its first use."""
    return build(expression.root, ROW_NAMES)


def evaluate(expression: Expression, scope: Scope, variables: Mapping[str, object] = _NO_VARIABLES) -> Result:
    """The value, UNKNOWN when it cannot be known (a reserved answer is not a value).

    Numbers are ``Decimal``, exact, quotients rounded to 28 significant digits; lists are tuples, whose items may be
    UNKNOWN; a matrix, row or roster alone gives its mapping(s). ``variables`` are ``row`` and ``row_code`` of a
    ``foreach`` (``views.row_variables`` makes them).
    """
    return cast(Result, _outward(compiled(expression)(scope, variables)))


def truth(expression: Expression, scope: Scope, variables: Mapping[str, object] = _NO_VARIABLES) -> bool | None:
    """True, false, or None when it cannot be known (or the value is no condition)."""
    verdict = compiled(expression)(scope, variables)
    return verdict if isinstance(verdict, bool) else None


def _outward(value: object) -> object:
    """An operand as callers know values."""
    if is_unknown(value):
        return UNKNOWN
    match value:
        case Fraction():
            return to_decimal(value)
        case Table(cells=cells) | TableRow(cells=cells):
            return cells
        case tuple():
            return tuple(map(_outward, value))
    return value
