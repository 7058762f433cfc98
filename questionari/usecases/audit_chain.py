"""The chain over the audit trail: each seal hashes the one before and one event (decisions.md 39, small form).

One sealer job writes it, never the request path. A changed, removed or inserted sealed event breaks the chain.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from questionari.engine.canonical import canonical
from questionari.store.models.access import AuditEvent, AuditSeal

GENESIS = "0" * 64
BATCH = 10_000


@dataclass(frozen=True, slots=True)
class ChainReport:
    """What a verification found: seals read, and the first one that does not hold."""

    checked: int
    broken_at: int | None = None

    @property
    def whole(self) -> bool:
        """Whether every seal holds."""
        return self.broken_at is None


def seal(session: Session, now: datetime, limit: int = BATCH) -> int:
    """Chain the events written up to now that have no seal yet, in order of time; returns how many."""
    last = session.scalars(select(AuditSeal).order_by(AuditSeal.seq.desc()).limit(1)).first()
    seq, digest = (last.seq, last.hash) if last else (0, GENESIS)
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


def verify(session: Session) -> ChainReport:
    """Compute the chain anew over what the tables hold today."""
    digest, checked = GENESIS, 0
    query = select(AuditSeal, AuditEvent).outerjoin(AuditEvent, AuditEvent.id == AuditSeal.event_id)
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
