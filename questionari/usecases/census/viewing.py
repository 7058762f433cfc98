"""One service with everything staff may know of it: contact, territories, history, invitations, variations."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from questionari.engine.places import provinces
from questionari.store import census as store, notices, response_keys, rounds as rounds_store
from questionari.store.models.census import CensusChange, Contact, Unit, Variation
from questionari.store.sealing import WrongKey
from questionari.usecases.census import vocabulary
from questionari.usecases.census.editing import version_of
from questionari.usecases.census.listing import address_state, is_active
from questionari.usecases.census.succession import SuccessionView, successions
from questionari.usecases.house import House, NotFound
from questionari.usecases.rounds.status import label_of_states

FIELD_NAMES: Mapping[str, str] = {
    "unit": "servizio inserito",
    "code": "codice",
    "name": "denominazione",
    "type_code": "tipologia",
    "owner": "ente titolare",
    "manager": "ente gestore",
    "nature": "natura giuridica",
    "sector": "settore",
    "comune": "comune",
    "province": "provincia",
    "note": "note",
    "active_from": "attivo dal",
    "active_to": "attivo fino al",
    "email": "e-mail",
    "approver": "chi dà il visto",
    "contact.name": "nome del recapito",
    "contact.pec": "PEC",
    "contact.phone": "telefono",
    "atr": "territorio",
    "comprises": "servizi compresi",
    "succession": "unione o divisione",
    # those that only questionnaires name so (census/facts.py)
    "type": "tipologia",
    "pec": "PEC",
    "phone": "telefono",
    "atr_name": "denominazione del territorio",
    "atr_pec": "PEC del territorio",
}


#: An actor without a name of its own -> what staff read.
ACTOR_NAMES: Mapping[str, str] = {"system": "sistema", "respondent": "servizio"}


@dataclass(frozen=True, slots=True)
class ContactView:
    """A contact of a unit, present or past. ``state`` as in listing.address_state."""

    id: uuid.UUID
    name: str
    email: str
    pec: str
    phone: str
    valid_from: datetime
    valid_to: datetime | None
    state: str


@dataclass(frozen=True, slots=True)
class MembershipView:
    """A membership of a territory."""

    code: str
    name: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class ChangeView:
    """One line of the history."""

    at: datetime
    actor: str
    field: str
    old: str
    new: str
    reason: str


@dataclass(frozen=True, slots=True)
class AskedView:
    """A round that asked the unit."""

    round_code: str
    round_title: str
    is_test: bool
    label: str
    invitation_id: uuid.UUID


@dataclass(frozen=True, slots=True)
class VariationView:
    """A change the service declared. ``detail``: census field in words -> (known, declared)."""

    id: uuid.UUID
    unit_code: str
    unit_name: str
    text: str
    detail: Mapping[str, tuple[str, str]]
    created_at: datetime
    handled_at: datetime | None


@dataclass(frozen=True, slots=True)
class UnitPage:
    """The page of a unit. ``values`` are the texts of its form."""

    code: str
    name: str
    version: str
    active: bool
    type_name: str
    nature_name: str
    place: str
    values: Mapping[str, str]
    contact: ContactView | None
    earlier: tuple[ContactView, ...]
    memberships: tuple[MembershipView, ...]
    parts: tuple[tuple[str, str], ...]
    history: tuple[ChangeView, ...]
    asked: tuple[AskedView, ...]
    variations: tuple[VariationView, ...]
    successions: tuple[SuccessionView, ...]


def unit_page(session: Session, house: House, code: str, today: date) -> UnitPage:
    """Everything about a unit. Raises NotFound."""
    unit = store.units_by_code(session, [code]).get(code)
    if unit is None:
        raise NotFound("servizio")
    contacts = [_contact(link, contact) for link, contact in store.contacts_of(session, unit.id)]
    parts = store.units_by_id(session, store.parts(session).get(unit.id, frozenset()))
    return UnitPage(
        unit.code,
        unit.name,
        version_of(unit),
        is_active(unit, today),
        vocabulary.types().get(unit.type_code, unit.type_code),
        vocabulary.NATURES.get(unit.nature, unit.nature),
        vocabulary.place_label(unit.comune, unit.province),
        form_values(unit),
        next((contact for contact in contacts if contact.valid_to is None), None),
        tuple(contact for contact in contacts if contact.valid_to is not None),
        tuple(_memberships(session, unit)),
        tuple((part.code, part.name) for part in parts.values()),
        tuple(_history(session, unit)),
        tuple(_asked(session, unit)),
        variations(session, unit.id, house),
        successions(session, unit.id),
    )


def form_values(unit: Unit) -> dict[str, str]:
    """A unit as the texts of its form."""
    names = ("code", "name", "type_code", "owner", "manager", "nature", "sector", "note")
    place = {
        "comune": vocabulary.place_label(unit.comune, None),
        "province": provinces().label(unit.province) if unit.province else "",
    }
    dates = {name: _day(getattr(unit, name)) for name in ("active_from", "active_to")}
    return {**{name: getattr(unit, name) for name in names}, **place, **dates}


def _day(value: date | None) -> str:
    return value.strftime("%d/%m/%Y") if value else ""


def _contact(link: Any, contact: Contact) -> ContactView:
    return ContactView(
        contact.id,
        contact.name,
        contact.email,
        contact.pec or "",
        contact.phone or "",
        link.valid_from,
        link.valid_to,
        address_state(contact),
    )


def _memberships(session: Session, unit: Unit) -> list[MembershipView]:
    rows = store.memberships_of(session, unit.id)
    return [MembershipView(atr.code, atr.name, row.valid_from, row.valid_to) for row, atr in rows]


def _history(session: Session, unit: Unit) -> list[ChangeView]:
    rows = store.history_of(session, unit.id)
    codes = {code for row in rows if row.field == "atr" for code in (row.old, row.new) if code}
    names = {code: atr.name for code, atr in store.atrs_by_code(session, codes).items()} if codes else {}
    return [_change(row, names if row.field == "atr" else {}) for row in rows]


def _change(row: CensusChange, names: Mapping[str, str]) -> ChangeView:
    old, new = (names.get(value or "", value or "") for value in (row.old, row.new))
    actor = ACTOR_NAMES.get(row.actor, row.actor)
    return ChangeView(row.at, actor, FIELD_NAMES.get(row.field, row.field), old, new, row.reason)


def _asked(session: Session, unit: Unit) -> list[AskedView]:
    return [
        AskedView(
            line[1].code,
            line[1].title,
            line[1].is_test,
            label_of_states(line[0].delivery, line.state, line[0].disposition),
            line[0].id,
        )
        for line in rounds_store.invitations_of_unit(session, unit.id)
    ]


def variations(
    session: Session, unit_id: uuid.UUID | None = None, house: House | None = None
) -> tuple[VariationView, ...]:
    """The variations of a unit, or every one that waits to be handled; the oldest first. Details: with a house."""
    query = select(Variation, Unit).join(Unit, Unit.id == Variation.unit_id)
    wanted = Variation.handled_at.is_(None) if unit_id is None else Variation.unit_id == unit_id
    rows = session.execute(query.where(wanted).order_by(Variation.created_at, Variation.id))
    return tuple(_variation(row, unit, _told(session, house, row)) for row, unit in rows)


def variation(session: Session, variation_id: uuid.UUID) -> VariationView:
    """One variation. Raises NotFound."""
    query = select(Variation, Unit).join(Unit, Unit.id == Variation.unit_id).where(Variation.id == variation_id)
    found = session.execute(query).first()
    if found is None:
        raise NotFound("variazione")
    return _variation(found[0], found[1], {})


def _told(session: Session, house: House | None, row: Variation) -> Mapping[str, list[str]]:
    """Census field -> [known, declared]; nothing where the response it stands in can no longer be opened."""
    if house is None or not row.detail:
        return {}
    try:
        return notices.opened(_key(session, house, row.response_id), row)
    except WrongKey:
        return {}


def _key(session: Session, house: House, response_id: uuid.UUID | None) -> bytes:
    if response_id is None:
        return b""
    return house.keyring.data_key(f"response:{response_id}", *response_keys.of(session, response_id))


def _variation(row: Variation, unit: Unit, told: Mapping[str, list[str]]) -> VariationView:
    detail = {FIELD_NAMES.get(name, name): (str(known), str(said)) for name, (known, said) in told.items()}
    return VariationView(row.id, unit.code, unit.name, row.text, detail, row.created_at, row.handled_at)
