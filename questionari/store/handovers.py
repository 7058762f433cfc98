"""Queries on questionnaires that are to pass to another person. Nothing here commits."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from questionari.store.models.census import Unit
from questionari.store.models.handovers import Handover, HandoverLink
from questionari.store.models.rounds import Invitation, Round
from questionari.store.rounds import Line

STANDS = Handover.ended_at.is_(None)
#: What waits for the staff: their yes, or the census contact's, which they may have by telephone.
OPEN_STATES = ("staff", "confirm")
#: How many wait for the staff's yes, as a column of any statement.
WAITING = select(func.count()).select_from(Handover).where(STANDS, Handover.state == "staff").scalar_subquery()


def by_token(session: Session, token_sha256: str) -> tuple[Handover, str] | None:
    """What a link is about, and in which state alone it is good."""
    query = select(Handover, HandoverLink.state).join(HandoverLink, HandoverLink.handover_id == Handover.id)
    row = session.execute(query.where(HandoverLink.token_sha256 == token_sha256)).first()
    return (row[0], row[1]) if row else None


def held(session: Session, handover_id: uuid.UUID) -> Handover | None:
    """One, locked, as the database has it now."""
    return session.get(Handover, handover_id, with_for_update=True, populate_existing=True)


def end(session: Session, now: datetime, outcome: str, invitation_id: uuid.UUID) -> Sequence[uuid.UUID]:
    """End the one that stands for an invitation; the mails that may still be under way, by id."""
    own = (STANDS, Handover.invitation_id == invitation_id)
    ended = update(Handover).where(*own).values(ended_at=now, outcome=outcome).returning(Handover.message_id)
    rows = session.scalars(ended.execution_options(synchronize_session=False))
    return [message_id for message_id in rows if message_id is not None]


def standing_since(session: Session, invitation_id: uuid.UUID) -> datetime | None:
    """When the one that stands for an invitation was proposed."""
    return session.scalar(select(Handover.asked_at).where(STANDS, Handover.invitation_id == invitation_id))


def asked_since(session: Session, unit_id: uuid.UUID, since: datetime) -> int:
    """How many were proposed for a unit since then, in all its rounds."""
    query = select(func.count()).select_from(Handover).join(Invitation, Invitation.id == Handover.invitation_id)
    return session.scalar(query.where(Invitation.unit_id == unit_id, Handover.asked_at > since)) or 0


def waiting(session: Session) -> Sequence[Line]:
    """(handover, invitation, unit, round): those that staff may settle, the longest waiting first."""
    query = (
        select(Handover, Invitation, Unit, Round)
        .join(Invitation, Invitation.id == Handover.invitation_id)
        .join(Unit, Unit.id == Invitation.unit_id)
        .join(Round, Round.id == Invitation.round_id)
        .where(STANDS, Handover.state.in_(OPEN_STATES))
        .order_by(Handover.asked_at, Handover.id)
    )
    return session.execute(query).all()


def place_of(handover_id: uuid.UUID) -> str:
    """Where the sealed names belong: part of their associated data."""
    return f"handover:{handover_id}"
