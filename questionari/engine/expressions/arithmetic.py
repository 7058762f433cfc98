"""Exact arithmetic. Sums, differences and products of decimals stay decimals; a quotient is a fraction, never rounded
while the expression is worked out: ``A / 3 * 3 == A`` holds. Only a result that leaves the language is rounded, to 28
significant digits, half to even. What has more than 200 digits is not a number of a questionnaire: unknown."""

from collections.abc import Callable
from decimal import Context, Decimal
from fractions import Fraction
from operator import add as _add, mul as _mul, sub as _sub
from typing import TypeAlias

from questionari.engine.expressions.scope import UNKNOWN, Unknown

Number: TypeAlias = Decimal | Fraction

MAX_DIGITS = 200
RESULT_DIGITS = 28
_EXACT = Context(prec=2 * MAX_DIGITS, traps=[])
_RESULT = Context(prec=RESULT_DIGITS, traps=[])


def _manageable(number: Decimal) -> bool:
    """Whether a decimal is finite and of sane size, so that a fraction of it costs nothing."""
    if not number:  # below the least exponent it is no zero: something too small to be held was rounded to it
        return number.adjusted() >= _EXACT.Emin
    size = abs(number.adjusted())  # its text is at least as long as its digits, and ten times as fast to have
    small = size + len(str(number)) <= MAX_DIGITS or size + len(number.as_tuple().digits) <= MAX_DIGITS
    return number.is_finite() and small


def _fraction(number: Number) -> Fraction | None:
    """The exact fraction, None when the number is beyond reason."""
    if isinstance(number, Fraction):
        return number if abs(number.numerator.bit_length() - number.denominator.bit_length()) < 4 * MAX_DIGITS else None
    return Fraction(number) if _manageable(number) else None


def _exactly(
    decimals: Callable[[Decimal, Decimal], Decimal], fractions: Callable[[Fraction, Fraction], Fraction]
) -> Callable[[Number, Number], Number | Unknown]:
    """An operation that takes the fast way for two decimals and the exact way for the rest."""

    def operate(left: Number, right: Number) -> Number | Unknown:
        if isinstance(left, Decimal) and isinstance(right, Decimal):
            result = decimals(left, right)
            return result if _manageable(result) else UNKNOWN
        a, b = _fraction(left), _fraction(right)
        return UNKNOWN if a is None or b is None else fractions(a, b)

    return operate


add = _exactly(_EXACT.add, _add)
subtract = _exactly(_EXACT.subtract, _sub)
multiply = _exactly(_EXACT.multiply, _mul)


def divide(left: Number, right: Number) -> Number | Unknown:
    """The exact quotient; a division by zero is unknown."""
    a, b = _fraction(left), _fraction(right)
    return UNKNOWN if a is None or not b else a / b


def negate(number: Number) -> Number:
    """The opposite."""
    return -number if isinstance(number, Fraction) else _EXACT.minus(number)


def absolute(number: Number) -> Number:
    """The absolute value."""
    return abs(number) if isinstance(number, Fraction) else number.copy_abs()


def to_decimal(number: Fraction) -> Decimal:
    """A fraction as a decimal of at most 28 significant digits."""
    return _RESULT.divide(Decimal(number.numerator), Decimal(number.denominator))
