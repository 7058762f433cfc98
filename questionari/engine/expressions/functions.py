"""The table of functions: one place that the type checker, the evaluator and the documentation read.

Unless ``raw``, ``apply`` gets known arguments only: one unknown or reserved argument makes the result unknown.
``flat`` functions get the items of their collections as arguments, so one unknown item makes the result unknown.
A function without ``apply`` reads more than its arguments' values (codes, scores, previous round): see forms.py.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date as _date
from decimal import Decimal
from typing import Any

from questionari.engine.expressions import arithmetic
from questionari.engine.expressions.arithmetic import Number
from questionari.engine.expressions.kinds import ANSWER, COLLECTION, DATE, NUMBER, STRING, Kind, Kinds
from questionari.engine.expressions.scope import UNKNOWN, Unknown, is_unknown
from questionari.engine.expressions.views import Table, TableRow, items
from questionari.engine.values import Hours, Reserved

_TEXT = frozenset({Kind.TEXT})
_HOURS = frozenset({Kind.HOURS})
_SIZED = frozenset({Kind.CODES, Kind.LIST, Kind.ROSTER, Kind.TEXT})
_SCORED = frozenset({Kind.CODE, Kind.CODES, Kind.MATRIX, Kind.LIST, Kind.MATRIX_ROW})
_SCALAR = NUMBER | STRING | DATE | {Kind.BOOLEAN}


@dataclass(frozen=True, slots=True)
class Function:
    """A signature and what it does. ``result`` None means the kind of the first argument."""

    parameters: tuple[Kinds, ...]
    result: Kind | None
    doc: str
    apply: Callable[..., object] | None = None
    optional: int = 0  # how many of the last parameters may be left out
    repeats: bool = False  # the last parameter may stand any number of times
    raw: bool = False  # gets unknown and reserved arguments as they are
    flat: bool = False  # gets the items of collections, which must be numbers

    def accepts(self, count: int) -> bool:
        """Whether it may be called with that many arguments."""
        return len(self.parameters) - self.optional <= count and (self.repeats or count <= len(self.parameters))

    def parameter(self, position: int) -> Kinds:
        """The kinds allowed at a position, from 0."""
        return self.parameters[min(position, len(self.parameters) - 1)]


def total(*numbers: Any) -> Number | Unknown:
    """The exact sum; zero of nothing."""
    running: Number = Decimal(0)
    for number in numbers:
        result = arithmetic.add(running, number)
        if isinstance(result, Unknown):
            return UNKNOWN
        running = result
    return running


def _extreme(choose: Callable[..., object]) -> Callable[..., object]:
    """min or max, unknown over nothing."""

    def apply(*numbers: object) -> object:
        return choose(numbers) if numbers else UNKNOWN

    return apply


def _all_items(test: Callable[[object], bool]) -> Callable[[object], bool]:
    """A test that holds for a collection when it holds for the whole or for each of its active cells or items."""

    def apply(value: object) -> bool:
        if isinstance(value, Table | TableRow):
            return bool(items(value)) and all(map(test, items(value)))
        return test(value)

    return apply


_answered = _all_items(lambda value: value is not UNKNOWN)
_known = _all_items(lambda value: not is_unknown(value))
_unavailable = _all_items(lambda value: value is Reserved.NOT_AVAILABLE)


def _value_or(value: object, otherwise: object) -> object:
    return otherwise if is_unknown(value) else value


def _count(value: object, *codes: object) -> Decimal | Unknown:
    """Items equal to any of the codes; without codes, items with a value (never unknown unless the whole is)."""
    if is_unknown(value) or any(map(is_unknown, codes)):
        return UNKNOWN
    found = items(value)
    if not codes:
        return Decimal(sum(not is_unknown(item) for item in found))
    return UNKNOWN if any(map(is_unknown, found)) else Decimal(sum(item in codes for item in found))


def _hours(hours: Hours) -> object:
    minutes = sum(end - start for spans in hours.values() for start, end in spans)
    return arithmetic.divide(Decimal(minutes), Decimal(60))


def _open_days(hours: Hours) -> Decimal:
    return Decimal(sum(bool(spans) for spans in hours.values()))


def _size(value: tuple[object, ...] | str) -> Decimal:
    return Decimal(len(value))


def _whole(number: Number) -> Decimal:
    return Decimal(int(number))


def _days(later: _date, earlier: _date) -> Decimal:
    return Decimal((later - earlier).days)


def read_date(text: str) -> _date | Unknown:
    """A date written YYYY-MM-DD, or the day of a date with its time (YYYY-MM-DDThh:mm); unknown when there is none."""
    day, with_time, time = text.partition("T")
    try:
        whole = len(day) == len("2026-01-31") and len(time) == (len("09:30") if with_time else 0)
        return _date.fromisoformat(day) if whole else UNKNOWN
    except ValueError:
        return UNKNOWN


#: How many forms -> the counts each stands for; the last stands for the rest. Two as in Italian, German and French,
#: three with a dual; four as in Slovene, which looks at the last two digits (CLDR, cardinal rules of sl).
PLURALS: Mapping[int, tuple[tuple[int, ...], ...]] = {2: ((1,),), 3: ((1,), (2,)), 4: ((1,), (2,), (3, 4))}
LAST_DIGITS = 100


def _plural(number: Number, *forms: str) -> str:
    """The form of a noun beside a number."""
    if number != int(number) or number < 0:
        return forms[-1]
    count = int(number) % LAST_DIGITS if len(forms) == max(PLURALS) else int(number)
    return next((forms[i] for i, counts in enumerate(PLURALS[len(forms)]) if count in counts), forms[-1])


FUNCTIONS: Mapping[str, Function] = {
    "sum": Function((COLLECTION,), Kind.NUMBER, "sum of a matrix, row, column or list of numbers", total, flat=True),
    "min": Function((NUMBER | COLLECTION,), Kind.NUMBER, "least number", _extreme(min), repeats=True, flat=True),
    "max": Function((NUMBER | COLLECTION,), Kind.NUMBER, "greatest number", _extreme(max), repeats=True, flat=True),
    "abs": Function((NUMBER,), Kind.NUMBER, "absolute value", arithmetic.absolute),
    "whole": Function((NUMBER,), Kind.NUMBER, "the number without its decimals: whole(-2.5) is -2", _whole),
    "size": Function((_SIZED,), Kind.NUMBER, "how many picks, items, rows or characters", _size),
    "rows": Function((frozenset({Kind.ROSTER}),), Kind.NUMBER, "how many rows a roster has", _size),
    "count": Function(
        (COLLECTION, NUMBER | STRING),
        Kind.NUMBER,
        "how many cells or picks equal one of the codes; without codes, how many have a value",
        _count,
        optional=1,
        repeats=True,
        raw=True,
    ),
    "score": Function((_SCORED,), Kind.NUMBER, "score of the chosen option, or sum over picks or cells"),
    "year": Function((DATE,), Kind.NUMBER, "year of a date", lambda day: Decimal(day.year)),
    "days": Function((DATE, DATE), Kind.NUMBER, "days from the second date to the first: days(today, D1)", _days),
    "province": Function(
        (STRING,), Kind.TEXT, "province of a comune: first three digits of its code", lambda code: code[:3]
    ),
    "plural": Function(
        (NUMBER, _TEXT, _TEXT, _TEXT, _TEXT),
        Kind.TEXT,
        "the form of a noun beside a number: plural(A5_02, 'donna', 'donne'); four forms follow the Slovene rule",
        _plural,
        optional=2,
    ),
    "date": Function((_TEXT,), Kind.DATE, "a day written date('2026-01-31'), or of a date with its time", read_date),
    "hours": Function((_HOURS,), Kind.NUMBER, "weekly opening hours", _hours),
    "open_days": Function((_HOURS,), Kind.NUMBER, "days with opening hours", _open_days),
    "answered": Function(
        (ANSWER,), Kind.BOOLEAN, "has an answer, perhaps reserved (a matrix: in each cell)", _answered, raw=True
    ),
    "known": Function((ANSWER,), Kind.BOOLEAN, "has a value (a matrix: in each cell)", _known, raw=True),
    "unavailable": Function(
        (ANSWER,), Kind.BOOLEAN, "answered 'Dato non disponibile' (a matrix: wholly)", _unavailable, raw=True
    ),
    "asked": Function((ANSWER,), Kind.BOOLEAN, "the question is on the path"),
    "value_or": Function((_SCALAR, _SCALAR), None, "the value, or the second argument instead", _value_or, raw=True),
    "previous": Function((ANSWER,), None, "the same expression over the previous round's answers"),
    "detail": Function((ANSWER, _TEXT), Kind.ANY, "what was written beside an option: detail(A0_03, '98')"),
}
