"""Kinds of values, and the same kinds seen at run time. The tables of operators and functions speak in these."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from questionari.engine.values import Attached, Named


class Kind(StrEnum):
    """What an expression's value is; the texts are used in messages."""

    ANY = "any value"
    BOOLEAN = "a condition"
    NUMBER = "a number"
    TEXT = "a text"
    CODE = "an option code"
    DATE = "a date"
    CODES = "a multiple choice"
    LIST = "a list"
    MATRIX = "a matrix"
    MATRIX_ROW = "a row of a matrix"
    ROSTER = "a roster"
    ROSTER_ROW = "a row of a roster"
    GROUP = "a group"
    HOURS = "opening hours"
    CONTEXT = "a part of the context"
    NOTE = "a note"


Kinds = frozenset[Kind]

BOOLEAN = frozenset({Kind.BOOLEAN})
NUMBER = frozenset({Kind.NUMBER})
STRING = frozenset({Kind.TEXT, Kind.CODE})
DATE = frozenset({Kind.DATE})
COLLECTION = frozenset({Kind.LIST, Kind.MATRIX, Kind.MATRIX_ROW, Kind.CODES})
#: What an answer can be: everything but the bare context, groups and notes.
ANSWER = frozenset(Kind) - {Kind.CONTEXT, Kind.GROUP, Kind.NOTE}

#: Kinds whose values compare with each other.
FAMILIES: tuple[Kinds, ...] = (NUMBER, STRING, DATE, BOOLEAN)

_FAMILY_OF_CLASS: Mapping[type, Kinds] = {
    Decimal: NUMBER,
    Fraction: NUMBER,
    str: STRING,
    Named: STRING,
    Attached: STRING,
    date: DATE,
    bool: BOOLEAN,
}


def family(value: object) -> Kinds | None:
    """The family of a value at run time, None for what is not a scalar."""
    return _FAMILY_OF_CLASS.get(value.__class__)


def classes_of(families: tuple[Kinds, ...]) -> dict[type, Kinds]:
    """Class of a value -> its family, for those families only."""
    return {cls: kinds for cls, kinds in _FAMILY_OF_CLASS.items() if kinds in families}


def family_of(kind: Kind) -> Kinds | None:
    """The family a kind belongs to, None for collections."""
    return next((kinds for kinds in FAMILIES if kind in kinds), None)
