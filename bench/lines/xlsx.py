"""The same dataset as one Excel workbook: codes, words, states and codebook, from responses that are in memory."""

from itertools import count
from pathlib import Path
from time import process_time
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from bench.answers import answers, definition
from bench.place import Place, Run, Sample, Stopwatch
from esportazioni.export import export_xlsx
from esportazioni.formats.xlsx import CODES, LABELS, OPTIONS
from esportazioni.indicators import Indicators
from esportazioni.records import batch, states, wide
from esportazioni.sheets import Sheets, sheets
from questionari.engine.dataset import DatasetRound, Submission
from tests.esportazioni.world import NOW, around, submission


def plain_cells(of: DatasetRound, tables: Sheets, found: list[Submission]) -> list[list[tuple[Any, ...]]]:
    """The rows of the two tables that the sheets hold, as plain values."""
    together = batch(of, tables, Indicators(of.definition), found)
    return [[*zip(*build(tables, together), strict=True)] for build in (wide, states)]


def written(rows: list[tuple[Any, ...]], sheet: Worksheet) -> None:
    """Each cell as text, without a format."""
    for at, row in enumerate(rows):
        for place, cell in enumerate(row):
            if cell is not None:
                sheet.write_string(at, place, str(cell))


def bare(cells: list[list[tuple[Any, ...]]], target: Path) -> float:
    """CPU seconds of XlsxWriter alone: codes, words (as many texts) and states."""
    begun = process_time()
    with xlsxwriter.Workbook(target, OPTIONS) as book:
        for name, rows in ((CODES, cells[0]), (LABELS, cells[0]), ("stati", cells[1])):
            written(rows, book.add_worksheet(name))
    return process_time() - begun


def prepare(place: Place, size: int) -> Run:
    """One run: the workbook of that many responses."""
    of, numbers = around(definition(), size), count()
    found = [submission(number, answers(number)) for number in range(size)]
    cells = plain_cells(of, sheets(of.definition), found)

    def run() -> Sample:
        folder, watch = place.folder / f"workbook{next(numbers)}", Stopwatch()
        with watch.running():
            export_xlsx(of, found, folder, NOW)
        return Sample(watch.cpu_s, bare(cells, place.folder / "bare.xlsx"))

    return run
