"""What is due in the outbox: locked for whoever claims it, skipping what another is claiming. Nothing here commits."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, false, func, literal_column, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from questionari.store.models.messages import OutboxMessage, SendStop
from questionari.store.models.rounds import Round

WAITING = ("queued", "deferred", "uncertain")
RESTORE = "restore"  # who stopped the sends after a backup was restored: then nothing at all leaves
MOST_COMPANIONS = 500
URGENT = ("access_code", "set_password", "receipt", "query", "help_answer")
OTHER = aliased(OutboxMessage)


@dataclass(frozen=True, slots=True)
class Due:
    """A message whose turn has come, locked. `attempts`: those begun, the one that a dead sender was at among them.
    `accompanied`: more is due to its address.
    """

    id: uuid.UUID
    recipient: str
    state: str
    attempts: int
    created_at: datetime
    kind: str
    invitation_id: uuid.UUID | None
    accompanied: bool


DUE = (
    OutboxMessage.id,
    OutboxMessage.recipient,
    OutboxMessage.state,
    OutboxMessage.attempts,
    OutboxMessage.created_at,
    OutboxMessage.kind,
    OutboxMessage.invitation_id,
)
NOW = bindparam("now", type_=OutboxMessage.not_before.type)
#: By the index of the addresses that something waits for: one look a message, however long the queue is.
ACCOMPANIED = exists().where(
    OTHER.recipient == OutboxMessage.recipient,
    OTHER.ended_at.is_(None),
    OTHER.not_before <= NOW,
    OTHER.id != OutboxMessage.id,
)


@dataclass(frozen=True, slots=True)
class Way:
    """What leaves by a way out: messages that take these `routes`. `held`: kinds that "Sospendi invii" holds back;
    `shared`: kinds of which those to one address leave together.
    """

    routes: tuple[str, ...]
    held: tuple[str, ...]
    shared: tuple[str, ...]


def due(session: Session, now: datetime, limits: tuple[int, int], way: Way) -> list[Due]:
    """Due messages that leave by that way, locked: waiting ones, and those whose sender died. `limits`: of what
    somebody waits for, with the others; of the others.

    What a person is waiting for comes first, then the oldest. Each half is read from the head of an index of what has
    not ended: its price does not grow with the queue, nor with what has left.
    """
    both, others = limits
    first = _run(session, _head(True, way), now, both)
    left = min(both - len(first), others)
    return first + _run(session, _head(False, way), now, left) if left > 0 else first


def companions(session: Session, now: datetime, found: Sequence[Due], way: Way, beside: int) -> list[Due]:
    """What else is due to the same addresses, of the same kinds; locked like the rest. ``beside``: what a mail has room
    for besides its first, so that what is taken fills no more mails than were found.
    """
    asking = [one for one in found if one.accompanied]
    if not asking:
        return []
    recipients, kinds = {one.recipient for one in asking}, {one.kind for one in asking}
    same = (OutboxMessage.recipient.in_(recipients), OutboxMessage.kind.in_(kinds))
    others = (OutboxMessage.id.not_in([one.id for one in found]), *_by(way))
    return _run(session, _live(select(*DUE, false()), *same, *others), now, min(MOST_COMPANIONS, beside * len(asking)))


def stopped(kinds: Sequence[str]) -> ColumnElement[bool]:
    """Whether "Sospendi invii" holds a message back, those of such kinds being held by it."""
    everything = exists().where(SendStop.stopped_at.is_not(None))
    restored = exists().where(SendStop.stopped_at.is_not(None), SendStop.stopped_by == RESTORE)
    its_round = OutboxMessage.round_id.in_(select(Round.id).where(Round.sends_stopped_at.is_not(None)))
    return or_(restored, and_(_among(OutboxMessage.kind, kinds), or_(everything, func.coalesce(its_round, False))))


@lru_cache(maxsize=16)
def _head(urgent: bool, way: Way) -> Select[*tuple[Any, ...]]:
    """Built once for each way out: to compose it at each claim cost more than to run it."""
    hurried = _among(OutboxMessage.kind, URGENT)
    more = false() if urgent else and_(_among(OutboxMessage.kind, way.shared), ACCOMPANIED)
    return _live(select(*DUE, more), hurried if urgent else ~hurried, *_by(way))


def _by(way: Way) -> tuple[ColumnElement[bool], ...]:
    return ~stopped(way.held), _among(OutboxMessage.route, way.routes)


def _live(query: Select[*tuple[Any, ...]], *which: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    abandoned = and_(OutboxMessage.state == literal_column("'sending'"), OutboxMessage.lease_until <= NOW)
    ready = or_(_among(OutboxMessage.state, WAITING), abandoned)
    live = query.where(OutboxMessage.ended_at.is_(None), OutboxMessage.not_before <= NOW, ready, *which)
    first = live.order_by(OutboxMessage.not_before, OutboxMessage.id).limit(bindparam("most"))
    return first.with_for_update(skip_locked=True)


def _run(session: Session, query: Select[*tuple[Any, ...]], now: datetime, most: int) -> list[Due]:
    return [Due(*row) for row in session.connection().execute(query, {"now": now, "most": most})]


def _among(column: InstrumentedAttribute[str], words: Collection[str]) -> ColumnElement[bool]:
    """Words of our own, as part of the statement."""
    return column.in_([literal_column(f"'{word}'") for word in words])
