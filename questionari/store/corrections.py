"""What was sent of a round, act by act, from the ledger of messages. Nothing here commits."""

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import BigInteger, cast, extract, func, select
from sqlalchemy.orm import Session

from questionari.store.models.messages import OutboxMessage
from questionari.store.models.rounds import Invitation
from questionari.store.rounds import Line

HOUR_S = 3600


def sent_by_hour(session: Session, round_id: uuid.UUID, kinds: Collection[str]) -> Sequence[Line]:
    """(kind, hour in which they were queued as seconds since 1970, state, how many) of a round's messages."""
    seconds = cast(func.floor(extract("epoch", OutboxMessage.created_at)), BigInteger)
    hour = (seconds - seconds % HOUR_S).label("hour")
    query = select(OutboxMessage.kind, hour, OutboxMessage.state, func.count().label("units"))
    query = query.where(OutboxMessage.round_id == round_id, OutboxMessage.kind.in_(kinds))
    return session.execute(query.group_by(OutboxMessage.kind, hour, OutboxMessage.state)).all()


def reached(
    session: Session, round_id: uuid.UUID, kind: str, bounds: tuple[datetime, datetime], states: Collection[str]
) -> Sequence[Line]:
    """(message, recipient, invitation, contact, whether its links are revoked) of one act, in order of queueing."""
    query = (
        select(
            OutboxMessage.id,
            OutboxMessage.recipient,
            OutboxMessage.invitation_id,
            OutboxMessage.contact_id,
            Invitation.revoked_at.is_not(None).label("revoked"),
        )
        .outerjoin(Invitation, Invitation.id == OutboxMessage.invitation_id)
        .where(OutboxMessage.round_id == round_id, OutboxMessage.kind == kind, OutboxMessage.state.in_(states))
        .where(OutboxMessage.created_at >= bounds[0], OutboxMessage.created_at < bounds[1])
        .order_by(OutboxMessage.created_at, OutboxMessage.id)
    )
    return session.execute(query).all()
