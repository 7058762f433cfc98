"""What staff say of a pair of records in parts."""

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from questionari.store.models.base import Base, Blob, Code


class RecordVerification(Base):
    """The part of a record that staff fill in, beside the first part it is about; sealed with that one's own key.

    ``answers``: {code: JSON} of choices and figures; ``texts``: the same of what was typed freely, apart, so that it is
    forgotten where an answer that it may quote is erased. ``version`` guards against two who write at once.
    """

    __tablename__ = "record_verification"
    response_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("response.id"), primary_key=True)
    version: Mapped[int]
    answers: Mapped[Blob]
    texts: Mapped[bytes | None] = mapped_column(LargeBinary)
    saved_at: Mapped[datetime]
    saved_by: Mapped[Code]
