"""Queries of a round's opening: who would be asked, and whose invitation is not made yet. They never commit."""

import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, delete, exists, func, insert, or_, select, true
from sqlalchemy.orm import Session

from questionari.store.among import among
from questionari.store.census import member_on
from questionari.store.models.census import Atr, Contact, Unit, UnitAtr, UnitContact
from questionari.store.models.rounds import PendingUnit

AT_ONCE = 1_000
LAST_TURN = 2**31 - 1


class Chosen(NamedTuple):
    """A unit of a choice: no object of the census, for there may be a hundred thousand."""

    id: uuid.UUID
    code: str
    name: str
    type_code: str
    active_from: date | None
    active_to: date | None
    comune: str | None
    province: str | None


class Reached(NamedTuple):
    """The contact that a chosen unit has today."""

    id: uuid.UUID
    name: str
    email: str
    bounced_at: datetime | None
    paused_at: datetime | None


UNIT = [getattr(Unit, name) for name in Chosen._fields]
CONTACT = [getattr(Contact, name) for name in Reached._fields]


def candidates(session: Session, chosen: Mapping[str, Any], day: date) -> Iterator[tuple[Chosen, Reached | None]]:
    """The units a round's selection names, in order of name, each with the contact it has today.

    By territory and type (blank = all), and those named one by one; units named alone are the whole choice. Rows are
    fetched as they are used: however many there are, a few are in memory.
    """
    query = (
        select(*UNIT, *CONTACT)
        .outerjoin(UnitContact, and_(UnitContact.unit_id == Unit.id, UnitContact.valid_to.is_(None)))
        .outerjoin(Contact, Contact.id == UnitContact.contact_id)
        .where(_chosen(session, chosen["atrs"], chosen["types"], chosen["units"], day))
        .order_by(Unit.sort_name, Unit.code)
    )
    for row in session.execute(query.execution_options(yield_per=AT_ONCE)):
        contact = Reached._make(row[len(UNIT) :])
        yield Chosen._make(row[: len(UNIT)]), contact if contact.id is not None else None


def _chosen(
    session: Session, atrs: Collection[str], types: Collection[str], units: Collection[str], day: date
) -> ColumnElement[bool]:
    conditions: list[ColumnElement[bool]] = []
    if atrs:
        member = exists().where(UnitAtr.unit_id == Unit.id, UnitAtr.atr_id == Atr.id, member_on(day))
        conditions.append(member.where(among(session, Atr.code, atrs)))
    if types:
        conditions.append(Unit.type_code.in_(types))
    named = among(session, Unit.code, units)
    return named if units and not conditions else or_(named, and_(true(), *conditions))


def freeze(session: Session, round_id: uuid.UUID, turns: Iterable[Sequence[uuid.UUID]]) -> None:
    """Write the list of units to be invited, in order; those of one turn are invited in one transaction."""
    rows = [
        {"round_id": round_id, "unit_id": unit_id, "turn": turn} for turn, ids in enumerate(turns) for unit_id in ids
    ]
    if rows:
        session.execute(insert(PendingUnit), rows)


def next_pending(session: Session, round_id: uuid.UUID, limit: int) -> Sequence[uuid.UUID]:
    """The next units to be invited: so many, and what else has the turn of the last of them."""
    own = PendingUnit.round_id == round_id
    last = select(PendingUnit.turn).where(own).order_by(PendingUnit.turn).offset(limit - 1).limit(1).scalar_subquery()
    query = select(PendingUnit.unit_id).where(own, PendingUnit.turn <= func.coalesce(last, LAST_TURN))
    return session.scalars(query.order_by(PendingUnit.turn, PendingUnit.unit_id)).all()


def settle(session: Session, round_id: uuid.UUID, unit_ids: Collection[uuid.UUID]) -> int:
    """Take units off the list; returns how many are left."""
    gone = delete(PendingUnit).where(PendingUnit.round_id == round_id, among(session, PendingUnit.unit_id, unit_ids))
    session.execute(gone.execution_options(synchronize_session=False))
    query = select(func.count()).select_from(PendingUnit).where(PendingUnit.round_id == round_id)
    return session.scalar(query) or 0


def is_pending(session: Session, round_id: uuid.UUID, unit_id: uuid.UUID) -> bool:
    """Whether a unit waits for its invitation."""
    return session.get(PendingUnit, (round_id, unit_id)) is not None
