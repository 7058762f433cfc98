"""Queries on comments of field trials. They never commit."""

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from questionari.store.models.census import Unit
from questionari.store.models.helping import Remark
from questionari.store.models.responses import Response
from questionari.store.models.rounds import Invitation
from questionari.store.response_keys import wrapped, wrapped_by
from questionari.store.sealing import seal, unseal
from questionari.store.types import new_id


@dataclass(frozen=True, slots=True)
class Commented:
    """A comment as it is stored, with whose it is and what its key is wrapped in."""

    row: Remark
    unit_id: uuid.UUID
    unit_name: str
    invitation_id: uuid.UUID
    number: int  # of the record, 0 the unit's own response
    data_key: bytes
    key_version: int


def _place(remark_id: uuid.UUID) -> str:
    return f"remark:{remark_id}"


def of_response(session: Session, response_id: uuid.UUID) -> Sequence[Remark]:
    """The comments of a response, the oldest first."""
    query = select(Remark).where(Remark.response_id == response_id)
    return session.scalars(query.order_by(Remark.at, Remark.id)).all()


def text_of(key: bytes, row: Remark) -> str:
    """What a comment says. Raises WrongKey."""
    return str(json.loads(unseal(key, row.sealed, _place(row.id)))["text"])


def put(session: Session, key: bytes, row: Remark, text: str) -> None:
    """Write a comment, a new one or another text."""
    row.sealed = _sealed(key, row, text)
    session.add(row)


def begun(response_id: uuid.UUID, code: str, mark: str, now: datetime) -> Remark:
    """A comment without its text."""
    return Remark(id=new_id(), response_id=response_id, code=code, mark=mark, at=now)


def _sealed(key: bytes, row: Remark, text: str) -> bytes:
    return seal(key, json.dumps({"text": text}, ensure_ascii=False).encode(), _place(row.id))


def reseal(session: Session, response_id: uuid.UUID, old: bytes, new: bytes) -> None:
    """Every comment of a response under another key."""
    for row in of_response(session, response_id):
        row.sealed = _sealed(new, row, text_of(old, row))


def drop(session: Session, response_id: uuid.UUID) -> None:
    """Delete the comments of a response."""
    session.execute(delete(Remark).where(Remark.response_id == response_id))


def count(session: Session, round_id: uuid.UUID) -> int:
    """How many comments a round has."""
    query = select(func.count()).select_from(Remark).join(Response, Response.id == Remark.response_id)
    return session.scalar(query.where(Response.round_id == round_id)) or 0


def of_round(session: Session, round_id: uuid.UUID) -> Sequence[Commented]:
    """The comments of a round, by service and hour."""
    query = (
        select(Remark, Unit.id, Unit.name, Invitation.id, Response.number, wrapped(), wrapped_by())
        .join(Response, Response.id == Remark.response_id)
        .join(Invitation, Invitation.id == Response.invitation_id)
        .join(Unit, Unit.id == Invitation.unit_id)
        .where(Response.round_id == round_id)
        .order_by(Unit.name, Remark.at, Remark.id)
    )
    return [Commented(*row) for row in session.execute(query)]
