"""Submitted responses as records, and batches of records as the columns of each table."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from esportazioni import leading
from esportazioni.fields import Field, fitted
from esportazioni.indicators import Indicators
from esportazioni.sheets import Sheet, Sheets
from questionari.engine.columns import Exported, ExportRow, export_row
from questionari.engine.dataset import DatasetRound, Submission
from questionari.engine.path import find_path

Cells: TypeAlias = Sequence[object]


@dataclass(frozen=True, slots=True)
class Record:
    """One response as the tables take it."""

    leading: tuple[Exported | None, ...]
    row: ExportRow
    indicators: tuple[Decimal | None, ...]


def record(around: DatasetRound, sheets: Sheets, indicators: Indicators, submission: Submission) -> Record:
    """The record of a response: what is off its path is left out, whatever was typed there."""
    definition = around.definition
    path = find_path(definition, submission.answers, submission.context)
    row = export_row(definition, {**submission.answers, **path.computed}, path, sheets.layout)
    return Record(leading.cells(around, submission), row, indicators.add(path))


def wide(sheets: Sheets, records: Sequence[Record]) -> list[Cells]:
    """The columns of the wide table."""
    fields = sheets.wide.fields[len(sheets.leading) :]
    return [*_leading(sheets, records), *(_fit(f, [r.row.values[f.name] for r in records]) for f in fields)]


def states(sheets: Sheets, records: Sequence[Record]) -> list[Cells]:
    """The columns of the table of states."""
    fields = sheets.states.fields[len(sheets.leading) :]
    return [*_leading(sheets, records), *([r.row.stati[f.name] for r in records] for f in fields)]


def indicators(sheets: Sheets, records: Sequence[Record]) -> list[Cells]:
    """The columns of the indicators."""
    return [*_keys(sheets, records), *_transposed(len(sheets.indicators.fields) - 3, (r.indicators for r in records))]


def long(sheets: Sheets, code: str, records: Sequence[Record]) -> list[Cells]:
    """The columns of an open roster: a response has as many rows as its roster, or none."""
    rows = [(found, line) for found in records for line in found.row.long[code]]
    fields = sheets.long[code].fields[3:]
    keys = _keys(sheets, [found for found, _ in rows])
    return [*keys, *(_fit(f, [line[f.name] for _, line in rows]) for f in fields)]


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


def _transposed(width: int, rows: Iterable[Sequence[object]]) -> list[Cells]:
    kept = list(rows)
    return [[row[place] for row in kept] for place in range(width)]


def _fit(field: Field, cells: list[Exported | None]) -> Cells:
    """Computed numbers as the type of their column holds them."""
    if not field.computed:
        return cells
    return [fitted(cell, field.type.scale) if isinstance(cell, Decimal) else cell for cell in cells]
