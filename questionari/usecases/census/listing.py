"""The census as a list: filtered, sorted and paged through allow-lists."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, not_, or_, select
from sqlalchemy.orm import Session

from questionari.store import census as store
from questionari.store.models.census import Atr, Contact, Unit, UnitAtr, UnitContact
from questionari.store.opening import Chosen, Reached
from questionari.usecases.census import vocabulary

PAGE_SIZE = 50
SORTS: Mapping[str, tuple[ColumnElement[Any], ...]] = {
    "codice": (Unit.code.asc(),),
    "nome": (Unit.sort_name.asc(), Unit.code.asc()),
    "nome-z": (Unit.sort_name.desc(), Unit.code.desc()),
    "tipologia": (Unit.type_code.asc(), Unit.sort_name.asc(), Unit.code.asc()),
    "modifica": (Unit.updated_at.desc(), Unit.code.asc()),
}
NO_ADDRESS = ~exists().where(UnitContact.unit_id == Unit.id, UnitContact.valid_to.is_(None))


def _has_contact(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(
        UnitContact.unit_id == Unit.id,
        UnitContact.valid_to.is_(None),
        Contact.id == UnitContact.contact_id,
        condition,
    )


CONTACT_FILTERS: dict[str, ColumnElement[bool]] = {
    "assente": NO_ADDRESS,
    "respinto": _has_contact(Contact.bounced_at.is_not(None)),
    "sospeso": _has_contact(Contact.paused_at.is_not(None)),
}
CONTACT_FILTERS["inutilizzabile"] = or_(*CONTACT_FILTERS.values())


def active_on(day: date) -> ColumnElement[bool]:
    """The same as `is_active`, for the database."""
    return and_(
        or_(Unit.active_from.is_(None), Unit.active_from <= day), or_(Unit.active_to.is_(None), Unit.active_to >= day)
    )


def count_unreachable(session: Session, day: date) -> int:
    """How many active services cannot be written to: the list with "inutilizzabile" and "attivi"."""
    query = select(func.count()).select_from(Unit).where(active_on(day), CONTACT_FILTERS["inutilizzabile"])
    return session.scalar(query) or 0


@dataclass(frozen=True, slots=True)
class UnitFilter:
    """What is asked of the list; values outside the allow-lists count as blank."""

    search: str = ""
    type_code: str = ""
    atr_code: str = ""
    contact: str = ""
    activity: str = ""  # "attivi", "non-attivi"
    sort: str = "nome"
    page: int = 1


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One service in the list. ``address`` is "", "assente", "respinto" or "sospeso"."""

    id: uuid.UUID
    code: str
    name: str
    type_code: str
    type_name: str
    owner: str
    place: str
    atrs: tuple[str, ...]
    email: str
    address: str
    active: bool


@dataclass(frozen=True, slots=True)
class UnitList:
    """One page of the list."""

    lines: tuple[UnitLine, ...]
    total: int
    page: int
    pages: int


def list_units(session: Session, asked: UnitFilter, today: date, size: int = PAGE_SIZE) -> UnitList:
    """The services a filter asks for; ``size`` 0 gives them all on one page."""
    conditions = _conditions(asked, today)
    total = session.scalar(select(func.count()).select_from(Unit).where(*conditions)) or 0
    pages = max(1, -(-total // size)) if size else 1
    page = min(max(1, asked.page), pages)
    query = select(Unit).where(*conditions).order_by(*SORTS.get(asked.sort, SORTS["nome"]))
    if size:
        query = query.limit(size).offset((page - 1) * size)
    units = session.scalars(query).all()
    ids = [unit.id for unit in units]
    members, holders = store.members(session, ids, today), store.open_contacts(session, ids)
    lines = tuple(_line(u, members.get(u.id, ()), holders[u.id][1] if u.id in holders else None, today) for u in units)
    return UnitList(lines, total, page, pages)


def list_atrs(session: Session) -> tuple[tuple[str, str], ...]:
    """(code, name) of every territory, by name."""
    return tuple((atr.code, atr.name) for atr in store.atrs_by_code(session).values())


def _conditions(asked: UnitFilter, today: date) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    for word in asked.search[:100].split()[:5]:
        conditions.append(
            or_(*(column.icontains(word, autoescape=True) for column in (Unit.name, Unit.code, Unit.owner)))
        )
    if asked.type_code in vocabulary.types():
        conditions.append(Unit.type_code == asked.type_code)
    if asked.atr_code:
        member = exists().where(UnitAtr.unit_id == Unit.id, UnitAtr.atr_id == Atr.id, store.member_on(today))
        conditions.append(member.where(Atr.code == asked.atr_code))
    if asked.contact in CONTACT_FILTERS:
        conditions.append(CONTACT_FILTERS[asked.contact])
    activity = {"attivi": active_on(today), "non-attivi": not_(active_on(today))}
    return conditions + [condition for name, condition in activity.items() if name == asked.activity]


def _line(unit: Unit, atrs: tuple[Atr, ...], contact: Contact | None, today: date) -> UnitLine:
    return UnitLine(
        unit.id,
        unit.code,
        unit.name,
        unit.type_code,
        vocabulary.types().get(unit.type_code, unit.type_code),
        unit.owner,
        vocabulary.place_label(unit.comune, unit.province),
        tuple(atr.name for atr in atrs),
        contact.email if contact else "",
        address_state(contact),
        is_active(unit, today),
    )


def address_state(contact: Contact | Reached | None) -> str:
    """Why a unit cannot be written to: "assente", "respinto", "sospeso"; "" when it can."""
    if contact is None:
        return "assente"
    if contact.bounced_at is not None:
        return "respinto"
    return "sospeso" if contact.paused_at is not None else ""


def is_active(unit: Unit | Chosen, today: date) -> bool:
    """Whether a service is active on a day; both bounds are included."""
    return (unit.active_from is None or unit.active_from <= today) and (
        unit.active_to is None or today <= unit.active_to
    )
