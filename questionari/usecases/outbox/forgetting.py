"""Mails that quote an erased answer: their bytes go; one that waits does not leave any more."""

import uuid
from collections.abc import Callable, Iterator
from datetime import datetime
from email import message_from_bytes, policy

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from questionari.engine.states import Outbox
from questionari.store.incoming import answers_about
from questionari.store.models.messages import OutboxMessage
from questionari.store.sealing import WrongKey
from questionari.usecases.house import House
from questionari.usecases.outbox.queueing import opened, place_of

REASON = "redacted"
#: Kinds that carry what somebody wrote about the answers of one service.
BESIDE = ("query", "help_answer", "approval_returned", "staff_reply")
WAITING = (Outbox.QUEUED, Outbox.DEFERRED, Outbox.UNCERTAIN)


def forget(
    session: Session,
    house: House,
    now: datetime,
    invitation_id: uuid.UUID,
    quotes: Callable[[str], bool],
    beside: bool = False,
) -> int:
    """Erase what an invitation was written, answers to letters too, where it quotes; how many messages did.

    What no key opens any more goes too. ``beside``: whatever people wrote to each other goes.
    """
    about = or_(OutboxMessage.invitation_id == invitation_id, answers_about(invitation_id))
    own = (about, OutboxMessage.erased_at.is_(None))
    rows = session.scalars(select(OutboxMessage).where(*own).order_by(OutboxMessage.id).with_for_update())
    quoting = [row for row in rows if (beside and row.kind in BESIDE) or _quotes(house, row, quotes)]
    for row in quoting:
        if row.state == Outbox.SENDING:
            row.reason = REASON  # the worker that holds it finds the mark before it sends
        if row.state in WAITING:
            row.state, row.reason, row.ended_at = Outbox.CANCELLED.value, REASON, now
        row.raw_mime, row.context, row.erased_at = None, {}, now
    return len(quoting)


def _quotes(house: House, row: OutboxMessage, quotes: Callable[[str], bool]) -> bool:
    try:
        return any(map(quotes, _texts(house, row)))
    except WrongKey:
        return True


def _texts(house: House, row: OutboxMessage) -> Iterator[str]:
    """What a message says, in clear."""
    for value in row.context.values():
        yield opened(house.keyring, value)
    if row.raw_mime is not None:
        whole = message_from_bytes(house.keyring.unseal(row.raw_mime, place_of(row.id)), policy=policy.default)
        yield from (str(part.get_content()) for part in whole.walk() if part.get_content_maintype() == "text")
