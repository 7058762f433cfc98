"""What was erased because it held personal data: the act, what it treated, and the signed statement of it."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from questionari.store.models.base import Base, Key


class Redaction(Base):
    """One erasure, without the value. It outlives its response, and stands in the file of the keys of each backup.

    ``facts``: {"round", "service", "record", "receipts", "keys", "places", "copies"} (usecases/redactions).
    """

    __tablename__ = "redaction"
    id: Mapped[Key]
    code: Mapped[str] = mapped_column(String(20), unique=True)  # as it is read aloud
    response_id: Mapped[uuid.UUID] = mapped_column(index=True)  # perhaps of a response that is gone
    round_id: Mapped[uuid.UUID]
    question: Mapped[str] = mapped_column(String(100))
    at: Mapped[datetime]
    actor_kind: Mapped[str] = mapped_column(String(12))
    actor_id: Mapped[str | None] = mapped_column(String(40))
    event_id: Mapped[uuid.UUID]  # of the audit trail
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    swept_at: Mapped[datetime | None] = mapped_column(index=True)  # files and traces on disk are gone
    statement: Mapped[str | None] = mapped_column(Text)  # canonical JSON, what is signed
    signature: Mapped[bytes | None] = mapped_column(LargeBinary)
    public_key: Mapped[bytes | None] = mapped_column(LargeBinary)  # Ed25519, that verifies it
