"""Questionnaires being written: drafts, every revision of their text, the proofs of their logic."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from questionari.store.models.base import Base, Blob, Code, Key, Short


class QuestionnaireDraft(Base):
    """A questionnaire being written. ``code``, ``version``, ``title`` are what its newest text says, "" if nothing."""

    __tablename__ = "questionnaire_draft"
    id: Mapped[Key]
    code: Mapped[Code]
    version: Mapped[Code]
    title: Mapped[Short]
    origin: Mapped[Short]  # what it was begun from: "A@2026.1", the name of a file
    revision: Mapped[int]
    created_at: Mapped[datetime]
    created_by: Mapped[Code]
    saved_at: Mapped[datetime]
    saved_by: Mapped[Code]
    approved_revision: Mapped[int | None]  # the first of two persons who publish it
    approved_by: Mapped[str | None] = mapped_column(String(40))
    approved_at: Mapped[datetime | None]
    published_sha256: Mapped[str | None] = mapped_column(ForeignKey("questionnaire_version.sha256"))
    dropped_at: Mapped[datetime | None]
    report: Mapped[list[Any] | None]  # what its form lost (FormFinding), until an author has settled it


class DraftRevision(Base):
    """One revision of a draft's text, zlib of UTF-8, as it was typed. Append-only: two saves from one collide."""

    __tablename__ = "questionnaire_draft_revision"
    draft_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("questionnaire_draft.id"), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    text: Mapped[Blob]
    saved_at: Mapped[datetime]
    saved_by: Mapped[Code]
    note: Mapped[Short]  # what was done, in Italian


class DraftProof(Base):
    """The proof of one revision's logic: asked for, drained by the export worker like a dataset."""

    __tablename__ = "questionnaire_draft_proof"
    __table_args__ = (Index("ix_questionnaire_draft_proof_due", "state", "asked_at"),)
    draft_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("questionnaire_draft.id"), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    state: Mapped[str] = mapped_column(String(10))
    attempts: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]
    lease_owner: Mapped[str | None] = mapped_column(String(60))
    result: Mapped[dict[str, Any] | None]  # {"findings": […], "claims": n, "undecided": […]}
    asked_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class QuestionnaireExample(Base):
    """Invented answers to a questionnaire, by its code, run again on each new text; ``outcome`` is what they gave."""

    __tablename__ = "questionnaire_example"
    id: Mapped[Key]
    code: Mapped[Code] = mapped_column(index=True)
    name: Mapped[Short]
    answers: Mapped[dict[str, Any]]  # in the JSON shapes of answers
    context: Mapped[dict[str, Any]]
    outcome: Mapped[dict[str, Any]]  # {"pages": […], "errors": […], "submittable": bool}
    renamed: Mapped[list[Any]]  # what is called otherwise since, one after the other (engine/editing/aliases.py)
    saved_at: Mapped[datetime]
    saved_by: Mapped[Code]
    dropped_at: Mapped[datetime | None]
