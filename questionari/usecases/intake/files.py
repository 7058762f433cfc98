"""A file of earlier responses as tables of texts: our own workbook, another one, or a CSV file.

What a file is, its content says. Macros and formulas are refused: a cell is to hold what was answered.
"""

import csv
import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from questionari.engine.columns.protection import restore
from questionari.engine.files.archives import read_part
from questionari.engine.files.office import BROKEN
from questionari.engine.files.texts import text_of
from questionari.usecases.house import Refused
from questionari.xlsform.findings import FormError
from questionari.xlsform.reading import look_into, read_apart

MOST_BYTES, MOST_UNPACKED = 10_000_000, 100_000_000
MOST_CELLS, MOST_TEXT = 1_500_000, 20_000_000
MOST_MEMORY, MOST_SECONDS = 300 << 20, 2
DATA = "dati"
#: Sheets of our own workbook that say again what others say.
SKIPPED = ("dati_etichette", "dizionario", "indicatori", "esiti", "leggimi")
_PIECE = 1 << 16
_FORMULA = (b"<f>", b"<f ", b"</f>")
UNREADABLE = "Il file non si legge: lo salvi di nuovo come cartella Excel (.xlsx) o come CSV UTF-8."
TOO_LARGE = "Il file è troppo grande: al massimo 10 MB e un milione e mezzo di celle. Lo divida in più file."


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: its header and its rows, each with its number in the file."""

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def read_file(content: bytes) -> Mapping[str, Sheet]:
    """The tables of a file by name; a CSV file is the table "dati". Raises Refused "file_refused"."""
    if len(content) > MOST_BYTES:
        raise Refused("file_refused", TOO_LARGE)
    if content.startswith(b"PK\x03\x04"):
        return _packed(content)
    return {DATA: _sheet(_csv(_text(content)))}


def _packed(content: bytes) -> dict[str, Sheet]:
    """A workbook, or the archive of a dataset with one or with its CSV files."""
    try:
        parts = look_into(content, MOST_UNPACKED)
        return _workbook(content, parts) if "[Content_Types].xml" in parts else _archive(content)
    except (FormError, *BROKEN) as error:
        raise Refused("file_refused", UNREADABLE) from error


def _workbook(content: bytes, parts: Sequence[str]) -> dict[str, Sheet]:
    if any("vbaproject" in part.casefold() or "macrosheet" in part.casefold() for part in parts):
        raise Refused("file_refused", "Il file contiene macro: lo salvi come .xlsx senza macro e riprovi.")
    if _has_formulas(content, [part for part in parts if part.startswith("xl/worksheets/")]):
        raise Refused("file_refused", "Il file contiene formule: incolli i soli valori e lo salvi di nuovo.")
    found = read_apart(content, (MOST_MEMORY, MOST_SECONDS, MOST_CELLS, MOST_TEXT), SKIPPED)
    sheets = {name: _sheet(list(enumerate(rows, 1))) for name, rows in found.items()}
    if DATA not in sheets and sheets:
        sheets[DATA] = next(iter(sheets.values()))  # another house's: its first sheet
    return sheets


def _archive(content: bytes) -> dict[str, Sheet]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        held = {PurePosixPath(part.filename): part for part in packed.infolist()}
        workbook = next((part for path, part in held.items() if path.suffix == ".xlsx"), None)
        tables = {path.stem: part for path, part in held.items() if path.suffix == ".csv" and _is_table(path.stem)}
        if max((part.file_size for part in held.values()), default=0) > MOST_BYTES:
            raise Refused("file_refused", TOO_LARGE)
        if workbook is not None:
            inner = read_part(packed, workbook)
            return _workbook(inner, look_into(inner, MOST_UNPACKED))
        return {name: _sheet(_csv(_text(read_part(packed, part)))) for name, part in tables.items()}


def _is_table(name: str) -> bool:
    """Whether answers stand in a file of a dataset; the twin for an Italian Excel says the same."""
    return (name in (DATA, "stati") or name.startswith("elenco_")) and not name.endswith("_excel")


def _has_formulas(content: bytes, parts: Sequence[str]) -> bool:
    """Whether a sheet holds a formula; read piece by piece."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return any(mark in piece for part in parts for piece in _pieces(packed, part) for mark in _FORMULA)


def _pieces(packed: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """A part piece by piece, each with the end of the one before."""
    before = b""
    with packed.open(part) as sheet:
        while piece := sheet.read(_PIECE):
            yield before + piece
            before = piece[-4:]


def _text(content: bytes) -> str:
    text = text_of(content)
    if text is None:
        raise Refused("file_refused", UNREADABLE)
    return text


def _csv(text: str) -> list[tuple[int, list[str]]]:
    """(line, cells) of each record; what was protected from spreadsheets is as it was answered again."""
    separator = max(",;\t", key=text.partition("\n")[0].count)
    if text.count(separator) > MOST_CELLS:
        raise Refused("file_refused", TOO_LARGE)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    found, before = [], 0
    try:
        for cells in reader:
            found.append((before + 1, [restore(cell) for cell in cells]))
            before = reader.line_num
    except csv.Error as error:
        message = f"Il file non si legge dopo la riga {before}: controlli le virgolette aperte e non chiuse."
        raise Refused("file_refused", message) from error
    return found


def _sheet(rows: Sequence[tuple[int, Sequence[str]]]) -> Sheet:
    """The first row that holds something is the header; blank rows are none."""
    filled = [(number, cells) for number, cells in rows if any(cell.strip() for cell in cells)]
    if not filled:
        return Sheet((), ())
    header = tuple(cell.strip() for cell in filled[0][1])
    return Sheet(header, tuple((number, tuple(cell.strip() for cell in cells)) for number, cells in filled[1:]))
