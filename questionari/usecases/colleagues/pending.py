"""A questionnaire that is to pass to another person, as whoever holds the link sees it: since when; taken back."""

from datetime import datetime

from sqlalchemy.orm import Session

from questionari.store import delegations, handovers as store, responses
from questionari.usecases import audit
from questionari.usecases.house import NotFound
from questionari.usecases.outbox.queueing import recall
from questionari.usecases.responding.landing import respondent


def asked_at(session: Session, public_id: str) -> datetime | None:
    """When the handover was proposed that a new one would take the place of; neither by whom nor to whom."""
    header = responses.by_public_id(session, public_id)
    return store.standing_since(session, header.invitation_id) if header is not None else None


def withdraw_handover(session: Session, now: datetime, public_id: str) -> bool:
    """Whoever holds the link takes back what was asked for; False where nothing stood (any more). Raises NotFound."""
    header = responses.by_public_id(session, public_id)
    if header is None or header.revoked_at is not None or header.number:
        raise NotFound("questionario")
    delegations.lock_unit(session, header.unit_id)  # an acceptance under way ends first
    if store.standing_since(session, header.invitation_id) is None:
        return False
    recall(session, now, store.end(session, now, "withdrawn", header.invitation_id), "handover_over")
    audit.record(session, now, respondent(header), "handover.withdraw", ("invitation", header.invitation_id))
    return True
