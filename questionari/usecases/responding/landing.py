"""The landing page of a personal link (a GET changes nothing), and the act behind its button: entering."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from questionari.engine.definition import Questionnaire
from questionari.engine.states import Disposition
from questionari.store import querying, responses
from questionari.store.headers import Header
from questionari.store.models.responses import Response
from questionari.store.models.rounds import Invitation
from questionari.usecases import audit
from questionari.usecases.house import Actor, House, NotFound, Refused
from questionari.usecases.links import stored_forms
from questionari.usecases.responding.beginning import begin
from questionari.usecases.responding.changed import Changed, changed_since
from questionari.usecases.responding.definitions import definition_of, is_list
from questionari.usecases.responding.languages import choose_language, chosen, offered
from questionari.usecases.responding.paradata import Between, usual_minutes
from questionari.usecases.responding.standing import MESSAGES, Standing, closing, deadline, last_day, standing


@dataclass(frozen=True, slots=True)
class Landing:
    """What a person reads before she opens the questionnaire."""

    public_id: str
    definition: Questionnaire
    round_title: str
    unit_name: str
    territory: str  # for which the unit answers; empty where it answers for itself
    owner: str
    type_code: str
    period_start: date
    period_end: date
    opens_at: datetime
    deadline_at: datetime
    closes_at: datetime
    last_day: date
    standing: Standing
    disposition: Disposition
    started: bool
    verify_code: str
    header: Header
    receipt_number: str | None
    submitted_at: datetime | None
    languages: tuple[str, ...]
    language: str
    is_list: bool  # of records: nothing is filled in but those
    usual: Between | None  # minutes it usually takes, once enough have answered
    to_verify: bool  # some answers of what was sent
    changed: Changed | None  # merged or split since the round before


def open_link(session: Session, house: House, now: datetime, token: str, language: str | None = None) -> Landing:
    """The landing page of a token, in the language asked. Raises NotFound for unknown and revoked ones alike."""
    return _landing(session, house, _header(session, house, token), now, language)


def _header(session: Session, house: House, token: str) -> Header:
    """What a token opens, or the code of a letter."""
    found = (responses.by_token(session, form) for form in stored_forms(house.keyring, token))
    header = next(filter(None, found), None)
    if header is None:
        raise NotFound("collegamento")
    return header


def _landing(session: Session, house: House, header: Header, now: datetime, language: str | None) -> Landing:
    definition = definition_of(session, header.questionnaire_sha256)
    return Landing(
        header.public_id,
        definition,
        header.round_title,
        str(header.census.get("name", "")),
        _territory(header, definition),
        str(header.census.get("owner", "")),
        str(header.census.get("type", "")),
        header.period_start,
        header.period_end,
        header.opens_at,
        deadline(header),
        closing(header),
        last_day(header),
        standing(header, now),
        Disposition(header.disposition),
        header.response_id is not None,
        header.verify_code,
        header,
        header.receipt_number,
        header.submitted_at,
        offered(house, definition),
        chosen(house, definition, language or header.language),
        is_list(header, definition),
        usual_minutes(session, house, header.questionnaire_sha256),
        header.response_id is not None and bool(querying.numbers_asked(session, header.invitation_id)),
        changed_since(session, header, definition),
    )


def _territory(header: Header, definition: Questionnaire) -> str:
    names = header.census.get("atr_names", ()) if definition.unit == "atr" else ()
    return ", ".join(names)


def respondent(header: Header) -> Actor:
    """Who acts behind a link: the invitation, never a person's name."""
    return Actor("respondent", header.public_id)


def enter(session: Session, house: House, now: datetime, token: str, language: str | None = None) -> str:
    """Open the questionnaire behind a token; gives its public id. Entering again changes nothing but the language.

    Raises NotFound, Refused (not open yet, closed before anything was written, excluded).
    """
    header = _header(session, house, token)
    state = standing(header, now)
    readable = state is Standing.CLOSED and header.response_id is not None
    if state not in (Standing.OPEN, Standing.AWAITING, Standing.SUBMITTED) and not readable:
        raise Refused(*MESSAGES[state])
    if state is Standing.OPEN:
        _begin(session, house, now, header)
    if language is not None:
        choose_language(session, house, header.public_id, language)
    return header.public_id


def identify(session: Session, house: House, token: str) -> str:
    """The public id behind a token, without entering: for those who only want to tell us something. Raises NotFound."""
    return _header(session, house, token).public_id


def _begin(session: Session, house: House, now: datetime, header: Header) -> None:
    first = header.first_opened_at is None or header.disposition != Disposition.NONE
    if first:
        session.execute(
            update(Invitation)
            .where(Invitation.id == header.invitation_id)
            .values(
                first_opened_at=header.first_opened_at or now,
                disposition=Disposition.NONE.value,
                disposition_reason="",
                disposition_at=None,
            )
        )
        audit.record(session, now, respondent(header), "response.enter", ("invitation", header.invitation_id))
    if header.response_id is None:
        make_response(session, house, now, header, locked=first)


def make_response(session: Session, house: House, now: datetime, header: Header, locked: bool = False) -> None:
    """Make the response once: the invitation's row is locked (``locked``: it has just been changed, and is), so that of
    two first clicks one makes it.
    """
    if not locked:
        session.execute(select(Invitation.id).where(Invitation.id == header.invitation_id).with_for_update())
    if session.scalar(select(Response.id).where(Response.invitation_id == header.invitation_id)) is None:
        begin(session, house, now, header)
