"""Files of earlier responses that were kept to be looked at, and never imported. Nothing here commits."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, exists, or_, select, update
from sqlalchemy.orm import Session

from questionari.engine.states import Job
from questionari.store.models.responses import ImportTask, Response, ResponseImport

KEPT = ResponseImport.sealed.is_not(None)
LIVE = (Job.QUEUED, Job.RUNNING)


def forget(session: Session, now: datetime, *wanted: ColumnElement[bool]) -> int:
    """Let go of kept files, and of what was said of their rows; how many files."""
    of_these = ImportTask.import_id.in_(select(ResponseImport.id).where(*wanted))
    session.execute(delete(ImportTask).where(of_these).execution_options(synchronize_session="fetch"))
    gone = update(ResponseImport).where(KEPT, *wanted).values(sealed=None, ended_at=now).returning(ResponseImport.id)
    return len(session.scalars(gone.execution_options(synchronize_session=False)).all())


def under_way(session: Session, round_id: uuid.UUID, what: str) -> bool:
    """Whether a worker has, or will have, such a task of a round; its row is held."""
    own = (ResponseImport.round_id == round_id, ImportTask.what == what, ImportTask.state.in_(LIVE))
    query = select(ImportTask.import_id).join(ResponseImport, ResponseImport.id == ImportTask.import_id).where(*own)
    return session.scalars(query.with_for_update(of=ImportTask)).first() is not None


def of_round(round_id: uuid.UUID) -> ColumnElement[bool]:
    """Those chosen for a round."""
    return ResponseImport.round_id == round_id


def beside(round_id: uuid.UUID, response_id: uuid.UUID) -> ColumnElement[bool]:
    """Those that may hold the answers of a response, since it came from such a file itself."""
    from_file = exists().where(Response.id == response_id, Response.import_id.is_not(None))
    return and_(of_round(round_id), from_file)


def left_there(session: Session, chosen_before: datetime, limit: int) -> Sequence[uuid.UUID]:
    """Those chosen before an instant of which the file, or what was said of its rows, is still there."""
    told = exists().where(ImportTask.import_id == ResponseImport.id)
    query = select(ResponseImport.id).where(or_(KEPT, told), ResponseImport.begun_at <= chosen_before)
    return session.scalars(query.order_by(ResponseImport.id).limit(limit)).all()


def next_task(session: Session, now: datetime) -> ImportTask | None:
    """The oldest task that waits, or whose worker died, held."""
    free = or_(ImportTask.lease_until.is_(None), ImportTask.lease_until <= now)
    query = select(ImportTask).where(ImportTask.state.in_(LIVE), free)
    return session.scalars(query.order_by(ImportTask.asked_at).limit(1).with_for_update(skip_locked=True)).first()
