"""Bodies hold links: they are erased some time after a message has ended (reliability.md, Mail)."""

from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from questionari.store.models.messages import OutboxMessage

KEPT = timedelta(days=30)


def erase_bodies(session: Session, now: datetime) -> int:
    """Erase the bytes and the context of messages that ended 30 days ago; how many. Running twice adds nothing."""
    erased = session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.ended_at <= now - KEPT, OutboxMessage.erased_at.is_(None))
        .values(raw_mime=None, context={}, erased_at=now)
        .returning(OutboxMessage.id)
    )
    return len(erased.all())
