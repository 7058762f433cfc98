"""The letter to an ATR for the Department's register: its silent services, frozen when it is made, numbered later.

It leaves by the Department's own PEC, outside this system: what comes back is typed by staff, the number and the day
that the register gave it. Every word is kept with the letter, so that the same file is made of it at any time.
"""

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from questionari.clock import local_day
from questionari.engine.canonical import sha256
from questionari.store import formal as store, silent
from questionari.store.models.census import Atr
from questionari.store.models.formal import FormalLetter
from questionari.store.models.rounds import Round
from questionari.store.types import new_id
from questionari.usecases import audit, fields
from questionari.usecases.chasing.silent import services
from questionari.usecases.completion import last_day
from questionari.usecases.fields import FieldError, FieldFault, Invalid
from questionari.usecases.house import Actor, House, NotFound, Refused
from questionari.usecases.rounds.basics import get_round, require, state_of
from questionari.usecases.rounds.reminding import OPEN
from questionari.usecases.words import counted

KIND = "silent_services"
SENDER = ("Presidenza del Consiglio dei Ministri – Dipartimento per le Pari Opportunità", "Rete Nazionale Antiviolenza")
_NUMBER = re.compile(r"(?=.*\d)[A-Za-z0-9](?:[A-Za-z0-9 ./_-]*[A-Za-z0-9])?")
REHEARSAL = Refused("rehearsal", "In una tornata di prova non si scrive agli ATR.")
NOBODY = Refused("nobody", "In questo territorio non manca nessun servizio: non c'è nulla da scrivere.")
ALTERED = Refused("altered", "I dati di questa lettera non corrispondono più alla loro impronta: avvisi l'assistenza.")
STALE = Refused("stale", "Nel frattempo qualcuno ha cambiato il protocollo di questa lettera: guardi che cosa c'è ora.")


@dataclass(frozen=True, slots=True)
class Territory:
    """A territory of a round, how many of its services are silent, whether it has a PEC in the census."""

    code: str
    name: str
    silent: int
    pec: bool


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as staff read of it. ``mark``: which entry of the register's number is on the page."""

    id: uuid.UUID
    round_code: str
    round_title: str
    atr_name: str
    to: tuple[str, ...]
    services: tuple[tuple[str, str, str], ...]  # name, state, days
    made_at: datetime
    made_by: str
    sha256: str
    number: str
    day: date | None
    entered_at: datetime | None
    entered_by: str

    @property
    def mark(self) -> str:
        """Blank before the first entry."""
        return _mark(self.entered_at)


@dataclass(frozen=True, slots=True)
class Letters:
    """Those of a round, the latest first; its territories; whether others may be made."""

    territories: tuple[Territory, ...]
    letters: tuple[Letter, ...]
    may: bool


def letters(session: Session, now: datetime, round_id: uuid.UUID) -> Letters:
    """What the page of the letters shows."""
    row = get_round(session, round_id)
    found = silent.territories(session, row.id)
    territories = tuple(Territory(atr.code, atr.name, number, bool(atr.pec)) for atr, number in found)
    made = tuple(_told(line) for line in store.of_round(session, row.id))
    return Letters(territories, made, state_of(row, now) in OPEN and not row.is_test)


def prepare(
    session: Session, house: House, now: datetime, actor: Actor, round_id: uuid.UUID, atr_code: str
) -> uuid.UUID:
    """Make the letter to a territory; its id. The last one again where it says the same and has no number yet.

    Raises NotFound, Refused (not open, a rehearsal, nobody silent).
    """
    row = get_round(session, round_id, lock=True)
    require(row, now, OPEN, "scrivere agli ATR")
    if row.is_test:
        raise REHEARSAL
    atr, number = _territory(session, row, atr_code)
    if not number:
        raise NOBODY
    content = _content(session, house, now, row, atr)
    digest, last = sha256(content), store.latest(session, row.id, atr.id)
    if last is not None and last.sha256 == digest and last.protocol_number is None:
        return last.id
    made = {"kind": KIND, "content": content, "sha256": digest, "made_at": now, "made_by": actor.id or ""}
    letter = FormalLetter(id=new_id(), round_id=row.id, atr_id=atr.id, **made)
    session.add(letter)
    what = {"round": row.code, "territory": atr.code, "services": number, "sha256": digest}
    audit.record(session, now, actor, "formal_letter.made", ("formal_letter", letter.id), **what)
    return letter.id


def _territory(session: Session, row: Round, code: str) -> tuple[Atr, int]:
    found = next((one for one in silent.territories(session, row.id) if one[0].code == code), None)
    if found is None:
        raise NotFound("territorio")
    return found


def _content(session: Session, house: House, now: datetime, row: Round, atr: Atr) -> dict[str, Any]:
    found, desk = services(session, row.id, atr.id), house.settings.help_desk
    address = f"PEC: {atr.pec}" if atr.pec else f"E-mail: {atr.email}" if atr.email else ""
    return {
        "from": list(SENDER),
        "to": [line for line in ("All'Ambito Territoriale di Rete", atr.name, address) if line],
        "day": local_day(now).isoformat(),
        "subject": f"Monitoraggio {row.title}: servizi che non hanno restituito il questionario",
        "words": _words(row, len(found)),
        "services": [[one.name, one.state, "; ".join(one.days) or "–"] for one in found],
        "closing": [
            "Ogni servizio ha ricevuto per proprio conto quanto serve a rispondere; di una casa rifugio è indicato il "
            "solo codice.",
            f"Per aiuto: telefono {desk.phone}, e-mail {desk.email}, {desk.hours}.",
        ],
    }


def _words(row: Round, number: int) -> list[str]:
    days = (row.period_start, row.period_end, last_day(row.deadline_at), last_day(row.closes_at))
    first, last, due, closes = map(_day, days)
    return [
        "Si trasmette l'elenco dei servizi del territorio che alla data odierna non hanno restituito il questionario "
        f"del monitoraggio {row.title} sul periodo dal {first} al {last}, affinché codesto Ambito possa assicurare "
        "la buona riuscita della rilevazione (Piano operativo, impegni dell'ATR, punto 3).",
        f"Scadenza: {due}; le risposte si raccolgono fino al {closes}. In tutto "
        f"{'manca' if number == 1 else 'mancano'} {counted(number, 'servizio', 'servizi')}:",
    ]


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def letter(session: Session, round_id: uuid.UUID, letter_id: uuid.UUID) -> Letter:
    """One of a round. Raises NotFound."""
    return _told(_line(session, round_id, letter_id))


def printed(session: Session, round_id: uuid.UUID, letter_id: uuid.UUID) -> Mapping[str, Any]:
    """What esportazioni/formal.py prints. Raises NotFound, Refused where what is kept is not what was made."""
    row = _line(session, round_id, letter_id)[0]
    if sha256(row.content) != row.sha256:
        raise ALTERED
    return {**row.content, "sha256": row.sha256}


def _line(session: Session, round_id: uuid.UUID, letter_id: uuid.UUID) -> store.Line:
    found = store.one(session, round_id, letter_id)
    if found is None:
        raise NotFound("lettera")
    return found


def enter(
    session: Session,
    now: datetime,
    actor: Actor,
    round_id: uuid.UUID,
    letter_id: uuid.UUID,
    values: Mapping[str, str],
) -> None:
    """Keep the register's "number" and "day" (as Italians type it), both blank to take them out; every change is in the
    audit trail. "mark": what the page showed. Raises Invalid, Refused, NotFound.
    """
    _line(session, round_id, letter_id)
    row = store.held(session, letter_id)
    if row is None:
        raise NotFound("lettera")
    if values.get("mark", "") != _mark(row.entered_at):
        raise STALE
    before = (row.protocol_number, row.protocol_date)
    after = _read(row, local_day(now), values)
    if after == before:
        return
    row.protocol_number, row.protocol_date = after
    row.entered_at, row.entered_by = now, actor.id
    told = {"before": _plain(before), "after": _plain(after)}
    audit.record(session, now, actor, "formal_letter.numbered", ("formal_letter", row.id), **told)


def _read(row: FormalLetter, today: date, values: Mapping[str, str]) -> tuple[str | None, date | None]:
    typed = [values.get(name, "").strip() for name in ("number", "day")]
    if row.protocol_number is not None and not any(typed):
        return None, None
    read = fields.read_fields(values, {"number": _number, "day": fields.required(fields.day)})
    made = local_day(row.made_at)
    if not made <= read["day"] <= today:
        said = f"La lettera è del {_day(made)}: scelga un giorno da allora a oggi, {_day(today)}."
        raise Invalid((FieldFault("day", said),))
    return read["number"], read["day"]


def _number(text: str) -> str:
    number = " ".join(str(fields.line(60, required=True)(text)).split())
    if not _NUMBER.fullmatch(number):
        raise FieldError("Scriva il numero con lettere, cifre, spazi e i segni . / _ - ; almeno una cifra.")
    return number


def _plain(entry: tuple[str | None, date | None]) -> list[str]:
    number, day = entry
    return [number, day.isoformat()] if number and day else []


def _mark(entered_at: datetime | None) -> str:
    return entered_at.isoformat() if entered_at else ""


def found(session: Session, text: str) -> tuple[Letter, ...]:
    """The letters whose number in the register has a text in it, the latest first; none for a blank one."""
    asked = " ".join(text[:100].split())
    return tuple(_told(line) for line in store.numbered(session, asked)) if asked else ()


def _told(line: store.Line) -> Letter:
    row, atr, round_ = line
    to, listed = tuple(row.content["to"]), tuple(tuple(one) for one in row.content["services"])
    entry = (row.protocol_number or "", row.protocol_date, row.entered_at, row.entered_by or "")
    return Letter(row.id, round_.code, round_.title, atr.name, to, listed, row.made_at, row.made_by, row.sha256, *entry)
