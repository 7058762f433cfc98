"""What an exported dataset is made of: columns known from the definition alone, and one row's values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, Protocol, TypeAlias

from questionari.engine.definition import ExportRule, Question, Text
from questionari.engine.values import Row

Kind: TypeAlias = Literal["integer", "decimal", "text", "code", "date", "flag", "time"]
#: What a cell of the dataset holds. integer and flag: int; decimal: Decimal; date: date (a month is its first day);
#: time: "HH:MM" (up to "24:00", which no clock type has); text and code: str.
Exported: TypeAlias = int | Decimal | str | date
#: Code and text of each category.
Categories: TypeAlias = tuple[tuple[str, Text], ...]

MOST_WIDE_ROWS = 3  # rosters that may have more rows go to a file of their own (decisions.md 37)
ROW_COLUMN = "riga"
FIXED_ROW_COLUMN = "voce"
#: The same two of a roster in the rows of another, whose own columns come first.
INNER_ROW_COLUMN, INNER_FIXED_ROW_COLUMN = "riga_interna", "voce_interna"


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``key`` is its place inside the question's answer:

    () a scalar; (option,) a multiple choice; (rank,) an ordered one, from "1"; (row, column) a matrix;
    (day, span, "from" | "to") opening hours; ("codice",) and ("nome",) a service of the census;
    (row from "1", child, …) a wide roster; (child, …) a long one, where
    ("riga",) is the number of the row from 1 and ("voce",) the code of a fixed row. A roster in the rows of another is
    always a long one; its key begins with its own code, (roster, child, …), and ("riga_interna",) is the number of the
    row inside the row that ("riga",) names.
    """

    name: str
    question: str
    key: tuple[str, ...]
    kind: Kind
    label: Text
    categories: Categories = ()
    rule: ExportRule = "always"


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of the wide file, and of one long file for each open roster, by the roster's code ("R.S")."""

    wide: tuple[Column, ...]
    long: Mapping[str, tuple[Column, ...]]


@dataclass(frozen=True, slots=True)
class ExportRow:
    """One response. ``stati`` has the columns of ``values`` and says why a value is absent.

    None: there is a value. -1 not applicable: off the path, a cell or a row that is not asked, an unused rank, row or
    span of an answer that was given. -7 not available, -8 preferred not to say, -9 asked and left blank.
    In the long rows, which have no second file, an absent value is None whatever the reason.
    """

    values: Mapping[str, Exported | None]
    stati: Mapping[str, int | None]
    long: Mapping[str, tuple[Mapping[str, Exported | None], ...]]


class AskedPath(Protocol):
    """What the export needs to know of the path of a response."""

    @property
    def questions(self) -> frozenset[str]:
        """The codes of the questions on the path."""

    def cells(self, code: str) -> Sequence[tuple[str, str]]:
        """The active cells of a matrix on the path."""

    def children(self, roster: Question, row: Row, outer: Row | None = None) -> Sequence[Question]:
        """The children of a roster asked in a row; ``outer`` is the row around it, where the roster stands in one."""
