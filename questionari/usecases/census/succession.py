"""A service merged into another, or split: from which day, into which, and the way back. Its history keeps both."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from questionari.clock import local_day
from questionari.store import census, succession as store
from questionari.store.models.census import Unit, UnitSuccession
from questionari.usecases import audit, fields
from questionari.usecases.census.editing import WHY, Seen, load_unit
from questionari.usecases.census.history import By, FieldChange, record
from questionari.usecases.census.listing import is_active
from questionari.usecases.census.schema import codes
from questionari.usecases.census.vocabulary import BECAME as WORDS, MERGED, SPLIT
from questionari.usecases.fields import read_fields, refuse
from questionari.usecases.house import Actor, NotFound, Refused

KINDS: Mapping[str, str] = {MERGED: "unito a un altro servizio", SPLIT: "diviso in più servizi"}
EARLIEST = date(2000, 1, 1)
AHEAD = timedelta(days=366)  # what is decided for next year may be recorded today
FIELD = "succession"


def _day(text: str) -> date:
    found: date = fields.day(text)
    if found < EARLIEST:
        raise fields.FieldError("L'anno non è plausibile: controlli la data.")
    return found


READERS: Mapping[str, fields.Reader] = {
    "kind": fields.one_of(KINDS),
    "codes": fields.required(codes),
    "day": fields.required(_day),
    **WHY,
}


@dataclass(frozen=True, slots=True)
class SuccessionView:
    """A line of a unit's page: what happened, from which day, seen from that unit. ``undoable``: by the old one."""

    day: date
    text: str
    other_code: str
    other_name: str
    reason: str
    undoable: bool


def successions(session: Session, unit_id: uuid.UUID) -> tuple[SuccessionView, ...]:
    """What a unit became and came from, in order of day."""
    return tuple(_view(line, unit_id) for line in store.of_unit(session, unit_id))


def _view(line: store.Line, unit_id: uuid.UUID) -> SuccessionView:
    row, old, new = line
    is_old = row.old_id == unit_id
    other = new if is_old else old
    return SuccessionView(row.day, WORDS[row.kind, is_old], other.code, other.name, row.reason, is_old)


def succeed(
    session: Session, now: datetime, actor: Actor, seen: Seen, values: Mapping[str, str], goes_on: bool = False
) -> None:
    """Record that a unit was merged into another or split into several: ``values`` by field (READERS), as typed.

    ``goes_on``: of one that was split, it exists still with the rest; otherwise its last day is the one before.
    Raises Invalid, and Refused when a colleague was faster.
    """
    unit = load_unit(session, seen)
    read = read_fields(values, READERS)
    ends = read["kind"] == MERGED or not goes_on
    into = _judged(session, unit, read, ends, local_day(now))
    was = unit.active_to
    by = By(actor, now, read["reason"])
    for new in into:
        session.add(_row(unit, new, read, ends, was, by))
        _told(session, (unit, new), read, by)
        new.updated_at = now
    if ends:
        unit.active_to = read["day"] - timedelta(days=1)
        record(session, unit.id, by, FieldChange("active_to", _text(was), _text(unit.active_to)))
    unit.updated_at = now
    detail = {"kind": read["kind"], "into": [new.code for new in into], "day": str(read["day"]), "ends": ends}
    audit.record(session, now, actor, "unit.succeeded", ("unit", unit.id), **detail)


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _row(old: Unit, new: Unit, read: Mapping[str, Any], ends: bool, was: date | None, by: By) -> UnitSuccession:
    return UnitSuccession(
        old_id=old.id,
        new_id=new.id,
        kind=read["kind"],
        day=read["day"],
        ends=ends,
        was_active_to=was,
        reason=by.reason,
        recorded_at=by.now,
        recorded_by=by.name,
    )


def _told(session: Session, pair: tuple[Unit, Unit], read: Mapping[str, Any], by: By) -> None:
    """A line in the history of both."""
    old, new = pair
    for unit, other, is_old in ((old, new, True), (new, old, False)):
        said = f"{WORDS[read['kind'], is_old]} {other.code} dal {read['day']:%d/%m/%Y}"
        record(session, unit.id, by, FieldChange(FIELD, None, said))


def _judged(session: Session, unit: Unit, read: Mapping[str, Any], ends: bool, today: date) -> Sequence[Unit]:
    """The services that it became. Raises Invalid."""
    found = census.units_by_code(session, read["codes"])
    unknown = [code for code in read["codes"] if code not in found]
    gone = [one.code for one in found.values() if not is_active(one, read["day"])]
    least = 2 if read["kind"] == SPLIT and ends else 1
    rules = (
        (unknown, "codes", f"Codici sconosciuti: {', '.join(unknown)}. Prima inserisca il servizio nel censimento."),
        (unit.code in found, "codes", "Un servizio non può diventare sé stesso: scriva i codici degli altri."),
        (read["kind"] == MERGED and len(found) > 1, "codes", "Un servizio si unisce a uno solo: scriva un codice."),
        (len(found) < least, "codes", "Scriva almeno due codici, oppure indichi che il servizio continua."),
        (gone, "codes", f"Quel giorno non è attivo: {', '.join(gone)}."),
        (read["day"] > today + AHEAD, "day", "La data è troppo lontana: si registra al più un anno prima."),
        (store.ending(session, unit.id), "kind", "Il servizio è già stato unito o diviso: prima annulli quell'atto."),
        (store.of_act(session, unit.id, read["day"]), "day", "Per quel giorno c'è già un atto: prima lo annulli."),
        (_would_turn(session, unit.id, found), "codes", "Quel servizio deriva già da questo o porterebbe a un giro."),
    )
    faults = tuple(fields.FieldFault(name, message) for broken, name, message in rules if broken)
    if faults:
        raise fields.Invalid(faults)
    return tuple(found.values())


def _would_turn(session: Session, unit_id: uuid.UUID, found: Mapping[str, Unit]) -> bool:
    """Whether what these units became leads back to the unit."""
    seen: set[uuid.UUID] = set()
    todo = frozenset(one.id for one in found.values())
    while todo:
        seen |= todo
        todo = store.successors(session, todo) - seen
    return unit_id in seen and unit_id not in {one.id for one in found.values()}


def take_back(session: Session, now: datetime, actor: Actor, seen: Seen, day: str) -> None:
    """What was recorded of a unit for a day was a mistake: it is as before. Raises NotFound, Refused, Invalid."""
    unit = load_unit(session, seen)
    try:
        which = date.fromisoformat(day)
    except ValueError:
        raise refuse("day", "Indichi quale atto annullare.") from None
    rows = store.of_act(session, unit.id, which)
    if not rows:
        raise NotFound("unione o divisione")
    by = By(actor, now, "annullamento di un'unione o divisione")
    others = census.units_by_id(session, [row.new_id for row in rows])
    _restore(session, unit, rows[0], by)
    for row in rows:
        other = others[row.new_id]
        for one, beside, is_old in ((unit, other, True), (other, unit, False)):
            said = f"{WORDS[row.kind, is_old]} {beside.code} dal {row.day:%d/%m/%Y}"
            record(session, one.id, by, FieldChange(FIELD, said, None))
        other.updated_at = now
        session.delete(row)
    unit.updated_at = now
    audit.record(session, now, actor, "unit.succession_undone", ("unit", unit.id), day=day)


def _restore(session: Session, unit: Unit, row: UnitSuccession, by: By) -> None:
    """Its last day as it was, unless somebody has written another since."""
    if not row.ends:
        return
    if unit.active_to != row.day - timedelta(days=1):
        raise Refused("changed", "L'ultimo giorno del servizio è stato cambiato dopo: lo corregga prima nella scheda.")
    record(session, unit.id, by, FieldChange("active_to", _text(unit.active_to), _text(row.was_active_to)))
    unit.active_to = row.was_active_to
