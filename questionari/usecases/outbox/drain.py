"""Draining the outbox: claim and freeze a batch, then for each message one short transaction, then its sending.

This is the one use-case that owns its transactions, and therefore takes a `Database` instead of a session. It stands
here, below `jobs` and `cli`, because both call it and they may not import each other; its steps (`preparing.claim`,
`preparing.prepare`, `ending.finish`) are ordinary ones that take a session and never commit.

Which writes share a commit, and why no more of them do:

- Claim, pace and freezing of a batch: nothing of it has left yet. Killed before the commit, the batch was never
  claimed; killed after it, the bytes wait in their rows until the lease ends, and leave as they are (made anew only
  if the days that they name were moved meanwhile).
- The outcome of a message with the lease and the check of the next one. The commit ends before the next text is handed
  over, so at any instant one message at most has left without its outcome being written: one extra copy a kill.
  Writing several outcomes at once would save commits and double as many mails. What the check reads is as fresh as
  with a commit of its own.
- The outcome with the invitation's delivery: staff never see one without the other.

No transaction, and no connection of the database, is held while the mail server is spoken to.
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
from questionari.store import leases
from questionari.store.session import Database
from questionari.usecases.house import House
from questionari.usecases.outbox.ending import Attempt, Prepared, Sender, clean, finish
from questionari.usecases.outbox.limits import Limits
from questionari.usecases.outbox.port import SendError, Transport, Unreachable
from questionari.usecases.outbox.preparing import Batch, claim, prepare

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
    sender: Sender
    states: Counter[str] = field(default_factory=Counter)
    unreachable: str = ""


def drain(database: Database, house: House, transport: Transport, clock: Clock, limits: Limits) -> DrainReport:
    """Send what is due, for at most one slice. Several may run at once; each may be killed at any instant."""
    desk = _Desk(database, house, transport, clock, Sender(_owner(), limits))
    end, batch = clock() + limits.slice, None
    try:
        while not desk.unreachable and clock() < end and desk.states.total() < limits.messages:
            batch = _claim(desk)
            if batch is None:
                break
            desk.states.update(batch.states)
            _work_through(desk, batch, end)
        return DrainReport(dict(desk.states), batch is not None, desk.unreachable)
    finally:
        transport.close()


def _owner() -> str:
    return f"{os.getpid()}-{secrets.token_hex(8)}"


def _claim(desk: _Desk) -> Batch | None:
    with desk.database.writing() as session:
        return claim(session, desk.house, desk.clock(), desk.sender)


def _work_through(desk: _Desk, batch: Batch, end: datetime) -> None:
    last: Attempt | None = None
    waiting = deque(batch.ids)
    while waiting and not desk.unreachable and desk.clock() < end:
        message_id = waiting.popleft()
        ready = _step(desk, last, message_id, batch.raw.get(message_id))
        last = _send(desk, ready) if ready else None
    _close(desk, last, list(waiting))


def _step(desk: _Desk, last: Attempt | None, message_id: uuid.UUID, raw: bytes | None) -> Prepared | None:
    """One commit: mark the previous message, take the next one's long lease."""
    with desk.database.writing() as session:
        now = desk.clock()
        finished = finish(session, now, desk.sender, last) if last else None
        ready = prepare(session, now, desk.sender, message_id, raw)
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
        finished = finish(session, now, desk.sender, last) if last else None
        leases.release(session, desk.sender.owner, dict.fromkeys(rest, now + PAUSE if desk.unreachable else now))
    desk.states.update([finished] if finished else [])
