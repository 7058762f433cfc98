"""The approval of a response by whoever answers for the service ("visto"), and who that is in the census."""

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from questionari.store.models.base import Base, Blob, Code, Key, Short


class UnitApprover(Base):
    """Who may be asked to approve what a unit answers: a name and an address of the census, one a unit."""

    __tablename__ = "unit_approver"
    unit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    name: Mapped[Short] = mapped_column(default="")
    email: Mapped[str] = mapped_column(String(254))
    set_at: Mapped[datetime]
    set_by: Mapped[Code]


class Approval(Base):
    """A request to approve a response. At most one stands; ``outcome`` says how it ended.

    ``sealed``, with the response's key: {"compiler", "approver", "email", "note"}, names apart from the answers.
    """

    __tablename__ = "approval"
    __table_args__ = (
        Index(
            "uq_approval_standing",
            "response_id",
            unique=True,
            sqlite_where=mapped_column("ended_at").column.is_(None),
            postgresql_where=mapped_column("ended_at").column.is_(None),
        ),
    )
    id: Mapped[Key]
    public_id: Mapped[str] = mapped_column(String(22), unique=True)  # in addresses; opens nothing by itself
    response_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("response.id"), index=True)
    message_id: Mapped[uuid.UUID | None]  # the mail that asks for it
    asked_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(String(12))  # approved | returned | taken_back | revoked
    sealed: Mapped[Blob]


class ApprovalLink(Base):
    """A personal link to a request: only the hash of its token. Every message mints its own (decisions.md 30)."""

    __tablename__ = "approval_link"
    id: Mapped[Key]
    approval_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("approval.id"), index=True)
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    issued_at: Mapped[datetime]
