"""What is counted of the filling in of a version, for all responses together: of no person, no response, no instant."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from questionari.store.models.base import Base


class Paradata(Base):
    """How many responses fell into a class: of a page ("" the whole), of a measure (responding/paradata.py)."""

    __tablename__ = "paradata"
    questionnaire_sha256: Mapped[str] = mapped_column(ForeignKey("questionnaire_version.sha256"), primary_key=True)
    page: Mapped[str] = mapped_column(String(40), primary_key=True)
    measure: Mapped[str] = mapped_column(String(10), primary_key=True)
    bucket: Mapped[str] = mapped_column(String(120), primary_key=True)
    count: Mapped[int]
