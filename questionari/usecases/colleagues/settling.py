"""The staff's side: addresses that are none of the body's wait for a yes; who is concerned, without any answer."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from questionari.engine.wording import ITALIAN, translated
from questionari.store import delegations as store, handovers, responses
from questionari.store.headers import Header
from questionari.store.models.delegations import Delegation
from questionari.store.rounds import Line
from questionari.usecases import audit, outbox
from questionari.usecases.colleagues.delegating import write_to
from questionari.usecases.colleagues.handing import said
from questionari.usecases.colleagues.seats import titles
from questionari.usecases.house import Actor, House, NotFound, Refused
from questionari.usecases.responding.cases import data_key
from questionari.usecases.responding.definitions import definition_of
from questionari.usecases.responding.submitting import recipient_of

SETTLED = "delegation_settled"
OVER = Refused("settled", "Nel frattempo la richiesta è già stata decisa, o non serve più.")
YES = "La richiesta è partita: la persona riceve un collegamento soltanto suo, che può togliere in ogni momento."
NO = "La richiesta non è partita: per coinvolgere quella persona ci chiami, oppure indichi un indirizzo dell'ente."


@dataclass(frozen=True, slots=True)
class Concerned:
    """Somebody who was asked to help with a response, as the staff may see it: no answer, nothing of the content."""

    id: uuid.UUID
    unit_code: str
    unit_name: str
    round_code: str
    round_title: str
    invitation_id: uuid.UUID
    name: str
    email: str
    by: str
    sections: tuple[str, ...]  # empty: the whole
    asked_at: datetime
    opened_at: datetime | None
    saved_at: datetime | None
    waits: bool
    outcome: str


def waiting(session: Session, house: House) -> tuple[Concerned, ...]:
    """Those that wait for the staff's yes, the longest waiting first."""
    return tuple(
        _concerned(session, house, line) for line in store.lines(session, store.STANDS, Delegation.waits.is_(True))
    )


def concerned(session: Session, house: House, invitation_id: uuid.UUID) -> tuple[Concerned, ...]:
    """Everybody who was asked to help one service in a round."""
    found = store.lines(session, store.of_invitation(invitation_id), Delegation.sealed != b"")
    return tuple(_concerned(session, house, line) for line in found)


def _concerned(session: Session, house: House, line: Line) -> Concerned:
    row, _, invitation, unit, round_ = line
    header = _header(session, row)
    said = store.opened(data_key(house, header), row)
    definition = definition_of(session, header.questionnaire_sha256)
    given = None if row.sections is None else tuple(s for s in definition.sections if s.code in row.sections)
    return Concerned(
        id=row.id,
        unit_code=unit.code,
        unit_name=unit.name,
        round_code=round_.code,
        round_title=round_.title,
        invitation_id=invitation.id,
        name=said["name"],
        email=said["email"],
        by=said["by"],
        sections=titles(given, ITALIAN),
        asked_at=row.asked_at,
        opened_at=row.opened_at,
        saved_at=row.saved_at,
        waits=row.waits,
        outcome=row.outcome or "",
    )


def _header(session: Session, row: Delegation) -> Header:
    header = responses.by_response(session, row.response_id)
    if header is None:
        raise NotFound("richiesta")
    return header


@dataclass(frozen=True, slots=True)
class Proposed:
    """Somebody who is to become the contact of a service, and waits for the staff or for the census contact."""

    id: uuid.UUID
    unit_code: str
    unit_name: str
    round_code: str
    round_title: str
    invitation_id: uuid.UUID
    kind: str
    state: str
    name: str
    email: str
    by: str
    asked_at: datetime


def proposed(session: Session, house: House) -> tuple[Proposed, ...]:
    """Those that staff may settle, the longest waiting first."""
    return tuple(_proposed(house, line) for line in handovers.waiting(session))


def _proposed(house: House, line: Line) -> Proposed:
    row, invitation, unit, round_ = line
    names = said(house, row)
    about = (unit.code, unit.name, round_.code, round_.title, invitation.id)
    return Proposed(row.id, *about, row.kind, row.state, names["name"], names["email"], names["by"], row.asked_at)


def settle(session: Session, house: House, now: datetime, actor: Actor, delegation_id: uuid.UUID, yes: bool) -> None:
    """Let the mail go to an address that is none of the body's, or not; who asked is told by mail.

    Raises NotFound, Refused "settled" (by a colleague, or because it has ended).
    """
    row = session.get(Delegation, delegation_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound("richiesta")
    if not row.waits or row.ended_at is not None:
        raise OVER
    header = _header(session, row)
    row.waits, row.settled_by = False, actor.id or actor.kind
    if yes:
        session.flush()
        row.message_id = write_to(session, now, header, row, store.opened(data_key(house, header), row)["email"])
    else:
        row.ended_at, row.outcome = now, "refused"
    audit.record(session, now, actor, "delegation.settle", ("response", row.response_id), yes=yes)
    _tell(session, now, header, row.id, YES if yes else NO)


def _tell(session: Session, now: datetime, header: Header, delegation_id: uuid.UUID, outcome: str) -> None:
    recipient = recipient_of(session, header)
    if recipient is None:
        return
    outbox.enqueue(
        session,
        now,
        SETTLED,
        recipient,
        round_id=header.round_id,
        invitation_id=header.invitation_id,
        context={"esito": translated(outcome, header.language or ITALIAN)},
        seq=str(delegation_id),
    )
