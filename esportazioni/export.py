"""The dataset of a round as a folder of CSV files: tables, codebook, indicators, readme, manifest."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from esportazioni import codebook, manifest
from esportazioni.csv_files import DIALECTS, CsvFile, FileFacts, facts
from esportazioni.errors import ExportError
from esportazioni.fields import fitted, plain
from esportazioni.folders import whole_folder
from esportazioni.frames import frame
from esportazioni.indicators import SCALE, Indicators, Outcome
from esportazioni.records import Build, Cells, Record, builders, record
from esportazioni.sheets import Sheet, Sheets, sheets
from questionari.engine.columns import Column, Kind
from questionari.engine.dataset import DatasetRound, Submission
from questionari.engine.definition import say

BATCH = 500  # responses in memory at once
Beat = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written."""

    rows: int
    files: tuple[FileFacts, ...]
    manifest: dict[str, Any]


def export_csv(
    around: DatasetRound, submissions: Iterable[Submission], folder: Path, now: datetime, beat: Beat = lambda rows: None
) -> Exported:
    """Write the dataset to a new or empty folder, whole or not at all. ``beat`` is told the rows done so far.

    Raises ExportError: the folder is not empty, a value does not fit its column, or rows were lost on the way.
    """
    with whole_folder(folder) as draft:
        return _write(around, submissions, draft, now, beat)


def _write(
    around: DatasetRound, submissions: Iterable[Submission], folder: Path, now: datetime, beat: Beat
) -> Exported:
    tables = sheets(around.definition)
    indicators = Indicators(around.definition)
    records = (record(around, tables, indicators, submission) for submission in submissions)
    files, rows = _write_tables(folder, tables, records, beat)
    _refuse_loss(around, tables, files, rows)
    files += _write_small(folder, _outcome_sheet(), _outcome_cells(indicators.outcomes()))
    found = codebook.variables(around.definition, tables)
    files += _write_small(folder, _codebook_sheet(), codebook.as_cells(found))
    codebook.write_json(folder / "codebook.json", around, found)
    files.append(facts(folder / "codebook.json", "Libro dei codici per programmi", len(found)))
    files.append(facts(manifest.write_readme(folder, around, rows), "Come leggere i file"))
    return Exported(rows, tuple(files), manifest.write(folder, around, files, rows, now))


def _write_tables(folder: Path, tables: Sheets, records: Iterator[Record], beat: Beat) -> tuple[list[FileFacts], int]:
    with ExitStack() as stack:
        open_files = [
            (sheet, build, [stack.enter_context(CsvFile(folder, sheet, dialect)) for dialect in DIALECTS])
            for sheet, build in builders(tables)
        ]
        rows = 0
        while batch := list(islice(records, BATCH)):
            for sheet, build, files in open_files:
                _append(tables, sheet, build, files, batch)
            rows += len(batch)
            beat(rows)
    return [file.facts() for _, _, files in open_files for file in files], rows


def _append(tables: Sheets, sheet: Sheet, build: Build, files: Sequence[CsvFile], batch: Sequence[Record]) -> None:
    found = frame(sheet, build(tables, batch))
    for file in files:
        file.write(found)


def _refuse_loss(around: DatasetRound, tables: Sheets, files: Sequence[FileFacts], rows: int) -> None:
    """Count in = count out: what was asked for, what was read, what stands in the files."""
    wanted = around.submitted - around.excluded
    per_response = {sheet.title for sheet in (tables.wide, tables.states, tables.indicators)}
    written = {file.name: file.rows for file in files if file.title in per_response}
    wrong = {name: count for name, count in written.items() if count != rows}
    if rows != wanted or wrong:
        raise ExportError(f"{wanted} responses to export, {rows} read, {wrong or 'all'} written: ask for it again")


def _write_small(folder: Path, sheet: Sheet, columns: Sequence[Cells]) -> list[FileFacts]:
    found = frame(sheet, columns)
    files = [CsvFile(folder, sheet, dialect) for dialect in DIALECTS]
    for file in files:
        with file:
            file.write(found)
    return [file.facts() for file in files]


def _outcome_sheet() -> Sheet:
    fields = (
        plain(_named("indicatore", "code")),
        plain(_named("titolo", "text")),
        plain(_named("valore", "decimal"), SCALE),
        plain(_named("casi", "integer")),
    )
    return Sheet("indicatori_rilevazione", "Indicatori dell'intera rilevazione", fields)


def _outcome_cells(outcomes: Sequence[Outcome]) -> list[Cells]:
    return [
        [found.indicator.code for found in outcomes],
        [", ".join(filter(None, (say(o.indicator.title), say(o.indicator.unit)))) for o in outcomes],
        [fitted(found.value, SCALE) for found in outcomes],
        [found.n for found in outcomes],
    ]


def _codebook_sheet() -> Sheet:
    numbers = ("posizione",)
    names = codebook.Variable.__dataclass_fields__
    kinds: dict[str, Kind] = {name: "integer" if name in numbers else "text" for name in names}
    return Sheet("variabili", "Libro dei codici", tuple(plain(_named(name, kind)) for name, kind in kinds.items()))


def _named(name: str, kind: Kind) -> Column:
    return Column(name, "", (name,), kind, {"it": name})
