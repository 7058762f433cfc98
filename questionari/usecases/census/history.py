"""Every change of the census leaves both values, who, when and why."""

import uuid
from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from questionari.store.models.census import CensusChange, Unit
from questionari.store.models.rounds import Invitation
from questionari.usecases.census.drafts import UnitDraft
from questionari.usecases.census.vocabulary import SHELTER
from questionari.usecases.house import Actor

LONGEST = 500


@dataclass(frozen=True, slots=True)
class By:
    """Who changes the census, when and why."""

    actor: Actor
    now: datetime
    reason: str = ""

    @property
    def name(self) -> str:
        """The actor as the history names it."""
        return self.actor.id or self.actor.kind


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that changed."""

    field: str
    old: str | None
    new: str | None


def _text(value: object) -> str | None:
    if value is None or value == "":
        return None
    return (value.isoformat() if isinstance(value, date) else str(value))[:LONGEST]


def record(session: Session, unit_id: uuid.UUID, by: By, change: FieldChange) -> FieldChange:
    """Append one change to the history."""
    row = CensusChange(
        unit_id=unit_id,
        at=by.now,
        actor=by.name,
        field=change.field,
        old=_text(change.old),
        new=_text(change.new),
        reason=by.reason,
    )
    session.add(row)
    return change


def assign(session: Session, unit: Unit, draft: UnitDraft, by: By) -> tuple[FieldChange, ...]:
    """Give a unit the values of a draft; what is the same already is left alone."""
    changes = []
    for field, value in asdict(draft).items():
        old = getattr(unit, field)
        if old != value:
            changes.append(record(session, unit.id, by, FieldChange(field, _text(old), _text(value))))
            setattr(unit, field, value)
    if changes:
        unit.updated_at = by.now
    if unit.type_code == SHELTER:
        _forget_place(session, unit.id)
    return tuple(changes)


def _forget_place(session: Session, unit_id: uuid.UUID) -> None:
    """A service that turns out to be a shelter: its comune leaves the history and what rounds had frozen as well."""
    place = (CensusChange.unit_id == unit_id, CensusChange.field == "comune")
    session.execute(update(CensusChange).where(*place).values(old=None, new=None))
    for row in session.scalars(select(Invitation).where(Invitation.unit_id == unit_id)):
        row.census = {fact: value for fact, value in row.census.items() if fact != "comune"}
