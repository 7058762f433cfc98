"""Sections of a response entrusted to a colleague, who fills them in by a link of her own."""

import uuid
from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from questionari.store.models.base import Base, Blob, Key


class Delegation(Base):
    """A colleague who was asked to fill in part of a response, by name in ``sealed`` alone.

    ``sealed``, with the response's key: {"name", "email", "by"}. ``waits``: her address is none of the body's, and the
    staff have not said yes yet. ``outcome``: revoked | refused | submitted | link_ended | discarded.
    """

    __tablename__ = "delegation"
    __table_args__ = (Index("ix_delegation_waiting", "waits", "asked_at"),)
    id: Mapped[Key]
    public_id: Mapped[str] = mapped_column(String(23), unique=True)  # in addresses; opens nothing by itself
    response_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("response.id"), index=True)
    sections: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))  # None: the whole of it
    waits: Mapped[bool]
    asked_at: Mapped[datetime]
    settled_by: Mapped[str | None] = mapped_column(String(40))  # who of the staff said yes or no
    message_id: Mapped[uuid.UUID | None]  # the mail with her link
    opened_at: Mapped[datetime | None]
    saved_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(String(12))
    sealed: Mapped[Blob]


class DelegationLink(Base):
    """A colleague's personal link: only the hash of its token. Every message mints its own (decisions.md 30)."""

    __tablename__ = "delegation_link"
    id: Mapped[Key]
    delegation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("delegation.id"), index=True)
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    issued_at: Mapped[datetime]
