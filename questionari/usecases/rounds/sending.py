"""What staff and the calendar send in a running round: the link again, reminders. Whoever is skipped has a reason."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from questionari.clock import ROME, local_day, start_of_day
from questionari.engine.calendar import reminders_due
from questionari.engine.states import Delivery, Disposition, ResponseState, RoundState
from questionari.store import census as census_store, rounds as store
from questionari.store.models.census import Contact
from questionari.store.models.responses import Response
from questionari.store.models.rounds import Invitation, Round
from questionari.store.places import WHOLE
from questionari.store.rounds import COMPLETE_LIST
from questionari.usecases import audit
from questionari.usecases.completion import ANSWERED, last_day
from questionari.usecases.house import SYSTEM, Actor, Refused
from questionari.usecases.outbox import Post, enqueue, enqueue_all
from questionari.usecases.rounds.basics import RUNNING, get_invitation, get_round, require, state_of, writes_on
from questionari.usecases.rounds.changing import sends_stopped
from questionari.usecases.rounds.invitations import end_links, response_state
from questionari.usecases.rounds.opening import send_invitation
from questionari.usecases.rounds.recipients import REASONS, address_fault, address_for

MORNING = 8  # local hour before which the calendar sends nothing
OPEN = frozenset({RoundState.OPEN, RoundState.EXTENDED})
DONE = "reminders"  # key of Round.selection: kind -> day on which the calendar sent it


def send_again(session: Session, now: datetime, actor: Actor, round_id: uuid.UUID, invitation_id: uuid.UUID) -> str:
    """Queue the link once more, to the unit's contact of today; returns the address.

    An invitation that was revoked works again by the new link alone, and so does one whose contact has changed: the
    earlier contact must not read on. Raises Refused when the unit has answered, has a disposition, or has no address.
    """
    row = get_round(session, round_id)
    invitation = get_invitation(session, invitation_id, round_id)
    if not writes_on(row, invitation, now):
        require(row, now, RUNNING, "inviare di nuovo il collegamento")
    if response_state(session, invitation_id) in ANSWERED and not complete_list(session, invitation_id):
        raise Refused("answered", "Il servizio ha già risposto: il collegamento mostra solo la ricevuta.")
    if invitation.disposition not in (Disposition.NONE, Disposition.WRONG_CONTACT):
        raise Refused("disposition", "Il servizio non deve più rispondere: lo riammetta prima di scrivergli.")
    holder = census_store.open_contacts(session, [invitation.unit_id]).get(invitation.unit_id)
    contact = holder[1] if holder else None
    fault = address_fault(row, contact)
    if fault:
        raise Refused(fault, f"Non si può scrivere al servizio: {REASONS[fault]}. Corregga il recapito nel censimento.")
    bind(session, now, invitation, contact)
    invitation.revoked_at = None
    invitation.disposition, invitation.disposition_reason = Disposition.NONE, ""
    session.flush()
    queue_link(session, now, row, invitation, contact)
    audit.record(session, now, actor, "invitation.sent_again", ("invitation", invitation_id))
    address = address_for(row, contact)
    return address.email if address else ""


def bind(session: Session, now: datetime, invitation: Invitation, contact: Contact | None) -> None:
    """Whoever held the links before another became the unit's contact must not read on by them."""
    if contact and invitation.contact_id not in (None, contact.id):
        end_links(session, now, invitation)
    invitation.contact_id = contact.id if contact else invitation.contact_id


#: a message to a service that has said nothing against it waits in the queue
LEAVING = (Delivery.QUEUED, Disposition.NONE)


@dataclass(frozen=True, slots=True)
class Sendable:
    """A running round in which a unit may be sent its link again."""

    round_code: str
    round_title: str
    invitation_id: uuid.UUID
    queued: bool  # it is about to be sent already


def sendable(session: Session, now: datetime, unit_code: str) -> tuple[Sendable, ...]:
    """Where the link of a unit can be sent again now, the latest round first; nothing for an unknown code."""
    unit = census_store.units_by_code(session, [unit_code]).get(unit_code)
    lines = store.invitations_of_unit(session, unit.id) if unit else ()
    found = (line for line in lines if is_sendable(line[1], line[0], awaited(line), now))
    return tuple(
        Sendable(row.code, row.title, invitation.id, (invitation.delivery, invitation.disposition) == LEAVING)
        for invitation, row, *_ in found
    )


def awaited(line: store.Line) -> str | None:
    """The state of the response of a line, as far as its link goes: a complete list may be taken up again."""
    return None if line.complete_list else line.state


def is_sendable(row: Round, invitation: Invitation, state: str | None, now: datetime) -> bool:
    """Whether a unit that is asked, its response in that state, can still be sent its link."""
    waits = invitation.disposition in (Disposition.NONE, Disposition.WRONG_CONTACT)
    return waits and (state_of(row, now) in RUNNING or writes_on(row, invitation, now)) and state not in ANSWERED


def complete_list(session: Session, invitation_id: uuid.UUID) -> bool:
    """Whether the service has declared its records complete: it may take them up again, hence needs its link."""
    own = (Response.invitation_id == invitation_id, Response.number == WHOLE)
    return bool(session.scalar(select(COMPLETE_LIST).where(*own)))


def queue_link(session: Session, now: datetime, row: Round, invitation: Invitation, contact: Contact | None) -> None:
    """The invitation once more; to a service whose response was reopened, what it is asked to complete; to one that has
    declared its records complete, the receipt of their list: its link opens it.
    """
    own = (Response.invitation_id == invitation.id, Response.number == WHOLE)
    if session.scalar(select(Response.id).where(*own, Response.state == ResponseState.QUERY_OPEN)) is not None:
        ask_again(session, now, invitation.id)
        return
    kind = "receipt" if complete_list(session, invitation.id) else "invitation"
    number = sum(message.kind == kind for message in store.messages_of(session, invitation.id)) + 1
    send_invitation(session, now, row, invitation, contact, f"again-{number}", kind)


def ask_again(session: Session, now: datetime, invitation_id: uuid.UUID) -> bool:
    """Queue the request to complete a reopened response; False when the unit cannot be written to.

    What is to be verified is read when it leaves (outbox/values.py): nothing of it lies in the queue.
    """
    return _ask(session, now, invitation_id, Asking("query", {}, now.isoformat()))


def ask_to_verify(session: Session, now: datetime, invitation_id: uuid.UUID, when: str, seq: str) -> bool:
    """Queue the request to verify some answers, none of which it names; False when the unit cannot be written to."""
    return _ask(session, now, invitation_id, Asking("verification", {"quando": when}, seq))


@dataclass(frozen=True, slots=True)
class Asking:
    """A message that asks something of a service after its submission."""

    kind: str
    context: Mapping[str, str]
    seq: str


def _ask(session: Session, now: datetime, invitation_id: uuid.UUID, asking: Asking) -> bool:
    invitation = get_invitation(session, invitation_id)
    row = get_round(session, invitation.round_id)
    holder = census_store.open_contacts(session, [invitation.unit_id]).get(invitation.unit_id)
    contact = holder[1] if holder else None
    bind(session, now, invitation, contact)
    address = address_for(row, contact)
    if address is None:
        return False
    invitation.revoked_at = None  # the links revoked stay dead, the one in this message must open
    enqueue(
        session,
        now,
        asking.kind,
        address.email,
        round_id=row.id,
        invitation_id=invitation_id,
        contact_id=address.contact_id,
        context=dict(asking.context),
        seq=asking.seq,
    )
    return True


@dataclass(frozen=True, slots=True)
class Reminded:
    """A unit a reminder goes to."""

    invitation_id: uuid.UUID
    code: str
    name: str
    email: str
    contact_id: uuid.UUID | None


@dataclass(frozen=True, slots=True)
class Skipped:
    """A unit no reminder goes to, and why."""

    code: str
    name: str
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class ReminderPlan:
    """Who would get a reminder of which kind."""

    kind: str
    receive: tuple[Reminded, ...]
    skipped: tuple[Skipped, ...]


def plan_reminder(
    session: Session, now: datetime, round_id: uuid.UUID, kind: str = "", *wanted: ColumnElement[bool]
) -> ReminderPlan:
    """Whom of those wanted a reminder would reach now; before the deadline the first kind, after it the second."""
    row = get_round(session, round_id)
    state = require(row, now, OPEN, "sollecitare")
    kind = kind or ("reminder_1" if state is RoundState.OPEN else "reminder_2")
    day = local_day(now)
    today = store.reminded_since(session, round_id, start_of_day(day))
    receive, skipped = [], []
    for line in store.invitations(session, round_id, *wanted):
        reason = _skip_reason(row, line, day, today)
        invitation, unit, address = line[0], line[1], address_for(row, line[2])
        if reason or address is None:
            skipped.append(Skipped(unit.code, unit.name, reason, REASONS[reason]))
        else:
            receive.append(Reminded(invitation.id, unit.code, unit.name, address.email, address.contact_id))
    return ReminderPlan(kind, tuple(receive), tuple(skipped))


DELIVERY_REASONS = {Delivery.NONE: "not_invited", Delivery.QUEUED: "queued"}


def _skip_reason(row: Round, line: store.Line, day: date, reminded: frozenset[uuid.UUID]) -> str:
    """The first reason that holds (a key of REASONS), or "". What the service did comes before what the mail did."""
    invitation = line[0]
    wrong = invitation.disposition == Disposition.WRONG_CONTACT
    rules = (
        (line.state in ANSWERED, "answered"),
        (line.state == ResponseState.QUERY_OPEN, "query_open"),
        (wrong, "wrong_contact"),
        (invitation.disposition != Disposition.NONE, "disposition"),
        (invitation.revoked_at is not None, "revoked"),
        (bool(address_fault(row, line[2])), address_fault(row, line[2])),
        (invitation.promised_on is not None and invitation.promised_on >= day, "promised"),
        (invitation.id in reminded, "reminded"),
    )
    found = next((reason for holds, reason in rules if holds), "")
    return found or DELIVERY_REASONS.get(Delivery(invitation.delivery), "")


def remind(session: Session, now: datetime, actor: Actor, round_id: uuid.UUID) -> ReminderPlan:
    """Queue a reminder for whoever has not answered; a second run on the same day reaches nobody twice."""
    get_round(session, round_id, lock=True)
    plan = plan_reminder(session, now, round_id)
    queue_reminders(session, now, round_id, plan, f"day-{local_day(now)}")
    detail = {"kind": plan.kind, "queued": len(plan.receive), "skipped": len(plan.skipped)}
    audit.record(session, now, actor, "round.reminded", ("round", round_id), **detail)
    return plan


def queue_reminders(session: Session, now: datetime, round_id: uuid.UUID, plan: ReminderPlan, seq: str) -> int:
    """Queue the messages of a plan; returns how many are new."""
    posts = [Post(one.email, one.invitation_id, one.contact_id) for one in plan.receive]
    return enqueue_all(session, now, plan.kind, round_id, posts, seq)


def due_kinds(row: Round, now: datetime) -> Sequence[str]:
    """The reminders the calendar owes a round now."""
    today = local_day(now)
    done = row.selection.get(DONE, {})
    if state_of(row, now) not in OPEN or row.sends_stopped_at is not None:
        return ()
    return reminders_due(local_day(row.opens_at), last_day(row.deadline_at), last_day(row.closes_at), today, done)


def run_calendar(session: Session, now: datetime) -> int:
    """Send the reminders that are due in every round; returns how many were queued. Running it twice adds nothing."""
    if now.astimezone(ROME).hour < MORNING or sends_stopped(session):
        return 0
    queued = 0
    for found in store.launched(session):
        for kind in due_kinds(found, now):
            queued += _run_kind(session, now, found.id, kind)
    return queued


def _run_kind(session: Session, now: datetime, round_id: uuid.UUID, kind: str) -> int:
    row = get_round(session, round_id, lock=True)
    plan = plan_reminder(session, now, round_id, kind)
    queue_reminders(session, now, round_id, plan, "calendar")
    done = {**row.selection.get(DONE, {}), kind: str(local_day(now))}
    row.selection = {**row.selection, DONE: done}
    detail = {"kind": kind, "queued": len(plan.receive), "skipped": len(plan.skipped)}
    audit.record(session, now, SYSTEM, "round.reminded", ("round", round_id), **detail)
    return len(plan.receive)
