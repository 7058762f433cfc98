"""Help asked at a question, and what is answered; messages that somebody received and that are not ours."""

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from questionari.store.models.base import Base, Blob, Key, Long


class HelpThread(Base):
    """What was asked about one question of one response, one thread however often she writes."""

    __tablename__ = "help_thread"
    __table_args__ = (
        UniqueConstraint("response_id", "code", name="uq_help_thread_response_code"),
        Index("ix_help_thread_waiting", "settled_at", "asked_at"),
    )
    id: Mapped[Key]
    response_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("response.id"))
    code: Mapped[str] = mapped_column(String(100))
    asked_at: Mapped[datetime]  # the latest question
    answered_at: Mapped[datetime | None]  # the latest answer
    settled_at: Mapped[datetime | None]  # answered, or closed without an answer; None: it waits for the staff


class HelpMessage(Base):
    """A message of a thread: {"text", "value"?}, sealed with the response's own key, so that it ends with the answers.

    ``author``: "respondent" or a staff account. "value" is the answer in words as it stood, if she lets it be seen.
    """

    __tablename__ = "help_message"
    id: Mapped[Key]
    thread_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("help_thread.id"), index=True)
    author: Mapped[str] = mapped_column(String(40))
    sealed: Mapped[Blob]
    at: Mapped[datetime]


class FalseMessage(Base):
    """A message with our name and a code we do not know, as somebody told us; her text is sealed by the instance."""

    __tablename__ = "false_message"
    id: Mapped[Key]
    code: Mapped[str] = mapped_column(String(60))  # as typed
    atr_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("atr.id"), index=True)  # the territory she named
    sealed: Mapped[Blob]  # {"sender", "text"}
    told_at: Mapped[datetime]
    handled_at: Mapped[datetime | None]
    handled_by: Mapped[str | None] = mapped_column(String(40))
    outcome: Mapped[Long] = mapped_column(default="")


class Remark(Base):
    """A comment on a question in a field trial: {"text"}, sealed with the response's own key. One a writer's session.

    ``mark`` tells one session's writing from another's, and nobody who they are (usecases/responding/cells.py, Writer).
    """

    __tablename__ = "remark"
    __table_args__ = (UniqueConstraint("response_id", "code", "mark", name="uq_remark_response_code_mark"),)
    id: Mapped[Key]
    response_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("response.id"))
    code: Mapped[str] = mapped_column(String(100))
    mark: Mapped[str] = mapped_column(String(20))
    sealed: Mapped[Blob]
    at: Mapped[datetime]
