"""Queries on what comes back by mail. They never commit."""

import json
import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.orm import Session

from questionari.store.models.census import Contact, Unit, UnitContact
from questionari.store.models.incoming import IncomingMail, Letter, LetterThread, MailboxState
from questionari.store.models.messages import OutboxMessage
from questionari.store.models.rounds import Invitation, Round
from questionari.store.sealing import Keyring
from questionari.store.types import new_id

WAITS = LetterThread.settled_at.is_(None)
#: How many threads wait for the staff, as a column of any statement.
WAITING = select(func.count()).select_from(LetterThread).where(WAITS).scalar_subquery()
SILENCE = timedelta(hours=1)  # a mailbox that could not be read for longer needs somebody


def failing(now: datetime) -> ColumnElement[int]:
    """How many mailboxes could not be read for too long, as a column of any statement."""
    dumb = MailboxState.failing_since <= now - SILENCE
    return select(func.count()).select_from(MailboxState).where(dumb).scalar_subquery()


def reference_of(message_id: str) -> str | None:
    """What a Message-ID is found by; None of an empty one."""
    return sha256(message_id.encode()).hexdigest() if message_id else None


def state_of(session: Session, mailbox: str, lock: bool = False) -> MailboxState | None:
    """How far a mailbox was read."""
    return session.get(MailboxState, mailbox, with_for_update=lock or None)


def first_sent(session: Session) -> datetime | None:
    """When the oldest of the messages that have left was made: nothing before it can be an answer."""
    left = select(OutboxMessage.created_at).where(OutboxMessage.sent_at.is_not(None))
    return session.scalar(left.order_by(OutboxMessage.id).limit(1))


def read_from(session: Session, mailbox: str, validity: int, uid: int) -> frozenset[int]:
    """The UIDs from one on that were read."""
    own = (IncomingMail.mailbox == mailbox, IncomingMail.validity == validity, IncomingMail.uid >= uid)
    return frozenset(session.scalars(select(IncomingMail.uid).where(*own)))


def is_known(session: Session, mailbox: str, fingerprint: str) -> bool:
    """Whether that very mail was read before, under whatever UID."""
    own = (IncomingMail.mailbox == mailbox, IncomingMail.fingerprint == fingerprint)
    return session.scalar(select(IncomingMail.id).where(*own).limit(1)) is not None


def message_named(session: Session, message_id: str) -> OutboxMessage | None:
    """Our message of that Message-ID, locked."""
    query = select(OutboxMessage).where(OutboxMessage.message_id == message_id)
    return session.scalars(query.with_for_update()).first()


def carried_by(session: Session, message_id: uuid.UUID, state: str) -> Sequence[OutboxMessage]:
    """What left in the mail of a message, locked: it has the state of that one. What dropped out before it left (its
    service had answered, its links were revoked) was named in no mail.
    """
    own = (OutboxMessage.carried_by == message_id, OutboxMessage.state == state)
    return session.scalars(select(OutboxMessage).where(*own).order_by(OutboxMessage.id).with_for_update()).all()


def full_since(session: Session, recipient: str, since: datetime) -> int:
    """How many reports told since then that a mailbox was full, or the like."""
    query = (
        select(func.count())
        .select_from(IncomingMail)
        .join(OutboxMessage, OutboxMessage.id == IncomingMail.outbox_id)
        .where(OutboxMessage.recipient == recipient, IncomingMail.fate == "full", IncomingMail.read_at > since)
    )
    return session.scalar(query) or 0


def postpone(session: Session, invitation_id: uuid.UUID, made_at: datetime, until: datetime) -> None:
    """What was just queued for an invitation waits until then."""
    own = (OutboxMessage.invitation_id == invitation_id, OutboxMessage.created_at == made_at)
    session.execute(update(OutboxMessage).where(*own, OutboxMessage.state == "queued").values(not_before=until))


def answered_messages(
    session: Session, message_ids: Collection[str]
) -> Mapping[str, tuple[uuid.UUID, uuid.UUID | None]]:
    """Those of the Message-IDs that are ours: name -> (message, its invitation)."""
    query = select(OutboxMessage.message_id, OutboxMessage.id, OutboxMessage.invitation_id)
    rows = session.execute(query.where(OutboxMessage.message_id.in_(message_ids))) if message_ids else ()
    return {name: (message_id, invitation_id) for name, message_id, invitation_id in rows if name}


def thread_of_letter(session: Session, *which: ColumnElement[bool]) -> LetterThread | None:
    """The thread of the latest such letter, locked."""
    query = select(LetterThread).join(Letter, Letter.thread_id == LetterThread.id).where(*which)
    return session.scalars(query.order_by(Letter.at.desc(), Letter.id.desc()).limit(1).with_for_update()).first()


def thread_of(session: Session, *which: ColumnElement[bool]) -> LetterThread | None:
    """The latest such thread, locked."""
    query = select(LetterThread).where(*which).order_by(LetterThread.written_at.desc(), LetterThread.id.desc())
    return session.scalars(query.limit(1).with_for_update()).first()


def unit_of(session: Session, invitation_id: uuid.UUID) -> uuid.UUID | None:
    """The unit of an invitation."""
    return session.scalar(select(Invitation.unit_id).where(Invitation.id == invitation_id))


def units_writing_from(session: Session, address: str) -> Sequence[uuid.UUID]:
    """The units whose contact of today has that address, or that PEC; two at most."""
    theirs = or_(func.lower(Contact.email) == address, func.lower(Contact.pec) == address)
    query = (
        select(UnitContact.unit_id)
        .join(Contact, Contact.id == UnitContact.contact_id)
        .where(theirs, UnitContact.valid_to.is_(None))
        .order_by(UnitContact.unit_id)
        .limit(2)
    )
    return session.scalars(query).all()


def place_of(letter_id: uuid.UUID) -> str:
    """Where a sealed letter belongs: part of its associated data."""
    return f"letter:{letter_id}"


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter about to be kept. ``content`` as `models.incoming.Letter` says."""

    author: str
    kind: str
    content: Mapping[str, Any]
    reference: str | None = None
    suspect: str = ""
    outbox_id: uuid.UUID | None = None


def keep(session: Session, keyring: Keyring, now: datetime, thread_id: uuid.UUID, draft: Draft) -> uuid.UUID:
    """Add a letter to a thread."""
    letter_id = new_id()
    sealed = keyring.seal(json.dumps(draft.content, ensure_ascii=False).encode(), place_of(letter_id))
    session.add(
        Letter(
            id=letter_id,
            thread_id=thread_id,
            author=draft.author,
            kind=draft.kind,
            at=now,
            sealed=sealed,
            reference=draft.reference,
            suspect=draft.suspect,
            outbox_id=draft.outbox_id,
        )
    )
    return letter_id


def letters(session: Session, thread_id: uuid.UUID) -> Sequence[tuple[Letter, str | None]]:
    """The letters of a thread, in order, each with the state of the message it went by."""
    query = (
        select(Letter, OutboxMessage.state)
        .outerjoin(OutboxMessage, OutboxMessage.id == Letter.outbox_id)
        .where(Letter.thread_id == thread_id)
        .order_by(Letter.at, Letter.id)
    )
    return [(letter, state) for letter, state in session.execute(query)]


def opened(keyring: Keyring, letter: Letter) -> Mapping[str, Any] | None:
    """What a letter says; None of one that was erased. Raises WrongKey."""
    if letter.sealed is None:
        return None
    content: Mapping[str, Any] = json.loads(keyring.unseal(letter.sealed, place_of(letter.id)))
    return content


Line = tuple[LetterThread, str | None, str | None, str | None, str | None, bool]


def lines(session: Session, wanted: Sequence[ColumnElement[bool]], limit: int, offset: int) -> Sequence[Line]:
    """(thread, unit code, unit name, round code, round title, whether it looks like personal data): what waits first,
    the longest waiting before; then the latest.
    """
    marked = select(Letter.id).where(Letter.thread_id == LetterThread.id, Letter.suspect != "").exists()
    query = (
        select(LetterThread, Unit.code, Unit.name, Round.code, Round.title, marked)
        .outerjoin(Unit, Unit.id == LetterThread.unit_id)
        .outerjoin(Invitation, Invitation.id == LetterThread.invitation_id)
        .outerjoin(Round, Round.id == Invitation.round_id)
        .where(*wanted)
        .order_by(LetterThread.settled_at.is_not(None), LetterThread.settled_at.desc(), LetterThread.written_at)
        .order_by(LetterThread.id)
    )
    return session.execute(query.limit(limit).offset(offset)).all()


def count(session: Session, wanted: Sequence[ColumnElement[bool]]) -> int:
    """How many threads those are."""
    query = select(func.count()).select_from(LetterThread).outerjoin(Unit, Unit.id == LetterThread.unit_id)
    return session.scalar(query.where(*wanted)) or 0


def numbers(session: Session, thread_id: uuid.UUID) -> int:
    """How many letters a thread has."""
    return session.scalar(select(func.count()).where(Letter.thread_id == thread_id)) or 0


OLD = and_(Letter.sealed.is_not(None), Letter.erased_at.is_(None))


def settled_letters(session: Session, before: datetime, limit: int) -> Sequence[uuid.UUID]:
    """The letters of threads settled before an instant, whose words are still there."""
    query = select(Letter.id).join(LetterThread, LetterThread.id == Letter.thread_id)
    return session.scalars(query.where(OLD, LetterThread.settled_at <= before).order_by(Letter.id).limit(limit)).all()


def _about(invitation_id: uuid.UUID) -> ColumnElement[bool]:
    """The threads about an invitation, and those of its unit about none: letters known by their sender alone."""
    unit = select(Invitation.unit_id).where(Invitation.id == invitation_id).scalar_subquery()
    by_sender = and_(LetterThread.invitation_id.is_(None), LetterThread.unit_id == unit)
    return or_(LetterThread.invitation_id == invitation_id, by_sender)


def answers_about(invitation_id: uuid.UUID) -> ColumnElement[bool]:
    """The mails by which staff answered in those threads: they name no invitation themselves."""
    ours = select(Letter.outbox_id).join(LetterThread, LetterThread.id == Letter.thread_id)
    return OutboxMessage.id.in_(ours.where(_about(invitation_id), Letter.outbox_id.is_not(None)))


def forget(
    session: Session, keyring: Keyring, now: datetime, invitation_id: uuid.UUID, forgets: Callable[[str], bool]
) -> int:
    """Erase the letters about an invitation whose words quote an answer that is erased; how many did."""
    return _forget(session, keyring, now, forgets, _about(invitation_id))


def forget_unknown(
    session: Session, keyring: Keyring, now: datetime, since: datetime, quotes: Callable[[str], bool]
) -> int:
    """The same of letters whose sender nobody knows, written since an instant: they are about no invitation."""
    unknown = (LetterThread.unit_id.is_(None), LetterThread.invitation_id.is_(None), Letter.at >= since)
    return _forget(session, keyring, now, quotes, *unknown)


def _forget(
    session: Session, keyring: Keyring, now: datetime, forgets: Callable[[str], bool], *wanted: ColumnElement[bool]
) -> int:
    query = select(Letter).join(LetterThread, LetterThread.id == Letter.thread_id).where(Letter.sealed.is_not(None))
    rows = session.scalars(query.where(*wanted).with_for_update(of=Letter)).all()
    told = ((row, opened(keyring, row) or {}) for row in rows)
    quoting = [row for row, said in told if forgets(f"{said.get('subject', '')} {said.get('text', '')}".strip())]
    for row in quoting:
        row.sealed, row.erased_at, row.suspect = None, now, ""
    return len(quoting)
