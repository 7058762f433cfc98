"""Letters that leave by the Department's register, not by the outbox."""

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from questionari.store.models.base import Base, Code, Key


class FormalLetter(Base):
    """A letter as it was made: its every word, so that the same file is made of it at any time.

    ``content``: what is printed, names, states and days of services, of shelters the code; no link, no answer.
    ``sha256`` of its canonical form. ``protocol_*``: what the register gave it, entered or taken out at ``entered_at``.
    """

    __tablename__ = "formal_letter"
    id: Mapped[Key]
    round_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("round.id"), index=True)
    atr_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("atr.id"))
    kind: Mapped[str] = mapped_column(String(20))  # silent_services
    content: Mapped[dict[str, Any]]
    sha256: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime]
    made_by: Mapped[Code]
    protocol_number: Mapped[str | None] = mapped_column(String(60))
    protocol_date: Mapped[date | None]
    entered_at: Mapped[datetime | None]
    entered_by: Mapped[str | None] = mapped_column(String(40))
