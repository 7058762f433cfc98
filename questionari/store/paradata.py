"""Queries on what is counted of filling in: added to in one statement, read by version. Nothing here commits."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import delete, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from questionari.engine.states import ResponseState
from questionari.store.headers import VERSION
from questionari.store.models.helping import HelpThread
from questionari.store.models.paradata import Paradata
from questionari.store.models.responses import DraftCell, Response
from questionari.store.models.rounds import QuestionnaireVersion, Round
from questionari.store.rounds import WRITES_OUT

_TABLE = Paradata.metadata.tables[Paradata.__tablename__]
_INSERT: Mapping[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
_UNSENT = (ResponseState.OPENED, ResponseState.IN_PROGRESS)


class Count(NamedTuple):
    """One counter: page ("" the whole), measure, class."""

    page: str
    measure: str
    bucket: str


def saves(session: Session, response_id: uuid.UUID) -> Sequence[tuple[str, datetime, datetime]]:
    """(code, saved_at, opened_at) of every draft cell of a response."""
    query = select(DraftCell.code, DraftCell.saved_at, Response.opened_at)
    rows = session.execute(query.join(Response, Response.id == DraftCell.response_id).where(Response.id == response_id))
    return [(row[0], row[1], row[2]) for row in rows]


def add(session: Session, sha256: str, counts: Iterable[Count]) -> None:
    """One more in each of these, in one statement; always in the same order, so that two never wait in a circle."""
    rows = [{"questionnaire_sha256": sha256, **one._asdict(), "count": 1} for one in sorted(set(counts))]
    if not rows:
        return
    put = _INSERT[session.get_bind().dialect.name](_TABLE).values(rows)
    more = {"count": _TABLE.c.count + put.excluded.count}
    session.execute(put.on_conflict_do_update(index_elements=list(_TABLE.primary_key), set_=more))


def of_version(session: Session, sha256: str) -> Sequence[tuple[Count, int]]:
    """Every counter of a version."""
    own = Paradata.questionnaire_sha256 == sha256
    query = select(Paradata.page, Paradata.measure, Paradata.bucket, Paradata.count).where(own)
    return [(Count(*row[:3]), row[3]) for row in session.execute(query.order_by(Paradata.page, Paradata.bucket))]


def whole(session: Session, sha256: str, measure: str) -> Mapping[str, int]:
    """The classes of the whole questionnaire for one measure."""
    own = (Paradata.questionnaire_sha256 == sha256, Paradata.page == "", Paradata.measure == measure)
    return {row[0]: row[1] for row in session.execute(select(Paradata.bucket, Paradata.count).where(*own))}


def left_at(session: Session, sha256: str, now: datetime) -> Mapping[str, int]:
    """Page -> how many responses of rounds that are over stopped there unsent."""
    over = (Round.closes_at <= now, WRITES_OUT, VERSION.in_([sha256]))
    query = select(Response.page, func.count()).join(Round, Round.id == Response.round_id)
    unsent = (Response.page.is_not(None), Response.state.in_(_UNSENT))
    return {str(row[0]): row[1] for row in session.execute(query.where(*over, *unsent).group_by(Response.page))}


def helped(session: Session, sha256: str) -> Mapping[str, int]:
    """Question -> how many requests of help were pinned to it."""
    query = select(HelpThread.code, func.count()).join(Response, Response.id == HelpThread.response_id)
    query = query.join(Round, Round.id == Response.round_id).where(VERSION.in_([sha256]), WRITES_OUT)
    return {row[0]: row[1] for row in session.execute(query.group_by(HelpThread.code))}


def forget(session: Session, before: datetime) -> int:
    """Delete what was counted of versions that no round has asked since; gives how many counters."""
    asked = select(Round.questionnaire_sha256).where(Round.closes_at >= before)
    published = select(QuestionnaireVersion.sha256).where(QuestionnaireVersion.published_at >= before)
    gone = session.execute(
        delete(Paradata)
        .where(Paradata.questionnaire_sha256.not_in(asked), Paradata.questionnaire_sha256.not_in(published))
        .execution_options(synchronize_session=False)
    )
    return int(getattr(gone, "rowcount", 0))
