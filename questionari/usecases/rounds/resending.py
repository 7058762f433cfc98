"""The link once more, by itself: after a message came back, or once the address that it did not reach was corrected."""

import uuid
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from questionari.engine.states import Delivery, Disposition
from questionari.store import census as census_store, incoming as store
from questionari.store.models.rounds import Invitation, Round
from questionari.store.rounds import WRITES_OUT
from questionari.usecases import audit
from questionari.usecases.house import SYSTEM
from questionari.usecases.rounds.basics import get_invitation, get_round
from questionari.usecases.rounds.invitations import response_state
from questionari.usecases.rounds.recipients import address_fault
from questionari.usecases.rounds.sending import bind, complete_list, is_sendable, queue_link

UNREACHED = (Delivery.BOUNCED, Delivery.QUEUED)


def resend(session: Session, now: datetime, invitation_id: uuid.UUID, not_before: datetime | None = None) -> bool:
    """Queue what a unit is waiting for, to its contact of today; False where nothing is awaited or nobody can be
    written to. Links that staff revoked stay dead.
    """
    invitation = get_invitation(session, invitation_id)
    row = get_round(session, invitation.round_id)
    state = None if complete_list(session, invitation_id) else response_state(session, invitation_id)
    holder = census_store.open_contacts(session, [invitation.unit_id]).get(invitation.unit_id)
    contact = holder[1] if holder else None
    if invitation.revoked_at is not None or not is_sendable(row, invitation, state, now) or address_fault(row, contact):
        return False
    bind(session, now, invitation, contact)
    session.flush()
    queue_link(session, now, row, invitation, contact)
    if not_before is not None:
        store.postpone(session, invitation_id, now, not_before)
    audit.record(session, now, SYSTEM, "invitation.sent_again", ("invitation", invitation_id))
    return True


def resend_returned(session: Session, now: datetime, unit_id: uuid.UUID) -> int:
    """Queue again, at once, what came back from the unit's former address or has not left for it yet (which the
    re-check would cancel), in every round; in how many. Who said to be the wrong contact waits for staff's own act.
    """
    query = (
        select(Invitation.id)
        .join(Round, Round.id == Invitation.round_id)
        .where(Invitation.unit_id == unit_id, Invitation.delivery.in_(UNREACHED), WRITES_OUT)
        .where(Invitation.disposition == Disposition.NONE)
        .order_by(Invitation.id)
    )
    return sum(resend(session, now, invitation_id) for invitation_id in session.scalars(query).all())
