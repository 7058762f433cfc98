"""The mail that invites a service to a consultation: its own personal link, made when the mail is."""

import secrets
import uuid
from datetime import datetime

from sqlalchemy.orm import Session

from questionari.mail.messages import MessageFault
from questionari.store import census
from questionari.store.models.census import Unit
from questionari.store.models.consultations import Consultation, ConsultationGuest, ConsultationLink
from questionari.store.models.drafts import QuestionnaireDraft
from questionari.usecases.census.listing import address_state
from questionari.usecases.consulting.basics import takes_comments
from questionari.usecases.house import House
from questionari.usecases.links import token_sha256
from questionari.usecases.outbox.values import last_day

KIND = "consultation"


def mail_values(session: Session, house: House, now: datetime, guest_id: str, recipient: str) -> dict[str, str]:
    """The placeholders of the invitation. Raises MessageFault where it must not go any more, or not to that address."""
    guest = session.get(ConsultationGuest, uuid.UUID(guest_id))
    if guest is None or guest.unit_id is None or guest.revoked_at is not None:
        raise MessageFault("the invitation to the consultation was revoked")
    row = session.get_one(Consultation, guest.consultation_id)
    if not takes_comments(row, now):
        raise MessageFault("the consultation has ended")
    _must_be_its_contact(session, guest.unit_id, recipient)
    return {
        "servizio": session.get_one(Unit, guest.unit_id).name,
        "questionario": session.get_one(QuestionnaireDraft, row.draft_id).title,
        "fino_al": last_day(row.ends_at),
        "link_consultazione": f"{house.settings.base_url}/consultazione/apri/{_mint(session, guest.id, now)}",
    }


def _must_be_its_contact(session: Session, unit_id: uuid.UUID, recipient: str) -> None:
    """A personal link goes to the contact of today and to nobody else (decisions.md 30, 32)."""
    held = census.open_contacts(session, [unit_id]).get(unit_id)
    if held is None or address_state(held[1]) or held[1].email.lower() != recipient.lower():
        raise MessageFault("the address is not the service's any more, or does not take mail")


def _mint(session: Session, guest_id: uuid.UUID, now: datetime) -> str:
    token = secrets.token_urlsafe(32)
    session.add(ConsultationLink(guest_id=guest_id, token_sha256=token_sha256(token), issued_at=now))
    return token
