"""Submitted responses as records, and batches of records as the columns of each table."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import Any, TypeAlias

from esportazioni import leading
from esportazioni.fields import Field, fitted
from esportazioni.indicators import Indicators
from esportazioni.sheets import Sheet, Sheets
from questionari.engine.columns import Content, Exported, column_states, column_values, long_rows, wide_columns
from questionari.engine.dataset import DatasetRound, Submission
from questionari.engine.path import Path, find_path

#: Responses worked on together: so few that a processor's nearest memory holds them.
AT_HAND = 50
Cells: TypeAlias = Sequence[object]


@dataclass(frozen=True, slots=True)
class Batch:
    """Some responses as the tables take them: columns, and the rows of each open roster after their keys."""

    leading: list[list[Exported | None]]
    wide: list[list[Content]]
    long: Mapping[str, list[Sequence[Content | None]]]
    indicators: list[tuple[Decimal | None, ...]]

    @property
    def rows(self) -> int:
        """How many responses."""
        return len(self.indicators)


def batch(around: DatasetRound, sheets: Sheets, indicators: Indicators, submissions: Iterable[Submission]) -> Batch:
    """The responses together: what is off the path of one is left out, whatever was typed there."""
    head, wide = len(sheets.leading), len(sheets.wide.fields) - len(sheets.leading)
    found = Batch([[] for _ in range(head)], [[] for _ in range(wide)], {code: [] for code in sheets.long}, [])
    waiting = iter(submissions)
    while some := list(islice(waiting, AT_HAND)):
        paths = [find_path(around.definition, one.answers, one.context) for one in some]
        found.indicators.extend(map(indicators.add, paths))
        _grow(found.leading, leading.cells(around, some))
        _add(found, around, some, paths)
    return found


def _add(found: Batch, around: DatasetRound, some: Sequence[Submission], paths: Sequence[Path]) -> None:
    """The answers, the computed ones among them."""
    definition = around.definition
    answers = [{**one.answers, **path.computed} for one, path in zip(some, paths, strict=True)]
    _grow(found.wide, wide_columns(definition, answers, paths))
    for code, rows in found.long.items():
        for one, given, path in zip(some, answers, paths, strict=True):
            rows.extend([*leading.keys(around, one), *line] for line in long_rows(definition, code, given, path))


def _grow(columns: Sequence[list[Any]], more: Iterable[Sequence[Any]]) -> None:
    for column, cells in zip(columns, more, strict=True):
        column += cells


def wide(sheets: Sheets, found: Batch) -> list[Cells]:
    """The columns of the wide table."""
    fields = sheets.wide.fields[len(sheets.leading) :]
    return [*found.leading, *(_values(f, cells) for f, cells in zip(fields, found.wide, strict=True))]


def states(sheets: Sheets, found: Batch) -> list[Cells]:
    """The columns of the table of states."""
    return [*found.leading, *map(column_states, found.wide)]


def indicators(sheets: Sheets, found: Batch) -> list[Cells]:
    """The columns of the indicators."""
    keys = [found.leading[place] for place in leading.key_places(sheets.leading)]
    return [*keys, *_transposed(len(sheets.indicators.fields) - len(keys), found.indicators)]


def long(sheets: Sheets, code: str, found: Batch) -> list[Cells]:
    """The columns of an open roster: a response has as many rows as its roster, or none."""
    fields = sheets.long[code].fields
    return [_values(f, cells) for f, cells in zip(fields, _transposed(len(fields), found.long[code]), strict=True)]


Build: TypeAlias = Callable[[Sheets, Batch], list[Cells]]


def builders(sheets: Sheets) -> tuple[tuple[Sheet, Build], ...]:
    """Each table with what makes its columns."""
    rosters = ((sheet, _of_roster(code)) for code, sheet in sheets.long.items())
    return ((sheets.wide, wide), (sheets.states, states), *rosters, (sheets.indicators, indicators))


def _of_roster(code: str) -> Build:
    return lambda sheets, found: long(sheets, code, found)


def _transposed(width: int, rows: Sequence[Sequence[Any]]) -> list[Sequence[Any]]:
    return [[row[place] for row in rows] for place in range(width)]


def _values(field: Field, contents: Sequence[Content]) -> Cells:
    """The values of a column; computed numbers as its type holds them."""
    cells = column_values(field.column.kind, contents)
    return [_fitted(field, cell) for cell in cells] if field.computed else cells


def _fitted(field: Field, cell: Exported | None) -> Exported | None:
    return fitted(cell, field.type.scale) if isinstance(cell, Decimal) else cell
