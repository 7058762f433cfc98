""" "I miei questionari": what the same address of the census is asked for in all rounds that run, never another's.

The page names services, states and days. It opens none: whoever holds one link, perhaps forwarded, gets the others only
through the mailbox of the census.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from questionari.engine.states import Disposition, ResponseState
from questionari.store import census, responses
from questionari.store.headers import Header
from questionari.store.models.census import Contact
from questionari.store.models.rounds import Invitation, Round
from questionari.store.places import invitation_of
from questionari.usecases.house import NotFound
from questionari.usecases.responding.standing import Standing, last_day, standing
from questionari.usecases.rounds.lost_links import ask_for_links, lines_of

TO_DO, UNDER_WAY, AWAITING, SENT, TO_MEND, OVER, SAID = (
    "to_do",
    "under_way",
    "awaiting",
    "sent",
    "to_mend",
    "over",
    "said",
)
_STATES: Mapping[Standing, str] = {
    Standing.AWAITING: AWAITING,
    Standing.SUBMITTED: SENT,
    Standing.CLOSED: OVER,
}
_BEGUN: Mapping[str, str] = {ResponseState.QUERY_OPEN: TO_MEND, ResponseState.IN_PROGRESS: UNDER_WAY}


@dataclass(frozen=True, slots=True)
class Mine:
    """One questionnaire of hers. ``state``: one of the constants above."""

    public_id: str
    unit_name: str
    round_title: str
    state: str
    last_day: date


@dataclass(frozen=True, slots=True)
class MyQuestionnaires:
    """All of hers, the latest round first; ``email``: whose they are."""

    email: str
    lines: tuple[Mine, ...]


def my_questionnaires(session: Session, now: datetime, public_id: str) -> MyQuestionnaires:
    """What the census contact behind an address is asked for. Raises NotFound where the address is hers no more."""
    contact = _contact(session, public_id)
    found = [line for line in lines_of(session, contact.email) if _hers(line[0], line[1], contact, now)]
    headers = (responses.by_public_id(session, line[0].public_id) for line in found)
    return MyQuestionnaires(contact.email, tuple(_mine(header, now) for header in headers if header is not None))


def send_my_links(session: Session, now: datetime, public_id: str) -> None:
    """Her links once more, to the address of the census alone, within the limits of lost ones. Raises NotFound."""
    ask_for_links(session, now, _contact(session, public_id).email)


def _contact(session: Session, public_id: str) -> Contact:
    header = responses.by_public_id(session, invitation_of(public_id))
    if header is None or header.revoked_at is not None or header.rehearsal:
        raise NotFound("questionario")
    holder = census.open_contacts(session, [header.unit_id]).get(header.unit_id)
    if holder is None or holder[1].id != header.contact_id:
        raise NotFound("questionario")
    return holder[1]


def _hers(invitation: Invitation, row: Round, contact: Contact, now: datetime) -> bool:
    """Asked of that very contact, of today and of when it was asked; of a round that people know of."""
    bound = invitation.contact_id == contact.id and invitation.revoked_at is None
    return bound and not row.rehearsal and row.opens_at <= now and invitation.disposition != Disposition.EXCLUDED


def _mine(header: Header, now: datetime) -> Mine:
    state = standing(header, now)
    begun = _BEGUN.get(header.state or "", TO_DO)
    said = SAID if header.disposition != Disposition.NONE and state is Standing.OPEN else ""
    shown = _STATES.get(state) or said or begun
    return Mine(header.public_id, str(header.census.get("name", "")), header.round_title, shown, last_day(header))
