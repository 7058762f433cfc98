"""Queries on records that have parts: the first by the hash of its code, the one that follows. They never commit."""

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import and_, case, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from questionari.store import response_keys
from questionari.store.completion import ANSWERED, Territories, within
from questionari.store.headers import VERSION
from questionari.store.models.census import Unit
from questionari.store.models.responses import Response
from questionari.store.models.rounds import Invitation, Round

_Next = aliased(Response)


class First(NamedTuple):
    """A first part that was sent and awaits another, with what opens it."""

    response_id: uuid.UUID
    sha256: str
    receipt_number: str
    document: bytes
    data_key: bytes
    key_version: int


class Following(NamedTuple):
    """The part that follows another: of which service, under which number."""

    response_id: uuid.UUID
    invitation_id: uuid.UUID
    number: int


def known(session: Session, round_id: uuid.UUID, hashes: Collection[str]) -> bool:
    """Whether a code is taken already in a round."""
    return bool(session.scalar(select(exists().where(Response.round_id == round_id, Response.pass_hash.in_(hashes)))))


def first_of(session: Session, round_id: uuid.UUID, hashes: Collection[str]) -> First | None:
    """The first part behind a code, once it was sent and where another is to follow; its row locked."""
    query = (
        select(
            Response.id,
            VERSION,
            Response.receipt_number,
            Response.document,
        )
        .join(Round, Round.id == Response.round_id)
        .where(Response.round_id == round_id, Response.pass_hash.in_(hashes), Response.awaits)
        .where(Response.document.is_not(None))
        .with_for_update(of=Response)
    )
    row: Any = session.execute(query).first()
    return First._make((*row, *response_keys.of(session, row.id))) if row else None


def following(session: Session, first_id: uuid.UUID) -> Following | None:
    """The part that was begun with the code of another; None before."""
    query = select(Response.id, Response.invitation_id, Response.number)
    row = session.execute(query.where(Response.first_id == first_id)).first()
    return Following(*row) if row else None


class Pair(NamedTuple):
    """A first part that another is to follow: when it was sent, by which service that one was begun, when sent."""

    first_id: uuid.UUID
    first_sent_at: datetime
    service: str | None
    sent_at: datetime | None


def pairs_of(session: Session, invitation_id: uuid.UUID) -> Sequence[Pair]:
    """The first parts that a service has sent and another is to follow."""
    done = case((_Next.state.in_(ANSWERED), _Next.submitted_at))
    query = (
        select(Response.id, Response.submitted_at, Unit.name, done)
        .outerjoin(_Next, _Next.first_id == Response.id)
        .outerjoin(Invitation, Invitation.id == _Next.invitation_id)
        .outerjoin(Unit, Unit.id == Invitation.unit_id)
        .where(Response.invitation_id == invitation_id, Response.awaits, Response.state.in_(ANSWERED))
    )
    return [Pair._make(row) for row in session.execute(query)]


def counts(session: Session, round_id: uuid.UUID, late: datetime) -> tuple[int, int, int]:
    """(first parts that await another, of these followed by one sent, not followed and sent before an instant)."""
    followed = and_(_Next.id.is_not(None), _Next.state.in_(ANSWERED))
    query = (
        select(
            func.count(),
            func.count().filter(followed),
            func.count().filter(Response.submitted_at < late, or_(_Next.id.is_(None), _Next.state.not_in(ANSWERED))),
        )
        .select_from(Response)
        .outerjoin(_Next, _Next.first_id == Response.id)
        .where(Response.round_id == round_id, Response.awaits, Response.state.in_(ANSWERED))
    )
    awaited, done, waiting = session.execute(query).one()
    return awaited, done, waiting


def taken(session: Session, round_id: uuid.UUID, atr_ids: Territories) -> tuple[int, int]:
    """(parts that follow another, begun by the services of some territories; of these sent): a pair counts once."""
    sent = func.count().filter(Response.state.in_(ANSWERED))
    query = select(func.count(), sent).select_from(Response).join(Invitation, Invitation.id == Response.invitation_id)
    own = query.where(Response.round_id == round_id, Response.first_id.is_not(None))
    begun, done = session.execute(within(own, atr_ids)).one()
    return begun, done
