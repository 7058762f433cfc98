"""Queries: what staff ask to verify in a response that was sent, pinned to its questions, and what comes of it."""

import uuid
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from questionari.store.models.base import Base, Blob, Code, Key


class ResponseQuery(Base):
    """A query about some questions of one response; one at a time stands, those that ended are kept."""

    __tablename__ = "response_query"
    __table_args__ = (
        Index(
            "uq_response_query_standing",
            "response_id",
            unique=True,
            sqlite_where=mapped_column("ended_at").column.is_(None),
            postgresql_where=mapped_column("ended_at").column.is_(None),
        ),
        Index("ix_response_query_waiting", "ended_at", "state"),
    )
    id: Mapped[Key]
    response_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("response.id"), index=True)
    questions: Mapped[list[str]]  # the codes it is pinned to
    state: Mapped[str] = mapped_column(String(12), default="asked")
    until: Mapped[date | None]  # the day the staff would like an answer by; nothing ends with it
    asked_at: Mapped[datetime]  # the latest turn of the staff
    asked_by: Mapped[Code]
    answered_at: Mapped[datetime | None]  # the latest answer of the service
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None] = mapped_column(String(40))


class QueryTurn(Base):
    """One turn: {"text", "changed": {code: [before, after]}, "name"}, sealed with the response's own key.

    ``kind`` is the state it leads to; ``author`` "respondent" or a staff account.
    """

    __tablename__ = "query_turn"
    id: Mapped[Key]
    query_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("response_query.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    author: Mapped[Code]
    sealed: Mapped[Blob]
    at: Mapped[datetime]
