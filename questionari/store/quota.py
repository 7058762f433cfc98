"""How many messages have left by a way of late: counted in the outbox, whoever sent them. Nothing here commits."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from questionari.store.models.messages import OutboxMessage
from questionari.store.pace import Level, locked

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def used(session: Session, takes: Sequence[str], now: datetime) -> tuple[int, int]:
    """(in the last hour, in the last day). What is being sent, or may have left without our knowing, counts in both."""
    sent, way = OutboxMessage.sent_at, and_(OutboxMessage.route.in_(takes), OutboxMessage.carried_by.is_(None))
    in_hour = func.count().filter(sent > now - HOUR)
    hour, day = session.execute(select(in_hour, func.count()).where(sent > now - DAY, way)).one()
    open_ = (OutboxMessage.ended_at.is_(None), OutboxMessage.state.in_(("sending", "uncertain")), way)
    leaving = session.scalar(select(func.count()).select_from(OutboxMessage).where(*open_)) or 0
    return hour + leaving, day + leaving


def one_at_a_time(session: Session, takes: Sequence[str], now: datetime) -> None:
    """Wait until no other claim of that way is under way: two would take the same room."""
    locked(session, [f"quota:{'+'.join(sorted(takes))}"], Level(0.0, now))


def waiting(session: Session, kinds: Sequence[str]) -> int:
    """How many messages of these kinds wait for their turn."""
    query = select(func.count()).select_from(OutboxMessage)
    return session.scalar(query.where(OutboxMessage.ended_at.is_(None), OutboxMessage.kind.in_(kinds))) or 0
