"""Draining the outbox: claim and freeze a batch, then turn by turn one short transaction and its sending.

This is the one use-case that owns its transactions, and therefore takes a `Database` instead of a session. It stands
here, below `jobs` and `cli`, because both call it and they may not import each other; its steps (`preparing.claim`,
`preparing.prepare`, `ending.finish`) are ordinary ones that take a session and never commit.

Which writes share a commit, and why no more of them do:

- Claim, pace and freezing of a batch: nothing of it has left yet. Killed before the commit, the batch was never
  claimed; killed after it, the bytes wait in their rows until the lease ends, and leave as they are (made anew only
  if the days that they name were moved meanwhile).
- A turn: as many messages as there are connections (`lanes`), one on each. The outcomes of a turn with the checks and
  leases of the next one. The commit ends before the next texts are handed over, so at any instant at most one message
  a connection has left without its outcome being written: that many extra copies a kill, and no more on any server.
  Longer turns would save commits and repeat more mails. What the checks read is as fresh as with a commit of their own.
- The outcome with the invitation's delivery: staff never see one without the other.

No transaction, and no connection of the database, is held while the mail server is spoken to.
"""

import os
import secrets
import uuid
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from questionari.engine.states import Outbox
from questionari.store import leases, outcomes
from questionari.store.session import Database
from questionari.usecases.house import House
from questionari.usecases.outbox.ending import Attempt, Prepared, Sender, finish, spoils, tell
from questionari.usecases.outbox.lanes import Lanes
from questionari.usecases.outbox.limits import Limits
from questionari.usecases.outbox.port import Transport
from questionari.usecases.outbox.preparing import Batch, claim, prepare

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
    lanes: Lanes
    clock: Clock
    sender: Sender
    states: Counter[str] = field(default_factory=Counter)


def drain(
    database: Database, house: House, transports: Sequence[Transport], clock: Clock, limits: Limits
) -> DrainReport:
    """Send what is due, for at most one slice, on one connection or several at once.

    Several drains may run at once; each may be killed at any instant.
    """
    desk = _Desk(database, house, Lanes(transports), clock, Sender(_owner(), limits))
    end, batch = clock() + limits.slice, None
    try:
        while not desk.lanes.unreachable and clock() < end and desk.states.total() < limits.messages:
            batch = _claim(desk)
            if batch is None:
                break
            desk.states.update(batch.states)
            _work_through(desk, batch, end)
        return DrainReport(dict(desk.states), batch is not None, desk.lanes.unreachable)
    finally:
        desk.lanes.close()


def _owner() -> str:
    return f"{os.getpid()}-{secrets.token_hex(8)}"


def _claim(desk: _Desk) -> Batch | None:
    with desk.database.writing() as session:
        return claim(session, desk.house, desk.clock(), desk.sender)


def _work_through(desk: _Desk, batch: Batch, end: datetime) -> None:
    last: Sequence[Attempt] = ()
    waiting = list(batch.ids)
    while waiting and not (desk.lanes.unreachable or desk.lanes.fault) and desk.clock() < end:
        turn, waiting = waiting[: desk.lanes.width], waiting[desk.lanes.width :]
        ready = _step(desk, last, turn, batch)
        last = desk.lanes.send(ready)
    _close(desk, last, batch.with_carried(waiting))
    if desk.lanes.fault:
        raise desk.lanes.fault


def _step(desk: _Desk, last: Sequence[Attempt], turn: Sequence[uuid.UUID], batch: Batch) -> list[Prepared]:
    """One commit: mark the messages of the previous turn, take the long leases of the next one's."""
    owner, wanted = desk.sender.owner, batch.with_carried(turn)
    with desk.database.writing() as session:
        now = desk.clock()
        held = leases.standings(session, wanted, owner)  # messages are locked before invitations, by whoever locks both
        ended = finish(session, now, desk.sender, last)
        tell(session, now, ended)
        if any(spoils(attempt) for attempt, _ in ended):  # what was just written counts for the next message there
            held = leases.standings(session, wanted, owner)
        ready, others = prepare(session, now, desk.sender, held, batch)
    desk.states.update([*(state for _, state in ended), *others])
    return ready


def _close(desk: _Desk, last: Sequence[Attempt], rest: Sequence[uuid.UUID]) -> None:
    """Mark the last messages and give back those whose turn did not come."""
    if not last and not rest:
        return
    with desk.database.writing() as session:
        now = desk.clock()
        ended = finish(session, now, desk.sender, last)
        again = now + PAUSE if desk.lanes.unreachable else now
        outcomes.release(session, desk.sender.owner, dict.fromkeys(rest, again))
        tell(session, now, ended)
    desk.states.update(state for _, state in ended)
