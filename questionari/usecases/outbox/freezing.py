"""Freezing: token, Date, Message-ID and MIME are made once, before any SMTP, and kept sealed (decisions.md 31)."""

import base64
import hashlib
import uuid
from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from questionari.mail.messages import Envelope, Message, MessageFault, compose, freeze, kind_of
from questionari.mail.messages.kinds import PERSONAL
from questionari.mail.messages.templates import placeholders
from questionari.store.models.access import User
from questionari.store.models.messages import OutboxMessage
from questionari.store.outbox import Case
from questionari.usecases import links
from questionari.usecases.accounts import credentials
from questionari.usecases.house import House
from questionari.usecases.outbox.queueing import opened
from questionari.usecases.outbox.values import gather

TEST_PREFIX = "[PROVA] "


def place_of(message_id: uuid.UUID) -> str:
    """Where the sealed bytes belong: part of their associated data."""
    return f"outbox:{message_id}"


def freeze_case(session: Session, house: House, now: datetime, case: Case) -> bytes:
    """Make the bytes of a message and keep them, sealed, in its row. Raises MessageFault."""
    row, mail = case.message, house.settings.mail
    message_id = f"{short_code(row.id).lower()}.{row.id.hex}@{mail.sender.rpartition('@')[2]}"
    message = _compose(session, house, now, case)
    raw = freeze(message, Envelope(message_id, now, mail.sender_name, mail.sender, mail.reply_to, row.recipient))
    row.raw_mime = house.keyring.seal(raw, place_of(row.id))
    row.message_id = message_id
    row.envelope_from = mail.sender
    return raw


def thaw(house: House, row: OutboxMessage) -> bytes:
    """The bytes frozen earlier. Raises WrongKey."""
    return house.keyring.unseal(row.raw_mime or b"", place_of(row.id))


def _compose(session: Session, house: House, now: datetime, case: Case) -> Message:
    texts = _texts(case)
    values = gather(session, house, case, _token(session, now, case, texts))
    values.setdefault("codice", short_code(case.message.id))
    values |= _account(session, house, now, case)
    values |= {name: opened(house.keyring, value) for name, value in case.message.context.items()}
    return compose(case.message.kind, values, texts, TEST_PREFIX if case.is_test else "")


def _texts(case: Case) -> Mapping[str, str] | None:
    return case.round.texts.get(case.message.kind) if case.round else None


def _token(session: Session, now: datetime, case: Case, texts: Mapping[str, str] | None) -> str | None:
    """A personal link's token, only if this text uses one and the message goes to the unit's own contact."""
    kind = kind_of(case.message.kind)
    body = (texts or {}).get("body") or kind.body
    if case.invitation is None or not kind.to_contact or not placeholders(body) & PERSONAL & kind.known:
        return None
    return links.mint(session, case.invitation.id, kind.name, now)


def _set_password(session: Session, house: House, now: datetime, case: Case) -> dict[str, str]:
    user_id = uuid.UUID(case.message.context["user_id"])
    code = session.scalar(select(User.code).where(User.id == user_id))
    if code is None:
        raise MessageFault("the account does not exist any more")
    token = credentials.mint(session, user_id, now)
    hours = round(credentials.LIVES.total_seconds() / 3600)
    return {
        "link_password": f"{house.settings.base_url}/accesso/password/{token}",
        "account": code,
        "validita": f"{hours} ore",
    }


#: Kinds whose values come from an account rather than from a round.
ACCOUNT: Mapping[str, Callable[[Session, House, datetime, Case], dict[str, str]]] = {"set_password": _set_password}


def _account(session: Session, house: House, now: datetime, case: Case) -> dict[str, str]:
    make = ACCOUNT.get(case.message.kind)
    return make(session, house, now, case) if make else {}


def short_code(message_id: uuid.UUID) -> str:
    """The code to verify a message that belongs to no invitation: 10 letters and digits made from its id.

    It opens the Message-ID, where `verification` finds it by the unique index.
    """
    return base64.b32encode(hashlib.sha256(message_id.bytes).digest())[:10].decode()
