"""Queries on datasets that were made while a response stood as it was sent. They never commit."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from questionari.engine.states import Job
from questionari.store.models.access import AuditEvent
from questionari.store.models.messages import ExportRequest
from questionari.store.models.responses import Response, Revision

MADE = (Job.RUNNING, Job.DONE)


def spans(session: Session, response_id: uuid.UUID) -> list[tuple[datetime, datetime | None]]:
    """From when until when each submission of a response stood; None: it stands, or was given back just now."""
    earlier = select(Revision.submitted_at, Revision.replaced_at).where(Revision.response_id == response_id)
    row = session.execute(select(Response.submitted_at, Response.reopened_at).where(Response.id == response_id)).one()
    found = [(sent, replaced) for sent, replaced in session.execute(earlier.order_by(Revision.number))]
    known = {sent for sent, _ in found}
    return [*found, *([(row.submitted_at, None)] if row.submitted_at and row.submitted_at not in known else [])]


def made_for(session: Session, response_id: uuid.UUID) -> Sequence[ExportRequest]:
    """The datasets of a response's round that are made, or being made, the latest first."""
    query = select(ExportRequest).join(Response, Response.round_id == ExportRequest.round_id)
    own = (Response.id == response_id, ExportRequest.state.in_(MADE))
    return session.scalars(query.where(*own).order_by(ExportRequest.created_at.desc(), ExportRequest.id.desc())).all()


def downloads(session: Session, request_ids: Sequence[uuid.UUID]) -> Mapping[str, int]:
    """How many times each dataset was downloaded."""
    ids = [str(one) for one in request_ids]
    wanted = (AuditEvent.object_kind == "export_request", AuditEvent.object_id.in_(ids))
    query = select(AuditEvent.object_id, func.count()).where(*wanted, AuditEvent.action == "dataset.downloaded")
    return {str(one): number for one, number in session.execute(query.group_by(AuditEvent.object_id))}


def by_command(session: Session, response_id: uuid.UUID) -> Sequence[datetime]:
    """When datasets of a response's round were made by command line."""
    own = select(Response.round_id).where(Response.id == response_id)
    wanted = (AuditEvent.object_kind == "round", AuditEvent.object_id == str(session.scalar(own)))
    query = select(AuditEvent.at).where(*wanted, AuditEvent.action == "dataset.exported")
    return session.scalars(query.order_by(AuditEvent.at.desc())).all()
