"""The two steps before a message leaves: a batch is claimed and frozen, then each one is asked again right before its
send. Both take a session and commit nothing."""

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from questionari.engine.states import Outbox
from questionari.store import leases
from questionari.store.leases import Standing
from questionari.usecases.house import House
from questionari.usecases.outbox import pace, recheck
from questionari.usecases.outbox.ending import Prepared, Sender, not_delivered
from questionari.usecases.outbox.freezing import freeze_batch
from questionari.usecases.outbox.limits import GIVE_UP


@dataclass(frozen=True, slots=True)
class Batch:
    """Claimed messages in the order of sending, the bytes of those that might leave now, and what became of others."""

    ids: Sequence[uuid.UUID] = ()
    raw: Mapping[uuid.UUID, bytes] = field(default_factory=dict, repr=False)
    states: Counter[Outbox] = field(default_factory=Counter)


def claim(session: Session, house: House, now: datetime, sender: Sender) -> Batch | None:
    """Take the next due messages under a short lease, and freeze those that may go; None when nothing is due."""
    limits = sender.limits
    found = leases.due(session, now, limits.batch, recheck.HELD)
    if not found:
        return None
    ids = [message_id for message_id, _ in found]
    leases.lease(session, ids, sender.owner, now + limits.claim_lease)
    waits = dict(zip(ids, pace.waits(session, now, limits, [recipient for _, recipient in found]), strict=True))
    later = {message_id: now + wait for message_id, wait in waits.items() if wait}
    known = {one.id: one for one in leases.standings(session, ids, sender.owner)}
    leases.release(session, sender.owner, later)
    ready = [i for i in ids if i not in later and recheck.verdict(known[i], now).go]
    frozen = freeze_batch(session, house, now, ready)
    states = Counter(_back_to(known[i]) for i in later)
    states.update(
        _end(session, now, sender, known[i], Outbox.TECHNICAL_FAILURE, why) for i, why in frozen.faults.items()
    )
    left = [i for i in ids if i not in later and i not in frozen.faults]
    return Batch(left, frozen.raw, states)


def prepare(
    session: Session, now: datetime, sender: Sender, message_id: uuid.UUID, raw: bytes | None
) -> Prepared | Outbox | None:
    """The message ready to leave; or the state it was put in instead; or None when the lease was lost.

    `raw`: its bytes; without them (it could not go when the batch was claimed), or when they name a deadline that was
    moved meanwhile, it goes back to the queue, where the next claim makes them.
    """
    found = leases.standing(session, message_id, sender.owner)
    if found is None:
        return None
    verdict = recheck.verdict(found, now)
    if verdict.reason:
        return _end(session, now, sender, found, Outbox.CANCELLED, verdict.reason)
    if verdict.until is not None or raw is None or not found.is_true:
        leases.release(session, sender.owner, {message_id: verdict.until or now})
        return _back_to(found)
    leases.renew(session, message_id, sender.owner, now + sender.limits.send_lease)
    return _prepared(found, raw)


def _back_to(found: Standing) -> Outbox:
    """The state of a message that is given back without an attempt: the one it had."""
    return Outbox.DEFERRED if found.attempts else Outbox.QUEUED


def _end(session: Session, now: datetime, sender: Sender, found: Standing, state: Outbox, reason: str) -> Outbox:
    leases.end(session, found.id, sender.owner, state, reason, now)
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
        closes_at=found.ends_at if found.kind in recheck.HELD else None,
        invitation_id=found.invitation_id,
        contact_id=None if found.is_test else found.contact_id,
    )
