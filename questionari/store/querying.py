"""Queries on what staff ask to verify in responses that were sent. They never commit."""

import json
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, func, select, update
from sqlalchemy.orm import Session

from questionari.engine.states import Query, ResponseState, RoundState
from questionari.store.models.census import Unit
from questionari.store.models.querying import QueryTurn, ResponseQuery
from questionari.store.models.responses import Response
from questionari.store.models.rounds import Invitation, Round
from questionari.store.sealing import seal, unseal
from questionari.store.types import new_id

RESPONDENT = "respondent"
STANDS = ResponseQuery.ended_at.is_(None)
_ASKED = and_(STANDS, ResponseQuery.state == Query.ASKED)
#: How many queries the services have answered and nobody has read, as a column of any statement.
ANSWERED = select(func.count()).select_from(ResponseQuery).where(STANDS, ~_ASKED).scalar_subquery()


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn in clear. ``changed``: question -> what was answered before and after, in words."""

    kind: Query
    author: str
    at: datetime
    text: str
    changed: Mapping[str, tuple[str, str]] = field(repr=False)
    name: str

    @property
    def answers(self) -> bool:
        """Whether it is the service's."""
        return self.author == RESPONDENT


def standing(session: Session, response_id: uuid.UUID) -> ResponseQuery | None:
    """The query that stands about a response. Whoever changes it holds the response."""
    return session.scalars(select(ResponseQuery).where(ResponseQuery.response_id == response_id, STANDS)).first()


def end_validation(session: Session, response_id: uuid.UUID) -> None:
    """What is asked about is no longer taken as good."""
    own = (Response.id == response_id, Response.state == ResponseState.VALIDATED)
    good = {"state": ResponseState.SUBMITTED, "validated_at": None, "validated_by": None}
    session.execute(update(Response).where(*own).values(good).execution_options(synchronize_session="fetch"))


def of_response(session: Session, response_id: uuid.UUID) -> Sequence[ResponseQuery]:
    """Every query about a response, the latest first."""
    query = select(ResponseQuery).where(ResponseQuery.response_id == response_id)
    return session.scalars(query.order_by(ResponseQuery.asked_at.desc(), ResponseQuery.id.desc())).all()


def asked_of(session: Session, unit_id: uuid.UUID, contact_id: uuid.UUID) -> Sequence[Any]:
    """(query, its invitation) of those that wait for a unit and went to another contact than that one."""
    query = (
        select(ResponseQuery, Invitation)
        .join(Response, Response.id == ResponseQuery.response_id)
        .join(Invitation, Invitation.id == Response.invitation_id)
        .join(Round, Round.id == Invitation.round_id)
        .where(_ASKED, Invitation.unit_id == unit_id, Invitation.contact_id != contact_id)
        .where(Round.is_test.is_(False), Round.stored_state != RoundState.ARCHIVED)
    )
    return session.execute(query.order_by(ResponseQuery.id)).all()


def numbers_asked(session: Session, invitation_id: uuid.UUID) -> Sequence[int]:
    """The responses of an invitation about which the service is asked: 0 its own, else records by their number."""
    query = select(Response.number).join(ResponseQuery, ResponseQuery.response_id == Response.id)
    return session.scalars(query.where(Response.invitation_id == invitation_id, _ASKED).order_by(Response.number)).all()


def _place(query_id: uuid.UUID, turn_id: uuid.UUID) -> str:
    return f"query_turn:{query_id}:{turn_id}"


def say(
    session: Session, key: bytes, now: datetime, row: ResponseQuery, author: str, content: Mapping[str, Any]
) -> None:
    """Add the turn that led a query to its state."""
    turn_id = new_id()
    sealed = seal(key, json.dumps(content, ensure_ascii=False).encode(), _place(row.id, turn_id))
    session.add(QueryTurn(id=turn_id, query_id=row.id, kind=row.state, author=author, sealed=sealed, at=now))


def turns(session: Session, key: bytes, query_id: uuid.UUID) -> tuple[Turn, ...]:
    """What was said, in order. Raises WrongKey."""
    query = select(QueryTurn).where(QueryTurn.query_id == query_id).order_by(QueryTurn.at, QueryTurn.id)
    return tuple(_opened(key, row) for row in session.scalars(query))


def _opened(key: bytes, row: QueryTurn) -> Turn:
    content = json.loads(unseal(key, row.sealed, _place(row.query_id, row.id)))
    changed = {code: (before, after) for code, (before, after) in content.get("changed", {}).items()}
    return Turn(Query(row.kind), row.author, row.at, content["text"], changed, content.get("name", ""))


def about(session: Session, key: bytes, row: ResponseQuery) -> frozenset[str]:
    """The questions that a query names: those it is pinned to, those that were changed in answer to it."""
    said = turns(session, key, row.id)
    return frozenset(row.questions).union(*(turn.changed for turn in said))


def withdraw(session: Session, response_id: uuid.UUID, now: datetime, by: str) -> None:
    """The whole response is given back: what was asked about some questions is asked no more."""
    own = (ResponseQuery.response_id == response_id, STANDS)
    session.execute(update(ResponseQuery).where(*own).values(state=Query.WITHDRAWN, ended_at=now, ended_by=by))


def withdraw_all(session: Session, invitation_id: uuid.UUID, now: datetime, by: str) -> None:
    """The unit is left out of its round: nothing is asked of it any more."""
    own = select(Response.id).where(Response.invitation_id == invitation_id)
    ended = update(ResponseQuery).where(ResponseQuery.response_id.in_(own), STANDS)
    session.execute(ended.values(state=Query.WITHDRAWN, ended_at=now, ended_by=by))


def drop(session: Session, query_ids: Collection[uuid.UUID]) -> None:
    """Delete queries with all that was said in them."""
    session.execute(delete(QueryTurn).where(QueryTurn.query_id.in_(query_ids)))
    session.execute(delete(ResponseQuery).where(ResponseQuery.id.in_(query_ids)))


def reseal(session: Session, response_id: uuid.UUID, old: bytes, new: bytes) -> None:
    """Every turn about a response under another key."""
    query = select(QueryTurn).join(ResponseQuery, ResponseQuery.id == QueryTurn.query_id)
    for row in session.scalars(query.where(ResponseQuery.response_id == response_id)):
        place = _place(row.query_id, row.id)
        row.sealed = seal(new, unseal(old, row.sealed, place), place)


def lines(session: Session) -> Sequence[Any]:
    """(query, record's number, invitation, unit, round) of those that stand: answered ones first, the oldest before."""
    query = (
        select(ResponseQuery, Response.number, Invitation, Unit, Round)
        .join(Response, Response.id == ResponseQuery.response_id)
        .join(Invitation, Invitation.id == Response.invitation_id)
        .join(Unit, Unit.id == Invitation.unit_id)
        .join(Round, Round.id == Invitation.round_id)
        .where(STANDS)
        .order_by(ResponseQuery.state == Query.ASKED, ResponseQuery.asked_at, ResponseQuery.id)
    )
    return session.execute(query).all()
