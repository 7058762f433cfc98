"""Figures of a territory that others have counted (population, summaries of the monitoring), from a file of the staff.

A territory's form shows them with their source instead of asking them (B2_02, C4_01); what no file gives stays unknown.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from questionari.store import census, figures
from questionari.store.models.figures import TerritoryFigure
from questionari.usecases import audit
from questionari.usecases.census.reading import Fault, SourceRow, read_rows
from questionari.usecases.house import Actor, Refused

COLUMNS = frozenset({"territorio", "dato", "anno", "valore", "fonte"})
FEWEST = 3  # a smaller count of women could tell who they are (Garante, Regole deontologiche 19/12/2018, art. 5)
MOST_SHOWN = 2_000
EARLIEST, LATEST = 1990, 2100
_WHOLE = re.compile(r"[0-9]{1,3}(\.[0-9]{3}){1,2}|[0-9]{1,9}", re.ASCII)  # below a thousand million


@dataclass(frozen=True, slots=True)
class Kind:
    """A figure: how files call it, what people read, whether it is a number, whether few cases must not be told."""

    name: str
    title: str
    whole: bool = True
    guarded: bool = False


#: The fact that a form reads -> its figure. Of the population the newest year counts, of the rest that of the round.
POPULATION: Mapping[str, Kind] = {
    "population": Kind("popolazione_residente", "Popolazione residente"),
    "women_16_70": Kind("donne_16_70", "Donne da 16 a 70 anni"),
    "foreign_women": Kind("donne_straniere", "Donne straniere residenti"),
}
SUMMARY: Mapping[str, Kind] = {
    "women": Kind("donne_in_contatto", "Donne in contatto con i servizi", guarded=True),
    "first_time": Kind("prime_volte", "Donne che si rivolgono per la prima volta", guarded=True),
    "referrals": Kind("invii", "Invii ad altri servizi", guarded=True),
    "forms": Kind("forme_di_violenza", "Forme di violenza più frequenti", whole=False),
}
KINDS: Mapping[str, Kind] = {kind.name: kind for kind in (*POPULATION.values(), *SUMMARY.values())}


@dataclass(frozen=True, slots=True)
class Line:
    """A figure as the staff read it."""

    territory: str
    title: str
    year: int
    value: str
    source: str
    added_at: datetime
    added_by: str


@dataclass(frozen=True, slots=True)
class Taken:
    """What a file did, or would do."""

    added: int
    replaced: int


class FaultyFigures(Refused):
    """The file has faults, and nothing of it was taken."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        count = f"{len(faults)} {'errore' if len(faults) == 1 else 'errori'}"
        lines = "\n".join(fault.text() for fault in faults)
        super().__init__("file_faults", f"Il file ha {count}: nessun dato è stato registrato.\n{lines}")
        self.faults = tuple(faults)


def take(session: Session, now: datetime, actor: Actor, content: bytes) -> Taken:
    """Keep the figures of a CSV file, all or nothing; one of the same territory and year takes the former's place.

    Raises Refused, FaultyFigures with every fault of the file.
    """
    table = read_rows(content, COLUMNS)
    atrs = {code: atr.id for code, atr in census.atrs_by_code(session).items()}
    faults = [*table.faults, *(fault for row in table.rows for fault in _faults(row, atrs)), *_twice(table.rows)]
    if faults or not table.rows:
        raise FaultyFigures(sorted(faults, key=lambda fault: fault.line) or [Fault(0, "", "non ha righe di dati.")])
    found = [
        TerritoryFigure(
            atr_id=atrs[row.values["territorio"]], name=row.values["dato"], year=int(row.values["anno"]),
            value=_kept(row), source=row.values["fonte"], added_at=now, added_by=actor.id or actor.kind,
        )
        for row in table.rows
    ]  # fmt: skip
    replaced = sum([figures.put(session, figure) for figure in found])
    audit.record(session, now, actor, "figures.taken", None, rows=len(found), replaced=replaced)
    return Taken(len(found) - replaced, replaced)


def _kept(row: SourceRow) -> str:
    value = row.values["valore"]
    return value.replace(".", "") if KINDS[row.values["dato"]].whole else value


def _faults(row: SourceRow, atrs: Mapping[str, object]) -> Iterator[Fault]:
    kind = KINDS.get(row.values["dato"])
    if row.values["territorio"] not in atrs:
        yield Fault(row.line, "territorio", f"il territorio «{row.values['territorio'][:40]}» non è nel censimento.")
    if kind is None:
        yield Fault(row.line, "dato", f"«{row.values['dato'][:40]}» non è fra i dati previsti: {', '.join(KINDS)}.")
    yield from (Fault(row.line, column, said) for column, wrong, said in _RULES if wrong(row.values[column]))
    said = _of_value(kind, row.values["valore"]) if kind else ""
    if said:
        yield Fault(row.line, "valore", said)


def _no_year(text: str) -> bool:
    return not (text.isascii() and text.isdigit() and len(text) == 4 and EARLIEST <= int(text) <= LATEST)


def _no_source(text: str) -> bool:
    return not 0 < len(text) <= 200


_RULES: tuple[tuple[str, Callable[[str], bool], str], ...] = (
    ("anno", _no_year, "scriva l'anno con quattro cifre."),
    ("fonte", _no_source, "dica chi ha contato e quando, in al massimo 200 caratteri."),
)


def _of_value(kind: Kind, value: str) -> str:
    """What is wrong with a value, "" where nothing is."""
    if not kind.whole:
        return "" if 0 < len(value) <= 300 else "scriva un testo di al massimo 300 caratteri."
    if not _WHOLE.fullmatch(value):
        return "scriva un numero intero, senza decimali."
    if kind.guarded and 0 < int(value.replace(".", "")) < FEWEST:
        return f"i casi sono meno di {FEWEST}: il dato non si registra, per non far riconoscere le persone."
    return ""


def _twice(rows: Sequence[SourceRow]) -> Iterator[Fault]:
    met: dict[tuple[str, str, str], int] = {}
    for row in rows:
        first = met.setdefault((row.values["territorio"], row.values["dato"], row.values["anno"]), row.line)
        if first != row.line:
            yield Fault(row.line, "", f"dice lo stesso dato della riga {first}.")


def lines(session: Session) -> tuple[Line, ...]:
    """All figures, by territory and year."""
    return tuple(
        Line(
            atr.name, KINDS[found.name].title if found.name in KINDS else found.name, found.year,
            found.value, found.source, found.added_at, found.added_by,
        )
        for found, atr in figures.every(session, MOST_SHOWN)
    )  # fmt: skip
