"""Those consulted: their mails, their links taken away and sent again."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from questionari.store import accounts, census, consultations as store
from questionari.store.models.consultations import ConsultationGuest
from questionari.usecases import audit, outbox
from questionari.usecases.census.listing import address_state
from questionari.usecases.consulting.basics import unclosed
from questionari.usecases.consulting.invitations import AREA_KIND, KIND
from questionari.usecases.house import Actor, NotFound, Refused

REVOKED = "consultation_revoked"


def send(session: Session, now: datetime, guest: ConsultationGuest, email: str, revoked: bool = False) -> None:
    """Queue the mail with its link, once a minute at most; where the last link was taken away meanwhile, also twice."""
    seqs = [f"{now:%y%m%d%H%M}", *([str(guest.message_id)] if revoked else [])]
    context = {"guest_id": str(guest.id)}
    for seq in seqs:
        made = outbox.enqueue(session, now, KIND, email, context=context, seq=f"{guest.public_id}.{seq}")
        if made is not None:
            guest.message_id = made
            return


def tell(session: Session, now: datetime, guest: ConsultationGuest, revoked: bool = False) -> bool:
    """Write to whoever stands for a territory: each account that follows it. False where nobody does."""
    told = accounts.addresses(session, guest.atr_id) if guest.atr_id else ()
    seq = f"{guest.public_id}.{now:%y%m%d%H%M}" + (f".{guest.message_id}" if revoked else "")
    for email in told:
        made = outbox.enqueue(session, now, AREA_KIND, email, context={"guest_id": str(guest.id)}, seq=seq)
        guest.message_id = made or guest.message_id
    return bool(told)


def end_links(session: Session, now: datetime, guests: Sequence[ConsultationGuest], reason: str) -> None:
    """No link of theirs opens anything any more, and no mail that invites them leaves."""
    ids = [guest.id for guest in guests]
    store.forget_links(session, ids)
    outbox.recall(session, now, store.mails_on_their_way(session, ids, (KIND, AREA_KIND)), reason)


def revoke(session: Session, now: datetime, actor: Actor, consultation_id: uuid.UUID, guest_id: uuid.UUID) -> None:
    """This body is no longer consulted; what it said stays. Raises NotFound, Refused."""
    guest = _guest(session, consultation_id, guest_id)
    guest.revoked_at = now
    end_links(session, now, [guest], REVOKED)
    audit.record(session, now, actor, "consultation.revoked", ("consultation_guest", guest.id))


def ask_again(session: Session, now: datetime, actor: Actor, consultation_id: uuid.UUID, guest_id: uuid.UUID) -> None:
    """Consult this body (again): a service gets a mail with a new link, a territory's accounts one to their area.

    Raises NotFound, Refused.
    """
    guest = _guest(session, consultation_id, guest_id)
    revoked, guest.revoked_at = guest.revoked_at is not None, None
    if guest.unit_id is not None:
        held = census.open_contacts(session, [guest.unit_id]).get(guest.unit_id)
        if held is None or address_state(held[1]):
            raise Refused("no_address", "Il servizio non ha un recapito che funzioni: lo corregga nel censimento.")
        send(session, now, guest, held[1].email, revoked)
    else:
        tell(session, now, guest, revoked)
    audit.record(session, now, actor, "consultation.asked_again", ("consultation_guest", guest.id))


def _guest(session: Session, consultation_id: uuid.UUID, guest_id: uuid.UUID) -> ConsultationGuest:
    """A body consulted, while the consultation goes on; both are locked. Raises NotFound, Refused."""
    unclosed(session, consultation_id)
    guest = session.get(ConsultationGuest, guest_id, with_for_update=True)
    if guest is None or guest.consultation_id != consultation_id:
        raise NotFound("invito")
    return guest
