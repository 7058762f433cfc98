"""Arithmetic and comparisons of operands. A quotient keeps its denominator, so that comparing it stays linear where
it can: ``a / b > 48`` becomes ``a > 48 * b`` or its opposite, by the sign of ``b``."""

import operator
from collections.abc import Callable, Mapping

import z3

from questionari.proofs.operands import Operand, Scalar, Truth, equal, kind_of, number, ones, scalar, truth
from questionari.proofs.terms import Term, both, choose, constant, either, exactly, negation

_ORDER: Mapping[str, Callable[[Term, Term], Term]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


def plus(left: Scalar, right: Scalar) -> Scalar:
    """The sum."""
    known = both(left.known, right.known)
    if left.over is None and right.over is None:
        return number(left.value + right.value, known)
    value = left.value * ones(right) + right.value * ones(left)
    return number(value, known, ones(left) * ones(right))


def minus(left: Scalar, right: Scalar) -> Scalar:
    """The difference."""
    return plus(left, negative(right))


def negative(operand: Scalar) -> Scalar:
    """The opposite."""
    return number(-operand.value, operand.known, operand.over)


def times(left: Scalar, right: Scalar) -> Scalar:
    """The product."""
    over = None if left.over is None and right.over is None else ones(left) * ones(right)
    return number(left.value * right.value, both(left.known, right.known), over)


def quotient(left: Scalar, right: Scalar) -> Scalar:
    """The exact quotient; a division by zero is unknown."""
    divisor = constant(right.value) if right.over is None else None
    if divisor:
        return number(left.value * exactly(1 / divisor), both(left.known, right.known), left.over)
    known = both(left.known, right.known, negation(right.value == 0))
    return number(left.value * ones(right), known, ones(left) * right.value)


ARITHMETIC: Mapping[str, Callable[[Scalar, Scalar], Scalar]] = {"+": plus, "-": minus, "*": times, "/": quotient}


def plain(operand: Scalar) -> Term:
    """The value as one term."""
    return operand.value if operand.over is None else (operand.value + z3.RealVal(0)) / operand.over


def compare(sign: str, left: Operand, right: Operand) -> Truth:
    """``==``, ``!=``, ``<`` … between operands of one kind; unknown between others."""
    if isinstance(left, Truth) and isinstance(right, Truth):
        same = either(both(left.yes, right.yes), both(left.no, right.no))
        return truth(both(left.known, right.known), same if sign == "==" else negation(same))
    kind = kind_of(left, right)
    first, second = scalar(left, kind), scalar(right, kind)
    known = both(first.known, second.known)
    if sign in _ORDER:
        return truth(known, _ordered(sign, first, second))
    same = equal(first, second)
    return truth(known, same if sign == "==" else negation(same))


def _ordered(sign: str, left: Scalar, right: Scalar) -> Term:
    overs = [operand.over for operand in (left, right) if operand.over is not None]
    if not overs:
        return _ORDER[sign](left.value, right.value)
    first, second = left.value * ones(right), right.value * ones(left)
    positive = (overs[0] if len(overs) == 1 else overs[0] * overs[1]) > 0
    return choose(positive, _ORDER[sign](first, second), _ORDER[_FLIPPED[sign]](first, second))


def least(left: Scalar, right: Scalar) -> Scalar:
    """The lesser of two known numbers."""
    return number(choose(_ordered("<=", left, right), plain(left), plain(right)), both(left.known, right.known))


def absolute(operand: Scalar) -> Scalar:
    """The absolute value."""
    value = plain(operand)
    return number(choose(value >= 0, value, -value), operand.known)


def whole(operand: Scalar) -> Scalar:
    """The number without its decimals."""
    value = plain(operand) + z3.RealVal(0)
    return number(choose(value >= 0, z3.ToInt(value), -z3.ToInt(-value)), operand.known)


def rounded(operand: Scalar, places: int) -> Scalar:
    """Half up, as people round, to so many places."""
    scaled = plain(operand) * exactly(10**places) + z3.RealVal(0)
    up, down = z3.ToInt(scaled + z3.RealVal("1/2")), -z3.ToInt(-scaled + z3.RealVal("1/2"))
    units = choose(scaled >= 0, up, down)
    return number(units if not places else z3.ToReal(units) / exactly(10**places), operand.known)
