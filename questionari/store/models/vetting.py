"""Responses that are worth a look before they are taken as good: why, as the last examination of their round found."""

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from questionari.store.models.base import Base, Blob


class Examination(Base):
    """When the responses of a round were examined last; ``at`` None: to be done anew."""

    __tablename__ = "examination"
    round_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("round.id"), primary_key=True)
    at: Mapped[datetime | None]


class Doubt(Base):
    """A submission with something to look at: how many reasons of each kind, and which, sealed with its response's key.

    ``receipt_number`` is that of the submission examined: of a later one nothing is known yet.
    """

    __tablename__ = "response_doubt"
    response_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("response.id"), primary_key=True)
    round_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("round.id"), index=True)
    receipt_number: Mapped[str] = mapped_column(String(30))
    warnings: Mapped[int]
    variations: Mapped[int]
    outliers: Mapped[int]
    sealed: Mapped[Blob]  # [{"kind", "question", "check"?, "value"?, "middle"?, "number"?}]
