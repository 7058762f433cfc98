"""What an ATR did about a service of its own that has not answered."""

import uuid
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from questionari.store.models.base import Base, Code, Key


class AtrAct(Base):
    """One act. A report (declined, closed_service, answered_elsewhere) waits for the staff until it has ended.

    ``kind``: nudge | promised | unpromised | contact | a report. ``how`` it knows of it: a code, for what it may have
    heard of persons is not to be written here. ``outcome``: done | accepted | refused | withdrawn | replaced, or
    why it was overtaken (store/overtaken.py).
    """

    __tablename__ = "atr_act"
    __table_args__ = (
        Index(
            "uq_atr_act_standing",
            "invitation_id",
            "atr_id",
            unique=True,
            sqlite_where=mapped_column("ended_at").column.is_(None),
            postgresql_where=mapped_column("ended_at").column.is_(None),
        ),
    )
    id: Mapped[Key]
    invitation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("invitation.id"), index=True)
    atr_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("atr.id"))
    kind: Mapped[str] = mapped_column(String(20))
    day: Mapped[date | None]
    how: Mapped[str] = mapped_column(String(10), default="")
    made_at: Mapped[datetime]
    made_by: Mapped[Code]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(String(10))
    settled_by: Mapped[str | None] = mapped_column(String(40))
