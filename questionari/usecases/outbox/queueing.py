"""Queueing a message: a row with what is known now, never a token (that is minted when the message is frozen).

Round, unit, contact, response and link are read when the message is frozen. `context` holds the rest, by placeholder
name; what is given there wins: verification {"quando"}, atr_note {"atr_id"} or
{"elenco_servizi", "atr"}, correction {"testo"}, nudge {"atr_scrivente"},
access_code {"codice_accesso": sealed(…), "validita": "15 minuti"}, set_password {"user_id"},
consultation and consultation_atr {"guest_id"}, approval and its reminder {"approval_id"}, delegation
{"delegation_id"}, delegation_settled {"esito"},
contact_confirm, contact_offer and contact_told {"handover_id"}, help_answer {"domanda", "testo": sealed(…)};
barrier {"pagina", "testo", "risposta"}, staff_reply {"testo"}, staff_digest {"novita", "giorno"},
false_message {"codice_segnalato", "mittente", "territorio", "testo"}, sealed.
"""

import base64
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypedDict, Unpack

from sqlalchemy import ColumnElement, insert, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from questionari.engine.states import Delivery, Outbox
from questionari.mail.messages import kind_of
from questionari.store.among import among
from questionari.store.models.messages import OutboxMessage
from questionari.store.models.rounds import Invitation
from questionari.store.outbox_routes import known_among
from questionari.store.rounds import CHASING, REMINDERS
from questionari.store.sealing import Keyring
from questionari.store.types import new_id
from questionari.usecases.outbox.routing import way

SEALED = "sealed:"
TRIED = "tried"  # key of the context of a text that is tried out (rounds/wording.py): all that it is made of
#: Kinds that ask for an answer behind a personal link.
WITH_LINK = (
    "invitation",
    "reminder_1",
    "reminder_2",
    "nudge",
    "query",
    "verification",
    "correction",
    "help_answer",
    "approval",
    "approval_reminder",
    "approval_returned",
    "delegation",
    "delegation_settled",
    "contact_confirm",
    "contact_offer",
)
PLACE = "outbox_context"
#: Kinds whose context holds secrets.
SEALING = ("access_code", "barrier", "false_message", "help_answer", "staff_digest", "staff_reply")
KEY_GONE = "sealed with a key that is not in ENCRYPTION_KEYS"  # of a message that no text can be made of any more
AT_ONCE = 1_000


class About(TypedDict, total=False):
    """What a message is about, by id."""

    round_id: uuid.UUID | None
    invitation_id: uuid.UUID | None
    contact_id: uuid.UUID | None


@dataclass(frozen=True, slots=True)
class Post:
    """One message of a campaign: to whom, for which invitation."""

    recipient: str
    invitation_id: uuid.UUID
    contact_id: uuid.UUID | None
    context: Mapping[str, Any] = field(default_factory=dict)


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
    key = _key(kind, about.get("round_id"), about.get("invitation_id") or recipient, seq)
    values = {"kind": kind, "recipient": recipient, "context": dict(context or {}), **about}
    (made,) = _insert(session, now, [{**values, "dedupe_key": key}]) or (None,)
    return made


def enqueue_all(
    session: Session, now: datetime, kind: str, round_id: uuid.UUID, posts: Sequence[Post], seq: str = "1"
) -> int:
    """Queue a message of a kind to many units of a round, as `enqueue` does to one; returns how many are new."""
    queued = 0
    for begin in range(0, len(posts), AT_ONCE):
        rows = [_as_row(kind, round_id, post, seq) for post in posts[begin : begin + AT_ONCE]]
        queued += len(_insert(session, now, rows))
    return queued


def anew_key(row: OutboxMessage) -> str:
    """The dedupe key of what takes the place of a message: there is one at most."""
    return f"{row.kind}:anew:{row.id}"


def enqueue_anew(session: Session, now: datetime, row: OutboxMessage) -> uuid.UUID | None:
    """Queue another message of what a former one was about, to the same address, made afresh when it leaves; None where
    that was done before.
    """
    same = {"recipient": row.recipient, "context": dict(row.context), "round_id": row.round_id}
    about = {"invitation_id": row.invitation_id, "contact_id": row.contact_id}
    (made,) = _insert(session, now, [{"kind": row.kind, "dedupe_key": anew_key(row), **same, **about}]) or (None,)
    return made


def _as_row(kind: str, round_id: uuid.UUID, post: Post, seq: str) -> dict[str, Any]:
    return {
        "kind": kind,
        "dedupe_key": _key(kind, round_id, post.invitation_id, seq),
        "recipient": post.recipient,
        "context": dict(post.context),
        "round_id": round_id,
        "invitation_id": post.invitation_id,
        "contact_id": post.contact_id,
    }


def _key(kind: str, round_id: uuid.UUID | None, to: uuid.UUID | str, seq: str) -> str:
    return f"{kind_of(kind).name}:{round_id or '-'}:{to}:{seq}"


def _insert(session: Session, now: datetime, rows: Sequence[dict[str, Any]]) -> list[uuid.UUID]:
    """The ids of the rows that were not there; as many statements for one as for a thousand.

    A button pressed twice may queue the same at the same instant: what another has queued meanwhile is there too.
    """
    try:
        with session.begin_nested():
            return _insert_new(session, now, rows)
    except IntegrityError:
        return _insert_new(session, now, rows)


def _insert_new(session: Session, now: datetime, rows: Sequence[dict[str, Any]]) -> list[uuid.UUID]:
    known = known_among(session, [row["dedupe_key"] for row in rows], {row["recipient"] for row in rows})
    new = [row for row in rows if row["dedupe_key"] not in known.keys]
    fresh = [
        {"id": new_id(), "not_before": now, "created_at": now, "route": way(known, row["recipient"]), **row}
        for row in new
    ]
    if fresh:
        session.execute(insert(OutboxMessage), fresh)
        _note_queued(session, [row["invitation_id"] for row in fresh if row["kind"] == "invitation"])
    return [row["id"] for row in fresh]


def _note_queued(session: Session, invitation_ids: Sequence[uuid.UUID | None]) -> None:
    """Only the invitation itself counts: a receipt in the queue says nothing of whether the link has arrived."""
    ids = [invitation_id for invitation_id in invitation_ids if invitation_id is not None]
    if ids:
        session.execute(
            update(Invitation)
            .where(among(session, Invitation.id, ids), Invitation.delivery.in_((Delivery.NONE, Delivery.BOUNCED)))
            .values(delivery=Delivery.QUEUED)
            .execution_options(synchronize_session="fetch")  # judging every loaded row would cost n² in a large round
        )


def withdraw(session: Session, now: datetime, invitation_id: uuid.UUID, reason: str) -> None:
    """Cancel the mails of an invitation that wait with a link in them.

    One that a worker has claimed is only marked: it may be leaving at this very moment. The check before its send, or
    before the next attempt, finds the mark. Call it before the invitation itself is changed: senders lock the message
    first and the invitation after.
    """
    held = (OutboxMessage.invitation_id == invitation_id, OutboxMessage.kind.in_(WITH_LINK))
    _cancel(session, now, reason, *held)


def recall_reminders(session: Session, now: datetime, invitation_id: uuid.UUID, reason: str) -> None:
    """Cancel the reminders to a unit that wait, as `withdraw` does."""
    _cancel(session, now, reason, OutboxMessage.invitation_id == invitation_id, OutboxMessage.kind.in_(CHASING))


def supersede(session: Session, now: datetime, invitation_ids: Sequence[uuid.UUID]) -> None:
    """Cancel the reminders to units that wait and have not been tried: a later message takes their place."""
    if invitation_ids:
        mine = (among(session, OutboxMessage.invitation_id, invitation_ids), OutboxMessage.kind.in_(REMINDERS))
        untried = (OutboxMessage.state == Outbox.QUEUED, OutboxMessage.attempts == 0)
        gone = update(OutboxMessage).where(*mine, *untried)
        session.execute(gone.values(state=Outbox.CANCELLED, reason="superseded", ended_at=now))


def recall(session: Session, now: datetime, message_ids: Sequence[uuid.UUID], reason: str) -> None:
    """Cancel messages that wait, as `withdraw` does."""
    if message_ids:
        _cancel(session, now, reason, among(session, OutboxMessage.id, message_ids))


def _cancel(session: Session, now: datetime, reason: str, *held: ColumnElement[bool]) -> None:
    waits = OutboxMessage.state.in_((Outbox.QUEUED, Outbox.DEFERRED, Outbox.UNCERTAIN))
    leaves = OutboxMessage.state == Outbox.SENDING
    session.execute(
        update(OutboxMessage).where(*held, waits).values(state=Outbox.CANCELLED, reason=reason, ended_at=now)
    )
    session.execute(update(OutboxMessage).where(*held, leaves).values(reason=reason))


def place_of(message_id: uuid.UUID) -> str:
    """Where the sealed bytes of a message belong: part of their associated data."""
    return f"outbox:{message_id}"


def sealed(keyring: Keyring, secret: str) -> str:
    """A secret for `context` (a one-time code): kept encrypted in the row, opened only when the message is frozen."""
    return SEALED + base64.b64encode(keyring.seal(secret.encode(), PLACE)).decode()


def resealed(keyring: Keyring, context: Mapping[str, Any]) -> dict[str, Any] | None:
    """The context with its secrets under the newest key; None where there is nothing to do. Raises WrongKey."""
    old = {name: value for name, value in context.items() if _is_old(keyring, str(value))}
    fresh = {name: sealed(keyring, opened(keyring, value)) for name, value in old.items()}
    return {**context, **fresh} if fresh else None


def _is_old(keyring: Keyring, text: str) -> bool:
    """A small secret begins with the version that sealed it."""
    return text.startswith(SEALED) and base64.b64decode(text.removeprefix(SEALED))[0] != keyring.version


def opened(keyring: Keyring, value: Any) -> str:
    """A context value as text; a sealed one in clear. Raises WrongKey."""
    text = str(value)
    if not text.startswith(SEALED):
        return text
    return keyring.unseal(base64.b64decode(text.removeprefix(SEALED)), PLACE).decode()
