"""Figures of a territory that others have counted: what a territory's form shows instead of asking it."""

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from questionari.store.models.base import Base, Short


class TerritoryFigure(Base):
    """One figure of one year, as it was written, with who has counted it; a later file takes its place."""

    __tablename__ = "territory_figure"
    atr_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("atr.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(String(300))
    source: Mapped[Short]
    added_at: Mapped[datetime]
    added_by: Mapped[str] = mapped_column(String(80))
