"""Published questionnaires, rounds, invitations and their links."""

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from questionari.store.models.base import Base, Blob, Code, Key, Long, Short


class QuestionnaireVersion(Base):
    """A published document: its canonical JSON (RFC 8785) under its SHA-256. Immutable."""

    __tablename__ = "questionnaire_version"
    __table_args__ = (UniqueConstraint("code", "version", name="uq_questionnaire_version_code_version"),)
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    code: Mapped[Code]
    version: Mapped[Code]
    title: Mapped[Short]
    unit: Mapped[str] = mapped_column(String(10))
    document: Mapped[Blob]
    published_at: Mapped[datetime]
    published_by: Mapped[Code]


class Round(Base):
    """A round (tornata): one questionnaire version, its calendar, its mail texts, its frozen list of units."""

    __tablename__ = "round"
    __table_args__ = (
        CheckConstraint("deadline_at <= closes_at", name="closes_after_deadline"),
        CheckConstraint("opens_at < deadline_at", name="opens_before_deadline"),
        CheckConstraint("period_start <= period_end", name="period_in_order"),
        CheckConstraint("stored_state IN ('draft', 'open', 'archived')", name="known_state"),
    )
    id: Mapped[Key]
    code: Mapped[Code] = mapped_column(unique=True)
    title: Mapped[Short]
    questionnaire_sha256: Mapped[str] = mapped_column(ForeignKey("questionnaire_version.sha256"))
    period_start: Mapped[date]
    period_end: Mapped[date]
    opens_at: Mapped[datetime]
    deadline_at: Mapped[datetime]  # exclusive: the end of the local day
    closes_at: Mapped[datetime]  # exclusive; writing ends here
    first_deadline_at: Mapped[datetime]  # before any extension
    stored_state: Mapped[str] = mapped_column(String(10), default="draft")  # draft | open (launched) | archived
    is_test: Mapped[bool] = mapped_column(default=False)  # its responses count nowhere
    pilot: Mapped[bool] = mapped_column(default=False)  # a test with real services: their mail goes to them
    historic: Mapped[bool] = mapped_column(default=False)  # made for earlier responses: archived from the beginning
    approval: Mapped[bool] = mapped_column(default=False)  # a service may ask for its head's approval before it sends
    approval_must: Mapped[bool] = mapped_column(default=False)  # … and sends nothing without it
    compiler_must: Mapped[bool] = mapped_column(default=False)  # who sends says who has compiled
    selection: Mapped[dict[str, Any]]  # {"atrs": [...], "types": [...], "units": [...]} chosen while in draft
    texts: Mapped[dict[str, Any]]  # message kind -> {"subject": …, "body": …}; absent = the product's own text
    calendar: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")  # usecases/rounds/calendar.py
    launched_at: Mapped[datetime | None]
    sends_stopped_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str | None] = mapped_column(String(40))
    closing: Mapped[dict[str, Any] | None]  # the signed record: counts by disposition and rates
    created_at: Mapped[datetime]
    created_by: Mapped[Code]

    @property
    def rehearsal(self) -> bool:
        """Whether its mail goes to staff only."""
        return self.is_test and not self.pilot


class RoundPatch(Base):
    """Another version proposed for a round that is open, tried on its drafts, and approved by a second person.

    ``trial``: {"drafts": n, counts …, "lines": […]}, never an answer; until the worker has made it {"begun": times it
    has tried}, or None.
    """

    __tablename__ = "round_patch"
    __table_args__ = (
        Index(
            "uq_round_patch_pending",
            "round_id",
            unique=True,
            sqlite_where=mapped_column("ended_at").column.is_(None),
            postgresql_where=mapped_column("ended_at").column.is_(None),
        ),
    )
    id: Mapped[Key]
    round_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("round.id"), index=True)
    from_sha256: Mapped[str] = mapped_column(ForeignKey("questionnaire_version.sha256"))
    to_sha256: Mapped[str] = mapped_column(ForeignKey("questionnaire_version.sha256"))
    reason: Mapped[Long]
    asked_at: Mapped[datetime]
    asked_by: Mapped[Code]
    trial: Mapped[dict[str, Any] | None]
    trial_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]  # approved or withdrawn
    ended_by: Mapped[str | None] = mapped_column(String(40))
    approved: Mapped[bool] = mapped_column(default=False)
    moved: Mapped[int | None]  # drafts that went to the new version
    kept: Mapped[int | None]  # responses sent before, which stay
    recounted_at: Mapped[datetime | None]  # when the progress of the drafts was counted anew


class Invitation(Base):
    """A unit asked in a round: frozen census facts, what became of it. One per unit and round."""

    __tablename__ = "invitation"
    __table_args__ = (
        UniqueConstraint("round_id", "unit_id", name="uq_invitation_round_unit"),
        Index("ix_invitation_unit", "unit_id"),
    )
    id: Mapped[Key]
    public_id: Mapped[str] = mapped_column(String(22), unique=True)  # in addresses; opens nothing by itself
    round_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("round.id"))
    unit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unit.id"))
    contact_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("contact.id"))
    type_code: Mapped[str] = mapped_column(String(2))
    role: Mapped[str | None] = mapped_column(String(40))  # whose part of a record it fills in (engine/roles.py)
    census: Mapped[dict[str, Any]]  # the unit as it was at opening: the engine's Context.census
    verify_code: Mapped[str] = mapped_column(String(12), unique=True)  # "È davvero nostra?" (decisions.md 36)
    delivery: Mapped[str] = mapped_column(String(12), default="none")
    disposition: Mapped[str] = mapped_column(String(20), default="none")
    disposition_reason: Mapped[Long] = mapped_column(default="")
    disposition_at: Mapped[datetime | None]
    deadline_at: Mapped[datetime | None]  # an extension for this unit alone
    promised_on: Mapped[date | None]  # the day by which an answer was promised: nobody is reminded until it has gone by
    promised_at: Mapped[datetime | None]  # when that was recorded …
    promised_by: Mapped[str | None] = mapped_column(String(40))  # … and by whom
    revoked_at: Mapped[datetime | None]  # every link of the invitation is dead
    first_opened_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class PendingUnit(Base):
    """A unit of a round just opened whose invitation is not made yet: the frozen list, emptied batch by batch."""

    __tablename__ = "pending_unit"
    __table_args__ = (Index("ix_pending_unit_turn", "round_id", "turn"),)
    round_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("round.id"), primary_key=True)
    unit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    turn: Mapped[int]


class InvitationAtr(Base):
    """The ATRs a unit counted in when the round opened: whose completion rate it enters."""

    __tablename__ = "invitation_atr"
    invitation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("invitation.id"), primary_key=True)
    atr_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("atr.id"), primary_key=True, index=True)


class Link(Base):
    """A personal link: only the hash of its token. Every message mints its own (decisions.md 30)."""

    __tablename__ = "link"
    id: Mapped[Key]
    invitation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("invitation.id"), index=True)
    token_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    kind: Mapped[str] = mapped_column(String(20))
    issued_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
