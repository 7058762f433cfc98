"""How the outbox stands: for the command line, for the staff's home page."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from questionari.store import outbox as store


@dataclass(frozen=True, slots=True)
class OutboxStatus:
    """Messages by kind and state; since when the longest-waiting one is due; since when all sends are stopped."""

    counts: tuple[tuple[str, str, int], ...]
    oldest_due: datetime | None
    stopped_at: datetime | None


def status(session: Session, now: datetime) -> OutboxStatus:
    """The state of the outbox."""
    return OutboxStatus(tuple(store.counts(session)), store.oldest_waiting(session, now), store.all_stopped_at(session))
