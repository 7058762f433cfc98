"""Queueing a message: a row with what is known now, never a token (that is minted when the message is frozen)."""

import base64
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypedDict, Unpack

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from questionari.engine.states import Delivery
from questionari.mail.messages import kind_of
from questionari.store.models.messages import OutboxMessage
from questionari.store.models.rounds import Invitation
from questionari.store.sealing import Keyring

SEALED = "sealed:"
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

    The recipient part of the key is the invitation where there is one (a contact may hold several units).
    Round, unit, contact, response and the link are read when the message is frozen. `context` holds the rest, by
    placeholder name: query {"elenco_quesiti"}, atr_note {"elenco_servizi", "atr"}, correction {"testo"},
    access_code {"codice_accesso": sealed(…), "validita"}, set_password {"user_id"}; any placeholder given there wins.
    Raises UnknownKind.
    """
    invitation_id, round_id = about.get("invitation_id"), about.get("round_id")
    key = f"{kind_of(kind).name}:{round_id or '-'}:{invitation_id or recipient}:{seq}"
    if session.scalar(select(OutboxMessage.id).where(OutboxMessage.dedupe_key == key)):
        return None
    row = OutboxMessage(
        kind=kind,
        dedupe_key=key,
        **about,
        recipient=recipient,
        context=dict(context or {}),
        state="queued",
        not_before=now,
        created_at=now,
    )
    session.add(row)
    session.flush()
    if invitation_id and kind == "invitation":
        _note_queued(session, invitation_id)
    return row.id


def _note_queued(session: Session, invitation_id: uuid.UUID) -> None:
    session.execute(
        update(Invitation)
        .where(Invitation.id == invitation_id, Invitation.delivery.in_((Delivery.NONE, Delivery.BOUNCED)))
        .values(delivery=Delivery.QUEUED)
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
