"""The silent services as notes and letters to an ATR list them: names, states, days; never a link, never an answer.

Of a shelter not even the name is in them: its code, which the ATR finds in its own area (decisions.md 18).
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from questionari.engine.states import DELIVERY_LABELS, RESPONSE_LABELS, Delivery, Disposition, ResponseState, label
from questionari.mail.messages import MessageFault
from questionari.store import accounts, silent as store
from questionari.store.models.census import Atr
from questionari.store.models.rounds import Round
from questionari.store.rounds import Line
from questionari.usecases.census.vocabulary import SHELTER
from questionari.usecases.completion import last_day

NOTE_TO = "note_to"  # key of Round.selection: territory -> addresses that staff chose instead of the usual ones
#: States of a questionnaire that a list on a page shows in one word, for who reads them without the page.
IN_FULL: Mapping[str, str] = {
    DELIVERY_LABELS[Delivery.SENT]: "questionario non ancora aperto",
    RESPONSE_LABELS[ResponseState.OPENED]: "questionario aperto, ancora senza risposte",
}
NONE_LEFT = "Nel frattempo tutti i servizi del territorio hanno risposto: l'elenco è vuoto."


def addresses(session: Session, row: Round, atr: Atr) -> tuple[str, ...]:
    """To whom the notes of a round about a territory go: the reference address of the territory, PEC first, and its
    accounts; or whom the staff have chosen.
    """
    chosen = row.selection.get(NOTE_TO, {}).get(atr.code)
    if chosen is not None:
        return tuple(chosen)
    own = [atr.pec or atr.email or "", *accounts.addresses(session, atr.id)]
    return tuple(dict.fromkeys(address.lower() for address in own if address))


@dataclass(frozen=True, slots=True)
class Silent:
    """A service as lists for its ATR name it: a shelter by its code alone."""

    name: str
    state: str
    days: tuple[str, ...]


def services(session: Session, round_id: uuid.UUID, atr_id: uuid.UUID) -> tuple[Silent, ...]:
    """The silent services of a territory in a round, by name."""
    return tuple(_silent(one) for one in store.lines(session, round_id, atr_id))


def listed(session: Session, round_id: uuid.UUID, atr_id: uuid.UUID) -> str:
    """A line a service, by name."""
    found = services(session, round_id, atr_id)
    return "\n".join(f"{one.name}: {'; '.join((one.state, *one.days))}" for one in found) or NONE_LEFT


def _silent(one: Line) -> Silent:
    name = f"Casa rifugio (codice {one.code})" if SHELTER in (one.type_code, one.type_now) else one.name
    shown = label(Delivery(one.delivery), ResponseState(one.state or "not_started"), Disposition(one.disposition))
    days = [f"risposta promessa per il {one.promised_on:%d/%m/%Y}"] if one.promised_on else []
    days += [f"proroga fino al {last_day(one.deadline_at):%d/%m/%Y}"] if one.deadline_at else []
    return Silent(name, IN_FULL.get(shown, shown), tuple(days))


def mail_values(session: Session, round_id: uuid.UUID, atr_id: str, recipient: str) -> dict[str, str]:
    """The placeholders of a note, as things stand when it is made. Raises MessageFault where the address is none of
    the territory's any more.
    """
    row, atr = session.get_one(Round, round_id), session.get_one(Atr, uuid.UUID(atr_id))
    if recipient.lower() not in addresses(session, row, atr):
        raise MessageFault("the address is none of the territory's any more")
    return {"atr": atr.name, "elenco_servizi": listed(session, round_id, atr.id)}
