"""Queries on services that were merged or split. They order their rows and never commit."""

import uuid
from collections.abc import Collection, Sequence
from datetime import date
from typing import TypeAlias

from sqlalchemy import ColumnElement, Row, or_, select
from sqlalchemy.orm import Session, aliased

from questionari.store.among import among
from questionari.store.models.census import Unit, UnitSuccession

OLD, NEW = aliased(Unit), aliased(Unit)
Line: TypeAlias = Row[UnitSuccession, Unit, Unit]


def of_unit(session: Session, unit_id: uuid.UUID) -> Sequence[Line]:
    """(succession, old unit, new unit) of every act that touched a unit, in order of day."""
    return _lines(session, or_(UnitSuccession.old_id == unit_id, UnitSuccession.new_id == unit_id))


def since(session: Session, unit_ids: Collection[uuid.UUID], after: date) -> Sequence[Line]:
    """The same of every act after a day that touched one of these units."""
    touched = or_(among(session, UnitSuccession.old_id, unit_ids), among(session, UnitSuccession.new_id, unit_ids))
    return _lines(session, touched, UnitSuccession.day > after)


def between(session: Session, unit_id: uuid.UUID, after: date, until: date) -> Sequence[Line]:
    """The acts after a day, that day excluded, up to another that made a unit another than it was."""
    touched = or_(UnitSuccession.old_id == unit_id, UnitSuccession.new_id == unit_id)
    return _lines(session, touched, UnitSuccession.day > after, UnitSuccession.day <= until)


def _lines(session: Session, *wanted: ColumnElement[bool]) -> Sequence[Line]:
    query = (
        select(UnitSuccession, OLD, NEW)
        .join(OLD, OLD.id == UnitSuccession.old_id)
        .join(NEW, NEW.id == UnitSuccession.new_id)
        .where(*wanted)
        .order_by(UnitSuccession.day, OLD.code, NEW.code)
    )
    return session.execute(query).all()


def of_act(session: Session, old_id: uuid.UUID, day: date) -> Sequence[UnitSuccession]:
    """The rows of what happened to a unit on a day."""
    query = select(UnitSuccession).where(UnitSuccession.old_id == old_id, UnitSuccession.day == day)
    return session.scalars(query.order_by(UnitSuccession.id)).all()


def ending(session: Session, unit_id: uuid.UUID) -> date | None:
    """The day from which a unit is no more, another having taken its place."""
    query = select(UnitSuccession.day).where(UnitSuccession.old_id == unit_id, UnitSuccession.ends)
    return session.scalars(query.limit(1)).first()


def successors(session: Session, unit_ids: Collection[uuid.UUID]) -> frozenset[uuid.UUID]:
    """What units became, directly."""
    query = select(UnitSuccession.new_id).where(among(session, UnitSuccession.old_id, unit_ids))
    return frozenset(session.scalars(query))
