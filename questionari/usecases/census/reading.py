"""A census file as rows of texts: encoding, separator, header. Nothing is judged here beyond the shape of the table."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from questionari.engine.files.texts import text_of
from questionari.usecases.house import Refused

MAX_BYTES = 5_000_000
UNIT_COLUMNS = frozenset(
    {
        *("codice", "denominazione", "ente_titolare", "ente_gestore", "tipologia", "natura", "settore"),
        *("comune", "comune_istat", "provincia", "atr", "comprende"),
        *("email", "referente", "pec", "telefono", "note"),
    }
)
UNIT_REQUIRED = frozenset({"codice", "denominazione", "tipologia"})
TERRITORY_COLUMNS = frozenset({"denominazione", "tipo", "codice_istat", "lingue", "email", "pec"})
TERRITORY_REQUIRED = frozenset({"denominazione", "tipo", "codice_istat"})


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One record and the line of the file where it begins."""

    line: int
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a file is not taken: line (0 = the whole file), column ("" = the whole line), Italian message."""

    line: int
    column: str
    message: str

    def text(self) -> str:
        """The fault with its place."""
        place = f"riga {self.line}" if self.line else "file"
        return f"{place}{f', colonna {self.column}' if self.column else ''}: {self.message}"


@dataclass(frozen=True, slots=True)
class Table:
    """A file that could be read: what it lists, its rows, and the lines whose shape is wrong."""

    territories: bool
    rows: Sequence[SourceRow]
    faults: tuple[Fault, ...]


def read_table(content: bytes) -> Table:
    """The rows of a CSV file (UTF-8 or Windows-1252; comma, semicolon, tab). Raises Refused if there is none."""
    return _table(content)


def read_rows(content: bytes, columns: frozenset[str]) -> Table:
    """The rows of a CSV file that has these columns, all of them. Raises Refused if there is none."""
    return _table(content, (columns, columns))


def _table(content: bytes, columns: tuple[frozenset[str], frozenset[str]] | None = None) -> Table:
    if len(content) > MAX_BYTES:
        raise Refused("file_too_big", "Il file supera 5 MB: lo divida in più file.")
    records = _records(_decode(content))
    if not records:
        raise Refused("file_empty", "Il file è vuoto: serve almeno la riga con i nomi delle colonne.")
    header = [cell.strip().casefold() for cell in records[0][1]]
    territories = "codice_istat" in header
    ours = (TERRITORY_COLUMNS, TERRITORY_REQUIRED) if territories else (UNIT_COLUMNS, UNIT_REQUIRED)
    _check_header(header, *(columns or ours))
    rows, faults = [], []
    for number, cells in records[1:]:
        if len(cells) == len(header):
            rows.append(SourceRow(number, dict(zip(header, map(str.strip, cells), strict=True))))
        else:
            faults.append(_wrong_width(number, len(cells), len(header)))
    return Table(territories, rows, tuple(faults))


def _wrong_width(number: int, found: int, wanted: int) -> Fault:
    advice = "controlli le virgolette e i separatori"
    return Fault(number, "", f"ha {found} celle invece di {wanted}: {advice}.")


def _decode(content: bytes) -> str:
    text = text_of(content)
    if text is None:
        raise Refused("file_unreadable", "Il file non è un testo CSV: lo salvi come «CSV UTF-8» e riprovi.")
    return text


def _records(text: str) -> list[tuple[int, list[str]]]:
    """(first line, cells) of every record that is not blank."""
    header = text.partition("\n")[0]
    separator = max(",;\t", key=header.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    records = []
    before = 0
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                records.append((before + 1, cells))
            before = reader.line_num
    except csv.Error as error:
        message = f"Il file non si legge dopo la riga {before}: controlli le virgolette aperte e non chiuse."
        raise Refused("file_unreadable", message) from error
    return records


def _check_header(header: list[str], known: frozenset[str], needed: frozenset[str]) -> None:
    problems = (
        ("colonne mancanti", sorted(needed - set(header))),
        ("colonne sconosciute", sorted(set(header) - known)),
        ("colonne ripetute", sorted({name for name in header if header.count(name) > 1})),
    )
    found = [f"{what}: {', '.join(names)}" for what, names in problems if names]
    if found:
        raise Refused("file_header", f"Intestazione del file: {'; '.join(found)}. Ammesse: {', '.join(sorted(known))}.")
