"""Functions of days and texts in formulas; the rest stands in ``calls``."""

from collections.abc import Sequence
from datetime import date

import z3

from questionari.engine.expressions.functions import LAST_DIGITS, PLURALS, read_date
from questionari.engine.expressions.scope import Unknown
from questionari.proofs.days import is_year_of
from questionari.proofs.numbers import plain
from questionari.proofs.operands import NOTHING, Operand, Scalar, number, scalar
from questionari.proofs.terms import (
    YES,
    NotModelledError,
    World,
    both,
    choose,
    day_of,
    either,
    exactly,
    implies,
    is_day,
    length,
    prefix,
)

DAY_LENGTHS, LAST_DAY = (len("2026-01-31"), len("2026-01-31T09:30")), date.max.toordinal()


def year(world: World, operands: Sequence[Operand]) -> Operand:
    """The year of a date."""
    day = scalar(operands[0], "date")
    year = z3.Int(world.name("year"))
    world.assume(implies(day.known, is_year_of(year, day.value)))
    return number(year, day.known)


def days(world: World, operands: Sequence[Operand]) -> Operand:
    """The days from the second date to the first."""
    later, earlier = (scalar(operand, "date") for operand in operands)
    return number(later.value - earlier.value, both(later.known, earlier.known))


def province(world: World, operands: Sequence[Operand]) -> Operand:
    """The first three characters of a comune's code."""
    comune = scalar(operands[0], "text")
    return Scalar(comune.known, kind="text", value=prefix(comune.value))


def plural(world: World, operands: Sequence[Operand]) -> Operand:
    """The form of a noun beside a number."""
    number_, forms = scalar(operands[0], "number"), [scalar(form, "text") for form in operands[1:]]
    if len(forms) == max(PLURALS) and (number_.over is not None or not z3.is_int(number_.value)):
        raise NotModelledError
    count = number_.value % LAST_DIGITS if len(forms) == max(PLURALS) else plain(number_)
    value = forms[-1].value
    for form, counts in reversed([*zip(forms, PLURALS[len(forms)], strict=False)]):
        meant = both(plain(number_) >= 0, either(*(count == each for each in counts)))
        value = choose(meant, form.value, value)
    return Scalar(both(number_.known, *(form.known for form in forms)), kind="text", value=value)


def day(world: World, operands: Sequence[Operand]) -> Operand:
    """A day written as a text; a text that is no day is unknown."""
    text = scalar(operands[0], "text")
    if text.literal is not None:
        written = read_date(text.literal)
        if isinstance(written, Unknown):
            return NOTHING
        return Scalar(YES, kind="date", value=exactly(written.toordinal()))
    value = day_of(text.value)
    sizes = either(*(length(text.value) == size for size in DAY_LENGTHS))
    world.assume(implies(is_day(text.value), both(sizes, value >= 1, value <= LAST_DAY)))
    return Scalar(both(text.known, is_day(text.value)), kind="date", value=value)
