"""Somebody has lost the mail: her link goes once more to the address of the census, and nowhere else.

Whoever asks learns nothing from what is said to her, which is the same whether the address is ours or not (ASVS 6.3,
2.4.1). An address of ours takes some milliseconds more; that they are not made equal is bounded by how seldom one may
ask (`web/public/entering.py`), for a request that waits would hold a turn of those who answer.
"""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from questionari.engine.states import Disposition
from questionari.store import rounds as store
from questionari.store.models.census import Contact, UnitContact
from questionari.store.models.messages import OutboxMessage
from questionari.usecases import audit
from questionari.usecases.house import Actor
from questionari.usecases.rounds.recipients import address_fault
from questionari.usecases.rounds.sending import awaited, is_sendable, queue_link

HOUR = timedelta(hours=1)
MOST_AN_HOUR = 2  # mails with a link to one unit, whoever asked for them
DAY = timedelta(days=1)
MOST_A_DAY = 6  # or whoever wishes a service ill fills its box with mail of ours
LIMITS = ((HOUR, MOST_AN_HOUR), (DAY, MOST_A_DAY))
MOST_UNITS = 50  # one person seldom answers for more; a longer list is staff's to handle
ASKER = Actor("anonymous")
#: Kinds in which a link asked for travels (`sending.queue_link`).
WITH_LINK = ("invitation", "query", "receipt")


def ask_for_links(session: Session, now: datetime, email: str) -> int:
    """Queue a new link of each questionnaire that waits for the holder of an address; returns how many.

    Nothing goes where a unit has answered, said something else, been revoked or had its LIMITS of links.
    """
    lines = [line for line in lines_of(session, email.strip()) if _may_go(session, now, line)]
    for invitation, row, contact, *_ in lines:
        queue_link(session, now, row, invitation, contact)
        audit.record(session, now, ASKER, "invitation.asked_again", ("invitation", invitation.id))
    if not lines:
        audit.record(session, now, ASKER, "invitation.asked_again", ("invitation", "-"))
    return len(lines)


def lines_of(session: Session, email: str) -> Sequence[store.Line]:
    """What the holder of an address is asked for now (`store.rounds.invitations_with_contact`)."""
    held = (
        select(UnitContact.unit_id)
        .join(Contact, Contact.id == UnitContact.contact_id)
        .where(func.lower(Contact.email) == email.lower(), UnitContact.valid_to.is_(None))
        .order_by(UnitContact.unit_id)
        .limit(MOST_UNITS)
    )
    return store.invitations_with_contact(session, session.scalars(held).all())


def _may_go(session: Session, now: datetime, line: store.Line) -> bool:
    invitation, row, contact = line[0], line[1], line[2]
    own = invitation.contact_id == contact.id and not row.rehearsal  # a test round writes to staff, not to the census
    waits = invitation.disposition == Disposition.NONE and invitation.revoked_at is None
    reached = own and waits and not address_fault(row, contact) and is_sendable(row, invitation, awaited(line), now)
    return reached and all(_since(session, now - span, invitation.id) < most for span, most in LIMITS)


def _since(session: Session, start: datetime, invitation_id: uuid.UUID) -> int:
    of_kind = (OutboxMessage.invitation_id == invitation_id, OutboxMessage.kind.in_(WITH_LINK))
    return session.scalar(select(func.count()).where(*of_kind, OutboxMessage.created_at > start)) or 0
