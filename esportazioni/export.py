"""The dataset of a round as a folder of files, CSV or one workbook: tables, codebook, indicators, readme, manifest."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

from esportazioni import codebook, manifest
from esportazioni.csv_files import CsvFolder
from esportazioni.errors import ExportError
from esportazioni.facts import FileFacts, facts
from esportazioni.fields import fitted, plain
from esportazioni.folders import whole_folder
from esportazioni.formats import html
from esportazioni.formats.xlsx import Workbook
from esportazioni.frames import frame
from esportazioni.indicators import SCALE, Indicators, Outcome
from esportazioni.output import Output
from esportazioni.records import Cells, batch, builders
from esportazioni.sheets import Sheet, Sheets, sheets
from questionari.engine.columns import Column, Kind
from questionari.engine.dataset import DatasetRound, Submission
from questionari.engine.definition import say

CELLS = 200_000  # of the wide table in memory at once, however many columns it has
Beat = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written."""

    rows: int
    files: tuple[FileFacts, ...]
    manifest: dict[str, Any]


class Export(Protocol):
    """A function that writes a dataset in one format."""

    def __call__(
        self, around: DatasetRound, submissions: Iterable[Submission], folder: Path, now: datetime, beat: Beat = ...
    ) -> Exported: ...


def _silent(rows: int) -> None:
    """Nobody is told."""


def export_csv(
    around: DatasetRound, submissions: Iterable[Submission], folder: Path, now: datetime, beat: Beat = _silent
) -> Exported:
    """Write the dataset to a new or empty folder, whole or not at all. ``beat`` is told the rows done so far.

    Raises ExportError: the folder is not empty, a value does not fit its column, or rows were lost on the way.
    """
    with whole_folder(folder) as draft:
        return _write(CsvFolder(draft), around, submissions, now, beat)


def export_xlsx(
    around: DatasetRound, submissions: Iterable[Submission], folder: Path, now: datetime, beat: Beat = _silent
) -> Exported:
    """As `export_csv`, with the tables in one Excel workbook. Raises TooLarge too, where a sheet cannot hold them."""
    with whole_folder(folder) as draft:
        return _write(Workbook(draft, around, now), around, submissions, now, beat)


#: name of a format -> what writes it.
EXPORTS: Mapping[str, Export] = {"csv": export_csv, "xlsx": export_xlsx}


def _write(
    output: Output, around: DatasetRound, submissions: Iterable[Submission], now: datetime, beat: Beat
) -> Exported:
    tables = sheets(around.definition)
    indicators = Indicators(around.definition)
    found = codebook.variables(around.definition, tables)
    with output:
        rows = _write_tables(output, around, tables, indicators, iter(submissions), beat)
        _refuse_loss(around, tables, output, rows)
        _write_small(output, _outcome_sheet(), _outcome_cells(indicators.outcomes()))
        _write_small(output, _codebook_sheet(), codebook.as_cells(found))
    files = [*output.files(), *_write_codebooks(output.folder, around, found)]
    files.append(facts(manifest.write_readme(output.folder, output.form, around, rows), "Come leggere i file"))
    return Exported(rows, tuple(files), manifest.write(output.folder, around, files, rows, now))


def _write_tables(
    output: Output,
    around: DatasetRound,
    tables: Sheets,
    indicators: Indicators,
    found: Iterator[Submission],
    beat: Beat,
) -> int:
    growing = [(sheet, build, output.add(sheet)) for sheet, build in builders(tables)]
    rows, at_once = 0, max(1, CELLS // len(tables.wide.fields))
    while (some := batch(around, tables, indicators, islice(found, at_once))).rows:
        for sheet, build, append in growing:
            append(frame(sheet, build(tables, some)))
        rows += some.rows
        beat(rows)
    return rows


def _refuse_loss(around: DatasetRound, tables: Sheets, output: Output, rows: int) -> None:
    """Count in = count out: what was asked for, what was read, what stands in the files."""
    wanted = around.submitted - around.excluded
    per_response = (tables.wide, tables.states, tables.indicators)
    wrong = {
        found.place: found.rows for found in output.written() if found.sheet in per_response and found.rows != rows
    }
    if rows != wanted or wrong:
        raise ExportError(f"{wanted} responses to export, {rows} read, {wrong or 'all'} written: ask for it again")


def _write_small(output: Output, sheet: Sheet, columns: Sequence[Cells]) -> None:
    output.add(sheet)(frame(sheet, columns))


def _write_codebooks(folder: Path, around: DatasetRound, found: Sequence[codebook.Variable]) -> list[FileFacts]:
    """The codebook for people and for programs."""
    page, data = folder / html.NAME, folder / "codebook.json"
    html.write(page, around, found)
    codebook.write_json(data, around, found)
    return [
        facts(page, "Libro dei codici da leggere nel browser", len(found)),
        facts(data, "Libro dei codici per programmi", len(found)),
    ]


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
