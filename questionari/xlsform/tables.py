"""Sheets as rows with named columns: what authors and their tools call a column, and in which language it speaks."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from questionari.xlsform.findings import FormError, Report
from questionari.xlsform.reading import Sheets

#: What others write -> the column's name here.
_ALIASES: Mapping[str, str] = {
    "caption": "label",
    "command": "type",
    "tag": "name",
    "value": "name",
    "relevance": "relevant",
    "calculate": "calculation",
    "count": "repeat_count",
    "constraintmsg": "constraint_message",
    "constraint_msg": "constraint_message",
    "requiredmsg": "required_message",
    "readonly": "read_only",
    "listname": "list_name",
    "required_msg": "required_message",
    "form_name": "form_title",
    "title": "form_title",
    "id_string": "form_id",
}
_PREFIXES = frozenset({"bind", "control", "body", "media", "jr", "instance"})
_COLONS = re.compile(r"\s*::?\s*")
_GAPS = re.compile(r"[\s_-]+")
DEFAULT = ""  # the language of a column that names none
#: Sheets that are read, by their names in small letters.
SURVEY, CHOICES, SETTINGS = "survey", "choices", "settings"
KEPT = "questionari"  # the column of a workbook of ours that carries what a form cannot say
MOST_LANGUAGES = 60


@dataclass(frozen=True, slots=True)
class Row:
    """A row that is not blank. ``cells`` by column and language."""

    sheet: str
    number: int
    cells: Mapping[tuple[str, str], str]

    def get(self, column: str) -> str:
        """The cell of a column that has no language, or its first in any."""
        plain = self.cells.get((column, DEFAULT))
        return plain if plain is not None else next(iter(self.texts(column).values()), "")

    def texts(self, column: str) -> dict[str, str]:
        """The cells of a column by language."""
        return {language: text for (name, language), text in self.cells.items() if name == column}


@dataclass(frozen=True, slots=True)
class Tables:
    """The three sheets of a form."""

    survey: tuple[Row, ...]
    choices: tuple[Row, ...]
    settings: Mapping[str, str]
    languages: tuple[str, ...]  # as the columns spell them, the default one ("") among them where it is used


def tables(sheets: Sheets, report: Report) -> Tables:
    """The form in the sheets. Raises FormError where there is none."""
    named = {name.strip().casefold(): (name, rows) for name, rows in sheets.items()}
    if SURVEY not in named:
        raise FormError(f"there is no sheet named survey, only {', '.join(sheets) or 'none'}: it holds the questions")
    survey, choices, settings = (_rows(*named.get(sheet, (sheet, ())), report) for sheet in (SURVEY, CHOICES, SETTINGS))
    languages = dict.fromkeys(
        language for row in (*survey, *choices) for column, language in row.cells if column in ("label", "hint")
    )
    if len(languages) > MOST_LANGUAGES:
        raise FormError(f"the form has texts in {len(languages)} languages: at most {MOST_LANGUAGES}")
    said = {column: text for (column, _), text in (settings[0].cells.items() if settings else ())}
    return Tables(survey, choices, said, tuple(languages))


def column_of(header: str) -> tuple[str, str]:
    """The name and the language of a column.

    >>> column_of("label::Italiano (it)"), column_of("bind:jr:constraintMsg"), column_of("list name")
    (('label', 'Italiano (it)'), ('constraint_message', ''), ('list_name', ''))
    """
    parts = [part for part in _COLONS.split(header.strip()) if part]
    while len(parts) > 1 and parts[0].casefold() in _PREFIXES:
        parts = parts[1:]
    name = _GAPS.sub("_", parts[0].casefold()) if parts else ""
    return _ALIASES.get(name, name), " ".join(parts[1:])


def _rows(sheet: str, rows: Sequence[Sequence[str]], report: Report) -> tuple[Row, ...]:
    headed = next((number for number, row in enumerate(rows) if any(cell.strip() for cell in row)), None)
    if headed is None:
        return ()
    columns = [column_of(cell) if cell.strip() else None for cell in rows[headed]]
    spelt = [cell.strip().casefold() for cell in rows[headed] if cell.strip()]
    for header in dict.fromkeys(header for header in spelt if spelt.count(header) > 1):
        report.add("form.structure", sheet, headed + 1, f"two columns are named {header}: the first is read")
    numbered = enumerate(rows[headed + 1 :], headed + 2)
    return tuple(_read(sheet, number, columns, row) for number, row in numbered if any(cell.strip() for cell in row))


def _read(sheet: str, number: int, columns: Sequence[tuple[str, str] | None], row: Sequence[str]) -> Row:
    cells: dict[tuple[str, str], str] = {}
    for column, cell in zip(columns, row, strict=False):
        if column and cell.strip():
            cells.setdefault(column, cell.strip())
    return Row(sheet, number, cells)


def enabled(rows: Sequence[Row]) -> Iterator[Row]:
    """The rows that the author has not put aside."""
    return (row for row in rows if row.get("disabled").casefold() not in ("yes", "true", "true()"))
