"""The two steps before a message leaves: a batch is claimed and frozen, then each one is asked again right before its
send, in the turn it leaves in. Both take a session and commit nothing."""

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from questionari.engine.states import Outbox
from questionari.store import leases, outcomes, queue
from questionari.store.leases import Lease, Standing
from questionari.store.queue import Due
from questionari.usecases.house import House
from questionari.usecases.links import MOST_SHARED
from questionari.usecases.outbox import digests, pace, recheck
from questionari.usecases.outbox.doubts import in_doubt
from questionari.usecases.outbox.ending import Prepared, Sender, not_delivered
from questionari.usecases.outbox.forecast import room
from questionari.usecases.outbox.freezing import freeze_batch
from questionari.usecases.outbox.limits import GIVE_UP, Limits

Verdicts = Mapping[uuid.UUID, recheck.Verdict]


@dataclass(frozen=True, slots=True)
class Batch:
    """Claimed messages in the order of sending, the bytes of those that might leave now, and what became of others."""

    ids: Sequence[uuid.UUID] = ()
    raw: Mapping[uuid.UUID, bytes] = field(default_factory=dict, repr=False)
    states: Counter[Outbox] = field(default_factory=Counter)
    groups: digests.Groups = field(default_factory=dict)

    @property
    def carried(self) -> frozenset[uuid.UUID]:
        """The messages that leave in the mail of another."""
        return frozenset(other for others in self.groups.values() for other in others)

    def with_carried(self, ids: Sequence[uuid.UUID]) -> list[uuid.UUID]:
        """Messages and those that leave in their mails."""
        return [one for i in ids for one in (i, *self.groups.get(i, ()))]


Ready = tuple[list[Prepared], list[Outbox]]


def claim(session: Session, house: House, now: datetime, sender: Sender) -> Batch | None:
    """Take the next due messages under a short lease, and freeze those that may go; None when nothing is due."""
    limits = sender.limits
    locked = _due(session, now, limits)
    if not locked:
        return None
    doubtful = in_doubt(session, now, limits, locked)
    found = [one for one in locked if one.id not in doubtful]
    ids, lease = [one.id for one in found], Lease(sender.owner, now + limits.claim_lease)
    known = {one.id: one for one in leases.locked(session, ids)}
    verdicts = {i: recheck.verdict(known[i], now, limits.hours) for i in ids}
    going = [i for i in ids if verdicts[i].go]
    groups = digests.grouped(known, going)
    later = _later(session, now, limits, found, verdicts, groups)
    carried = {other for others in groups.values() for other in others}
    ready = [i for i in going if i not in later and i not in carried]
    frozen = freeze_batch(session, house, now, ready, lease, groups)
    leases.take(session, [i for i in ids if i not in frozen.leased], lease)
    leases.carry(session, digests.carriers(known, going, groups))
    outcomes.release(session, sender.owner, later)
    states = Counter(doubtful.values()) + Counter(_back_to(known[i]) for i in later)
    faults = {one: why for i, why in frozen.faults.items() for one in (i, *groups.get(i, ()))}
    states.update(_end(session, now, sender, known[i], Outbox.TECHNICAL_FAILURE, why) for i, why in faults.items())
    left = [i for i in ids if i not in later and i not in faults and i not in carried]
    return Batch(left, frozen.raw, states, groups)


def _due(session: Session, now: datetime, limits: Limits) -> list[Due]:
    """What is due, and what else is due to the same people."""
    taken = room(session, now, limits)
    way = queue.Way(limits.takes, recheck.HELD, digests.KINDS)
    found = queue.due(session, now, (taken.urgent, taken.bulk), way)
    return found + queue.companions(session, now, found, way, MOST_SHARED - 1)


def _later(
    session: Session, now: datetime, limits: Limits, found: Sequence[Due], verdicts: Verdicts, groups: digests.Groups
) -> Mapping[uuid.UUID, datetime]:
    """Those that go back to the queue at once, and until when: by night, and by the pace of their domain."""
    later = {i: until for i, said in verdicts.items() if (until := said.until) is not None and until > now}
    first = {other: i for i, others in groups.items() for other in others}
    rest = [one for one in found if one.id not in later and one.id not in first]
    waits = zip(rest, pace.waits(session, now, limits, [one.recipient for one in rest]), strict=True)
    later |= {one.id: now + wait for one, wait in waits if wait}
    return later | {other: later[i] for other, i in first.items() if i in later}


def prepare(session: Session, now: datetime, sender: Sender, turn: Sequence[Standing], batch: Batch) -> Ready:
    """The messages of a turn, locked and under our lease, that are ready to leave; and the states of the others.

    One without bytes (it could not go when the batch was claimed), or whose bytes name a deadline that was moved
    meanwhile or a service that drops out, goes back to the queue, where the next claim makes them.
    """
    ready, others, known, carried = list[Prepared](), list[Outbox](), {one.id: one for one in turn}, batch.carried
    for i in (i for i in known if i not in carried):
        wanted = batch.groups.get(i, ())
        group = [known[i], *(known[other] for other in wanted if other in known)]
        held = {one.id: _held_back(session, now, sender, one) for one in group}
        stay = [one for one in group if held[one.id] is None]
        bytes_, whole = batch.raw.get(i), len(stay) == 1 + len(wanted)
        if bytes_ is not None and whole and digests.is_true(group):
            ready.append(_prepared(group, bytes_))
        else:
            others += [_give_back(session, sender, one, now) for one in stay]
        others += [state for state in held.values() if state is not None]
    ids = [one for message in ready for one in message.ids]
    leases.renew(session, ids, sender.owner, now + sender.limits.send_lease)
    return ready, others


def _held_back(session: Session, now: datetime, sender: Sender, found: Standing) -> Outbox | None:
    """The state of a message that may not leave now, or never; None for one that may."""
    verdict = recheck.verdict(found, now, sender.limits.hours)
    if verdict.reason:
        return _end(session, now, sender, found, Outbox.CANCELLED, verdict.reason)
    return _give_back(session, sender, found, verdict.until) if verdict.until is not None else None


def _give_back(session: Session, sender: Sender, found: Standing, again: datetime) -> Outbox:
    outcomes.release(session, sender.owner, {found.id: again})
    return _back_to(found)


def _back_to(found: Standing) -> Outbox:
    """The state of a message that is given back without an attempt: the one it had."""
    return Outbox.DEFERRED if found.attempts else Outbox.QUEUED


def _end(session: Session, now: datetime, sender: Sender, found: Standing, state: Outbox, reason: str) -> Outbox:
    outcomes.end(session, found.id, sender.owner, state, reason, now)
    not_delivered(session, found.invitation_id, found.kind)
    return state


def _prepared(group: Sequence[Standing], raw: bytes) -> Prepared:
    found, *others = group
    begins = max(found.created_at, found.opens_at) if found.opens_at else found.created_at
    return Prepared(
        id=found.id,
        kind=found.kind,
        raw=raw,
        envelope_from=found.envelope_from or "",
        rcpt=found.recipient,
        attempts=found.attempts + 1,
        tired_at=begins + GIVE_UP,
        closes_at=found.ends_at if found.kind in recheck.ENDING else None,
        invitation_id=found.invitation_id,
        contact_id=None if found.rehearsal else found.contact_id,
        carries=tuple((one.id, one.invitation_id) for one in others),
    )
