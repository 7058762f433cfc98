"""The staff's day: what is open, what waits for a person, what leaves and what failed."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from questionari.engine.states import Disposition, Outbox
from questionari.mail.messages import kind_of
from questionari.store.models.census import CensusChange, Contact, Unit, UnitContact
from questionari.store.models.messages import OutboxMessage
from questionari.store.models.rounds import Invitation, Round
from questionari.usecases.census.viewing import VariationView, variations
from questionari.usecases.rounds.basics import RUNNING
from questionari.usecases.rounds.status import RoundInList, list_rounds
from questionari.usecases.rounds.stops import Stop, stops

FAILED = (Outbox.PERMANENT_FAILURE, Outbox.TECHNICAL_FAILURE)
PAGE_SIZE = 100
#: Whether the contact of an invitation's unit was changed after the service said that it is wrong.
CORRECTED: ColumnElement[bool] = exists().where(
    CensusChange.unit_id == Invitation.unit_id,
    CensusChange.field.in_(("email", "contact.name", "contact.pec", "contact.phone")),
    CensusChange.at > Invitation.disposition_at,
)
#: state of a mail -> what staff read
STATE_NAMES: Mapping[str, str] = {
    Outbox.QUEUED: "in coda",
    Outbox.SENDING: "in invio",
    Outbox.DEFERRED: "rimandato",
    Outbox.UNCERTAIN: "esito incerto",
    Outbox.SENT: "inviato",
    Outbox.DELIVERED: "consegnato",
    Outbox.BOUNCED: "respinto",
    Outbox.PERMANENT_FAILURE: "non consegnabile",
    Outbox.TECHNICAL_FAILURE: "non riuscito",
    Outbox.CANCELLED: "annullato",
}


@dataclass(frozen=True, slots=True)
class UnitTrouble:
    """A unit that waits for a person: in a round (code "" outside any), with what to know."""

    code: str
    name: str
    text: str
    round_code: str = ""
    invitation_id: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class Today:
    """The staff's first page."""

    stops: tuple[Stop, ...]
    all_stopped: bool
    running: tuple[RoundInList, ...]
    drafts: tuple[RoundInList, ...]
    bounced: tuple[UnitTrouble, ...]
    wrong_contacts: tuple[UnitTrouble, ...]
    corrected_contacts: tuple[UnitTrouble, ...]
    variations: tuple[VariationView, ...]
    failed: int
    waiting: int


def today(session: Session, now: datetime) -> Today:
    """What is open and what needs somebody."""
    rounds = list_rounds(session, now)
    states = dict(session.execute(select(OutboxMessage.state, func.count()).group_by(OutboxMessage.state)).all())
    held = stops(session)
    return Today(
        held,
        any(not stop.code for stop in held),
        tuple(found for found in rounds if found.line.state in RUNNING),
        tuple(found for found in rounds if found.line.state == "draft"),
        _bounced(session),
        _wrong_contacts(session, ~CORRECTED),
        _wrong_contacts(session, CORRECTED),
        variations(session),
        sum(states.get(state, 0) for state in FAILED),
        sum(states.get(state, 0) for state in (Outbox.QUEUED, Outbox.DEFERRED, Outbox.UNCERTAIN)),
    )


def _bounced(session: Session) -> tuple[UnitTrouble, ...]:
    query = (
        select(Unit.code, Unit.name, Contact.email)
        .join(UnitContact, (UnitContact.unit_id == Unit.id) & UnitContact.valid_to.is_(None))
        .join(Contact, Contact.id == UnitContact.contact_id)
        .where(Contact.bounced_at.is_not(None))
        .order_by(Unit.name, Unit.code)
    )
    return tuple(UnitTrouble(code, name, email) for code, name, email in session.execute(query))


def _wrong_contacts(session: Session, wanted: ColumnElement[bool]) -> tuple[UnitTrouble, ...]:
    query = (
        select(Unit.code, Unit.name, Invitation.disposition_reason, Round.code, Invitation.id)
        .join(Invitation, Invitation.unit_id == Unit.id)
        .join(Round, Round.id == Invitation.round_id)
        .where(Invitation.disposition == Disposition.WRONG_CONTACT, Round.stored_state == "open", wanted)
        .order_by(Invitation.disposition_at, Unit.code)
    )
    return tuple(UnitTrouble(*row) for row in session.execute(query))


@dataclass(frozen=True, slots=True)
class MailLine:
    """One message in the outbox list; never its body."""

    kind: str
    recipient: str
    unit_code: str
    unit_name: str
    state: str
    trouble: bool
    created_at: datetime
    sent_at: datetime | None
    attempts: int
    why: str


@dataclass(frozen=True, slots=True)
class MailList:
    """One page of the outbox, the latest first."""

    lines: tuple[MailLine, ...]
    total: int
    page: int
    pages: int
    stops: tuple[Stop, ...]


def list_mail(session: Session, state: str = "", page: int = 1) -> MailList:
    """The outbox; a state outside the table of states counts as blank."""
    wanted = (OutboxMessage.state == state,) if state in STATE_NAMES else ()
    total = session.scalar(select(func.count()).select_from(OutboxMessage).where(*wanted)) or 0
    pages = max(1, -(-total // PAGE_SIZE))
    shown = min(max(1, page), pages)
    query = (
        select(OutboxMessage, Unit.code, Unit.name)
        .outerjoin(Invitation, Invitation.id == OutboxMessage.invitation_id)
        .outerjoin(Unit, Unit.id == Invitation.unit_id)
        .where(*wanted)
        .order_by(OutboxMessage.created_at.desc(), OutboxMessage.id.desc())
        .limit(PAGE_SIZE)
        .offset((shown - 1) * PAGE_SIZE)
    )
    lines = tuple(_mail_line(*row) for row in session.execute(query))
    return MailList(lines, total, shown, pages, stops(session))


def _mail_line(row: OutboxMessage, code: str | None, name: str | None) -> MailLine:
    return MailLine(
        kind_of(row.kind).title,
        row.recipient,
        code or "",
        name or "",
        STATE_NAMES[row.state],
        row.state in FAILED,
        row.created_at,
        row.sent_at,
        row.attempts,
        row.reason or row.last_text or "",
    )
