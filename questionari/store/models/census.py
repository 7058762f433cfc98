"""The census: territories (ATR), units (services), their contacts and their history. Kept apart from answers."""

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped, mapped_column, validates

from questionari.engine.alphabet import LONGEST, reading_key
from questionari.store.models.base import Base, Code, Key, Long, Short

#: Compared byte by byte on both databases: a key of its own kind needs no language.
_SORTED = String(LONGEST).with_variant(String(LONGEST, collation="C"), "postgresql")


class Atr(Base):
    """An Ambito Territoriale di Rete: the body that signed the protocol (art. 1)."""

    __tablename__ = "atr"
    id: Mapped[Key]
    code: Mapped[Code] = mapped_column(unique=True)  # ISTAT code: 3 digits (province) or 6 (comune)
    name: Mapped[Short]
    kind: Mapped[str] = mapped_column(String(40))
    languages: Mapped[str] = mapped_column(String(40), default="it")
    email: Mapped[str | None] = mapped_column(String(254))
    pec: Mapped[str | None] = mapped_column(String(254))


def _key_of_row(context: DefaultExecutionContext) -> str:
    """For rows written without an object: in bulk, or from a backup older than the column."""
    return reading_key(context.get_current_parameters()["name"])  # type: ignore[no-untyped-call]  # SQLAlchemy's own


class Unit(Base):
    """A service of the census. A shelter (type 02) has a province only: a comune is refused (decisions.md 18)."""

    __tablename__ = "unit"
    __table_args__ = (
        CheckConstraint("type_code <> '02' OR comune IS NULL", name="shelter_without_place"),
        Index("ix_unit_sort_name", "sort_name", "code"),
    )
    id: Mapped[Key]
    code: Mapped[Code] = mapped_column(unique=True)
    name: Mapped[Short]
    sort_name: Mapped[str] = mapped_column(
        _SORTED, default=_key_of_row, server_default=""
    )  # what lists are in order of
    type_code: Mapped[str] = mapped_column(String(2))
    owner: Mapped[Short] = mapped_column(default="")
    manager: Mapped[Short] = mapped_column(default="")
    nature: Mapped[str] = mapped_column(String(40), default="")
    sector: Mapped[str] = mapped_column(String(20), default="")
    comune: Mapped[str | None] = mapped_column(String(6))
    province: Mapped[str | None] = mapped_column(String(3))
    note: Mapped[Long] = mapped_column(default="")
    active_from: Mapped[date | None]
    active_to: Mapped[date | None]
    updated_at: Mapped[datetime]

    @validates("name")
    def _keep_its_place(self, _field: str, name: str) -> str:
        """The key follows the name."""
        self.sort_name = reading_key(name)
        return name


class UnitAtr(Base):
    """Membership of a unit in an ATR, with its dates: many to many (decisions.md 29)."""

    __tablename__ = "unit_atr"
    unit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    atr_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("atr.id"), primary_key=True, index=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    valid_to: Mapped[date | None]


class UnitPart(Base):
    """`parent` comprises `child`: totals never add both."""

    __tablename__ = "unit_part"
    __table_args__ = (CheckConstraint("parent_id <> child_id", name="not_itself"),)
    parent_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    child_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unit.id"), primary_key=True)


class UnitSuccession(Base):
    """From a day on, `new` is what `old` was, or part of it: merged, or split off. A split has a row for each `new`."""

    __tablename__ = "unit_succession"
    __table_args__ = (
        CheckConstraint("old_id <> new_id", name="not_itself"),
        CheckConstraint("kind IN ('merged', 'split')", name="known_kind"),
        UniqueConstraint("old_id", "new_id", "day", name="uq_unit_succession_old_new_day"),
    )
    id: Mapped[Key]
    old_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unit.id"), index=True)
    new_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unit.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    day: Mapped[date]  # the first on which it holds
    ends: Mapped[bool]  # whether `old` is no more from that day; one that was split may go on with the rest
    was_active_to: Mapped[date | None]  # what the census said before, for whoever takes the act back
    reason: Mapped[Short] = mapped_column(default="")
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[Code]


class Contact(Base):
    """A person or office that receives links. One contact may hold several units."""

    __tablename__ = "contact"
    id: Mapped[Key]
    name: Mapped[Short] = mapped_column(default="")
    email: Mapped[str] = mapped_column(String(254), index=True)
    pec: Mapped[str | None] = mapped_column(String(254), index=True)
    phone: Mapped[str | None] = mapped_column(String(30))
    bounced_at: Mapped[datetime | None]
    paused_at: Mapped[datetime | None]


class UnitContact(Base):
    """Who answers for a unit, with dates. At most one open contact a unit."""

    __tablename__ = "unit_contact"
    __table_args__ = (
        Index(
            "uq_unit_contact_current",
            "unit_id",
            unique=True,
            sqlite_where=mapped_column("valid_to").column.is_(None),
            postgresql_where=mapped_column("valid_to").column.is_(None),
        ),
    )
    id: Mapped[Key]
    unit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unit.id"))
    contact_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("contact.id"), index=True)
    valid_from: Mapped[datetime]
    valid_to: Mapped[datetime | None]


class CensusChange(Base):
    """One change of a census field: both values, who, when, why. Append-only, but for the place of a shelter."""

    __tablename__ = "census_change"
    id: Mapped[Key]
    unit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unit.id"), index=True)
    at: Mapped[datetime]
    actor: Mapped[Code]  # user code, or "import", or "respondent"
    field: Mapped[Code]
    old: Mapped[str | None] = mapped_column(String(500))
    new: Mapped[str | None] = mapped_column(String(500))
    reason: Mapped[Short] = mapped_column(default="")


class Variation(Base):
    """A change notice from a service to ATR and staff (Piano operativo, ATR commitment 7): never a silent overwrite."""

    __tablename__ = "variation"
    __table_args__ = (UniqueConstraint("response_id", "effect", name="uq_variation_response_effect"),)
    id: Mapped[Key]
    unit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unit.id"), index=True)
    response_id: Mapped[uuid.UUID | None] = mapped_column(index=True)
    effect: Mapped[Code]
    text: Mapped[Long]
    detail: Mapped[
        dict[str, Any]
    ]  # census field -> [known, declared]: facts about the body, never an answer about women
    created_at: Mapped[datetime]
    handled_at: Mapped[datetime | None]
    handled_by: Mapped[str | None] = mapped_column(String(40))
