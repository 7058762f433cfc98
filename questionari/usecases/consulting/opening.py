"""A consultation is opened on a revision of a draft: whom it asks, until when; and its end moved, its door closed."""

import secrets
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from questionari.clock import end_of_day, local_day
from questionari.store import census, consultations as store, opening as rounds_store
from questionari.store.models.census import Atr
from questionari.store.models.consultations import Consultation, ConsultationGuest
from questionari.store.opening import Chosen, Reached
from questionari.store.types import new_id
from questionari.usecases import audit, fields
from questionari.usecases.census import vocabulary
from questionari.usecases.census.listing import address_state, is_active
from questionari.usecases.consulting import guests
from questionari.usecases.consulting.basics import unclosed
from questionari.usecases.house import Actor, Refused
from questionari.usecases.workbench import drafts
from questionari.usecases.workbench.examining import examine

BODY_ATR = "Ambito territoriale di rete"
READERS = {"text": fields.paragraphs(5000), "deadline": fields.required(fields.day)}
FAULTY = "La revisione ha errori: li corregga prima di sottoporla a una consultazione."
ALREADY = "Su questa bozza c'è già una consultazione in corso: la chiuda prima di aprirne un'altra."
LATEST = 366  # days: nobody consults for longer


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom a form asks: codes of territories, of kinds of service, of services; and its texts by field (READERS)."""

    values: Mapping[str, str]
    atrs: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    units: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Opened:
    """A consultation just opened. ``left_out``: services that cannot be written to, or are not active; ``silent``:
    territories that no account follows: they are asked, and nobody is told.
    """

    id: uuid.UUID
    atrs: int
    services: int
    left_out: tuple[str, ...]
    silent: tuple[str, ...]


def open_consultation(
    session: Session, now: datetime, actor: Actor, draft_id: uuid.UUID, revision: int, asked: Asked
) -> Opened:
    """Show a revision to territories and services, and write to them. Raises NotFound, Refused, Invalid."""
    drafts.writable(session, draft_id)  # locked: a second press waits here, and finds the first
    if store.going_on(session, draft_id) is not None:
        raise Refused("already", ALREADY)
    if examine(drafts.load(session, draft_id, revision).text).definition is None:
        raise Refused("faulty", FAULTY)
    read = fields.read_fields(asked.values, READERS)
    ends, atrs = _end(read["deadline"], now), _territories(session, asked.atrs)
    written, left_out = _services(session, now, asked)
    if not atrs and not written:
        raise fields.refuse("units", "Nessuno a cui chiedere: scelga almeno un territorio o un servizio con recapito.")
    who = actor.id or actor.kind
    row = Consultation(id=new_id(), draft_id=draft_id, revision=revision, text=read["text"], ends_at=ends)
    row.opened_at, row.opened_by = now, who
    session.add(row)
    session.flush()
    silent = _invite(session, now, row.id, atrs, written)
    counts = {"atrs": len(atrs), "services": len(written), "revision": revision}
    audit.record(session, now, actor, "consultation.opened", ("consultation", row.id), **counts)
    return Opened(row.id, len(atrs), len(written), left_out, silent)


def _end(day: date, now: datetime) -> datetime:
    today = local_day(now)
    if day < today:
        raise fields.refuse("deadline", "Il giorno è già passato: scelga un giorno da oggi in poi.")
    if (day - today).days > LATEST:
        raise fields.refuse("deadline", "Il giorno è troppo lontano: al massimo un anno da oggi.")
    return end_of_day(day)


def _territories(session: Session, codes: Sequence[str]) -> tuple[Atr, ...]:
    found = census.atrs_by_code(session, codes) if codes else {}
    _all_known("atrs", codes, found, "territori")
    return tuple(found.values())


def _all_known(field: str, codes: Sequence[str], found: Mapping[str, object], what: str) -> None:
    unknown = sorted(set(codes) - set(found))
    if unknown:
        raise fields.refuse(field, f"Codici sconosciuti fra i {what}: {', '.join(unknown)}.")


def _services(session: Session, now: datetime, asked: Asked) -> tuple[list[tuple[Chosen, Reached]], tuple[str, ...]]:
    """Services that can be written to, and the names of those that cannot: kinds chosen (in the territories chosen,
    where there are any) and services named one by one."""
    _all_known("types", asked.types, vocabulary.types(), "tipi di servizio")
    _all_known("units", asked.units, census.units_by_code(session, asked.units) if asked.units else {}, "servizi")
    today = local_day(now)
    if not asked.types and not asked.units:
        return [], ()
    chosen = {"atrs": list(asked.atrs) if asked.types else [], "types": list(asked.types), "units": list(asked.units)}
    found = list(rounds_store.candidates(session, chosen, today))
    able = [(u, c) for u, c in found if c is not None and not address_state(c) and is_active(u, today)]
    reached = {unit.id for unit, _ in able}
    return able, tuple(unit.name for unit, _ in found if unit.id not in reached)


def _invite(
    session: Session,
    now: datetime,
    consultation_id: uuid.UUID,
    atrs: Sequence[Atr],
    services: Sequence[tuple[Chosen, Reached]],
) -> tuple[str, ...]:
    """The names of the territories that nobody could be written for."""
    asked = [(atr, _guest(consultation_id, atr_id=atr.id, body=BODY_ATR)) for atr in atrs]
    session.add_all(guest for _, guest in asked)
    session.flush()
    silent = tuple(atr.name for atr, guest in asked if not guests.tell(session, now, guest))
    kinds = vocabulary.types()
    for unit, contact in services:
        guest = _guest(consultation_id, unit_id=unit.id, body=kinds.get(unit.type_code, "Servizio"))
        session.add(guest)
        session.flush()
        guests.send(session, now, guest, contact.email)
    session.flush()
    return silent


def _guest(consultation_id: uuid.UUID, **body: object) -> ConsultationGuest:
    return ConsultationGuest(id=new_id(), public_id=secrets.token_urlsafe(16), consultation_id=consultation_id, **body)


def move_end(session: Session, now: datetime, actor: Actor, consultation_id: uuid.UUID, day: str) -> None:
    """Take comments until another day, also after the first has passed. Raises NotFound, Refused, Invalid."""
    row = unclosed(session, consultation_id)
    row.ends_at = _end(fields.read_fields({"deadline": day}, {"deadline": READERS["deadline"]})["deadline"], now)
    audit.record(session, now, actor, "consultation.end_moved", ("consultation", row.id), ends=row.ends_at.isoformat())


def close(session: Session, now: datetime, actor: Actor, consultation_id: uuid.UUID) -> None:
    """Take no more comments; every link dies, waiting mails too. Raises NotFound, Refused."""
    row = unclosed(session, consultation_id)
    row.closed_at, row.closed_by = now, actor.id or actor.kind
    lines = store.guests(session, consultation_id)
    guests.end_links(session, now, [line.guest for line in lines], "consultation_closed")
    audit.record(session, now, actor, "consultation.closed", ("consultation", row.id))
