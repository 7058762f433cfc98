"""The outbox and the export requests: rows with states, drained by workers; Redis only rings."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from questionari.store.models.base import Base, Code, Key, Short


def _waiting(name: str, *columns: str) -> Index:
    """An index of what has not ended. `state` is in none: what is claimed moves in no index then."""
    return Index(name, *columns, postgresql_where=text("ended_at IS NULL"), sqlite_where=text("ended_at IS NULL"))


class OutboxMessage(Base):
    """One mail. Frozen (MIME, Date, Message-ID, token) at the first claim, before any SMTP (decisions.md 31)."""

    __tablename__ = "outbox"
    __table_args__ = (
        _waiting("ix_outbox_waiting", "not_before", "id"),
        _waiting("ix_outbox_waiting_kind", "kind", "not_before"),
        Index("ix_outbox_round_kind", "round_id", "kind"),
        Index("ix_outbox_sent_at", "sent_at"),
        _waiting("ix_outbox_waiting_recipient", "recipient"),
        Index(
            "ix_outbox_carried_by",
            "carried_by",
            postgresql_where=text("carried_by IS NOT NULL"),
            sqlite_where=text("carried_by IS NOT NULL"),
        ),
        {"postgresql_with": {"fillfactor": 50}},  # room on its page for the rows that a mail becomes on its way
    )
    id: Mapped[Key]
    kind: Mapped[str] = mapped_column(
        String(20)
    )  # invitation | reminder_1 | reminder_2 | receipt | query | atr_note | …
    dedupe_key: Mapped[str] = mapped_column(String(200), unique=True)  # kind:round:recipient:seq
    round_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("round.id"))
    invitation_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("invitation.id"), index=True)
    contact_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("contact.id"))
    recipient: Mapped[str] = mapped_column(String(254))
    route: Mapped[str] = mapped_column(String(4), default="mail", server_default="mail")  # mail | pec
    context: Mapped[dict[str, Any]]  # placeholders known at queueing, never a token
    carried_by: Mapped[uuid.UUID | None]  # another message, in whose mail this one leaves (usecases/outbox/digests.py)
    message_id: Mapped[str | None] = mapped_column(String(200), unique=True)
    raw_mime: Mapped[bytes | None] = mapped_column(LargeBinary)  # sealed: it holds the link
    envelope_from: Mapped[str | None] = mapped_column(String(254))
    bounds: Mapped[str | None] = mapped_column(String(80))  # deadline and end of writing that its frozen text names
    state: Mapped[str] = mapped_column(String(20), default="queued")
    attempts: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    lease_owner: Mapped[str | None] = mapped_column(String(60))
    last_code: Mapped[int | None]
    last_text: Mapped[str | None] = mapped_column(String(500))
    reason: Mapped[str | None] = mapped_column(String(200))  # why it was cancelled or failed
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]


class ExportRequest(Base):
    """A dataset asked for: drained by the export worker; Redis down means "in coda"."""

    __tablename__ = "export_request"
    __table_args__ = (Index("ix_export_request_due", "state", "created_at"),)
    id: Mapped[Key]
    round_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("round.id"))
    requested_by: Mapped[Code]
    format: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10), default="queued")
    attempts: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]
    lease_owner: Mapped[str | None] = mapped_column(String(60))
    file_name: Mapped[Short | None]
    rows: Mapped[int | None]
    error: Mapped[Short | None]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    redacted_at: Mapped[datetime | None]  # since when it holds a value that was erased from a response
    superseded_at: Mapped[datetime | None]  # since when a response in it has been corrected


class SendStop(Base):
    """ "Sospendi invii" over everything: one row, held while set."""

    __tablename__ = "send_stop"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    stopped_at: Mapped[datetime | None]
    stopped_by: Mapped[str | None] = mapped_column(String(40))


class Heartbeat(Base):
    """A process that works by itself was alive at that instant: who looks at it is another."""

    __tablename__ = "heartbeat"
    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    at: Mapped[datetime]


class MailPace(Base):
    """How many mails may leave for one domain: common to all workers, so that two do not go twice as fast."""

    __tablename__ = "mail_pace"
    domain: Mapped[str] = mapped_column(String(253), primary_key=True)
    level: Mapped[float]  # mails that might have left at `at`
    at: Mapped[datetime]
