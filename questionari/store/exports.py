"""Queries on datasets asked for, and on what a dataset is made of. They order their rows and never commit."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import and_, func, or_, select, update
from sqlalchemy.orm import Session

from questionari.engine.states import Disposition, Job, ResponseState
from questionari.store.models.messages import ExportRequest
from questionari.store.models.responses import Response
from questionari.store.models.rounds import Invitation

_SNAPSHOT: Mapping[str, str] = {"postgresql": "REPEATABLE READ"}  # SQLite reads one snapshot by itself
_EXCLUDED = or_(Invitation.disposition == Disposition.EXCLUDED, Response.left_out_at.is_not(None))
#: A list of records has no document; a part that follows another stands in the row of that one.
_SENT = and_(Response.document.is_not(None), Response.first_id.is_(None))
_SUBMITTED = and_(_SENT, Response.state != ResponseState.QUERY_OPEN)
_HAS_FILE = or_(ExportRequest.file_name.is_not(None), ExportRequest.state == Job.RUNNING)


def hold_snapshot(session: Session) -> None:
    """Let a session read the database as it is now until its end. To be called before its first query."""
    level = _SNAPSHOT.get(session.get_bind().dialect.name)
    if level:
        session.connection(execution_options={"isolation_level": level})


def counts(session: Session, round_id: uuid.UUID) -> tuple[int, int, int, int]:
    """(units asked, responses submitted, of these excluded from the round, given back and not sent again yet)."""
    query = (
        select(
            func.count(Invitation.id.distinct()),
            func.count(Response.id).filter(_SUBMITTED),
            func.count(Response.id).filter(_SUBMITTED, _EXCLUDED),
            func.count(Response.id).filter(_SENT, Response.state == ResponseState.QUERY_OPEN),
        )
        .outerjoin(Response, Response.invitation_id == Invitation.id)
        .where(Invitation.round_id == round_id)
    )
    asked, submitted, left_out, reopened = session.execute(query).one()
    return asked, submitted, left_out, reopened


def next_due(session: Session, now: datetime) -> ExportRequest | None:
    """The oldest request that waits or whose worker died, locked; its lease may also say when to try again."""
    free = or_(ExportRequest.lease_until.is_(None), ExportRequest.lease_until <= now)
    query = (
        select(ExportRequest)
        .where(ExportRequest.state.in_((Job.QUEUED, Job.RUNNING)), free)
        .order_by(ExportRequest.created_at, ExportRequest.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    return session.scalars(query).first()


def owned(session: Session, request_id: uuid.UUID, owner: str) -> ExportRequest | None:
    """A running request, locked, if the lease is still that owner's."""
    query = select(ExportRequest).where(
        ExportRequest.id == request_id, ExportRequest.lease_owner == owner, ExportRequest.state == Job.RUNNING
    )
    return session.scalars(query.with_for_update()).first()


def pending(session: Session, round_id: uuid.UUID, form: str) -> ExportRequest | None:
    """A request for the same files that has not been claimed yet."""
    query = select(ExportRequest).where(
        ExportRequest.round_id == round_id, ExportRequest.format == form, ExportRequest.state == Job.QUEUED
    )
    return session.scalars(query.order_by(ExportRequest.created_at).limit(1)).first()


def history(session: Session, round_id: uuid.UUID) -> Sequence[ExportRequest]:
    """Every request of a round, the latest first."""
    query = select(ExportRequest).where(ExportRequest.round_id == round_id)
    return session.scalars(query.order_by(ExportRequest.created_at.desc(), ExportRequest.id.desc())).all()


def of_round(session: Session, round_id: uuid.UUID, request_id: uuid.UUID) -> ExportRequest | None:
    """A request, if it is of that round."""
    query = select(ExportRequest).where(ExportRequest.id == request_id, ExportRequest.round_id == round_id)
    return session.scalars(query).first()


def made_for(session: Session, round_id: uuid.UUID) -> Sequence[ExportRequest]:
    """Requests of a round whose file is there or being made, locked."""
    query = select(ExportRequest).where(ExportRequest.round_id == round_id, _HAS_FILE)
    return session.scalars(query.order_by(ExportRequest.created_at).with_for_update()).all()


def mark_redacted(session: Session, round_id: uuid.UUID, now: datetime) -> None:
    """Files of a round that were made hold, wherever their copies are, an answer that was erased."""
    made = (ExportRequest.round_id == round_id, ExportRequest.state == Job.DONE, ExportRequest.redacted_at.is_(None))
    session.execute(update(ExportRequest).where(*made).values(redacted_at=now))


def ended_before(session: Session, instant: datetime) -> Sequence[ExportRequest]:
    """Requests whose file is there since before an instant."""
    query = select(ExportRequest).where(ExportRequest.file_name.is_not(None), ExportRequest.ended_at <= instant)
    return session.scalars(query.order_by(ExportRequest.ended_at)).all()


def with_files(session: Session) -> frozenset[uuid.UUID]:
    """Requests whose file is there or being made."""
    return frozenset(session.scalars(select(ExportRequest.id).where(_HAS_FILE)))
