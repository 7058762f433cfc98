"""The chain over the audit trail: each seal hashes the one before and one event (decisions.md 39).

It begins with nothing, or with the last checkpoint, before which whole months went (audit_segments.py).
One sealer job writes it, never the request path. A changed, removed or inserted sealed event breaks the chain.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from questionari.engine.canonical import canonical
from questionari.store.models.access import AuditCheckpoint, AuditEvent, AuditSeal

GENESIS = "0" * 64
BATCH = 10_000


@dataclass(frozen=True, slots=True)
class ChainReport:
    """What a verification found: the last seal that holds, by its number, and the first one that does not."""

    checked: int
    broken_at: int | None = None

    @property
    def whole(self) -> bool:
        """Whether every seal holds."""
        return self.broken_at is None


def seal(session: Session, now: datetime, limit: int = BATCH) -> int:
    """Chain the events written up to now that have no seal yet, in order of time; returns how many."""
    last = session.scalars(select(AuditSeal).order_by(AuditSeal.seq.desc()).limit(1)).first()
    seq, digest = (last.seq, last.hash) if last else beginning(session)
    unsealed = (
        select(AuditEvent)
        .outerjoin(AuditSeal, AuditSeal.event_id == AuditEvent.id)
        .where(AuditSeal.seq.is_(None), AuditEvent.at <= now)
        .order_by(AuditEvent.at, AuditEvent.id)
        .limit(limit)
    )
    events = session.scalars(unsealed).all()
    for number, event in enumerate(events, seq + 1):
        digest = _next(digest, event)
        session.add(AuditSeal(seq=number, event_id=event.id, hash=digest))
    session.flush()
    return len(events)


def beginning(session: Session) -> tuple[int, str]:
    """(number, hash) of the last seal that went, from which the chain goes on; (0, GENESIS) where none did."""
    query = select(AuditCheckpoint.seq, AuditCheckpoint.hash).order_by(AuditCheckpoint.seq.desc()).limit(1)
    row = session.execute(query).first()
    return (row.seq, row.hash) if row else (0, GENESIS)


def verify(session: Session, until: int | None = None) -> ChainReport:
    """Compute the chain anew over what the tables hold today, up to the seal ``until``."""
    checked, digest = beginning(session)
    query = select(AuditSeal, AuditEvent).outerjoin(AuditEvent, AuditEvent.id == AuditSeal.event_id)
    query = query if until is None else query.where(AuditSeal.seq <= until)
    for found, event in session.execute(query.order_by(AuditSeal.seq).execution_options(yield_per=1000)):
        digest = _next(digest, event) if event is not None else ""
        if found.seq != checked + 1 or digest != found.hash:
            return ChainReport(checked, found.seq)
        checked += 1
    return ChainReport(checked)


def _next(previous: str, event: AuditEvent) -> str:
    content = {
        "id": str(event.id),
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": [event.actor_kind, event.actor_id],
        "action": event.action,
        "object": [event.object_kind, event.object_id],
        "detail": event.detail,
    }
    return hashlib.sha256(previous.encode() + canonical(content)).hexdigest()
