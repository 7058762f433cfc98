"""The sheets of a form as an Excel workbook."""

from collections.abc import Sequence
from pathlib import Path

import xlsxwriter

from questionari.xlsform.carrying import Cells
from questionari.xlsform.exporting import Exported
from questionari.xlsform.tables import KEPT

_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_FIRST = ("type", "list_name", "name")
_WIDE, _NARROW = 50, 20


def write_workbook(path: Path, form: Exported) -> None:
    """Write the three sheets; the column that carries what a form cannot say stands last and is hidden."""
    with xlsxwriter.Workbook(path, _OPTIONS) as book:
        for name, rows in (("survey", form.survey), ("choices", form.choices), ("settings", form.settings)):
            _sheet(book, name, rows)


def _sheet(book: xlsxwriter.Workbook, name: str, rows: Sequence[Cells]) -> None:
    sheet = book.add_worksheet(name)
    columns = _columns(rows)
    bold, wrap = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    for place, column in enumerate(columns):
        width = _WIDE if column.startswith(("label", "hint", "constraint")) else _NARROW
        sheet.set_column(place, place, width, wrap, {"hidden": column.startswith(KEPT)})
        sheet.write_string(0, place, column, bold)
    for number, cells in enumerate(rows, 1):
        for place, column in enumerate(columns):
            if cells.get(column):
                sheet.write_string(number, place, cells[column])
    sheet.freeze_panes(1, 0)


def _columns(rows: Sequence[Cells]) -> list[str]:
    """Every column that is used: what names a row first, what is carried last."""
    met = dict.fromkeys(column for cells in rows for column in cells)
    first = [column for column in _FIRST if column in met]
    last = [column for column in met if column.startswith(KEPT)]
    return [*first, *(column for column in met if column not in (*first, *last)), *last]
