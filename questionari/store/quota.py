"""How many messages have left by a way of late: counted in the outbox, whoever sent them. Nothing here commits."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from questionari.store.models.messages import OutboxMessage
from questionari.store.pace import Level, locked

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def used(session: Session, takes: Sequence[str], now: datetime, doubt: timedelta = timedelta(0)) -> tuple[int, int]:
    """(in the last hour, in the last day). What is being sent counts in both.

    What may have left without our knowing counts as what was sent when it was tried, `doubt` before it is looked at
    again: certified mail may stay so for days.
    """
    sent, way = OutboxMessage.sent_at, and_(OutboxMessage.route.in_(takes), OutboxMessage.carried_by.is_(None))
    in_hour = func.count().filter(sent > now - HOUR)
    hour, day = session.execute(select(in_hour, func.count()).where(sent > now - DAY, way)).one()
    hour_more, day_more = _leaving(session, way, now + doubt)
    return hour + hour_more, day + day_more


def _leaving(session: Session, way: ColumnElement[bool], looked: datetime) -> tuple[int, int]:
    state, again = OutboxMessage.state, OutboxMessage.not_before
    in_hour = func.count().filter(or_(state == "sending", again > looked - HOUR))
    of_day = or_(state == "sending", and_(state == "uncertain", again > looked - DAY))
    hour, day = session.execute(
        select(in_hour, func.count()).where(OutboxMessage.ended_at.is_(None), of_day, way)
    ).one()
    return hour, day


def one_at_a_time(session: Session, takes: Sequence[str], now: datetime) -> None:
    """Wait until no other claim of that way is under way: two would take the same room."""
    locked(session, [f"quota:{'+'.join(sorted(takes))}"], Level(0.0, now))


def waiting(session: Session, kinds: Sequence[str]) -> int:
    """How many messages of these kinds wait for their turn."""
    query = select(func.count()).select_from(OutboxMessage)
    return session.scalar(query.where(OutboxMessage.ended_at.is_(None), OutboxMessage.kind.in_(kinds))) or 0
