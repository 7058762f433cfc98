"""Who can be written to, and where: the census contact, or the staff's own address in a test round."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from questionari.store.models.census import Contact
from questionari.store.models.rounds import Round
from questionari.store.opening import Reached
from questionari.usecases.census.listing import address_state

#: why nothing is sent -> what staff read
REASONS: Mapping[str, str] = {
    "inactive": "servizio non attivo",
    "left_out": "lasciato fuori preparando la tornata",
    "no_address": "nessun indirizzo nel censimento",
    "bounced": "l'indirizzo ha respinto i messaggi",
    "paused": "recapito sospeso",
    "answered": "ha già risposto",
    "query_open": "deve integrare la risposta: ha già avuto la richiesta",
    "disposition": "non deve più rispondere",
    "wrong_contact": "ha segnalato un recapito sbagliato",
    "revoked": "collegamento revocato",
    "not_invited": "non ancora invitato",
    "queued": "l'invito è ancora in coda",
    "promised": "ha promesso la risposta per un giorno che deve ancora passare",
    "reminded": "già sollecitato oggi",
    "touched": "oggi ha lavorato al questionario",
    "not_answered": "non ha risposto",
    "all_answered": "i suoi servizi hanno risposto tutti",
}
ADDRESS_REASONS: Mapping[str, str] = {"assente": "no_address", "respinto": "bounced", "sospeso": "paused"}


@dataclass(frozen=True, slots=True)
class Address:
    """Where a message goes. In a test round no contact is attached: what happens to the mail is not the census's."""

    email: str
    contact_id: UUID | None


def address_for(row: Round, contact: Contact | Reached | None) -> Address | None:
    """The address of a unit's messages in a round; None when it cannot be written to."""
    if row.rehearsal:
        return Address(row.selection["test_recipient"], None)
    if contact is None or address_state(contact):
        return None
    return Address(contact.email, contact.id)


def address_fault(row: Round, contact: Contact | Reached | None) -> str:
    """Why a unit cannot be written to (a key of REASONS), or ""."""
    return "" if row.rehearsal else ADDRESS_REASONS.get(address_state(contact), "")
