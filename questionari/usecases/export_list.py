"""Every dataset asked for, of every round, as a list."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session, aliased

from questionari.engine.states import Job
from questionari.store.models.messages import ExportRequest
from questionari.store.models.rounds import Round
from questionari.usecases.exports import ExportLine, line_of

PAGE_SIZE = 50
LATER = aliased(ExportRequest)
#: Failed, and the same was not asked for again.
UNSOLVED: ColumnElement[bool] = and_(
    ExportRequest.state == Job.FAILED,
    ~select(LATER.id)
    .where(
        LATER.round_id == ExportRequest.round_id,
        LATER.format == ExportRequest.format,
        LATER.created_at > ExportRequest.created_at,
    )
    .correlate(ExportRequest)
    .exists(),
)
#: state in the address -> which requests it lets through
STATES: Mapping[str, ColumnElement[bool]] = {
    "da-risolvere": UNSOLVED,
    "in-corso": ExportRequest.state.in_((Job.QUEUED, Job.RUNNING)),
    "pronto": and_(ExportRequest.state == Job.DONE, ExportRequest.file_name.is_not(None)),
    "scaduto": and_(ExportRequest.state == Job.DONE, ExportRequest.file_name.is_(None)),
    "fallito": ExportRequest.state == Job.FAILED,
}
RECENT = timedelta(days=30)  # an older failure is nobody's business any more


@dataclass(frozen=True, slots=True)
class ExportFilter:
    """What is asked of the list; values that do not exist count as blank."""

    state: str = ""
    round_code: str = ""
    sort: str = ""  # "vecchi": the oldest first
    page: int = 1


@dataclass(frozen=True, slots=True)
class Asked:
    """A request and the round it is of."""

    round_code: str
    round_title: str
    line: ExportLine
    id: uuid.UUID


@dataclass(frozen=True, slots=True)
class ExportList:
    """One page of the list."""

    lines: tuple[Asked, ...]
    total: int
    page: int
    pages: int
    rounds: tuple[tuple[str, str], ...]  # (code, title) of those that have requests


def list_exports(session: Session, asked: ExportFilter) -> ExportList:
    """The requests that a filter lets through, the latest first."""
    wanted = [STATES[asked.state]] if asked.state in STATES else []
    if asked.round_code:
        wanted.append(Round.code == asked.round_code)
    joined = select(ExportRequest, Round.code, Round.title).join(Round, Round.id == ExportRequest.round_id)
    total = session.scalar(select(func.count()).select_from(joined.where(*wanted).subquery())) or 0
    pages = max(1, -(-total // PAGE_SIZE))
    shown = min(max(1, asked.page), pages)
    rows = session.execute(
        joined.where(*wanted).order_by(*_order(asked)).limit(PAGE_SIZE).offset((shown - 1) * PAGE_SIZE)
    )
    lines = tuple(Asked(code, title, line_of(row), row.id) for row, code, title in rows)
    return ExportList(lines, total, shown, pages, _rounds(session))


def _order(asked: ExportFilter) -> tuple[ColumnElement[Any], ...]:
    if asked.sort == "vecchi":
        return (ExportRequest.created_at.asc(), ExportRequest.id.asc())
    return (ExportRequest.created_at.desc(), ExportRequest.id.desc())


def _rounds(session: Session) -> tuple[tuple[str, str], ...]:
    some = select(ExportRequest.round_id)
    query = select(Round.code, Round.title).where(Round.id.in_(some)).order_by(Round.opens_at.desc(), Round.code)
    return tuple((code, title) for code, title in session.execute(query))


def count_failed(session: Session, now: datetime) -> int:
    """How many failed requests of the last weeks wait for a person."""
    query = select(func.count()).select_from(ExportRequest)
    return session.scalar(query.where(UNSOLVED, ExportRequest.created_at >= now - RECENT)) or 0
