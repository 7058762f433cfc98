"""Who receives the links of a service: one contact at a time, the earlier ones kept with their dates."""

import uuid

from sqlalchemy.orm import Session

from questionari.store import census as store
from questionari.store.models.census import Contact, Unit, UnitContact
from questionari.usecases import audit
from questionari.usecases.census.drafts import ContactDraft
from questionari.usecases.census.history import By, FieldChange, record
from questionari.usecases.house import NotFound, Refused


def settle(session: Session, unit: Unit, draft: ContactDraft, by: By) -> tuple[FieldChange, ...]:
    """Make the draft the unit's current contact: the same address is corrected, another closes the earlier contact."""
    current = store.open_contacts(session, [unit.id]).get(unit.id)
    if current and current[1].email.lower() == draft.email.lower():
        return _correct(session, unit, current[1], draft, by)
    if current:
        current[0].valid_to = by.now
        session.flush()
    contact = store.contact_by_email(session, draft.email) or _new(session, draft)
    session.add(UnitContact(unit_id=unit.id, contact_id=contact.id, valid_from=by.now))
    unit.updated_at = by.now
    old = current[1].email if current else None
    change = record(session, unit.id, by, FieldChange("email", old, draft.email))
    return (change, *_correct(session, unit, contact, draft, by))


def _new(session: Session, draft: ContactDraft) -> Contact:
    contact = Contact(email=draft.email, name=draft.name, pec=draft.pec, phone=draft.phone)
    session.add(contact)
    session.flush()
    return contact


def _correct(session: Session, unit: Unit, contact: Contact, draft: ContactDraft, by: By) -> tuple[FieldChange, ...]:
    """Name, PEC and telephone; what the draft leaves blank stays (a contact may hold several units)."""
    changes = []
    for field in ("name", "pec", "phone"):
        old, new = getattr(contact, field), getattr(draft, field)
        if new and new != old:
            setattr(contact, field, new)
            changes.append(record(session, unit.id, by, FieldChange(f"contact.{field}", old, new)))
    if changes:
        unit.updated_at = by.now
    return tuple(changes)


def pause(session: Session, contact_id: uuid.UUID, by: By, paused: bool = True) -> None:
    """Send nothing to a contact any more, or again. A contact whose mail bounced is taken up again the same way."""
    contact = session.get(Contact, contact_id)
    if contact is None:
        raise NotFound("recapito")
    if paused == (contact.paused_at is not None) and (paused or contact.bounced_at is None):
        raise Refused("same_state", "Il recapito è già in questo stato.")
    contact.paused_at = by.now if paused else None
    contact.bounced_at = contact.bounced_at if paused else None
    audit.record(session, by.now, by.actor, "contact.paused" if paused else "contact.resumed", ("contact", contact_id))
