"""The outbox: messages are rows first, mails later (reliability.md)."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from questionari.store.models.messages import OutboxMessage


def enqueue(
    session: Session,
    now: datetime,
    kind: str,
    recipient: str,
    *,
    round_id: uuid.UUID | None = None,
    invitation_id: uuid.UUID | None = None,
    contact_id: uuid.UUID | None = None,
    context: Mapping[str, Any] | None = None,
    seq: str = "1",
) -> uuid.UUID | None:
    """Queue one message; None when its dedupe key (kind:round:recipient:seq) exists already: running twice adds nothing.

    The recipient part of the key is the invitation where there is one (a contact may hold several units).
    """
    key = f"{kind}:{round_id or '-'}:{invitation_id or recipient}:{seq}"
    if session.scalar(select(OutboxMessage.id).where(OutboxMessage.dedupe_key == key)):
        return None
    row = OutboxMessage(
        kind=kind,
        dedupe_key=key,
        round_id=round_id,
        invitation_id=invitation_id,
        contact_id=contact_id,
        recipient=recipient,
        context=dict(context or {}),
        not_before=now,
        created_at=now,
    )
    session.add(row)
    session.flush()
    return row.id
