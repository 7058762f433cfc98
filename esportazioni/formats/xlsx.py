"""One Excel workbook: codes, words, states, open rosters, indicators, codebook. No cell can become a formula.

XlsxWriter's constant memory: each sheet grows in a file of its own beside the workbook, never in a shared folder.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pandas as pd
import pyarrow as pa
import xlsxwriter
from xlsxwriter.exceptions import FileSizeError

from esportazioni.errors import TooLarge
from esportazioni.facts import FileFacts, facts
from esportazioni.fields import Field
from esportazioni.formats.styles import HEADER, Styles, width
from esportazioni.frames import table
from esportazioni.labels import Say, words
from esportazioni.output import Append, Written
from esportazioni.sheets import Sheet
from questionari.engine.dataset import DatasetRound
from questionari.engine.definition import say

NAME = "dataset.xlsx"
TITLE = "Cartella di lavoro Excel"
CODES, LABELS = "dati", "dati_etichette"
NAMES = {"variabili": "dizionario"}
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
LONGEST_TEXT = 32_767  # characters in a cell; no answer comes near, a list of categories may
LONGEST_NAME = 31
EXACT_DIGITS = 15
FIRST_DAY = date(1900, 3, 1)  # Excel believes in 29 February 1900


class Workbook:
    """The workbook while it grows. ``around`` and ``now`` go into its properties."""

    form = "xlsx"

    def __init__(self, folder: Path, around: DatasetRound, now: datetime) -> None:
        self.folder, self._around = folder, around
        self.path = folder / NAME
        self._book = xlsxwriter.Workbook(self.path, {**OPTIONS, "tmpdir": str(folder)})
        self._book.set_properties(
            {"title": f"{around.title} ({around.code})", "subject": say(around.definition.title), "created": now}
        )
        self._styles = Styles(self._book)
        self._pages: list[Page] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for page in self._pages:
            page.finish()
        try:
            self._book.close()
        except FileSizeError as failure:
            raise TooLarge("the workbook is larger than 4 GB: export CSV") from failure

    def add(self, sheet: Sheet) -> Append:
        """Begin a sheet; the one of codes has a second one in words beside it."""
        pages = [self._page(sheet, NAMES.get(sheet.name, sheet.name))]
        if sheet.name == CODES:
            said = [words(self._around.definition, field) for field in sheet.fields]
            pages.append(self._page(sheet, LABELS, said))

        def append(batch: pd.DataFrame) -> None:
            found = table(sheet, batch)
            for page in pages:
                page.write(found)

        return append

    def _page(self, sheet: Sheet, name: str, said: Sequence[Say] | None = None) -> "Page":
        page = Page(self._book.add_worksheet(self._free(name)), sheet, self._styles, said)
        self._pages.append(page)
        return page

    def _free(self, name: str) -> str:
        """A name that Excel takes: at most 31 characters, none used before."""
        taken = {page.name.casefold() for page in self._pages}
        tries = (f"{name[: LONGEST_NAME - len(end)]}{end}" for end in ("", *(f"_{n}" for n in range(2, 1000))))
        return next(found for found in tries if found.casefold() not in taken)

    def written(self) -> Sequence[Written]:
        """The rows of each sheet."""
        return [Written(page.sheet, page.name, page.rows) for page in self._pages]

    def files(self) -> list[FileFacts]:
        """The one file, with the rows and columns of the sheet of codes."""
        codes = next(page for page in self._pages if page.name == CODES)
        return [facts(self.path, TITLE, codes.rows, len(codes.sheet.fields))]


class Page:
    """One sheet: its header, which stays in sight, and its rows. With ``said`` its cells and header are in words."""

    def __init__(self, sheet_of_book: Any, sheet: Sheet, styles: Styles, said: Sequence[Say] | None) -> None:
        self.sheet, self.rows, self.name = sheet, 0, str(sheet_of_book.name)
        self._page, self._said = sheet_of_book, said
        self._cells = [styles.of(field) for field in sheet.fields]
        self._put: dict[type, Callable[..., int]] = {
            str: self._page.write_string,
            int: self._page.write_number,
            float: self._page.write_number,
            date: self._page.write_datetime,
        }
        self._begin(styles)

    def _begin(self, styles: Styles) -> None:
        self._page.freeze_panes(1, 0)
        for place, field in enumerate(self.sheet.fields):
            self._page.set_column(place, place, width(field, self._said is not None))
        self._page.set_row(0, HEADER[self._said is not None])
        for place, field in enumerate(self.sheet.fields):
            self._write(0, place, _heading(field) if self._said else field.name, styles.header)

    def write(self, found: pa.Table) -> None:
        """Append the rows of a table."""
        says = self._said or [_itself] * found.num_columns
        columns = [[_cell(tell(cell)) for cell in c.to_pylist()] for tell, c in zip(says, found.columns, strict=True)]
        for row in zip(*columns, strict=True):
            self.rows += 1
            for place, cell in enumerate(row):
                if cell is not None:
                    self._write(self.rows, place, cell, self._cells[place])

    def _write(self, row: int, place: int, cell: Any, style: Any) -> None:
        """Write one cell by its type alone. XlsxWriter answers something else than 0 beyond the end of a sheet."""
        if self._put[type(cell)](row, place, cell, style):
            raise TooLarge(f"sheet {self.name}: row {row + 1}, column {place + 1} is beyond Excel's limits: export CSV")

    def finish(self) -> None:
        """Offer filters on the header."""
        self._page.autofilter(0, 0, self.rows, len(self.sheet.fields) - 1)


def _heading(field: Field) -> str:
    return f"{field.name}: {say(field.column.label)}"


def _itself(cell: object) -> object:
    return cell


def _cell(value: object) -> object:
    """The value as Excel can hold it, exactly: longer numbers and earlier days as text."""
    return _CELLS.get(value.__class__, _itself)(value)


def _number(value: Any) -> float | str:
    number = Decimal(value)
    exact = len(number.normalize().as_tuple().digits) <= EXACT_DIGITS
    return float(number) if exact else f"{number:f}"


def _whole(value: int) -> float | str:
    return float(value) if abs(value) < 10**EXACT_DIGITS else _number(value)


def _day(value: date) -> date | str:
    return value.isoformat() if value < FIRST_DAY else value


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_TEXT else f"{text[: LONGEST_TEXT - 1]}…"


_CELLS: Mapping[type, Callable[[Any], object]] = {Decimal: _number, int: _whole, date: _day, str: _cut}
