"""The services of territories that have not answered in a round, for the notes to the ATRs. Nothing here commits."""

import uuid
from collections.abc import Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from questionari.store.models.census import Atr, Unit
from questionari.store.models.responses import Response
from questionari.store.models.rounds import Invitation, InvitationAtr
from questionari.store.places import OF_UNIT, SHOWN
from questionari.store.rounds import Line

SENT_ONCE = ("submitted", "query_open", "validated")
#: Nothing was sent, and nobody has said that nothing will be.
SILENT = (
    or_(Response.state.is_(None), Response.state.not_in(SENT_ONCE)),
    Invitation.disposition.in_(("none", "wrong_contact")),
)


def territories(session: Session, round_id: uuid.UUID) -> Sequence[tuple[Atr, int]]:
    """(territory with services in a round, how many of them are silent), by code."""
    counted = func.count().filter(*SILENT)
    query = (
        select(Atr, counted)
        .join(InvitationAtr, InvitationAtr.atr_id == Atr.id)
        .join(Invitation, Invitation.id == InvitationAtr.invitation_id)
        .outerjoin(Response, OF_UNIT)
        .where(Invitation.round_id == round_id)
        .group_by(Atr.id)
        .order_by(Atr.code)
    )
    return [(row[0], row[1]) for row in session.execute(query)]


def lines(session: Session, round_id: uuid.UUID, atr_id: uuid.UUID) -> Sequence[Line]:
    """(code, name, type in the round and today, delivery, response state, disposition, own deadline, promised day) of
    silent services.
    """
    query = (
        select(
            Unit.code,
            Unit.name,
            Invitation.type_code,
            Unit.type_code.label("type_now"),
            Invitation.delivery,
            SHOWN.label("state"),
            Invitation.disposition,
            Invitation.deadline_at,
            Invitation.promised_on,
        )
        .join(Unit, Unit.id == Invitation.unit_id)
        .join(InvitationAtr, InvitationAtr.invitation_id == Invitation.id)
        .outerjoin(Response, OF_UNIT)
        .where(Invitation.round_id == round_id, InvitationAtr.atr_id == atr_id, *SILENT)
        .order_by(Unit.sort_name, Unit.code)
    )
    return session.execute(query).all()
