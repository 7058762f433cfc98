"""The note to the ATRs: on set days of a round each territory with silent services is sent their list, once a day.

A round that counts for nothing (a rehearsal, a field trial) has none. Days that went by while nothing ran are made up
for by one note. Days and recipients are proposed, and the staff's to change.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from questionari.clock import ROME, local_day
from questionari.engine.working_days import next_working
from questionari.store import rounds, silent as store
from questionari.store.models.census import Atr
from questionari.store.models.rounds import Round
from questionari.usecases import audit, fields
from questionari.usecases.chasing.silent import NOTE_TO, addresses, listed
from questionari.usecases.completion import last_day
from questionari.usecases.fields import FieldError, FieldFault, Invalid
from questionari.usecases.house import SYSTEM, Actor, Refused
from questionari.usecases.outbox.queueing import enqueue
from questionari.usecases.rounds.basics import RUNNING, get_round, require, state_of
from questionari.usecases.rounds.changing import sends_stopped
from questionari.usecases.rounds.note_days import DAYS, DONE, days_for
from questionari.usecases.rounds.reminding import MORNING, OPEN

MOST_DAYS, MOST_ADDRESSES = 6, 10


@dataclass(frozen=True, slots=True)
class Noted:
    """A territory: how many of its services are silent, to whom its note goes."""

    code: str
    name: str
    silent: int
    recipients: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Notes:
    """The notes of a round: days to come, days done (with how many territories were written to), whom they reach."""

    days: tuple[date, ...]
    done: Mapping[date, int]
    territories: tuple[Noted, ...]
    sample: str  # the list of the first territory that has one


def note_recipients(session: Session, row: Round, on: date) -> tuple[Noted, ...]:
    """Whom the notes of a day would reach, by territory; nobody on a day without notes, or where no service is silent.

    For the dry run: as things stand now, whatever `on` brings.
    """
    if on not in days_for(row):
        return ()
    return tuple(one for one in _territories(session, row) if one.silent)


def _territories(session: Session, row: Round) -> list[Noted]:
    found = store.territories(session, row.id)
    return [Noted(atr.code, atr.name, number, addresses(session, row, atr)) for atr, number in found]


def notes(session: Session, round_id: uuid.UUID) -> Notes:
    """What the page of the notes shows."""
    row = get_round(session, round_id)
    done = {date.fromisoformat(day): number for day, number in row.selection.get(DONE, {}).items()}
    found = store.territories(session, row.id)
    sample = next((listed(session, row.id, atr.id) for atr, number in found if number), "")
    return Notes(days_for(row), done, tuple(_territories(session, row)), sample)


def change(session: Session, now: datetime, actor: Actor, round_id: uuid.UUID, values: Mapping[str, str]) -> None:
    """Other days ("days", a line each: those gone by stay) and other recipients (a territory's code: an address a
    line; as proposed where blank). Raises Invalid, Refused, NotFound.
    """
    row = get_round(session, round_id, lock=True)
    require(row, now, RUNNING, "cambiare le note agli ATR")
    today, closes = local_day(now), last_day(row.closes_at)
    faults = list[FieldFault]()
    days = _read_days(values.get("days", ""), today, closes, faults)
    to = dict[str, list[str]]()
    for atr, _ in store.territories(session, row.id):
        typed = _read_addresses(atr, values.get(atr.code, ""), faults)
        if typed and tuple(typed) != addresses(session, _without_choice(row), atr):
            to[atr.code] = typed
    if faults:
        raise Invalid(tuple(faults))
    gone = [day for day in days_for(row) if day <= today]
    before = {DAYS: [str(day) for day in days_for(row)], NOTE_TO: row.selection.get(NOTE_TO, {})}
    after = {DAYS: sorted({str(day) for day in (*gone, *days)}), NOTE_TO: to}
    row.selection = {**row.selection, **after}
    changed = sorted({*before[NOTE_TO], *to})
    detail = {"before": before[DAYS], "after": after[DAYS], "territories": changed}
    audit.record(session, now, actor, "round.notes_changed", ("round", row.id), **detail)


def _without_choice(row: Round) -> Round:
    return Round(selection={})


def _read_days(text: str, today: date, closes: date, faults: list[FieldFault]) -> list[date]:
    days = list[date]()
    for typed in text.split():
        try:
            day = fields.day(typed)
        except FieldError as error:
            faults.append(FieldFault("days", f"«{typed}»: {error}"))
            continue
        if not today < day <= closes:
            faults.append(FieldFault("days", f"{day:%d/%m/%Y}: scelga giorni da domani al {closes:%d/%m/%Y}."))
        elif next_working(day) != day:
            faults.append(FieldFault("days", f"Il {day:%d/%m/%Y} non è un giorno lavorativo."))
        days.append(day)
    if len(days) > MOST_DAYS:
        faults.append(FieldFault("days", f"Al massimo {MOST_DAYS} giorni."))
    return days


def _read_addresses(atr: Atr, text: str, faults: list[FieldFault]) -> list[str]:
    found = list[str]()
    for typed in text.split():
        try:
            found.append(fields.email(typed).lower())
        except FieldError as error:
            faults.append(FieldFault(atr.code, f"«{typed}»: {error}"))
    if len(found) > MOST_ADDRESSES:
        faults.append(FieldFault(atr.code, f"Al massimo {MOST_ADDRESSES} indirizzi."))
    return list(dict.fromkeys(found))


def run_notes(session: Session, now: datetime) -> int:
    """Queue the notes that are due in every round; how many messages. Running it twice adds nothing."""
    today = local_day(now)
    if now.astimezone(ROME).hour < MORNING or next_working(today) != today or sends_stopped(session):
        return 0
    return sum(_run(session, now, row) for row in rounds.launched(session) if _due(row, now))


def _due(row: Round, now: datetime) -> date | None:
    """The latest day that has come and has no notes yet, while the round is open."""
    if state_of(row, now) not in OPEN or row.sends_stopped_at is not None:
        return None
    come = [day for day in days_for(row) if day <= local_day(now)]
    return come[-1] if come and str(come[-1]) not in row.selection.get(DONE, {}) else None


def _run(session: Session, now: datetime, found: Round) -> int:
    row = get_round(session, found.id, lock=True)
    day = _due(row, now)
    return _write(session, now, SYSTEM, row, day) if day else 0


def send_now(session: Session, now: datetime, actor: Actor, round_id: uuid.UUID) -> int:
    """Write today, whatever the days are; once a day and territory. Raises Refused "nobody" where nobody is reached."""
    row = get_round(session, round_id, lock=True)
    require(row, now, OPEN, "scrivere agli ATR")
    if row.is_test:
        raise Refused("rehearsal", "In una tornata di prova non si scrive agli ATR.")
    queued = _write(session, now, actor, row, local_day(now))
    if not queued:
        raise NOBODY
    return queued


NOBODY = Refused("nobody", "Nessuno da avvisare: non mancano servizi, o i territori hanno già avuto la nota di oggi.")


def _write(session: Session, now: datetime, actor: Actor, row: Round, day: date) -> int:
    written, queued = 0, 0
    for atr, number in store.territories(session, row.id):
        made = [_queue(session, now, row, atr, to, day) for to in addresses(session, row, atr)] if number else []
        written, queued = written + any(made), queued + sum(made)
    row.selection = {**row.selection, DONE: {**row.selection.get(DONE, {}), str(day): written}}
    audit.record(session, now, actor, "round.atrs_noted", ("round", row.id), territories=written, queued=queued)
    return queued


def _queue(session: Session, now: datetime, row: Round, atr: Atr, to: str, day: date) -> bool:
    context = {"atr_id": str(atr.id), "atr": atr.name}
    seq = f"{atr.code}:{day}"
    return enqueue(session, now, "atr_note", to, round_id=row.id, context=context, seq=seq) is not None
