"""Queries on what other services of the same body answer in the rounds that run. Nothing here commits."""

import uuid
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from questionari.store.headers import Header
from questionari.store.linked import SENT
from questionari.store.models.census import Unit
from questionari.store.models.responses import Response
from questionari.store.models.rounds import Invitation, QuestionnaireVersion, Round
from questionari.store.places import OF_UNIT
from questionari.store.responses import WRITABLE

MOST = 5


_Own = aliased(Unit)


def of_body(unit_id: uuid.UUID) -> ColumnElement[bool]:
    """Whether a unit is of the same body as another: the same owner in the same province.

    The census knows bodies by their names alone, and two associations far apart may bear the same one.
    """
    same = (func.lower(func.trim(_Own.owner)) == func.lower(func.trim(Unit.owner)), _Own.owner != "")
    return exists().where(_Own.id == unit_id, *same, _Own.province.is_not_distinct_from(Unit.province))


class Sibling(NamedTuple):
    """A response of another service of the body; ``sent`` whether it is a submission, else a draft."""

    public_id: str
    unit_name: str
    sent: bool


def siblings(session: Session, header: Header, questionnaire: str) -> Sequence[Sibling]:
    """Responses to the same questionnaire by other services of the body: those sent, and drafts of the very same
    contact; the latest sent first.
    """
    sent = and_(Response.state.in_(SENT), Response.document.is_not(None))
    hers = and_(Response.state.in_(WRITABLE), Invitation.contact_id == header.contact_id)
    query = (
        select(Invitation.public_id, Unit.name, sent.label("sent"))
        .join(Unit, Unit.id == Invitation.unit_id)
        .join(Response, OF_UNIT)
        .join(Round, Round.id == Invitation.round_id)
        .join(QuestionnaireVersion, QuestionnaireVersion.sha256 == Round.questionnaire_sha256)
        .where(of_body(header.unit_id), Unit.id != header.unit_id, QuestionnaireVersion.code == questionnaire)
        .where(Round.stored_state == "open", Round.is_test.is_(False), Invitation.revoked_at.is_(None))
        .where(Response.records.is_(None), or_(sent, hers))
        .order_by(sent.desc(), Response.submitted_at.desc(), Response.saved_at.desc(), Response.id)
        .limit(MOST)
    )
    return [Sibling(*row) for row in session.execute(query)]


def document(session: Session, response_id: uuid.UUID) -> bytes | None:
    """The submitted document of a response, still sealed; None once it was given back."""
    own = (Response.id == response_id, Response.state.in_(SENT))
    return session.scalar(select(Response.document).where(*own))
