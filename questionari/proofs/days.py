"""The calendar in formulas: days are the ordinals of ``datetime.date``."""

from datetime import date
from itertools import accumulate

import z3

from questionari.proofs.terms import Term, both, choose

_MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30)
_BEFORE_MONTH = (0, *accumulate(_MONTH_DAYS))  # days of a common year before its months


def days_before(year: Term) -> Term:
    """Days before the first of January of a year."""
    past = year - 1
    return past * 365 + past / 4 - past / 100 + past / 400


def is_year_of(year: Term, day: Term) -> Term:
    """Whether a day is of a year."""
    return both(days_before(year) < day, day <= days_before(year + 1), year >= 1, year <= date.max.year)


def month_axioms(day: Term, name: str) -> tuple[Term, ...]:
    """A day that is the first of a month."""
    year, month = z3.Int(f"{name}:year"), z3.Int(f"{name}:month")
    before: Term = z3.IntVal(0)
    for index, days in enumerate(_BEFORE_MONTH, 1):
        before = choose(month == index, z3.IntVal(days), before)
    leap = z3.And(year % 4 == 0, z3.Or(year % 100 != 0, year % 400 == 0))
    extra = choose(z3.And(leap, month > 2), z3.IntVal(1), z3.IntVal(0))
    return (year >= 1, month >= 1, month <= 12, day == days_before(year) + before + extra + 1)
