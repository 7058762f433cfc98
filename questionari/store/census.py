"""Queries on the census. They order their rows and never commit."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import TypeVarTuple

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from questionari.engine.alphabet import reading_key
from questionari.store.among import among
from questionari.store.models.census import Atr, CensusChange, Contact, Unit, UnitAtr, UnitContact, UnitPart
from questionari.store.models.rounds import Invitation

Ts = TypeVarTuple("Ts")


def atrs_by_code(session: Session, codes: Collection[str] | None = None) -> Mapping[str, Atr]:
    """Territories by code, in order of name; all of them when no codes are given."""
    query = select(Atr)
    if codes is not None:
        query = query.where(among(session, Atr.code, codes))
    found = sorted(session.scalars(query), key=lambda atr: (reading_key(atr.name), atr.code))
    return {atr.code: atr for atr in found}


def units_by_code(session: Session, codes: Collection[str]) -> Mapping[str, Unit]:
    """Units by code, in order of code."""
    return {unit.code: unit for unit in session.scalars(_units(among(session, Unit.code, codes)))}


def units_by_id(session: Session, ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, Unit]:
    """Units by id, in order of code."""
    return {unit.id: unit for unit in session.scalars(_units(among(session, Unit.id, ids)))}


def _units(wanted: ColumnElement[bool]) -> Select[Unit]:
    return select(Unit).where(wanted).order_by(Unit.code)


def open_contacts(session: Session, unit_ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, tuple[UnitContact, Contact]]:
    """Who answers for each unit now."""
    query = (
        select(UnitContact, Contact)
        .join(Contact, Contact.id == UnitContact.contact_id)
        .where(among(session, UnitContact.unit_id, unit_ids), UnitContact.valid_to.is_(None))
        .order_by(UnitContact.unit_id)
    )
    return {link.unit_id: (link, contact) for link, contact in session.execute(query)}


def with_contact(query: Select[*Ts]) -> Select[*Ts]:
    """A query on invitations joined to the contact that each unit has today."""
    current = (UnitContact.unit_id == Invitation.unit_id) & UnitContact.valid_to.is_(None)
    return query.outerjoin(UnitContact, current).outerjoin(Contact, Contact.id == UnitContact.contact_id)


def no_address() -> ColumnElement[bool]:
    """Whether a unit has no working address today; for queries made by `with_contact`."""
    return or_(Contact.id.is_(None), Contact.bounced_at.is_not(None))


def contacts_of(session: Session, unit_id: uuid.UUID) -> Sequence[tuple[UnitContact, Contact]]:
    """Every contact a unit has had, the latest first."""
    query = (
        select(UnitContact, Contact)
        .join(Contact, Contact.id == UnitContact.contact_id)
        .where(UnitContact.unit_id == unit_id)
        .order_by(UnitContact.valid_from.desc(), UnitContact.id.desc())
    )
    return [(link, contact) for link, contact in session.execute(query)]


def contact_by_email(session: Session, email: str) -> Contact | None:
    """The contact with that address, whatever its case."""
    query = select(Contact).where(func.lower(Contact.email) == email.lower()).order_by(Contact.id)
    return session.scalars(query).first()


def addresses_of_body(session: Session, unit_id: uuid.UUID) -> Sequence[str]:
    """The addresses that a unit and all others of its body have today; of a unit without a body its own."""
    owner = select(Unit.owner).where(Unit.id == unit_id, Unit.owner != "").scalar_subquery()
    query = (
        select(Contact.email)
        .join(UnitContact, UnitContact.contact_id == Contact.id)
        .join(Unit, Unit.id == UnitContact.unit_id)
        .where(UnitContact.valid_to.is_(None), or_(Unit.id == unit_id, Unit.owner == owner))
        .distinct()
        .order_by(Contact.email)
    )
    return session.scalars(query).all()


def members(session: Session, unit_ids: Collection[uuid.UUID], day: date) -> Mapping[uuid.UUID, tuple[Atr, ...]]:
    """The territories each unit belongs to on a day."""
    query = (
        select(UnitAtr.unit_id, Atr)
        .join(Atr, Atr.id == UnitAtr.atr_id)
        .where(among(session, UnitAtr.unit_id, unit_ids), member_on(day))
        .order_by(Atr.code)
    )
    found: dict[uuid.UUID, list[Atr]] = defaultdict(list)
    for unit_id, atr in session.execute(query):
        if atr not in found[unit_id]:
            found[unit_id].append(atr)
    return {unit_id: tuple(atrs) for unit_id, atrs in found.items()}


def member_on(day: date) -> ColumnElement[bool]:
    """Whether a membership holds on a day; `valid_to` is the last day it holds."""
    return (UnitAtr.valid_from <= day) & or_(UnitAtr.valid_to.is_(None), UnitAtr.valid_to >= day)


def memberships_of(session: Session, unit_id: uuid.UUID) -> Sequence[tuple[UnitAtr, Atr]]:
    """Every membership of a unit, the latest first."""
    query = (
        select(UnitAtr, Atr)
        .join(Atr, Atr.id == UnitAtr.atr_id)
        .where(UnitAtr.unit_id == unit_id)
        .order_by(UnitAtr.valid_from.desc(), Atr.code)
    )
    return [(membership, atr) for membership, atr in session.execute(query)]


def parts(session: Session) -> Mapping[uuid.UUID, frozenset[uuid.UUID]]:
    """Which units each unit comprises."""
    found: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    for parent_id, child_id in session.execute(
        select(UnitPart.parent_id, UnitPart.child_id).order_by(UnitPart.parent_id)
    ):
        found[parent_id].add(child_id)
    return {parent: frozenset(children) for parent, children in found.items()}


def codes_of(session: Session, ids: Iterable[uuid.UUID]) -> Mapping[uuid.UUID, str]:
    """Unit codes by id."""
    query = select(Unit.id, Unit.code).where(among(session, Unit.id, list(ids))).order_by(Unit.code)
    return {unit_id: code for unit_id, code in session.execute(query)}


def codes_by_owner(session: Session, owners: Collection[str]) -> Mapping[str, tuple[str, ...]]:
    """The codes of all units of each body."""
    found: dict[str, list[str]] = defaultdict(list)
    query = select(Unit.owner, Unit.code).where(among(session, Unit.owner, owners)).order_by(Unit.code)
    for owner, code in session.execute(query):
        found[owner].append(code)
    return {owner: tuple(codes) for owner, codes in found.items()}


def codes_of_owner(session: Session, owner: str) -> tuple[str, ...]:
    """The codes of all units of a body."""
    return tuple(session.scalars(select(Unit.code).where(Unit.owner == owner).order_by(Unit.code)))


def history_of(session: Session, unit_id: uuid.UUID) -> Sequence[CensusChange]:
    """Every change of a unit, the latest first."""
    query = select(CensusChange).where(CensusChange.unit_id == unit_id)
    return session.scalars(query.order_by(CensusChange.at.desc(), CensusChange.id.desc())).all()
