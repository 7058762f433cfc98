"""Queries on responses that are worth a look. They never commit."""

import json
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, exists, func, or_, select, update
from sqlalchemy.orm import Session

from questionari.engine.states import Disposition, ResponseState, RoundState
from questionari.store.models.census import Atr, Unit
from questionari.store.models.querying import ResponseQuery
from questionari.store.models.responses import Response, ResponseKey
from questionari.store.models.rounds import Invitation, InvitationAtr, Round
from questionari.store.models.vetting import Doubt, Examination
from questionari.store.rounds import Line
from questionari.store.sealing import seal, unseal

_ASKED = exists().where(ResponseQuery.response_id == Response.id, ResponseQuery.ended_at.is_(None))
_LEFT_OUT = or_(Invitation.disposition == Disposition.EXCLUDED, Response.left_out_at.is_not(None))
_SENT = and_(Response.state == ResponseState.SUBMITTED, ~_LEFT_OUT)
#: What became of a response with doubts, by its name in addresses.
STANDS: Mapping[str, ColumnElement[bool]] = {
    "da-decidere": and_(_SENT, ~_ASKED),
    "in-verifica": and_(_SENT, _ASKED),
    "validate": and_(Response.state == ResponseState.VALIDATED, ~_LEFT_OUT),
    "escluse": _LEFT_OUT,
}
KINDS: Mapping[str, ColumnElement[bool]] = {
    "avvisi": Doubt.warnings > 0,
    "variazioni": Doubt.variations > 0,
    "lontani": Doubt.outliers > 0,
}
_LIVE = and_(Round.stored_state == RoundState.OPEN, Round.is_test.is_(False))
_JOINED = (
    select(Doubt, Response, Invitation, Unit, Round, ResponseKey)
    .join(Response, and_(Response.id == Doubt.response_id, Response.receipt_number == Doubt.receipt_number))
    .join(ResponseKey, ResponseKey.response_id == Response.id)
    .join(Invitation, Invitation.id == Response.invitation_id)
    .join(Unit, Unit.id == Invitation.unit_id)
    .join(Round, Round.id == Doubt.round_id)
    .where(_LIVE)
)
#: How many responses wait for a decision, as a column of any statement.
WAITING = _JOINED.with_only_columns(func.count()).where(STANDS["da-decidere"]).scalar_subquery()


def due(session: Session) -> Sequence[uuid.UUID]:
    """Running rounds in which something was sent since they were examined, in order of their opening."""
    newer = or_(Examination.at.is_(None), Response.submitted_at > Examination.at)
    query = (
        select(Round.id, Round.opens_at)
        .join(Response, Response.round_id == Round.id)
        .outerjoin(Examination, Examination.round_id == Round.id)
        .where(_LIVE, Response.document.is_not(None), newer)
        .distinct()
        .order_by(Round.opens_at, Round.id)
    )
    return [row.id for row in session.execute(query)]


def _place(response_id: uuid.UUID) -> str:
    return f"response_doubt:{response_id}"


def sealed(key: bytes, response_id: uuid.UUID, reasons: Sequence[Mapping[str, Any]]) -> bytes:
    """The reasons of a response."""
    return seal(key, json.dumps(reasons, ensure_ascii=False).encode(), _place(response_id))


def reasons(key: bytes, row: Doubt) -> list[dict[str, Any]]:
    """The same in clear. Raises WrongKey."""
    found: list[dict[str, Any]] = json.loads(unseal(key, row.sealed, _place(row.response_id)))
    return found


def examined_at(session: Session, round_id: uuid.UUID) -> datetime | None:
    """When a round was examined last; None: never, or it is to be done anew."""
    return session.scalar(select(Examination.at).where(Examination.round_id == round_id))


def hold(session: Session, round_id: uuid.UUID) -> Examination:
    """The examination of a round, locked: whoever erases an answer waits, or has said already that all is anew."""
    found = session.get(Examination, round_id, with_for_update=True, populate_existing=True)
    if found is None:
        found = Examination(round_id=round_id, at=None)
        session.add(found)
        session.flush()
    return found


def keys(session: Session, round_id: uuid.UUID) -> Mapping[uuid.UUID, tuple[bytes, int]]:
    """Response -> its wrapped key and what wraps it, as they are now."""
    query = select(ResponseKey).join(Response, Response.id == ResponseKey.response_id)
    return {row.response_id: (row.wrapped, row.version) for row in session.scalars(query.where(_of(round_id)))}


def _of(round_id: uuid.UUID) -> ColumnElement[bool]:
    return and_(Response.round_id == round_id, Response.document.is_not(None))


def replace(session: Session, round_id: uuid.UUID, rows: Sequence[Doubt]) -> None:
    """What an examination found takes the place of what one before it had found."""
    session.execute(delete(Doubt).where(Doubt.round_id == round_id))
    session.add_all(rows)


def forget(session: Session, response_id: uuid.UUID, round_id: uuid.UUID) -> None:
    """A value of a response was erased: its round is examined anew, and what was found about it goes.

    In this order: an examination that is being kept ends first, and what it has kept is seen.
    """
    session.execute(update(Examination).where(Examination.round_id == round_id).values(at=None))
    session.execute(delete(Doubt).where(Doubt.response_id == response_id))


def doubt(session: Session, response_id: uuid.UUID) -> Doubt | None:
    """What was found about the submission that counts."""
    found = session.get(Doubt, response_id)
    number = session.scalar(select(Response.receipt_number).where(Response.id == response_id))
    return found if found is not None and found.receipt_number == number else None


def count(session: Session, *wanted: ColumnElement[bool]) -> int:
    """How many responses with doubts there are of that kind."""
    return session.scalar(_JOINED.with_only_columns(func.count()).where(*wanted)) or 0


def page(session: Session, first: int, most: int, *wanted: ColumnElement[bool]) -> Sequence[Line]:
    """(doubt, response, invitation, unit, round, key), those with most reasons first."""
    most_first = (Doubt.warnings + Doubt.variations + Doubt.outliers).desc()
    query = _JOINED.where(*wanted).order_by(most_first, Unit.sort_name, Response.id).offset(first).limit(most)
    return session.execute(query).all()


def asked_about(session: Session, ids: Sequence[uuid.UUID]) -> frozenset[uuid.UUID]:
    """Those of the responses about which a query stands."""
    own = (ResponseQuery.response_id.in_(ids), ResponseQuery.ended_at.is_(None))
    return frozenset(session.scalars(select(ResponseQuery.response_id).where(*own)))


def within(atr_code: str) -> ColumnElement[bool]:
    """Whether the service counts in a territory."""
    mine = select(InvitationAtr.invitation_id).join(Atr, Atr.id == InvitationAtr.atr_id).where(Atr.code == atr_code)
    return Invitation.id.in_(mine)


def rounds(session: Session) -> Sequence[tuple[str, str, datetime | None]]:
    """(code, title, examined at) of the running rounds that were examined."""
    query = select(Round.code, Round.title, Examination.at).join(Examination, Examination.round_id == Round.id)
    rows = session.execute(query.where(_LIVE).order_by(Round.opens_at.desc(), Round.code))
    return [(code, title, at) for code, title, at in rows]


def territories(session: Session) -> Sequence[tuple[str, str]]:
    """(code, name) of the territories with something to review, decided or not."""
    there = _JOINED.join(InvitationAtr, InvitationAtr.invitation_id == Invitation.id)
    codes = there.join(Atr, Atr.id == InvitationAtr.atr_id).with_only_columns(Atr.code)
    rows = session.execute(select(Atr.code, Atr.name).where(Atr.code.in_(codes)).order_by(Atr.name, Atr.code))
    return [(code, name) for code, name in rows]
