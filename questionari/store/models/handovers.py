"""A questionnaire that is to pass to another person: proposed, confirmed by a channel of the census, accepted."""

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from questionari.store.models.base import Base, Blob, Key


class Handover(Base):
    """Somebody else who is to become a unit's contact. At most one stands for an invitation.

    ``kind``: handover (the holder passes it on) | wrong (she is not the right contact) | atr (a territory names
    another). ``state``: staff (their yes is awaited) | confirm (the census contact's) | offered (hers). ``outcome``:
    accepted | refused | denied | replaced | withdrawn | link_ended, or why it was overtaken (store/overtaken.py).
    ``sealed``, with the instance's key: {"name", "email", "by", "note"}.
    """

    __tablename__ = "handover"
    __table_args__ = (
        Index(
            "uq_handover_standing",
            "invitation_id",
            unique=True,
            sqlite_where=mapped_column("ended_at").column.is_(None),
            postgresql_where=mapped_column("ended_at").column.is_(None),
        ),
        Index("ix_handover_waiting", "state", "asked_at"),
    )
    id: Mapped[Key]
    invitation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("invitation.id"), index=True)
    contact_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("contact.id"))  # the unit's when it was proposed
    kind: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10))
    asked_at: Mapped[datetime]
    settled_by: Mapped[str | None] = mapped_column(String(40))  # who of the staff said yes or no
    message_id: Mapped[uuid.UUID | None]  # the mail that waits for an answer
    ended_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(String(12))
    sealed: Mapped[Blob]


class HandoverLink(Base):
    """A link to confirm, or to accept: only the hash of its token. Every message mints its own (decisions.md 30)."""

    __tablename__ = "handover_link"
    id: Mapped[Key]
    handover_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("handover.id"), index=True)
    state: Mapped[str] = mapped_column(String(10))  # in which alone it is good
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    issued_at: Mapped[datetime]
