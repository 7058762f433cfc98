"""Draining the outbox: claim, then for each message one short transaction, then the sending outside any transaction.

This is the one use-case that owns its transactions, and therefore takes a `Database` instead of a session. It stands
here, below `jobs` and `cli`, because both call it and they may not import each other; its steps (`store.outbox.claim`,
`preparing.prepare`, `ending.finish`) are ordinary ones that take a session and never commit.
"""

import logging
import os
import secrets
import uuid
from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from questionari.engine.states import Outbox
from questionari.store import outbox as store
from questionari.store.session import Database
from questionari.usecases.house import House
from questionari.usecases.outbox.ending import Attempt, Prepared, clean, finish
from questionari.usecases.outbox.limits import Buckets, Limits
from questionari.usecases.outbox.port import SendError, Transport, Unreachable
from questionari.usecases.outbox.preparing import prepare, release
from questionari.usecases.outbox.recheck import HELD

log = logging.getLogger(__name__)
Clock = Callable[[], datetime]
PAUSE = timedelta(minutes=1)  # before messages that an unreachable server left behind are tried


@dataclass(frozen=True, slots=True)
class DrainReport:
    """What one drain did: state -> messages that went there; `more` when it stopped with due messages left."""

    states: Mapping[str, int]
    more: bool
    unreachable: str = ""  # the server's words or the error, when it could not be used

    @property
    def sent(self) -> int:
        """Messages acknowledged by the server."""
        return self.states.get(Outbox.SENT, 0)


@dataclass(slots=True)
class _Desk:
    """The surroundings of one drain."""

    database: Database
    house: House
    transport: Transport
    clock: Clock
    limits: Limits
    buckets: Buckets
    owner: str = field(default_factory=lambda: f"{os.getpid()}-{secrets.token_hex(8)}")
    states: Counter[str] = field(default_factory=Counter)
    unreachable: str = ""


def drain(database: Database, house: House, transport: Transport, clock: Clock, limits: Limits) -> DrainReport:
    """Send what is due, for at most one slice. Several may run at once; each may be killed at any instant."""
    desk = _Desk(database, house, transport, clock, limits, Buckets(limits))
    end, more = clock() + limits.slice, True
    try:
        while more and not desk.unreachable and clock() < end and desk.states.total() < limits.messages:
            ids = _claim(desk)
            more = bool(ids)
            _work_through(desk, ids, end)
    finally:
        transport.close()
    return DrainReport(dict(desk.states), more, desk.unreachable)


def _claim(desk: _Desk) -> list[uuid.UUID]:
    now, limits = desk.clock(), desk.limits
    with desk.database.writing() as session:
        return store.claim(session, now, desk.owner, now + limits.claim_lease, limits.batch, HELD)


def _work_through(desk: _Desk, ids: list[uuid.UUID], end: datetime) -> None:
    last: Attempt | None = None
    waiting = deque(ids)
    while waiting and not desk.unreachable and desk.clock() < end:
        ready = _step(desk, last, waiting.popleft())
        last = _send(desk, ready) if ready else None
    _close(desk, last, list(waiting))


def _step(desk: _Desk, last: Attempt | None, message_id: uuid.UUID) -> Prepared | None:
    """One commit: mark the previous message, take the next one's long lease."""
    with desk.database.writing() as session:
        now = desk.clock()
        finished = finish(session, now, desk.owner, last, desk.limits) if last else None
        ready = prepare(session, desk.house, now, desk.owner, message_id, desk.buckets)
    desk.states.update(state for state in (finished, ready) if isinstance(state, Outbox))
    return ready if isinstance(ready, Prepared) else None


def _send(desk: _Desk, message: Prepared) -> Attempt:
    """Hand the message over; no transaction is open."""
    try:
        desk.transport.send(message.raw, message.envelope_from, message.rcpt)
    except SendError as error:
        log.warning("outbox %s (%s): %s %s", message.id, message.kind, type(error).__name__, error.code or "")
        if isinstance(error, Unreachable):
            desk.unreachable = clean(error.text)
        return Attempt(message, error)
    return Attempt(message, None)


def _close(desk: _Desk, last: Attempt | None, rest: list[uuid.UUID]) -> None:
    """Mark the last message and give back those whose turn did not come."""
    if not last and not rest:
        return
    with desk.database.writing() as session:
        now = desk.clock()
        finished = finish(session, now, desk.owner, last, desk.limits) if last else None
        release(session, desk.owner, rest, now + PAUSE if desk.unreachable else now)
    desk.states.update([finished] if finished else [])
