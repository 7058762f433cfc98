"""What staff send to one service of a running round: its link again, a question about what it has sent."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from questionari.engine.states import Delivery, Disposition, ResponseState
from questionari.store import census as census_store, rounds as store
from questionari.store.models.census import Contact
from questionari.store.models.responses import Response
from questionari.store.models.rounds import Invitation, Round
from questionari.store.places import WHOLE
from questionari.store.rounds import COMPLETE_LIST
from questionari.usecases import audit
from questionari.usecases.completion import ANSWERED
from questionari.usecases.house import Actor, Refused
from questionari.usecases.outbox import enqueue
from questionari.usecases.rounds.basics import RUNNING, get_invitation, get_round, may, state_of, writes_on
from questionari.usecases.rounds.invitations import end_links, response_state
from questionari.usecases.rounds.opening import send_invitation
from questionari.usecases.rounds.recipients import REASONS, address_fault, address_for


def send_again(session: Session, now: datetime, actor: Actor, round_id: uuid.UUID, invitation_id: uuid.UUID) -> str:
    """Queue the link once more, to the unit's contact of today; returns the address.

    An invitation that was revoked works again by the new link alone, and so does one whose contact has changed: the
    earlier contact must not read on. Raises Refused when the unit has answered, has a disposition, or has no address.
    """
    row = get_round(session, round_id)
    invitation = get_invitation(session, invitation_id, round_id)
    if not writes_on(row, invitation, now):
        may(row, now, "send_again")
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
    reopened = session.scalar(select(Response.id).where(*own, Response.state == ResponseState.QUERY_OPEN)) is not None
    kind = "query" if reopened else "receipt" if complete_list(session, invitation.id) else "invitation"
    number = sum(message.kind == kind for message in store.messages_of(session, invitation.id)) + 1
    seq = f"again-{number}"  # of several asked for at one instant one leaves
    if reopened:
        _ask(session, now, invitation.id, Asking(kind, {}, seq))
    else:
        send_invitation(session, now, row, invitation, contact, seq, kind)


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
