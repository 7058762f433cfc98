"""A colleague's side: a link of her own opens the sections she was given, and nothing else of the response.

Her address is none of the response's: whatever does not ask for her seat first finds nothing behind it.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from questionari.engine.definition import Questionnaire, Section, say
from questionari.engine.states import Disposition
from questionari.engine.wording import ITALIAN
from questionari.store import delegations as store, responses
from questionari.store.headers import Header
from questionari.store.models.delegations import Delegation
from questionari.usecases import audit
from questionari.usecases.house import Actor, House, NotFound, Refused
from questionari.usecases.links import token_sha256
from questionari.usecases.responding.cases import Case, data_key, load_case
from questionari.usecases.responding.cells import Writer
from questionari.usecases.responding.counting import Tally, tally
from questionari.usecases.responding.definitions import definition_of
from questionari.usecases.responding.outline import SectionSummary, sections_of
from questionari.usecases.responding.standing import Standing, last_day, standing

KEY = "~"  # what the address of a colleague's part begins with: no invitation's does
ENDED = Refused(
    "delegation_ended",
    "Le sezioni che Le erano state affidate non sono più aperte: chi Le ha chiesto aiuto le ha riprese, oppure il "
    "questionario è stato inviato. Quello che aveva salvato è rimasto.",
)


@dataclass(frozen=True, slots=True)
class Seat:
    """Where somebody sits: the address of the response, who writes and what of it is hers."""

    address: str
    writer: Writer


@dataclass(frozen=True, slots=True)
class Invited:
    """What the landing page of a colleague's link says. Nothing of any answer."""

    definition: Questionnaire
    header: Header
    language: str
    by: str
    name: str
    sections: tuple[Section, ...] | None
    last_day: date


@dataclass(frozen=True, slots=True)
class Part:
    """The list of a colleague's sections."""

    case: Case
    by: str
    name: str
    sections: tuple[SectionSummary, ...]
    tally: Tally
    standing: Standing
    last_day: date


def is_seat(public_id: str) -> bool:
    """Whether an address is that of a colleague's part."""
    return public_id.startswith(KEY)


def seat(session: Session, house: House, public_id: str, writer: Writer) -> Seat:
    """Where an address leads: for who holds the link everything of it, for a colleague what she was given.

    Raises NotFound, Refused "delegation_ended": also in the middle of her work.
    """
    if not is_seat(public_id):
        return Seat(public_id, writer)
    row = store.by_public_id(session, public_id)
    header, said = _standing(session, house, row)
    only = None if row is None or row.sections is None else frozenset(row.sections)
    return Seat(header.public_id, replace(writer, name=said["name"], only=_everything(session, header, only)))


def _everything(session: Session, header: Header, only: frozenset[str] | None) -> frozenset[str]:
    """Who was given the whole still has a seat of her own: all its sections, by name."""
    definition = definition_of(session, header.questionnaire_sha256)
    return frozenset(section.code for section in definition.sections) if only is None else only


def _standing(session: Session, house: House, row: Delegation | None) -> tuple[Header, dict[str, str]]:
    """The response of a part that stands, and the names. Raises NotFound, Refused "delegation_ended"."""
    header = responses.by_response(session, row.response_id) if row is not None else None
    if row is None or header is None or header.stored_state == "archived" or row.waits:
        raise NotFound("collegamento")
    if row.ended_at is not None or header.revoked_at is not None:
        raise ENDED
    if header.disposition == Disposition.EXCLUDED:
        raise NotFound("collegamento")
    return header, store.opened(data_key(house, header), row)


def _actor(row: Delegation) -> Actor:
    return Actor("respondent", row.public_id)


def _behind(session: Session, token: str) -> Delegation:
    row = store.by_token(session, token_sha256(token))
    if row is None:
        raise NotFound("collegamento")
    return row


def open_part(session: Session, house: House, token: str) -> Invited:
    """The landing page of a link; changes nothing. Raises NotFound, Refused "delegation_ended"."""
    row = _behind(session, token)
    header, said = _standing(session, house, row)
    definition = definition_of(session, header.questionnaire_sha256)
    sections = None if row.sections is None else tuple(s for s in definition.sections if s.code in row.sections)
    language = header.language or ITALIAN
    return Invited(definition, header, language, said["by"], said["name"], sections, last_day(header))


def enter_part(session: Session, house: House, now: datetime, token: str) -> str:
    """Open the part behind a link; its address. Raises NotFound, Refused "delegation_ended"."""
    row = _behind(session, token)
    _standing(session, house, row)
    row.opened_at = row.opened_at or now
    audit.record(session, now, _actor(row), "delegation.enter", ("response", row.response_id))
    return row.public_id


def part(session: Session, house: House, now: datetime, public_id: str) -> Part:
    """Her sections, each with its state. Raises NotFound, Refused "delegation_ended"."""
    row = store.by_public_id(session, public_id)
    _, said = _standing(session, house, row)
    found = seat(session, house, public_id, Writer())
    case = load_case(session, house, now, found.address, found.writer)
    state, day = standing(case.header, now), last_day(case.header)
    return Part(case, said["by"], said["name"], sections_of(case), tally(case), state, day)


def note_work(session: Session, now: datetime, public_id: str) -> None:
    """That a colleague has saved: who asked her sees when she last did. Of any other address nothing is noted."""
    row = store.by_public_id(session, public_id) if is_seat(public_id) else None
    if row is not None:
        row.saved_at = now


def titles(sections: tuple[Section, ...] | None, language: str) -> tuple[str, ...]:
    """The titles of sections."""
    return tuple(say(section.title, language) for section in sections or ())
