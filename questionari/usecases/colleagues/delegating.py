""" "Chieda aiuto a un collega": who holds the link entrusts sections to somebody, sees how far she is, takes back."""

import secrets
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from questionari.engine.definition import Section
from questionari.engine.expressions.evaluate import truth
from questionari.engine.wording import ITALIAN, translated
from questionari.mail.messages import people
from questionari.mail.messages.templates import fill
from questionari.store import delegations as store, records
from questionari.store.headers import Header
from questionari.store.models.delegations import Delegation
from questionari.store.types import new_id
from questionari.usecases import audit, outbox
from questionari.usecases.colleagues.addresses import Person, is_known, judge, name_of, person, require_room
from questionari.usecases.colleagues.mails import letter_values
from questionari.usecases.colleagues.seats import KEY
from questionari.usecases.house import House, NotFound, Refused
from questionari.usecases.outbox.queueing import recall
from questionari.usecases.outbox.values import HIDDEN_LINK
from questionari.usecases.responding.cases import Case, load_case
from questionari.usecases.responding.landing import respondent
from questionari.usecases.responding.outline import SectionSummary, sections_of
from questionari.usecases.responding.standing import Standing, require_open, standing
from questionari.usecases.responding.submitting import recipient_of

WHOLE = "tutto"
KIND = "delegation"
NO_SECTION = Refused("section_missing", "Scelga almeno una sezione, oppure tutto il questionario.")


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be sent: to whom, by whom, which sections (None: the whole); ``letter`` as she will read it."""

    to: Person
    by: str
    sections: tuple[Section, ...] | None
    letter: str = ""


@dataclass(frozen=True, slots=True)
class Entrusted:
    """What somebody was given, and how far she is. ``missing``: required answers that her part still lacks."""

    public_id: str
    name: str
    email: str
    sections: tuple[Section, ...] | None
    asked_at: datetime
    opened_at: datetime | None
    saved_at: datetime | None
    missing: int
    outcome: str


@dataclass(frozen=True, slots=True)
class Colleagues:
    """The page of who holds the link: what may be given, who has been given what."""

    case: Case
    standing: Standing
    sections: tuple[Section, ...]  # those asked, and those that answers to come may open
    entrusted: tuple[Entrusted, ...]


def colleagues(session: Session, house: House, now: datetime, public_id: str) -> Colleagues:
    """Who was given what of a response. Raises NotFound, Refused (never entered, a list of records)."""
    case = load_case(session, house, now, public_id)
    sections = sections_of(case)
    rows = [row for row in store.of_response(session, case.response_id) if row.outcome != "discarded"]
    entrusted = tuple(_entrusted(case, sections, row) for row in rows)
    return Colleagues(case, standing(case.header, now), _givable(case, sections), entrusted)


def _givable(case: Case, asked: Sequence[SectionSummary]) -> tuple[Section, ...]:
    known = {one.section.code for one in asked}
    return tuple(s for s in case.definition.sections if s.code in known or _undecided(case, s))


def _undecided(case: Case, section: Section) -> bool:
    """Whether it depends on answers that are still to be given."""
    return section.visible_if is not None and truth(section.visible_if, case.path.scope) is None


def _entrusted(case: Case, sections: Sequence[SectionSummary], row: Delegation) -> Entrusted:
    said = store.opened(case.key, row)
    missing = sum(one.missing for one in sections if row.sections is None or one.section.code in row.sections)
    times = (row.asked_at, row.opened_at, row.saved_at)
    return Entrusted(
        row.public_id, said["name"], said["email"], sections_given(case, row), *times, missing, row.outcome or ""
    )


def sections_given(case: Case, row: Delegation) -> tuple[Section, ...] | None:
    """The sections as the questionnaire has them; None: the whole."""
    return None if row.sections is None else tuple(s for s in case.definition.sections if s.code in row.sections)


def preview(
    session: Session, house: House, now: datetime, public_id: str, values: Mapping[str, str], wanted: Sequence[str]
) -> tuple[Colleagues, Request]:
    """What would be sent; nothing is. Raises as `entrust`."""
    page = colleagues(session, house, now, public_id)
    require_open(page.case.header, now)
    request = _request(page, values, wanted)
    return page, replace(request, letter=letter(page.case.header, request))


def _request(page: Colleagues, values: Mapping[str, str], wanted: Sequence[str]) -> Request:
    """Raises Faults "name_wrong", "email_wrong", "by_wrong", "section_missing"."""
    by = values.get("by", "")
    judge(lambda: person(values), lambda: name_of(by, "by_wrong"), lambda: _chosen(page, wanted))
    return Request(person(values), name_of(by, "by_wrong"), _chosen(page, wanted))


def _chosen(page: Colleagues, wanted: Sequence[str]) -> tuple[Section, ...] | None:
    """None: the whole. Raises Refused "section_missing"."""
    chosen = tuple(section for section in page.sections if section.code in wanted)
    if not chosen and WHOLE not in wanted:
        raise NO_SECTION
    return None if WHOLE in wanted else chosen


def letter(header: Header, request: Request) -> str:
    """The text of the mail, but for the link."""
    language = header.language or ITALIAN
    link = translated(HIDDEN_LINK, language)
    values = letter_values(header, {"name": request.to.name, "by": request.by}, request.sections)
    return fill(translated(people.DELEGATION, language), {**values, "link_delega": link})


def entrust(
    session: Session, house: House, now: datetime, public_id: str, values: Mapping[str, str], wanted: Sequence[str]
) -> None:
    """Ask a colleague: "name", "email" hers, "by" of who asks; ``wanted`` codes of sections, or WHOLE.

    A mail leaves at once where the address is the body's, else once the staff have said yes.
    Raises NotFound, Refused ("name_wrong", "email_wrong", "by_wrong", "section_missing", "too_many", or that nothing
    may be written).
    """
    records.lock(session, public_id)
    page, request = preview(session, house, now, public_id, values, wanted)
    header = page.case.header
    require_room(session, now, header.unit_id)
    row = _row(page.case, request, now, waits=not is_known(session, header.unit_id, request.to.email))
    session.add(row)
    session.flush()
    if not row.waits:
        row.message_id = write_to(session, now, header, row, request.to.email)
    target = ("response", page.case.response_id)
    audit.record(session, now, respondent(header), "delegation.ask", target, sections=row.sections, waits=row.waits)


def _row(case: Case, request: Request, now: datetime, waits: bool) -> Delegation:
    codes = None if request.sections is None else [section.code for section in request.sections]
    row = Delegation(id=new_id(), public_id=KEY + secrets.token_urlsafe(16), response_id=case.response_id)
    row.sections, row.waits, row.asked_at = codes, waits, now
    content = {"name": request.to.name, "email": request.to.email, "by": request.by}
    row.sealed = store.sealed(case.key, row.id, content)
    return row


def write_to(session: Session, now: datetime, header: Header, row: Delegation, email: str) -> uuid.UUID | None:
    """Queue the mail with her link; in a test round it goes where the invitation went."""
    recipient = recipient_of(session, header) if header.rehearsal else email
    return outbox.enqueue(
        session,
        now,
        KIND,
        recipient or email,
        round_id=header.round_id,
        invitation_id=header.invitation_id,
        context={"delegation_id": str(row.id)},
        seq=str(row.id),
    )


def withdraw(session: Session, house: House, now: datetime, public_id: str, which: str) -> None:
    """Take back what somebody was given: her link is dead, and the pages she has open. Again changes nothing.

    What she has written stays. Raises NotFound.
    """
    records.lock(session, public_id)
    case = load_case(session, house, now, public_id)
    row = store.by_public_id(session, which)
    if row is None or row.response_id != case.response_id:
        raise NotFound("persona")
    mails = store.end(session, now, "revoked", Delegation.id == row.id)
    recall(session, now, mails, "delegation_ended")
    audit.record(session, now, respondent(case.header), "delegation.revoke", ("response", case.response_id))
