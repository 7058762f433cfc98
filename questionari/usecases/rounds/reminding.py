"""Reminders and thanks: who gets one, who does not and why; by hand, and by the calendar of the round.

The calendar asks each unit by itself: its own deadline and the feasts of its town decide the day. It looks once a day,
so that whoever could not be reminded on the day itself is on the next one; whoever was written to since that day is
not. Of several reminders that came due while nobody looked, the latest alone is sent.
"""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from questionari.clock import ROME, local_day, start_of_day
from questionari.engine.calendar import USUAL_KEYS, Offset, latest_due
from questionari.engine.states import Delivery, Disposition, ResponseState, RoundState
from questionari.engine.working_days import place_of
from questionari.store import recipients as store, rounds as rounds_store
from questionari.store.models.rounds import Round
from questionari.store.opening import Reached
from questionari.store.recipients import Asked
from questionari.store.rounds import REMINDERS
from questionari.usecases import audit
from questionari.usecases.completion import ANSWERED, last_day
from questionari.usecases.house import SYSTEM, Actor
from questionari.usecases.outbox import Post, enqueue_all
from questionari.usecases.outbox.queueing import supersede
from questionari.usecases.rounds.basics import get_round, may, state_of
from questionari.usecases.rounds.calendar import days_of, offsets_of, span_of, thanks_day
from questionari.usecases.rounds.changing import sends_stopped
from questionari.usecases.rounds.recipients import REASONS, address_fault, address_for

MORNING = 8  # local hour before which the calendar queues nothing: what was answered by then counts
OPEN = frozenset({RoundState.OPEN, RoundState.EXTENDED})
DONE = "reminders"  # key of Round.selection: reminder, or "thanks" -> the day on which the calendar sent it first
LOOKED = "looked"  # key of Round.selection: the day on which the calendar looked last
ASKING = ("invitation", *REMINDERS)  # what counts as written to
LOCAL = timedelta(days=4)  # a feast, or a bridge of them, may move a day so far
THANKED_UNTIL = timedelta(days=14)  # later thanks would only puzzle


@dataclass(frozen=True, slots=True)
class Reminded:
    """A unit a message goes to."""

    invitation_id: uuid.UUID
    code: str
    name: str
    email: str
    contact_id: uuid.UUID | None
    kind: str
    place: str = ""  # whose feasts it keeps
    own: str = ""  # its own deadline within the keys of the outbox: its reminders are those of that deadline


@dataclass(frozen=True, slots=True)
class Skipped:
    """A unit no message goes to, and why."""

    code: str
    name: str
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class ReminderPlan:
    """Who would get a message of which kind."""

    kind: str
    receive: tuple[Reminded, ...]
    skipped: tuple[Skipped, ...]


def plan_reminder(session: Session, now: datetime, round_id: uuid.UUID, *wanted: ColumnElement[bool]) -> ReminderPlan:
    """Whom of those wanted a reminder would reach now; the first kind up to the deadline of a unit, then the second."""
    row = get_round(session, round_id)
    state = may(row, now, "remind")
    today = store.written(session, round_id, REMINDERS, start_of_day(local_day(now)))
    receive, skipped = list[Reminded](), list[Skipped]()
    for unit, contact in store.asked(session, round_id, *wanted):
        kind = "reminder_1" if now < (unit.deadline_at or row.deadline_at) else "reminder_2"
        reason = _why_not(row, unit, contact, now) or ("reminded" if unit.invitation_id in today else "")
        _sort(row, unit, contact, reason, kind, receive, skipped)
    return ReminderPlan("reminder_1" if state is RoundState.OPEN else "reminder_2", tuple(receive), tuple(skipped))


def _sort(
    row: Round,
    unit: Asked,
    contact: Reached | None,
    reason: str,
    kind: str,
    receive: list[Reminded],
    skipped: list[Skipped],
) -> None:
    address = None if reason else address_for(row, contact)
    if address is None:
        skipped.append(Skipped(unit.code, unit.name, reason, REASONS[reason]))
        return
    place = place_of(unit.comune, unit.province)
    own = f"-{last_day(unit.deadline_at)}" if unit.deadline_at else ""
    to = Reminded(unit.invitation_id, unit.code, unit.name, address.email, address.contact_id, kind, place, own)
    receive.append(to)


DELIVERY_REASONS = {Delivery.NONE: "not_invited", Delivery.QUEUED: "queued"}


def _why_not(row: Round, unit: Asked, contact: Reached | None, now: datetime) -> str:
    """The first reason that holds (a key of REASONS), or "". What the service did comes before what the mail did."""
    if unit.state in ANSWERED:
        return "answered"
    if unit.state == ResponseState.QUERY_OPEN:
        return "query_open"
    if unit.disposition != Disposition.NONE:
        return "wrong_contact" if unit.disposition == Disposition.WRONG_CONTACT else "disposition"
    if unit.revoked_at is not None:
        return "revoked"
    fault = address_fault(row, contact) or DELIVERY_REASONS.get(Delivery(unit.delivery), "")
    fault = fault or ("promised" if unit.promised_on is not None and unit.promised_on >= local_day(now) else "")
    touched = unit.saved_at is not None and local_day(unit.saved_at) == local_day(now)
    return fault or ("touched" if touched else "")


def remind(session: Session, now: datetime, actor: Actor, round_id: uuid.UUID) -> ReminderPlan:
    """Queue a reminder for whoever has not answered; a second run on the same day reaches nobody twice."""
    get_round(session, round_id, lock=True)
    plan = plan_reminder(session, now, round_id)
    queue_reminders(session, now, round_id, plan.receive, f"day-{local_day(now)}")
    detail = {"kind": plan.kind, "queued": len(plan.receive), "skipped": len(plan.skipped)}
    audit.record(session, now, actor, "round.reminded", ("round", round_id), **detail)
    return plan


def queue_reminders(session: Session, now: datetime, round_id: uuid.UUID, units: Sequence[Reminded], seq: str) -> int:
    """Queue reminders; an earlier one that still waits for the same unit does not leave any more."""
    supersede(session, now, [one.invitation_id for one in units])
    alike = defaultdict[tuple[str, str], list[Post]](list)
    for one in units:
        alike[one.kind, one.own].append(Post(one.email, one.invitation_id, one.contact_id))
    return sum(enqueue_all(session, now, kind, round_id, posts, seq + own) for (kind, own), posts in alike.items())


def run_calendar(session: Session, now: datetime) -> int:
    """Queue what is due in every round; returns how many messages. Running it twice adds nothing."""
    if now.astimezone(ROME).hour < MORNING or sends_stopped(session):
        return 0
    return sum(_run(session, now, row) for row in rounds_store.launched(session) if row.sends_stopped_at is None)


def owed(session: Session, now: datetime) -> int:
    """Units that are owed a reminder of the calendar and have none, in rounds where it has looked today already: a
    check upon the calendar itself, for whoever is told what did not happen. In its own hour alone: later in the day
    somebody may have come to be owed one, whom it finds tomorrow.
    """
    if now.astimezone(ROME).hour != MORNING or sends_stopped(session):
        return 0
    rounds = (row for row in rounds_store.launched(session) if row.sends_stopped_at is None)
    looked = [row for row in rounds if row.selection.get(LOOKED) == str(local_day(now)) and state_of(row, now) in OPEN]
    asked = (row for row in looked if _may_be_due(row, local_day(now)))
    return sum(len(units) for row in asked for units in _due(session, now, row).values())


def _run(session: Session, now: datetime, found: Round) -> int:
    """What a round owes today."""
    if found.historic or found.selection.get(LOOKED) == str(local_day(now)):
        return 0
    state, queued = state_of(found, now), 0
    if _may_be_due(found, local_day(now)) and (state in OPEN or _goes_on(session, found, state, now)):
        queued = _remind_by_calendar(session, now, get_round(session, found.id, lock=True))
    if state is RoundState.CLOSED and _thanks_may_be_due(found, local_day(now)):
        queued += _thank(session, now, get_round(session, found.id, lock=True))
    return queued


def _goes_on(session: Session, row: Round, state: RoundState, now: datetime) -> bool:
    """Whether some unit still writes in a round that has closed, by a deadline of its own."""
    return state is RoundState.CLOSED and row.closed_at is None and store.writes_on(session, row.id, now)


def _may_be_due(row: Round, today: date) -> bool:
    """Whether anybody at all may be due: nobody's feasts move a day by more than `LOCAL`."""
    return bool(days_of(row)) and min(days_of(row).values()) - LOCAL <= today


def _remind_by_calendar(session: Session, now: datetime, row: Round) -> int:
    offsets, queued = _due(session, now, row), 0
    done = row.selection.get(DONE, {})
    for offset, units in sorted(offsets.items()):
        number = queue_reminders(session, now, row.id, units, _seq(offset))
        if number or offset.key not in done:
            detail = {"kind": offset.kind, "which": offset.key, "queued": number}
            audit.record(session, now, SYSTEM, "round.reminded", ("round", row.id), **detail)
        done = {offset.key: str(local_day(now)), **done}
        queued += number
    row.selection = {**row.selection, DONE: done, LOOKED: str(local_day(now))}
    return queued


def _seq(offset: Offset) -> str:
    """The reminder within the keys of the outbox; the usual two as they always were."""
    return "calendar" if offset.key in USUAL_KEYS.values() else f"calendar{offset.key}"


def _due(session: Session, now: datetime, row: Round) -> Mapping[Offset, list[Reminded]]:
    """The units that are owed a reminder today, by reminder; also one that nobody is left for."""
    today, offsets = local_day(now), offsets_of(row)
    found = defaultdict[Offset, list[Reminded]](list)
    since = start_of_day(min(days_of(row).values()) - LOCAL)
    written = store.written(session, row.id, ASKING, since)
    for unit, contact in store.asked(session, row.id):
        place = place_of(unit.comune, unit.province)
        due = latest_due(offsets, span_of(row, unit.deadline_at), today, place)
        if due is None:
            continue
        units, last = found[due[0]], written.get(unit.invitation_id)
        if last is None or local_day(last) < due[1]:
            _sort(row, unit, contact, _why_not(row, unit, contact, now), due[0].kind, units, [])
    return found


def _thanks_may_be_due(row: Round, today: date) -> bool:
    day = thanks_day(row)
    return day is not None and day <= today <= day + THANKED_UNTIL


def plan_thanks(session: Session, round_id: uuid.UUID) -> ReminderPlan:
    """Whom thanks would reach: whoever has answered, once."""
    row = get_round(session, round_id)
    receive, skipped = list[Reminded](), list[Skipped]()
    for unit, contact in store.asked(session, round_id):
        _sort(row, unit, contact, _why_not_thanked(row, unit, contact), "thanks", receive, skipped)
    return ReminderPlan("thanks", tuple(receive), tuple(skipped))


def _why_not_thanked(row: Round, unit: Asked, contact: Reached | None) -> str:
    if unit.state not in ANSWERED:
        return "not_answered"
    if unit.disposition != Disposition.NONE:
        return "wrong_contact" if unit.disposition == Disposition.WRONG_CONTACT else "disposition"
    return address_fault(row, contact)


def _thank(session: Session, now: datetime, row: Round) -> int:
    plan = plan_thanks(session, row.id)
    queued = queue_reminders(session, now, row.id, plan.receive, "1")
    done = {**row.selection.get(DONE, {}), "thanks": str(local_day(now))}
    row.selection = {**row.selection, DONE: done, LOOKED: str(local_day(now))}
    if queued:
        audit.record(session, now, SYSTEM, "round.thanked", ("round", row.id), queued=queued)
    return queued
