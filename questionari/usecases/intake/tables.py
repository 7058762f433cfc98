"""The tables of a file matched with the columns of a questionnaire: which column is which, what each row holds."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from questionari.engine.columns import layout
from questionari.engine.columns.intake import Cell, LongRow
from questionari.engine.definition import Questionnaire
from questionari.engine.values import Reserved
from questionari.usecases.house import Refused
from questionari.usecases.intake.files import DATA, Sheet

STATES, ROSTER = "stati", "elenco_"
UNIT, ID, VERSION, LANGUAGE = "servizio", "id_risposta", "versione", "lingua"
#: The columns before the answers that say something of the census or of the round: known, not taken.
PASSED_OVER = frozenset(
    {"tornata", "periodo_dal", "periodo_al", "tipologia", "provincia", "atr", "data_invio", "stato", "modalita"}
    | {"avvisi_confermati", ID}
)
TAKEN = frozenset({UNIT, VERSION, LANGUAGE})
MORE_COLUMNS = 100  # than the questionnaire and what stands before its answers have
IGNORED = ""  # in a mapping: a column that is not to be imported
_REASONS = {str(int(reason)): reason for reason in (Reserved.NOT_AVAILABLE, Reserved.PREFER_NOT)}


@dataclass(frozen=True, slots=True)
class Finding:
    """What is to be said of a place of the file: row (0: of all), column ("" of the whole row), Italian message."""

    row: int
    column: str
    severity: str  # error | warning | note
    message: str


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One response as the file has it; texts by the names of our columns."""

    number: int
    unit: str
    version: str
    language: str
    wide: Mapping[str, Cell]
    long: Mapping[str, Sequence[LongRow]]


@dataclass(frozen=True, slots=True)
class Table:
    """A file that could be matched. ``unknown``: columns of its ``header`` that are none of ours."""

    rows: tuple[SourceRow, ...]
    unknown: tuple[str, ...]
    findings: tuple[Finding, ...]
    header: tuple[str, ...]


def match(definition: Questionnaire, sheets: Mapping[str, Sheet], mapping: Mapping[str, str]) -> Table:
    """The rows of a file. ``mapping``: column of the file -> ours, "" for one that is not to be imported.

    Raises Refused "file_refused": no table, no column of the service, two columns for one of ours, far too many.
    """
    data = sheets.get(DATA)
    if data is None or not data.rows:
        raise Refused(
            "file_refused", "Il file non ha righe: serve una riga con i nomi delle colonne e una per risposta."
        )
    known = {column.name for column in layout(definition).wide} | TAKEN | PASSED_OVER
    if len(data.header) > len(known) + MORE_COLUMNS:
        message = (
            f"Il file ha {len(data.header)} colonne: il questionario ne ha {len(known)}. Tolga quelle che non servono."
        )
        raise Refused("file_refused", message)
    names = [_ours(cell, mapping, known) for cell in data.header]
    _require(names)
    unknown = tuple(cell for cell, name in zip(data.header, names, strict=True) if cell and name is None)
    notes = tuple(Finding(0, cell, "note", "Colonna non riconosciuta: non viene importata.") for cell in unknown)
    return Table(tuple(_rows(data, names, _Beside(definition, sheets))), unknown, notes, data.header)


def _ours(cell: str, mapping: Mapping[str, str], known: frozenset[str] | set[str]) -> str | None:
    """The name of our column; None where it is none, "" where it is not to be imported."""
    if cell in mapping:
        return mapping[cell] if mapping[cell] in {*known, IGNORED} else None
    by_case = {name.casefold(): name for name in known}
    return by_case.get(cell.partition(":")[0].strip().casefold())


def _require(names: Sequence[str | None]) -> None:
    twice = sorted(name for name, times in Counter(names).items() if name and times > 1)
    if twice:
        raise Refused("file_refused", f"Più colonne del file per la stessa domanda: {', '.join(twice)}.")
    if UNIT not in names:
        raise Refused("file_refused", f"Manca la colonna «{UNIT}» con il codice del censimento: la indichi.")


class _Beside:
    """What stands beside the first table: why a value is missing, the rows of open rosters."""

    def __init__(self, definition: Questionnaire, sheets: Mapping[str, Sheet]) -> None:
        self.states = {row.get(ID, ""): row for row in _named(sheets.get(STATES))}
        self.long = {code: list(_named(sheets.get(f"{ROSTER}{code}"[:31]))) for code in layout(definition).long}

    def reasons(self, row_id: str) -> dict[str, Cell]:
        """The reserved answers of a response, by column."""
        found = self.states.get(row_id, {}) if row_id else {}
        return {name: _REASONS[text] for name, text in found.items() if text in _REASONS}

    def rows(self, row_id: str) -> dict[str, list[LongRow]]:
        """The rows of its open rosters."""
        own = {code: [row for row in rows if row.get(ID) == row_id] for code, rows in self.long.items()}
        return {code: rows for code, rows in own.items() if rows and row_id}


def _named(sheet: Sheet | None) -> Iterator[LongRow]:
    for _, cells in sheet.rows if sheet else ():
        yield {name: cell for name, cell in zip(sheet.header if sheet else (), cells, strict=False) if cell}


def _rows(data: Sheet, names: Sequence[str | None], beside: _Beside) -> Iterator[SourceRow]:
    for number, cells in data.rows:
        texts = {name: cell for name, cell in zip(names, cells, strict=False) if name and cell}
        row_id = texts.get(ID, "")
        answers = {name: text for name, text in texts.items() if name not in TAKEN | PASSED_OVER}
        wide: dict[str, Cell] = {**beside.reasons(row_id), **answers}
        about = (texts.get(UNIT, ""), texts.get(VERSION, ""), texts.get(LANGUAGE, ""))
        yield SourceRow(number, *about, wide, beside.rows(row_id))
