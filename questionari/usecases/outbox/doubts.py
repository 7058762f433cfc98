"""Certified mail of which it is uncertain whether it left: nothing leaves again before its receipt was looked for.

A lost connection, or a sender that died, leaves that in doubt. The receipt settles it, within a day (RFC 6109, 3.3),
once the mailbox in which it arrives has been read to its end. Where it is not read, the message stays in doubt until
staff decide, and after five days it has failed.
"""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from questionari.engine.states import Outbox
from questionari.store import incoming, outcomes
from questionari.store.queue import Due
from questionari.usecases.outbox.ending import not_delivered
from questionari.usecases.outbox.limits import GIVE_UP, LOOKED, Limits

AGAIN = timedelta(minutes=10)  # before the mailbox is asked for once more
NO_RECEIPT = "no_receipt"


def in_doubt(session: Session, now: datetime, limits: Limits, locked: Sequence[Due]) -> Mapping[uuid.UUID, Outbox]:
    """Those of the due messages that may not leave, and the state they are left in."""
    if not limits.doubt:
        return {}
    died = {one.id: now + limits.doubt for one in locked if one.state == Outbox.SENDING and one.attempts}
    unsure = [one for one in locked if one.state == Outbox.UNCERTAIN]
    unread = unsure and not _was_read(session, now, limits.receipts)
    lost = [one.id for one in unsure if unread and now >= one.created_at + GIVE_UP + limits.doubt]
    waits = {one.id: now + AGAIN for one in unsure if unread and one.id not in lost}
    outcomes.doubt(session, {**died, **waits})
    outcomes.give_up(session, lost, NO_RECEIPT, now)
    for one in unsure:
        if one.id in lost:
            not_delivered(session, one.invitation_id, one.kind)
    return dict.fromkeys((*died, *waits), Outbox.UNCERTAIN) | dict.fromkeys(lost, Outbox.TECHNICAL_FAILURE)


def _was_read(session: Session, now: datetime, mailbox: str) -> bool:
    """Whether whatever has come until now is known."""
    found = incoming.state_of(session, mailbox) if mailbox else None
    return found is not None and found.emptied_at is not None and found.emptied_at >= now - LOOKED
