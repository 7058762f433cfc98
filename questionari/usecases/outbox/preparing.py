"""The two steps before a message leaves: a batch is claimed and frozen, then each one is asked again right before its
send, in the turn it leaves in. Both take a session and commit nothing."""

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from questionari.engine.states import Outbox
from questionari.store import leases, outcomes
from questionari.store.leases import Due, Lease, Standing
from questionari.usecases.house import House
from questionari.usecases.outbox import pace, recheck
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


def claim(session: Session, house: House, now: datetime, sender: Sender) -> Batch | None:
    """Take the next due messages under a short lease, and freeze those that may go; None when nothing is due."""
    limits = sender.limits
    taken = room(session, now, limits)
    locked = leases.due(session, now, (taken.urgent, taken.bulk), recheck.HELD, limits.takes)
    if not locked:
        return None
    doubtful = in_doubt(session, now, limits, locked)
    found = [one for one in locked if one.id not in doubtful]
    ids, lease = [one.id for one in found], Lease(sender.owner, now + limits.claim_lease)
    known = {one.id: one for one in leases.locked(session, ids)}
    verdicts = {i: recheck.verdict(known[i], now, limits.hours) for i in ids}
    later = _later(session, now, limits, found, verdicts)
    ready = [i for i in ids if i not in later and verdicts[i].go]
    frozen = freeze_batch(session, house, now, ready, lease)
    leases.take(session, [i for i in ids if i not in frozen.leased], lease)
    outcomes.release(session, sender.owner, later)
    states = Counter(doubtful.values()) + Counter(_back_to(known[i]) for i in later)
    states.update(
        _end(session, now, sender, known[i], Outbox.TECHNICAL_FAILURE, why) for i, why in frozen.faults.items()
    )
    left = [i for i in ids if i not in later and i not in frozen.faults]
    return Batch(left, frozen.raw, states)


def _later(
    session: Session, now: datetime, limits: Limits, found: Sequence[Due], verdicts: Verdicts
) -> Mapping[uuid.UUID, datetime]:
    """Those that go back to the queue at once, and until when: by night, and by the pace of their domain."""
    later = {i: until for i, said in verdicts.items() if (until := said.until) is not None and until > now}
    rest = [one for one in found if one.id not in later]
    waits = zip(rest, pace.waits(session, now, limits, [one.recipient for one in rest]), strict=True)
    return later | {one.id: now + wait for one, wait in waits if wait}


def prepare(
    session: Session, now: datetime, sender: Sender, turn: Sequence[Standing], raw: Mapping[uuid.UUID, bytes]
) -> tuple[list[Prepared], list[Outbox]]:
    """The messages of a turn, locked and under our lease, that are ready to leave; and the states of the others.

    `raw`: their bytes; one without them (it could not go when the batch was claimed), or whose bytes name a deadline
    that was moved meanwhile, goes back to the queue, where the next claim makes them.
    """
    ready, others = list[Prepared](), list[Outbox]()
    for found in turn:
        bytes_, state = raw.get(found.id), _held_back(session, now, sender, found)
        if state is not None:
            others.append(state)
        elif bytes_ is None or not found.is_true:
            others.append(_give_back(session, sender, found, now))
        else:
            ready.append(_prepared(found, bytes_))
    leases.renew(session, [message.id for message in ready], sender.owner, now + sender.limits.send_lease)
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


def _prepared(found: Standing, raw: bytes) -> Prepared:
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
    )
