"""Queries on sections entrusted to colleagues: who was asked, by which link, how it ends. Nothing here commits."""

import json
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from questionari.store.models.census import Unit
from questionari.store.models.delegations import Delegation, DelegationLink
from questionari.store.models.responses import Response
from questionari.store.models.rounds import Invitation, Round
from questionari.store.rounds import Line
from questionari.store.sealing import seal, unseal

STANDS = Delegation.ended_at.is_(None)
#: How many wait for the staff's yes, as a column of any statement.
WAITING = select(func.count()).select_from(Delegation).where(STANDS, Delegation.waits).scalar_subquery()


def of_response(session: Session, response_id: uuid.UUID) -> Sequence[Delegation]:
    """Everybody who was asked, the latest first; those whose part has ended too."""
    own = select(Delegation).where(Delegation.response_id == response_id)
    return session.scalars(own.order_by(Delegation.ended_at.is_not(None), Delegation.asked_at.desc())).all()


def by_public_id(session: Session, public_id: str) -> Delegation | None:
    """The one behind an address, as the database has it now."""
    query = select(Delegation).where(Delegation.public_id == public_id)
    return session.scalars(query.execution_options(populate_existing=True)).first()


def by_token(session: Session, token_sha256: str) -> Delegation | None:
    """The one behind a link."""
    query = select(Delegation).join(DelegationLink, DelegationLink.delegation_id == Delegation.id)
    return session.scalars(query.where(DelegationLink.token_sha256 == token_sha256)).first()


def lines(session: Session, *wanted: ColumnElement[bool]) -> Sequence[Line]:
    """(delegation, response, invitation, unit, round), the longest waiting first."""
    query = (
        select(Delegation, Response, Invitation, Unit, Round)
        .join(Response, Response.id == Delegation.response_id)
        .join(Invitation, Invitation.id == Response.invitation_id)
        .join(Unit, Unit.id == Invitation.unit_id)
        .join(Round, Round.id == Invitation.round_id)
        .where(*wanted)
        .order_by(Delegation.asked_at, Delegation.id)
    )
    return session.execute(query).all()


def asked_since(session: Session, unit_id: uuid.UUID, since: datetime) -> int:
    """How many were asked for a unit since then, in all its rounds."""
    query = select(func.count()).select_from(Delegation).join(Response, Response.id == Delegation.response_id)
    query = query.join(Invitation, Invitation.id == Response.invitation_id)
    return session.scalar(query.where(Invitation.unit_id == unit_id, Delegation.asked_at > since)) or 0


def lock_unit(session: Session, unit_id: uuid.UUID) -> None:
    """One at a time from here on what a unit asks (SQLite locks the whole file)."""
    session.execute(select(Unit.id).where(Unit.id == unit_id).with_for_update())


def end(session: Session, now: datetime, outcome: str, *wanted: ColumnElement[bool]) -> Sequence[uuid.UUID]:
    """End those that stand; the mails that may still be under way, by id."""
    ended = update(Delegation).where(STANDS, *wanted).values(ended_at=now, outcome=outcome)
    rows = session.scalars(ended.returning(Delegation.message_id).execution_options(synchronize_session=False))
    return [message_id for message_id in rows if message_id is not None]


def of_invitation(invitation_id: uuid.UUID) -> ColumnElement[bool]:
    """Those of every response of an invitation, records too."""
    return Delegation.response_id.in_(select(Response.id).where(Response.invitation_id == invitation_id))


def sealed(key: bytes, delegation_id: uuid.UUID, content: Mapping[str, str]) -> bytes:
    """Names and address, sealed with the response's key."""
    return seal(key, json.dumps(content).encode(), _place(delegation_id))


def opened(key: bytes, row: Delegation) -> dict[str, str]:
    """Names and address in clear. Raises WrongKey."""
    content: dict[str, str] = json.loads(unseal(key, row.sealed, _place(row.id)))
    return content


def reseal(session: Session, response_id: uuid.UUID, old: bytes, new: bytes) -> None:
    """Everybody who was asked for a response under another key."""
    for row in session.scalars(
        select(Delegation).where(Delegation.response_id == response_id, Delegation.sealed != b"")
    ):
        row.sealed = sealed(new, row.id, opened(old, row))


def drop(session: Session, response_id: uuid.UUID, now: datetime) -> None:
    """A record was deleted, and its key with it: what was sealed opens no more, nobody is named."""
    end(session, now, "discarded", Delegation.response_id == response_id)
    gone = update(Delegation).where(Delegation.response_id == response_id).values(sealed=b"")
    session.execute(gone.execution_options(synchronize_session=False))


def _place(delegation_id: uuid.UUID) -> str:
    return f"delegation:{delegation_id}"
