"""What has lasted longer than it may: found by class, oldest first. Never commits."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session

from questionari.store.models.access import CredentialToken, LoginSession
from questionari.store.models.delegations import Delegation
from questionari.store.models.handovers import Handover
from questionari.store.models.helping import FalseMessage, HelpThread
from questionari.store.models.responses import AccessCode, Attachment, DraftCell, Response
from questionari.store.models.rounds import Invitation, Round

UNSENT = ("opened", "in_progress")


def _closed_before(instant: datetime) -> tuple[ColumnElement[bool], ...]:
    own = or_(Invitation.deadline_at.is_(None), Invitation.deadline_at <= instant)
    return (Round.closes_at <= instant, own)


def unsent_drafts(session: Session, closed_before: datetime, limit: int) -> Sequence[uuid.UUID]:
    """Responses that were never sent, of rounds closed before an instant, that still hold anything written."""
    written = or_(
        exists().where(DraftCell.response_id == Response.id), exists().where(Attachment.response_id == Response.id)
    )
    never = (Response.document.is_(None), Response.receipt_number.is_(None), Response.state.in_(UNSENT))
    query = (
        select(Response.id)
        .join(Invitation, Invitation.id == Response.invitation_id)
        .join(Round, Round.id == Response.round_id)
        .where(*never, written, *_closed_before(closed_before))
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


def false_messages(session: Session, handled_before: datetime, limit: int) -> Sequence[uuid.UUID]:
    """Reports of false messages that were looked into before an instant."""
    query = select(FalseMessage.id).where(FalseMessage.handled_at <= handled_before)
    return session.scalars(query.order_by(FalseMessage.id).limit(limit)).all()


def delegations(session: Session, ended_before: datetime, limit: int) -> Sequence[uuid.UUID]:
    """Sections entrusted to colleagues whose part ended before an instant: with them go the names."""
    query = select(Delegation.id).where(Delegation.ended_at <= ended_before)
    return session.scalars(query.order_by(Delegation.id).limit(limit)).all()


def handovers(session: Session, ended_before: datetime, limit: int) -> Sequence[uuid.UUID]:
    """Questionnaires that were to pass to another person, ended before an instant."""
    query = select(Handover.id).where(Handover.ended_at <= ended_before)
    return session.scalars(query.order_by(Handover.id).limit(limit)).all()


def access_codes(session: Session, expired_before: datetime, limit: int) -> Sequence[uuid.UUID]:
    """One-time codes that expired before an instant."""
    query = select(AccessCode.id).where(AccessCode.expires_at <= expired_before)
    return session.scalars(query.order_by(AccessCode.id).limit(limit)).all()


def credential_tokens(session: Session, expired_before: datetime, limit: int) -> Sequence[uuid.UUID]:
    """Links to set a password that expired before an instant."""
    query = select(CredentialToken.id).where(CredentialToken.expires_at <= expired_before)
    return session.scalars(query.order_by(CredentialToken.id).limit(limit)).all()


def login_sessions(session: Session, begun_before: datetime, limit: int) -> Sequence[uuid.UUID]:
    """Login sessions begun before an instant."""
    query = select(LoginSession.id).where(LoginSession.created_at <= begun_before)
    return session.scalars(query.order_by(LoginSession.id).limit(limit)).all()
