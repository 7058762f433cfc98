"""What comes back by mail: which mails were read, the letters among them in threads, what staff answered."""

import uuid
from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from questionari.store.models.base import Base, Key


class MailboxState(Base):
    """How far a mailbox has been read. Whoever reads it holds this row: one at a time."""

    __tablename__ = "mailbox_state"
    mailbox: Mapped[str] = mapped_column(String(300), primary_key=True)
    validity: Mapped[int] = mapped_column(BigInteger)
    next_uid: Mapped[int] = mapped_column(BigInteger)  # every mail before it has been dealt with
    read_at: Mapped[datetime | None]  # the last time it could be read
    emptied_at: Mapped[datetime | None]  # the last time nothing was left to be read
    failing_since: Mapped[datetime | None]
    fault: Mapped[str | None] = mapped_column(String(200))


class IncomingMail(Base):
    """A mail that was read: what it was and what came of it. Its words are in a letter, if it has any for a person."""

    __tablename__ = "incoming_mail"
    __table_args__ = (UniqueConstraint("mailbox", "validity", "uid", name="uq_incoming_mail_uid"),)
    id: Mapped[Key]
    mailbox: Mapped[str] = mapped_column(String(300))
    validity: Mapped[int] = mapped_column(BigInteger)
    uid: Mapped[int] = mapped_column(BigInteger)
    fingerprint: Mapped[str] = mapped_column(String(64), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    fate: Mapped[str | None] = mapped_column(String(16))
    outbox_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("outbox.id"), index=True)
    read_at: Mapped[datetime]


class LetterThread(Base):
    """What was written to us and answered, by one service about one invitation, or by somebody we do not know."""

    __tablename__ = "letter_thread"
    __table_args__ = (Index("ix_letter_thread_waiting", "settled_at", "written_at"),)
    id: Mapped[Key]
    unit_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("unit.id"), index=True)
    invitation_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("invitation.id"), index=True)
    sender_mark: Mapped[str | None] = mapped_column(String(64), index=True)  # of an address we do not know (HMAC)
    kind: Mapped[str] = mapped_column(String(12))  # of the latest letter
    written_at: Mapped[datetime]  # the latest letter
    answered_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]  # answered, or closed without an answer; None: it waits for the staff


class Letter(Base):
    """A letter, sealed: {"sender", "name", "subject", "text", "attachments", "complete"}; of staff: {"to", "text"}."""

    __tablename__ = "letter"
    id: Mapped[Key]
    thread_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("letter_thread.id"), index=True)
    author: Mapped[str] = mapped_column(String(40))  # a staff account; "" for whoever wrote to us
    kind: Mapped[str] = mapped_column(String(12))
    at: Mapped[datetime]
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)  # None: erased
    reference: Mapped[str | None] = mapped_column(String(64), index=True)  # SHA-256 of its own Message-ID
    suspect: Mapped[str] = mapped_column(String(100), default="")  # what in it looks like personal data, in words
    outbox_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("outbox.id"))
    erased_at: Mapped[datetime | None]
    erased_by: Mapped[str | None] = mapped_column(String(40))
