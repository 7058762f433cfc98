"""Submitted responses as records, and batches of records as the columns of each table."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeAlias

from esportazioni import leading
from esportazioni.fields import Field, fitted
from esportazioni.indicators import Indicators
from esportazioni.sheets import Sheet, Sheets
from questionari.engine.columns import Content, Exported, column_states, column_values, long_rows, wide_row
from questionari.engine.dataset import DatasetRound, Submission
from questionari.engine.path import find_path

Cells: TypeAlias = Sequence[object]


@dataclass(frozen=True, slots=True)
class Record:
    """One response as the tables take it."""

    leading: tuple[Exported | None, ...]
    wide: Sequence[Content]
    long: Mapping[str, Sequence[Sequence[Content]]]
    indicators: tuple[Decimal | None, ...]


def record(around: DatasetRound, sheets: Sheets, indicators: Indicators, submission: Submission) -> Record:
    """The record of a response: what is off its path is left out, whatever was typed there."""
    definition = around.definition
    path = find_path(definition, submission.answers, submission.context)
    answers = {**submission.answers, **path.computed}
    wide, long = wide_row(definition, answers, path), long_rows(definition, answers, path)
    return Record(leading.cells(around, submission), wide, long, indicators.add(path))


def wide(sheets: Sheets, records: Sequence[Record]) -> list[Cells]:
    """The columns of the wide table."""
    fields = sheets.wide.fields[len(sheets.leading) :]
    columns = zip(*(record.wide for record in records), strict=True)
    return [*_leading(sheets, records), *(_values(f, cells) for f, cells in zip(fields, columns, strict=True))]


def states(sheets: Sheets, records: Sequence[Record]) -> list[Cells]:
    """The columns of the table of states."""
    return [*_leading(sheets, records), *map(column_states, zip(*(record.wide for record in records), strict=True))]


def indicators(sheets: Sheets, records: Sequence[Record]) -> list[Cells]:
    """The columns of the indicators."""
    return [*_keys(sheets, records), *_transposed(len(sheets.indicators.fields) - 3, (r.indicators for r in records))]


def long(sheets: Sheets, code: str, records: Sequence[Record]) -> list[Cells]:
    """The columns of an open roster: a response has as many rows as its roster, or none."""
    rows = [(found, line) for found in records for line in found.long[code]]
    fields = sheets.long[code].fields[3:]
    keys = _keys(sheets, [found for found, _ in rows])
    columns = _transposed(len(fields), (line for _, line in rows))
    return [*keys, *(_values(f, cells) for f, cells in zip(fields, columns, strict=True))]


Build: TypeAlias = Callable[[Sheets, Sequence[Record]], list[Cells]]


def builders(sheets: Sheets) -> tuple[tuple[Sheet, Build], ...]:
    """Each table with what makes its columns."""
    rosters = ((sheet, _of_roster(code)) for code, sheet in sheets.long.items())
    return ((sheets.wide, wide), (sheets.states, states), *rosters, (sheets.indicators, indicators))


def _of_roster(code: str) -> Build:
    return lambda sheets, records: long(sheets, code, records)


def _leading(sheets: Sheets, records: Sequence[Record]) -> list[Cells]:
    return _transposed(len(sheets.leading), (r.leading for r in records))


def _keys(sheets: Sheets, records: Sequence[Record]) -> list[Cells]:
    return [[r.leading[place] for r in records] for place in leading.keys(sheets.leading)]


def _transposed(width: int, rows: Iterable[Sequence[Any]]) -> list[Sequence[Any]]:
    kept = list(rows)
    return [[row[place] for row in kept] for place in range(width)]


def _values(field: Field, contents: Sequence[Content]) -> Cells:
    """The values of a column; computed numbers as its type holds them."""
    cells = column_values(field.column.kind, contents)
    return [_fitted(field, cell) for cell in cells] if field.computed else cells


def _fitted(field: Field, cell: Exported | None) -> Exported | None:
    return fitted(cell, field.type.scale) if isinstance(cell, Decimal) else cell
