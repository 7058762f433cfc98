"""Services added and corrected by staff, with a check against a colleague's change and the history of both values."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy.orm import Session

from questionari.store import census as store
from questionari.store.models.census import Unit, Variation
from questionari.usecases import audit, fields
from questionari.usecases.census import contacts, memberships
from questionari.usecases.census.drafts import contact_draft, unit_draft
from questionari.usecases.census.history import By, FieldChange, assign
from questionari.usecases.fields import FieldFault, Invalid, read_fields, refuse
from questionari.usecases.house import Actor, NotFound, Refused
from questionari.usecases.querying.asking import pass_on
from questionari.usecases.rounds.invitations import end_links_of_former
from questionari.usecases.rounds.resending import resend_returned

Draft = TypeVar("Draft")
WHY = {"reason": fields.required(fields.line(200))}
CONTACT_FIELDS = {"email": "email", "name": "contact_name", "pec": "pec", "phone": "phone"}


@dataclass(frozen=True, slots=True)
class Seen:
    """The version of a unit that a form was made from: its `updated_at` as text; a colleague's change makes another."""

    code: str
    version: str


def version_of(unit: Unit) -> str:
    """The version of a unit for a form."""
    return unit.updated_at.isoformat()


def add_unit(session: Session, now: datetime, actor: Actor, values: Mapping[str, str]) -> str:
    """A new service with its territory (`atr`) and contact, from the texts of a form; returns its code.

    Raises Invalid with every fault; contact fields are named as in CONTACT_FIELDS.
    """
    draft, faults = None, list[FieldFault]()
    try:
        draft = unit_draft(values)
    except Invalid as error:
        faults += error.faults
    faults += _contact_faults(values) + _atr_faults(session, values)
    if draft and store.units_by_code(session, [draft.code]):
        faults.append(FieldFault("code", f"Il codice «{draft.code}» è già di un altro servizio: ne scelga uno nuovo."))
    if faults or draft is None:
        raise Invalid(tuple(faults))
    by = By(actor, now, "inserimento")
    unit = memberships.new_unit(session, draft, by)
    memberships.join(session, unit, store.atrs_by_code(session, [values["atr"]]).values(), by)
    if values.get("email"):
        contacts.settle(session, unit, contact_draft(_contact_values(values)), by)
    audit.record(session, now, actor, "unit.added", ("unit", unit.id), code=unit.code)
    return unit.code


def _contact_values(values: Mapping[str, str]) -> dict[str, str]:
    return {field: values.get(name, "") for field, name in CONTACT_FIELDS.items()}


def _contact_faults(values: Mapping[str, str]) -> list[FieldFault]:
    typed = _contact_values(values)
    if not any(typed.values()):
        return []
    try:
        contact_draft(typed)
    except Invalid as error:
        return [FieldFault(CONTACT_FIELDS[fault.field], fault.message) for fault in error.faults]
    return []


def _atr_faults(session: Session, values: Mapping[str, str]) -> list[FieldFault]:
    known = store.atrs_by_code(session, [values.get("atr", "")])
    return [] if known else [FieldFault("atr", "Scelga il territorio (ATR) del servizio.")]


def _explained(values: Mapping[str, str], read: Callable[[Mapping[str, str]], Draft]) -> tuple[Draft, str]:
    """What a form says and why. Raises Invalid with the faults of both."""
    faults = list[FieldFault]()
    try:
        draft = read(values)
    except Invalid as error:
        faults += error.faults
    try:
        why = read_fields(values, WHY)["reason"]
    except Invalid as error:
        faults += error.faults
    if faults:
        raise Invalid(tuple(faults))
    return draft, why


def correct_unit(
    session: Session, now: datetime, actor: Actor, seen: Seen, values: Mapping[str, str]
) -> tuple[FieldChange, ...]:
    """Give a service the values of a form; the code stays. Raises Invalid, and Refused when a colleague was faster."""
    unit = load_unit(session, seen)
    draft, why = _explained({**values, "code": unit.code}, unit_draft)
    changes = assign(session, unit, draft, By(actor, now, why))
    if not changes:
        raise refuse("reason", "Nessun dato è cambiato: corregga almeno un campo.")
    names = [change.field for change in changes]
    audit.record(session, now, actor, "unit.corrected", ("unit", unit.id), fields=names)
    return changes


def correct_contact(
    session: Session, now: datetime, actor: Actor, seen: Seen, values: Mapping[str, str]
) -> tuple[FieldChange, ...]:
    """Correct who receives the links, or name another: the earlier contact is closed and kept, its links die.

    What had come back from the earlier address is queued again at once.
    """
    unit = load_unit(session, seen)
    draft, why = _explained(values, contact_draft)
    changes = contacts.settle(session, unit, draft, By(actor, now, why))
    if not changes:
        raise refuse("email", "Nessun dato è cambiato: corregga almeno un campo.")
    names = [change.field for change in changes]
    _, holder = store.open_contacts(session, [unit.id])[unit.id]
    ended = end_links_of_former(session, now, unit.id, holder.id)
    pass_on(session, now, unit.id, holder.id)
    again = resend_returned(session, now, unit.id) if "email" in names else 0
    detail = {"fields": names, "links_ended": ended, "sent_again": again}
    audit.record(session, now, actor, "unit.contact_changed", ("unit", unit.id), **detail)
    return changes


def change_membership(
    session: Session, now: datetime, actor: Actor, seen: Seen, atr_code: str, member: bool
) -> FieldChange:
    """Make a service a member of a territory from today, or end its membership today."""
    unit = load_unit(session, seen)
    if not atr_code:
        raise Refused("not_chosen", "Scelga prima il territorio.")
    atr = store.atrs_by_code(session, [atr_code]).get(atr_code)
    if atr is None:
        raise NotFound("territorio")
    by = By(actor, now, "appartenenza al territorio")
    if not member:
        change = memberships.leave(session, unit, atr.id, by)
    else:
        joined = memberships.join(session, unit, [atr], by)
        if not joined:
            raise Refused("same_state", f"Il servizio fa già parte di {atr.name}.")
        change, unit.updated_at = joined[0], now
    audit.record(session, now, actor, "unit.membership", ("unit", unit.id), atr=atr_code, member=member)
    return change


def load_unit(session: Session, seen: Seen) -> Unit:
    """The unit as the form saw it. Raises NotFound, and Refused when it has changed since."""
    unit = store.units_by_code(session, [seen.code]).get(seen.code)
    if unit is None:
        raise NotFound("servizio")
    if seen.version != version_of(unit):
        message = (
            "Nel frattempo un'altra persona ha cambiato questa scheda: guardi i dati attuali e ripeta la modifica."
        )
        raise Refused("stale", message)
    return unit


def handle_variation(
    session: Session, now: datetime, actor: Actor, variation_id: uuid.UUID, handled: bool = True
) -> str:
    """Mark a variation as dealt with, or as waiting again; returns the unit's code."""
    row = session.get(Variation, variation_id)
    if row is None:
        raise NotFound("variazione")
    if handled == (row.handled_at is not None):
        state = "già stata gestita" if handled else "ancora da gestire"
        raise Refused("handled", f"La variazione è {state}.")
    row.handled_at, row.handled_by = (now, actor.id or actor.kind) if handled else (None, None)
    action = "variation.handled" if handled else "variation.reopened"
    audit.record(session, now, actor, action, ("variation", variation_id))
    return store.codes_of(session, [row.unit_id])[row.unit_id]
