"""The workbook of a translation: one row a text, with its place, the Italian and the words to write."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from pathlib import Path

import xlsxwriter

from questionari.engine.translations import TextRow, TranslationError
from questionari.xlsform.findings import FormError
from questionari.xlsform.reading import read_workbook

UNREADABLE = "Il file non è una cartella di lavoro che si possa leggere: carichi il foglio XLSX scaricato da qui."
NAMES = ("posizione", "italiano", "traduzione")
WIDTHS = (38, 70, 70)
OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def write_rows(target: Path | BytesIO, language: str, rows: Iterable[TextRow]) -> None:
    """Write the workbook; the sheet is named after the language."""
    with xlsxwriter.Workbook(target, OPTIONS) as book:
        sheet = book.add_worksheet(language)
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        for column, (name, width) in enumerate(zip(NAMES, WIDTHS, strict=True)):
            sheet.set_column(column, column, width, wrap)
            sheet.write_string(0, column, name, book.add_format({"bold": True}))
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(rows, start=1):
            for column, text in enumerate((row.place, row.original, row.translated)):
                sheet.write_string(number, column, text)


def read_rows(content: bytes, language: str) -> tuple[TextRow, ...]:
    """The rows of a workbook, columns found by their names. Raises TranslationError for what is no such workbook."""
    try:
        sheets = read_workbook(content)
    except FormError as error:
        raise TranslationError(str(error), UNREADABLE) from error
    if language not in sheets:
        message = f"there is no sheet named {language!r}: it is named after the language"
        raise TranslationError(message, f"Nel file non c'è il foglio «{language}»: carichi il foglio di questa lingua.")
    return _rows(sheets[language])


def _rows(cells: Sequence[Sequence[str]]) -> tuple[TextRow, ...]:
    names = [cell.strip().casefold() for cell in cells[0]] if cells else []
    lacking = [name for name in NAMES if name not in names]
    if lacking:
        names_lacking = ", ".join(lacking)
        raise TranslationError(
            f"the first row lacks {names_lacking}: export the sheet again",
            f"Nella prima riga del foglio manca: {names_lacking}. Scarichi il foglio di nuovo.",
        )
    places = [names.index(name) for name in NAMES]
    read = (tuple(row[place] if place < len(row) else "" for place in places) for row in cells[1:])
    return tuple(TextRow(*row) for row in read if any(row))
