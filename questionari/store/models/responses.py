"""Responses: encrypted draft cells, the submitted canonical document, corrections, contact answers kept apart."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from questionari.store.models.base import Base, Blob, Code, Key, Long, Short


class Response(Base):
    """What a unit answered in a round: one row, or a list of records and a row each. Progress in clear, answers sealed.

    Number 0 is the unit's own: its response, or the list of its records (no document; `answered` of `required` records
    are sent; submitted when declared complete). From 1 on: one record each (store/places.py).
    """

    __tablename__ = "response"
    __table_args__ = (
        UniqueConstraint("invitation_id", "number", name="uq_response_invitation_number"),
        UniqueConstraint("invitation_id", "once", name="uq_response_invitation_once"),
        UniqueConstraint("round_id", "pass_hash", name="uq_response_round_pass_hash"),
        UniqueConstraint("first_id", name="uq_response_first_id"),
        Index("ix_response_round_state", "round_id", "state"),
    )
    id: Mapped[Key]
    invitation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("invitation.id"))
    number: Mapped[int] = mapped_column(default=0)
    once: Mapped[str | None] = mapped_column(String(40))  # of the form that added the record: a second press adds none
    round_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("round.id"))
    questionnaire_sha256: Mapped[str | None] = mapped_column(
        ForeignKey("questionnaire_version.sha256")
    )  # once it is sent, or the round has changed version; else that of the round
    pass_hash: Mapped[str | None] = mapped_column(
        String(64)
    )  # of a first part: its code, hashed with the instance's key
    pass_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)  # the code itself, for its receipt
    awaits: Mapped[bool] = mapped_column(default=False)  # sent, and another part is to follow
    first_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("response.id"))  # of a part that follows: the first
    records: Mapped[int | None]  # of a list alone: how many records stand, sent or not
    state: Mapped[str] = mapped_column(String(14), default="opened")
    language: Mapped[str] = mapped_column(String(2), default="it")
    mode: Mapped[str] = mapped_column(String(10), default="web")  # engine.states.Mode
    entered_by: Mapped[str | None] = mapped_column(String(40))  # staff, while all that is written is theirs
    import_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("response_import.id"))  # that brought it in
    answered: Mapped[int] = mapped_column(default=0)  # required questions on the path answered …
    required: Mapped[int] = mapped_column(default=0)  # … of these (decisions.md 24)
    page: Mapped[str | None] = mapped_column(String(40))  # where to resume
    saves: Mapped[int] = mapped_column(default=0)  # counted, so that of two at once the second begins again
    present: Mapped[dict[str, Any] | None]  # who saved where of late, by marks (responding/presence.py)
    key_id: Mapped[str] = mapped_column(String(32), default="")  # of the key that opens it, which stands apart
    opened_at: Mapped[datetime]
    saved_at: Mapped[datetime | None]
    awaiting_at: Mapped[datetime | None]  # since when it waits for an approval: nothing of it may be written
    submitted_at: Mapped[datetime | None]
    receipt_number: Mapped[str | None] = mapped_column(String(30), unique=True)
    receipt_hash: Mapped[str | None] = mapped_column(String(64))
    salt: Mapped[bytes | None] = mapped_column(LargeBinary)
    document: Mapped[bytes | None] = mapped_column(LargeBinary)  # canonical answers, sealed; None while a draft
    validated_at: Mapped[datetime | None]  # when staff took it as good …
    validated_by: Mapped[str | None] = mapped_column(String(40))  # … and who
    left_out_at: Mapped[datetime | None]  # when staff left out this record, its service stays; …
    left_out_by: Mapped[str | None] = mapped_column(String(40))  # … who, …
    left_out_reason: Mapped[Long] = mapped_column(default="")  # … and why, sealed with the response's key
    reopened_at: Mapped[datetime | None]
    reopen_reason: Mapped[Long] = mapped_column(default="")
    notice_version: Mapped[str] = mapped_column(String(40), default="")


class ResponseKey(Base):
    """The key of a response, wrapped by the instance's: apart from the answers, and in no backup of them.

    Erasing an answer writes another key here; with the former one goes all that older copies of the answers hold.
    """

    __tablename__ = "response_key"
    response_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("response.id"), primary_key=True)
    key_id: Mapped[str] = mapped_column(String(32))
    wrapped: Mapped[Blob]
    version: Mapped[int]


class ResponseImport(Base):
    """A file of earlier responses brought into a round, or looked at before that.

    ``mapping``: column of the file -> ours. ``sealed``: the file itself, with the instance's key, until it is imported.
    """

    __tablename__ = "response_import"
    id: Mapped[Key]
    round_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("round.id"), index=True)
    file_name: Mapped[Short]
    file_sha256: Mapped[str] = mapped_column(String(64))
    mapping: Mapped[dict[str, Any]]
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    begun_at: Mapped[datetime]
    begun_by: Mapped[Code]
    ended_at: Mapped[datetime | None]
    rows: Mapped[int] = mapped_column(default=0)  # imported so far


class ImportTask(Base):
    """A file too long for a page, tried or imported by a worker; the latest task of it alone.

    ``sealed``, with the instance's key: {"reason", "receipts", "report"}; a report may quote what a file holds.
    """

    __tablename__ = "import_task"
    import_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("response_import.id"), primary_key=True)
    what: Mapped[str] = mapped_column(String(10))  # try | import
    state: Mapped[str] = mapped_column(String(10))  # engine.states.Job
    asked_at: Mapped[datetime]
    asked_by: Mapped[Code]
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    total: Mapped[int]
    tried: Mapped[int] = mapped_column(default=0)
    sealed: Mapped[Blob]


class DraftCell(Base):
    """One version of one question's draft: {raw, value?, reserved?, language}, sealed. The highest version counts.

    Append-only with the version in the key: the row is its own history, and two saves from the same version collide.
    A confirmed warning is a cell too, under "_why:<check>": {reason, fingerprint} (one INSERT writes a whole page).
    """

    __tablename__ = "draft_cell"
    response_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("response.id"), primary_key=True)
    code: Mapped[str] = mapped_column(String(100), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sealed: Mapped[Blob]
    saved_at: Mapped[datetime]


class Attachment(Base):
    """A file that answers a question, sealed with the response's key; ``kept`` once it was part of a submission."""

    __tablename__ = "attachment"
    id: Mapped[Key]
    response_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("response.id"), index=True)
    code: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    kept: Mapped[bool] = mapped_column(default=False)
    sealed: Mapped[Blob]
    saved_at: Mapped[datetime]


class Revision(Base):
    """A submission replaced by a later one after a re-opening: both are kept, with who, when, why."""

    __tablename__ = "response_revision"
    __table_args__ = (UniqueConstraint("response_id", "number", name="uq_response_revision_number"),)
    id: Mapped[Key]
    response_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("response.id"))
    number: Mapped[int]
    document: Mapped[Blob]
    receipt_number: Mapped[str] = mapped_column(String(30))
    receipt_hash: Mapped[str] = mapped_column(String(64))
    salt: Mapped[Blob]
    submitted_at: Mapped[datetime]
    replaced_at: Mapped[datetime]
    replaced_by: Mapped[Code]
    reason: Mapped[Long]


class StaffEntry(Base):
    """Staff opened a response, or a list of records, to enter answers on behalf of its service: each opening is one.

    ``sealed``, with the response's key: {"source"}, who told the answers and when.
    """

    __tablename__ = "staff_entry"
    id: Mapped[Key]
    response_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("response.id"), index=True)
    mode: Mapped[str] = mapped_column(String(10))
    begun_at: Mapped[datetime]
    begun_by: Mapped[Code]
    sealed: Mapped[Blob]


class ResponseContact(Base):
    """Answers with store=contacts (who compiled, telephone): sealed, apart from the answers, never in a dataset."""

    __tablename__ = "response_contact"
    response_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("response.id"), primary_key=True)
    sealed: Mapped[Blob]
    saved_at: Mapped[datetime]


class Compiler(Base):
    """Who has compiled a response, as she says when she sends it: apart from the answers, never in a dataset.

    ``sealed``, with the response's key: {"name", "role"}. Where a question asks the same, its answer stands instead.
    """

    __tablename__ = "compiler"
    response_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("response.id"), primary_key=True)
    sealed: Mapped[Blob]
    said_at: Mapped[datetime]


class AccessCode(Base):
    """A one-time code, sent to the census contact, that lets her read the submitted answers again (decisions.md 30)."""

    __tablename__ = "access_code"
    id: Mapped[Key]
    response_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("response.id"), index=True)
    code_sha256: Mapped[str] = mapped_column(String(64))
    issued_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None]
