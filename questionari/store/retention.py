"""What has lasted longer than it may: found by class, oldest first. Never commits."""

import uuid
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from questionari.store.models.access import CredentialToken, LoginSession
from questionari.store.models.delegations import Delegation
from questionari.store.models.handovers import Handover
from questionari.store.models.helping import FalseMessage, HelpThread, Remark
from questionari.store.models.responses import AccessCode, Attachment, Compiler, DraftCell, Response, ResponseContact
from questionari.store.models.rounds import Invitation, Round

#: session, instant, at most so many -> ids, oldest first
Finder = Callable[[Session, datetime, int], Sequence[uuid.UUID]]
UNSENT = ("opened", "in_progress")


def _closed_before(instant: datetime) -> tuple[ColumnElement[bool], ...]:
    own = or_(Invitation.deadline_at.is_(None), Invitation.deadline_at <= instant)
    return (Round.closes_at <= instant, own)


def unsent_drafts(session: Session, closed_before: datetime, limit: int) -> Sequence[uuid.UUID]:
    """Responses that were never sent, of rounds closed before an instant, that still hold anything written."""
    written = or_(*(exists().where(table.response_id == Response.id) for table in (DraftCell, Attachment, Remark)))
    never = (Response.document.is_(None), Response.receipt_number.is_(None), Response.state.in_(UNSENT))
    query = (
        select(Response.id)
        .join(Invitation, Invitation.id == Response.invitation_id)
        .join(Round, Round.id == Response.round_id)
        .where(*never, written, *_closed_before(closed_before))
    )
    return session.scalars(query.order_by(Response.id).limit(limit)).all()


def contacts(session: Session, closed_before: datetime, limit: int) -> Sequence[uuid.UUID]:
    """Responses of rounds closed before an instant with contacts beside them, or the name of who has compiled."""
    beside = (exists().where(table.response_id == Response.id) for table in (ResponseContact, Compiler))
    query = (
        select(Response.id)
        .join(Invitation, Invitation.id == Response.invitation_id)
        .join(Round, Round.id == Response.round_id)
        .where(or_(*beside), *_closed_before(closed_before))
    )
    return session.scalars(query.order_by(Response.id).limit(limit)).all()


def help_threads(session: Session, closed_before: datetime, limit: int) -> Sequence[uuid.UUID]:
    """Requests of help in rounds closed before an instant."""
    query = (
        select(HelpThread.id)
        .join(Response, Response.id == HelpThread.response_id)
        .join(Invitation, Invitation.id == Response.invitation_id)
        .join(Round, Round.id == Response.round_id)
        .where(*_closed_before(closed_before))
    )
    return session.scalars(query.order_by(HelpThread.id).limit(limit)).all()


def passed(hour: InstrumentedAttribute[Any]) -> Finder:
    """Finds the rows whose ``hour`` passed before an instant, so many at most."""
    key = hour.class_.id

    def found(session: Session, before: datetime, limit: int) -> Sequence[uuid.UUID]:
        return session.scalars(select(key).where(hour <= before).order_by(key).limit(limit)).all()

    return found


false_messages = passed(FalseMessage.handled_at)
delegations = passed(Delegation.ended_at)  # with them go the names
handovers = passed(Handover.ended_at)
access_codes = passed(AccessCode.expires_at)
credential_tokens = passed(CredentialToken.expires_at)
login_sessions = passed(LoginSession.created_at)
