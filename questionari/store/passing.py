"""Queries on records that have parts: the first by the hash of its code, the one that follows. They never commit."""

import uuid
from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from questionari.engine.states import ResponseState
from questionari.store.models.responses import Response
from questionari.store.models.rounds import Round
from questionari.store.responses import VERSION

_GONE = ResponseState.DISCARDED.value
_Next = aliased(Response)


class First(NamedTuple):
    """A first part that was sent and awaits another, with what opens it."""

    response_id: uuid.UUID
    sha256: str
    data_key: bytes
    key_version: int
    receipt_number: str
    document: bytes


class Following(NamedTuple):
    """The part that follows another: of which service, under which number, how far."""

    response_id: uuid.UUID
    invitation_id: uuid.UUID
    number: int
    state: str
    submitted_at: datetime | None


def known(session: Session, round_id: uuid.UUID, hashes: Collection[str]) -> bool:
    """Whether a code is taken already in a round."""
    return bool(session.scalar(select(exists().where(Response.round_id == round_id, Response.pass_hash.in_(hashes)))))


def first_of(session: Session, round_id: uuid.UUID, hashes: Collection[str]) -> First | None:
    """The first part behind a code, once it was sent and where another is to follow; its row locked."""
    query = (
        select(
            Response.id,
            VERSION,
            Response.data_key,
            Response.key_version,
            Response.receipt_number,
            Response.document,
        )
        .join(Round, Round.id == Response.round_id)
        .where(Response.round_id == round_id, Response.pass_hash.in_(hashes), Response.awaits)
        .where(Response.document.is_not(None))
        .with_for_update(of=Response)
    )
    row: Any = session.execute(query).first()
    return First(*row) if row else None


def following(session: Session, first_id: uuid.UUID) -> Following | None:
    """The part that was begun with the code of another; None before."""
    query = select(Response.id, Response.invitation_id, Response.number, Response.state, Response.submitted_at)
    row = session.execute(query.where(Response.first_id == first_id)).first()
    return Following(*row) if row else None
