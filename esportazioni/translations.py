"""The workbook of a translation: one row a text, with its place, the Italian and the words to write."""

import multiprocessing
import resource
import zipfile
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import python_calamine
import xlsxwriter

from questionari.engine.translations import TextRow, TranslationError

NAMES = ("posizione", "italiano", "traduzione")
WIDTHS = (38, 70, 70)
MOST_ROWS, MOST_BYTES = 50_000, 50_000_000  # of the whole workbook, unpacked
MOST_MEMORY = 1 << 30  # address space of the process that reads
OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def write_rows(path: Path, language: str, rows: Iterable[TextRow]) -> None:
    """Write the workbook; the sheet is named after the language."""
    with xlsxwriter.Workbook(path, OPTIONS) as book:
        sheet = book.add_worksheet(language)
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        for column, (name, width) in enumerate(zip(NAMES, WIDTHS, strict=True)):
            sheet.set_column(column, column, width, wrap)
            sheet.write_string(0, column, name, book.add_format({"bold": True}))
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(rows, start=1):
            for column, text in enumerate((row.place, row.original, row.translated)):
                sheet.write_string(number, column, text)


def read_rows(path: Path, language: str) -> tuple[TextRow, ...]:
    """The rows of a workbook, columns found by their names. Raises TranslationError for what is no such workbook."""
    _require_modest(path)
    spawning = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, spawning, resource.setrlimit, (resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))) as pool:
        try:
            return pool.submit(_read, path, language).result()
        except BrokenProcessPool as error:
            raise TranslationError("the workbook asks for too much memory: export the sheet again") from error


def _read(path: Path, language: str) -> tuple[TextRow, ...]:
    """In a process of its own: one cell at the far corner of a sheet makes the reader ask for 550 GB and abort."""
    try:
        book = python_calamine.load_workbook(path)
        cells = book.get_sheet_by_name(language).to_python(skip_empty_area=False)
    except python_calamine.WorksheetNotFound as error:
        raise TranslationError(f"there is no sheet named {language!r}: it is named after the language") from error
    except python_calamine.CalamineError as error:
        raise TranslationError(f"not an XLSX workbook: {error}") from error
    return _rows(cells)


def _require_modest(path: Path) -> None:
    """A workbook is a zip: what it would unpack to is known before anything is read."""
    try:
        with zipfile.ZipFile(path) as packed:
            size = sum(part.file_size for part in packed.infolist())
    except (zipfile.BadZipFile, OSError) as error:
        raise TranslationError(f"not an XLSX workbook: {error}") from error
    if size > MOST_BYTES:
        raise TranslationError(f"the workbook would unpack to {size} bytes: at most {MOST_BYTES}")


def _rows(cells: Sequence[Sequence[object]]) -> tuple[TextRow, ...]:
    if len(cells) > MOST_ROWS:
        raise TranslationError(f"{len(cells)} rows: at most {MOST_ROWS}")
    names = [str(cell).strip().casefold() for cell in cells[0]] if cells else []
    lacking = [name for name in NAMES if name not in names]
    if lacking:
        raise TranslationError(f"the first row lacks {', '.join(lacking)}: export the sheet again")
    places = [names.index(name) for name in NAMES]
    read = (tuple(str(row[place]) if place < len(row) else "" for place in places) for row in cells[1:])
    return tuple(TextRow(*row) for row in read if any(row))
