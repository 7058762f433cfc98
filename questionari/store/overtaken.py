"""What waits for the staff though nothing can come of it any more: reports of ATRs, questionnaires to pass on."""

import uuid
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, case, literal, null, select
from sqlalchemy.orm import Session

from questionari.engine.states import Disposition, ResponseState
from questionari.store.models.atr_acts import AtrAct
from questionari.store.models.handovers import Handover
from questionari.store.models.responses import Response
from questionari.store.models.rounds import Invitation, Round
from questionari.store.places import OF_UNIT

SENT = (ResponseState.SUBMITTED, ResponseState.QUERY_OPEN, ResponseState.VALIDATED)
AWAITED = (Disposition.NONE, Disposition.WRONG_CONTACT)
ANSWERED, OVER, DECIDED = "answered", "over", "decided"


def _why(*decided: ColumnElement[bool]) -> ColumnElement[str | None]:
    """Why it can be confirmed no more: the service has answered, the closing is signed, the service need not answer."""
    over = ((Response.state.in_(SENT), literal(ANSWERED)), (Round.closed_at.is_not(None), literal(OVER)))
    return case(*over, *((one, literal(DECIDED)) for one in decided), else_=null())


OF_REPORT = _why(Invitation.disposition.not_in(AWAITED))
OF_HANDOVER = _why(Invitation.disposition == Disposition.EXCLUDED)  # whoever takes it over may answer all the same


@dataclass(frozen=True, slots=True)
class Overtaken:
    """A report, or a proposal, with its service's invitation. ``why``: ANSWERED, OVER or DECIDED."""

    id: uuid.UUID
    invitation_id: uuid.UUID
    unit_id: uuid.UUID
    why: str


def next_report(session: Session) -> Overtaken | None:
    """The report of an ATR that was overtaken and waits still."""
    stands = and_(AtrAct.invitation_id == Invitation.id, AtrAct.ended_at.is_(None))
    query = select(AtrAct.id, Invitation.id, Invitation.unit_id, OF_REPORT).join(Invitation, stands)
    return _first(session, query.where(OF_REPORT.is_not(None)).order_by(AtrAct.id))


def next_handover(session: Session) -> Overtaken | None:
    """The questionnaire that was to pass to another person."""
    stands = and_(Handover.invitation_id == Invitation.id, Handover.ended_at.is_(None))
    query = select(Handover.id, Invitation.id, Invitation.unit_id, OF_HANDOVER).join(Invitation, stands)
    return _first(session, query.where(OF_HANDOVER.is_not(None)).order_by(Handover.id))


def _first(session: Session, query: Select[uuid.UUID, uuid.UUID, uuid.UUID, str | None]) -> Overtaken | None:
    joined = query.join(Round, Round.id == Invitation.round_id).outerjoin(Response, OF_UNIT)
    row = session.execute(joined.limit(1)).first()
    return Overtaken(row[0], row[1], row[2], row[3] or "") if row else None
