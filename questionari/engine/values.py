"""Typed answer values: what every part of the engine agrees an answer is.

Shapes, by answer type:
- choice, yes_no, yes_no_na, comune, province, country: ``str`` (the option's code, always a string)
- unit reference: ``Named`` (the census code, with the name it had when it was chosen), or ``str`` (free text)
- attachment: ``Attached`` (the key of the file, with its name and size)
- multi: ``tuple[str, ...]`` in the order of the list; ordered: ``tuple[str, ...]`` in the order of importance
- integer, decimal, currency, percent, computed number: ``Decimal`` (exact)
- text, long_text, e-mail, PEC, telephone, URL, codes: ``str``
- date: ``datetime.date``; month: a ``date`` on the first of the month; time: minutes since midnight as ``Decimal``
- opening_hours: ``Hours``: weekday code ("lun" … "dom") -> spans ``(start, end)`` in minutes 0–1440, sorted
- matrix: ``Matrix``: ``(row code, column code)`` -> ``Decimal`` | ``str`` | ``Reserved``; a blank cell is absent
- roster: ``tuple[Mapping[str, Value], ...]``: one mapping a row, child question code -> value
- any of them may be ``Reserved`` instead; an unanswered question is absent from the mapping
"""

import decimal
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import IntEnum
from typing import Self, TypeAlias


class Reserved(IntEnum):
    """Reserved answers, never mixed with values (strumenti.md, section 0; decisions.md 10)."""

    NOT_APPLICABLE = -1
    NOT_AVAILABLE = -7
    PREFER_NOT = -8
    MISSING = -9


class Named(str):
    """A code that is read by its words: expressions see the code, a text shows ``words``."""

    words: str

    def __new__(cls, code: str, words: str) -> Self:
        """The code, with what it stands for."""
        made = super().__new__(cls, code)
        made.words = words
        return made


class Attached(Named):
    """An attached file: the key it is kept under, read by its name; ``size`` in bytes."""

    size: int

    @classmethod
    def file(cls, key: str, name: str, size: int) -> Self:
        """The reference to a file."""
        made = cls(key, name)
        made.size = size
        return made


Span: TypeAlias = tuple[int, int]
Hours: TypeAlias = Mapping[str, tuple[Span, ...]]
Cell: TypeAlias = Decimal | str | Reserved
Matrix: TypeAlias = Mapping[tuple[str, str], Cell]
Scalar: TypeAlias = str | Decimal | bool | date
Row: TypeAlias = Mapping[str, "Value"]
Value: TypeAlias = Scalar | tuple[str, ...] | tuple[Row, ...] | Matrix | Hours | Reserved

#: Typed answers of one response: question code -> value. Option details are questions of their own ("A0_03.98").
Answers: TypeAlias = Mapping[str, "Value"]

#: Wider than any number the language knows (200 digits): the ordinary 28 would not do to round a large product.
_WIDE = decimal.Context(prec=400, rounding=decimal.ROUND_HALF_UP, traps=[])
WEEKDAYS = ("lun", "mar", "mer", "gio", "ven", "sab", "dom")


@dataclass(frozen=True, slots=True)
class RoundInfo:
    """What a questionnaire may know of its round. Dates are local days, Europe/Rome."""

    period_start: date
    period_end: date
    deadline: date
    title: str = ""

    @property
    def days(self) -> int:
        """Days of the reference period, both ends included."""
        return (self.period_end - self.period_start).days + 1


@dataclass(frozen=True, slots=True)
class Context:
    """Everything outside the answers that an expression may read (decisions.md 7). A missing part is unknown.

    ``census`` holds the unit's census fields as strings, tuples of strings or Decimals: ``type``, ``name``, ``owner``,
    ``manager``, ``nature``, ``comune``, ``province``, ``sector``, ``email``, ``pec``, ``phone``, ``public`` ("1"/"2"),
    ``atr_provinces`` (tuple of province codes), ``units`` (tuple of census codes of the same body).

    ``role``: whose part of a record is filled in, None for all of it; ``given``: what another part was told, of what
    this one reads (engine/roles.py).
    """

    today: date | None = None
    round: RoundInfo | None = None
    census: Mapping[str, "Value"] | None = None
    previous: Answers | None = None
    previous_round: RoundInfo | None = None
    linked: Mapping[str, "Value"] | None = None
    role: str | None = None
    given: Answers = field(default_factory=dict)


NO_CONTEXT = Context()


def rounded(number: Decimal, places: int) -> Decimal:
    """A number of any size to so many decimals, half up, as people round.

    >>> str(rounded(Decimal("-0.125"), 2)), str(rounded(Decimal("-0.001"), 2))
    ('-0.13', '0.00')
    """
    return _WIDE.add(_WIDE.quantize(number, Decimal(1).scaleb(-places)), Decimal(0))
