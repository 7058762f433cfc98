"""Queueing a message: a row with what is known now, never a token (that is minted when the message is frozen).

Round, unit, contact, response and link are read when the message is frozen. `context` holds the rest, by placeholder
name; what is given there wins: query {"elenco_quesiti"}, atr_note {"elenco_servizi", "atr"}, correction {"testo"},
access_code {"codice_accesso": sealed(…), "validita": "15 minuti"}, set_password {"user_id"}.
"""

import base64
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypedDict, Unpack

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from questionari.engine.states import Delivery, Outbox
from questionari.mail.messages import kind_of
from questionari.store.models.messages import OutboxMessage
from questionari.store.models.rounds import Invitation
from questionari.store.sealing import Keyring

SEALED = "sealed:"
#: Kinds that ask for an answer behind a personal link.
WITH_LINK = ("invitation", "reminder_1", "reminder_2", "query", "correction")
PLACE = "outbox_context"


class About(TypedDict, total=False):
    """What a message is about, by id."""

    round_id: uuid.UUID | None
    invitation_id: uuid.UUID | None
    contact_id: uuid.UUID | None


def enqueue(
    session: Session,
    now: datetime,
    kind: str,
    recipient: str,
    *,
    context: Mapping[str, Any] | None = None,
    seq: str = "1",
    **about: Unpack[About],
) -> uuid.UUID | None:
    """Queue one message; None when its dedupe key (kind:round:recipient:seq) exists: running twice adds nothing.

    `context`: see the module's docstring. An invitation, where given, is the recipient in the key. Raises UnknownKind.
    """
    key = f"{kind_of(kind).name}:{about.get('round_id') or '-'}:{about.get('invitation_id') or recipient}:{seq}"
    if session.scalar(select(OutboxMessage.id).where(OutboxMessage.dedupe_key == key)):
        return None
    row = OutboxMessage(
        kind=kind,
        dedupe_key=key,
        recipient=recipient,
        context=dict(context or {}),
        not_before=now,
        created_at=now,
        **about,
    )
    session.add(row)
    session.flush()
    _note_queued(session, row)
    return row.id


def _note_queued(session: Session, row: OutboxMessage) -> None:
    """Only the invitation itself counts: a receipt in the queue says nothing of whether the link has arrived."""
    if row.kind == "invitation" and row.invitation_id is not None:
        session.execute(
            update(Invitation)
            .where(Invitation.id == row.invitation_id, Invitation.delivery.in_((Delivery.NONE, Delivery.BOUNCED)))
            .values(delivery=Delivery.QUEUED)
            .execution_options(synchronize_session="fetch")  # judging every loaded row would cost n² when a round opens
        )


def withdraw(session: Session, now: datetime, invitation_id: uuid.UUID, reason: str) -> None:
    """Cancel the mails of an invitation that wait with a link in them; one that is being sent is not called back."""
    session.execute(
        update(OutboxMessage)
        .where(
            OutboxMessage.invitation_id == invitation_id,
            OutboxMessage.kind.in_(WITH_LINK),
            OutboxMessage.state.in_((Outbox.QUEUED, Outbox.DEFERRED)),
        )
        .values(state=Outbox.CANCELLED, reason=reason, ended_at=now)
    )


def sealed(keyring: Keyring, secret: str) -> str:
    """A secret for `context` (a one-time code): kept encrypted in the row, opened only when the message is frozen."""
    return SEALED + base64.b64encode(keyring.seal(secret.encode(), PLACE)).decode()


def opened(keyring: Keyring, value: Any) -> str:
    """A context value as text; a sealed one in clear. Raises WrongKey."""
    text = str(value)
    if not text.startswith(SEALED):
        return text
    return keyring.unseal(base64.b64decode(text.removeprefix(SEALED)), PLACE).decode()
