"""Consultations on a questionnaire in draft: whom it was shown, what they said of each question, what was answered."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from questionari.store.models.base import Base, Code, Key, Long, Short


class Consultation(Base):
    """One revision of a draft, shown until a day. At most one a draft is not closed."""

    __tablename__ = "consultation"
    __table_args__ = (
        Index(
            "uq_consultation_going_on",
            "draft_id",
            unique=True,
            sqlite_where=mapped_column("closed_at").column.is_(None),
            postgresql_where=mapped_column("closed_at").column.is_(None),
        ),
    )
    id: Mapped[Key]
    draft_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("questionnaire_draft.id"), index=True)
    revision: Mapped[int]
    text: Mapped[Long]  # what those consulted read first
    opened_at: Mapped[datetime]
    opened_by: Mapped[Code]
    ends_at: Mapped[datetime]  # exclusive: the end of the local day
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str | None] = mapped_column(String(40))
    published_sha256: Mapped[str | None] = mapped_column(ForeignKey("questionnaire_version.sha256"), index=True)
    summary: Mapped[dict[str, Any] | None]  # what is published: comments and answers by kind of body, no name


class ConsultationGuest(Base):
    """A body consulted: a service of the census, by a personal link, or a territory, by its own accounts."""

    __tablename__ = "consultation_guest"
    __table_args__ = (
        UniqueConstraint("consultation_id", "unit_id", name="uq_consultation_guest_unit"),
        UniqueConstraint("consultation_id", "atr_id", name="uq_consultation_guest_atr"),
        CheckConstraint("(unit_id IS NULL) <> (atr_id IS NULL)", name="one_body"),
    )
    id: Mapped[Key]
    public_id: Mapped[str] = mapped_column(String(22), unique=True)  # in addresses; opens nothing by itself
    consultation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("consultation.id"))
    unit_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("unit.id"))
    atr_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("atr.id"), index=True)
    body: Mapped[Short]  # which kind of body, in words: all that is ever published of it
    message_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("outbox.id"))  # the latest mail with its link
    revoked_at: Mapped[datetime | None]


class ConsultationLink(Base):
    """A personal link to a consultation: only the hash of its token. Every message mints its own (decisions.md 30)."""

    __tablename__ = "consultation_link"
    id: Mapped[Key]
    guest_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("consultation_guest.id"), index=True)
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    issued_at: Mapped[datetime]


class ConsultationComment(Base):
    """What a body says of one question ("": of the whole), one row however often it is sent; and what is answered.

    The text is sealed, as answers are: it is free text and may hold what nobody should have written (decisions.md 21).
    ``wording``: what is published in its place, where it must not be published as it was written.
    """

    __tablename__ = "consultation_comment"
    __table_args__ = (UniqueConstraint("guest_id", "question", name="uq_consultation_comment_question"),)
    id: Mapped[Key]
    guest_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("consultation_guest.id"))
    question: Mapped[str] = mapped_column(String(100))
    version: Mapped[int]
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)  # None once taken back
    saved_at: Mapped[datetime]
    outcome: Mapped[str | None] = mapped_column(String(12))  # accepted | partly | declined
    answer: Mapped[Long] = mapped_column(default="")
    wording: Mapped[Long] = mapped_column(default="")
    answer_version: Mapped[int] = mapped_column(default=0)
    answered_of: Mapped[int | None]  # the version of the comment that was answered
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str | None] = mapped_column(String(40))
