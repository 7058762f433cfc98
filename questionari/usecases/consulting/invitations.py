"""The mails that invite to a consultation: a service by a personal link, made when the mail is; a territory's accounts
by the address of their own area, which opens to nobody else.
"""

import secrets
import uuid
from datetime import datetime

from sqlalchemy.orm import Session

from questionari.mail.messages import MessageFault
from questionari.store import accounts, census
from questionari.store.models.census import Atr, Unit
from questionari.store.models.consultations import Consultation, ConsultationGuest, ConsultationLink
from questionari.store.models.drafts import QuestionnaireDraft
from questionari.usecases.census.listing import address_state
from questionari.usecases.consulting.basics import takes_comments
from questionari.usecases.house import House
from questionari.usecases.links import token_sha256
from questionari.usecases.outbox.values import last_day

KIND, AREA_KIND = "consultation", "consultation_atr"


def mail_values(session: Session, house: House, now: datetime, guest_id: str, recipient: str) -> dict[str, str]:
    """The placeholders of the invitation. Raises MessageFault where it must not go any more, or not to that address."""
    guest, values = _invited(session, now, guest_id)
    if guest.unit_id is None:
        raise MessageFault("the invitation is not a service's")
    _must_be_its_contact(session, guest.unit_id, recipient)
    return {
        **values,
        "servizio": session.get_one(Unit, guest.unit_id).name,
        "link_consultazione": f"{house.settings.base_url}/consultazione/apri/{_mint(session, guest.id, now)}",
    }


def area_values(session: Session, house: House, now: datetime, guest_id: str, recipient: str) -> dict[str, str]:
    """The placeholders of the invitation of a territory's account. Raises MessageFault as `mail_values` does."""
    guest, values = _invited(session, now, guest_id)
    if guest.atr_id is None or recipient.lower() not in accounts.addresses(session, guest.atr_id):
        raise MessageFault("the address is not of an account of the territory any more")
    return {
        **values,
        "territorio": session.get_one(Atr, guest.atr_id).name,
        "link_area": f"{house.settings.base_url}/atr/consultazioni/{guest.public_id}",
    }


def _invited(session: Session, now: datetime, guest_id: str) -> tuple[ConsultationGuest, dict[str, str]]:
    """Who is consulted, and what every invitation says. Raises MessageFault where it must not go any more."""
    guest = session.get(ConsultationGuest, uuid.UUID(guest_id))
    if guest is None or guest.revoked_at is not None:
        raise MessageFault("the invitation to the consultation was revoked")
    row = session.get_one(Consultation, guest.consultation_id)
    if not takes_comments(row, now):
        raise MessageFault("the consultation has ended")
    title = session.get_one(QuestionnaireDraft, row.draft_id).title
    return guest, {"questionario": title, "fino_al": last_day(row.ends_at)}


def _must_be_its_contact(session: Session, unit_id: uuid.UUID, recipient: str) -> None:
    """A personal link goes to the contact of today and to nobody else (decisions.md 30, 32)."""
    held = census.open_contacts(session, [unit_id]).get(unit_id)
    if held is None or address_state(held[1]) or held[1].email.lower() != recipient.lower():
        raise MessageFault("the address is not the service's any more, or does not take mail")


def _mint(session: Session, guest_id: uuid.UUID, now: datetime) -> str:
    token = secrets.token_urlsafe(32)
    session.add(ConsultationLink(guest_id=guest_id, token_sha256=token_sha256(token), issued_at=now))
    return token
