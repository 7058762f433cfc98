"""Queries on responses that others than the staff may read. They never commit."""

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from questionari.engine.states import Disposition
from questionari.store.completion import ANSWERED
from questionari.store.headers import VERSION
from questionari.store.models.census import Atr
from questionari.store.models.responses import Response
from questionari.store.models.rounds import Invitation, InvitationAtr, QuestionnaireVersion, Round
from questionari.store.places import OF_UNIT


class Sent(NamedTuple):
    """A response that was sent, and the territory it stands for."""

    response_id: uuid.UUID
    code: str
    title: str
    atr_code: str
    atr_name: str
    submitted_at: datetime


def sent_under(session: Session, versions: Collection[str]) -> Sequence[Sent]:
    """What was sent under these versions and stands, test rounds and excluded units apart; the last first."""
    columns = (Response.id, QuestionnaireVersion.code, QuestionnaireVersion.title, Atr.code, Atr.name)
    query = (
        select(*columns, Response.submitted_at)
        .select_from(Response)
        .join(Invitation, Invitation.id == Response.invitation_id)
        .join(Round, Round.id == Response.round_id)
        .join(QuestionnaireVersion, QuestionnaireVersion.sha256 == VERSION)
        .join(InvitationAtr, InvitationAtr.invitation_id == Invitation.id)
        .join(Atr, Atr.id == InvitationAtr.atr_id)
        .where(OF_UNIT, VERSION.in_(versions), Response.state.in_(ANSWERED), Response.document.is_not(None))
        .where(Round.is_test.is_(False), Invitation.disposition != Disposition.EXCLUDED.value)
        .order_by(Response.submitted_at.desc(), Response.id.desc())
    )
    return [Sent._make(row) for row in session.execute(query)]
