"""How the system is, in figures that name nobody: for monitors and for whoever is called at night."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from questionari.store import outbox


@dataclass(frozen=True, slots=True)
class Health:
    """``mail_late_s``: how long the oldest due mail has waited, 0 when none is; ``sends_stopped``: on purpose."""

    mail_late_s: int
    sends_stopped: bool


def health(session: Session, now: datetime) -> Health:
    """The state of the queue of mails. Raises OperationalError when the database does not answer."""
    oldest = outbox.oldest_waiting(session, now)
    late = round((now - oldest).total_seconds()) if oldest else 0
    return Health(late, outbox.all_stopped_at(session) is not None)
