"""Queries on what was erased because it held personal data. They never commit."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from questionari.store.among import among
from questionari.store.models.access import AuditEvent, AuditSeal
from questionari.store.models.messages import ExportRequest
from questionari.store.models.redactions import Redaction


def by_code(session: Session, code: str) -> Redaction | None:
    """The one with that code."""
    return session.scalars(select(Redaction).where(Redaction.code == code)).first()


def of_response(session: Session, response_id: uuid.UUID) -> Sequence[Redaction]:
    """Those of a response, the newest first."""
    own = Redaction.response_id == response_id
    return session.scalars(select(Redaction).where(own).order_by(Redaction.at.desc(), Redaction.id.desc())).all()


def latest(session: Session, first: int, most: int) -> Sequence[Redaction]:
    """All of them, the newest first."""
    query = select(Redaction).order_by(Redaction.at.desc(), Redaction.id.desc())
    return session.scalars(query.offset(first).limit(most)).all()


def count(session: Session) -> int:
    """How many there are."""
    return session.scalar(select(func.count()).select_from(Redaction)) or 0


def unswept(session: Session) -> Sequence[Redaction]:
    """Those whose traces on disk are still to be removed, the oldest first."""
    query = select(Redaction).where(Redaction.swept_at.is_(None)).order_by(Redaction.at, Redaction.id)
    return session.scalars(query.with_for_update()).all()


def last_since(session: Session, response_id: uuid.UUID, since: datetime, but: str) -> datetime | None:
    """When an answer of a response was last erased, from an instant on; ``but``: what is no answer."""
    own = (Redaction.response_id == response_id, Redaction.at >= since, Redaction.question != but)
    return session.scalar(select(func.max(Redaction.at)).where(*own))


def last_seal(session: Session) -> tuple[int, str]:
    """(number, hash) of the newest seal of the audit trail; (0, "") before the first."""
    row = session.execute(select(AuditSeal.seq, AuditSeal.hash).order_by(AuditSeal.seq.desc()).limit(1)).first()
    return (row.seq, row.hash) if row else (0, "")


def seal_of(session: Session, event_id: uuid.UUID) -> tuple[int, str] | None:
    """(number, hash) of the seal over an event, once there is one."""
    row = session.execute(select(AuditSeal.seq, AuditSeal.hash).where(AuditSeal.event_id == event_id)).first()
    return (row.seq, row.hash) if row else None


def copies_taken(session: Session, round_id: uuid.UUID) -> dict[str, Any]:
    """How often a dataset of a round was taken away, and when last: {"taken", "last"}; those copies nobody reaches."""
    made = [str(found) for found in session.scalars(select(ExportRequest.id).where(ExportRequest.round_id == round_id))]
    downloaded = and_(AuditEvent.action == "dataset.downloaded", among(session, AuditEvent.object_id, made))
    by_command = and_(AuditEvent.action == "dataset.exported", AuditEvent.object_id == str(round_id))
    query = select(func.count(), func.max(AuditEvent.at)).where(or_(downloaded, by_command))
    taken, last = session.execute(query).one()
    return {"taken": taken, "last": last.isoformat() if last else None}
