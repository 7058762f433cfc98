"""Queries on the records of a unit: the list as its page shows it, its counts, its lock. Nothing here commits."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import exists, func, select, update
from sqlalchemy.orm import Session

from questionari.engine.states import ResponseState
from questionari.store.completion import ANSWERED
from questionari.store.models.responses import Response, Revision
from questionari.store.models.rounds import Invitation
from questionari.store.places import WHOLE, parsed

_STATE = func.count().filter
_GONE = Response.state == ResponseState.DISCARDED
_GIVEN_BACK = Response.state == ResponseState.QUERY_OPEN


class Row(NamedTuple):
    """A record as lists show it."""

    response_id: uuid.UUID
    number: int
    state: str
    saved_at: datetime | None
    submitted_at: datetime | None
    receipt_number: str | None
    receipt_hash: str | None
    reopen_reason: str
    left_out_at: datetime | None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many records a unit has: all rows, deleted ones, sent ones, those staff gave back."""

    rows: int
    discarded: int
    sent: int
    given_back: int
    highest: int  # number ever given

    @property
    def records(self) -> int:
        """Those that stand."""
        return self.rows - self.discarded

    @property
    def unsent(self) -> int:
        """Drafts, and those given back."""
        return self.records - self.sent


def lock(session: Session, public_id: str) -> None:
    """One at a time from here, on a unit's response or list, and on the record named (SQLite locks the whole file).

    The list comes first, always: two who lock both never wait for each other in a circle.
    """
    invited_as, number = parsed(public_id)
    session.execute(
        select(Response.id)
        .join(Invitation, Invitation.id == Response.invitation_id)
        .where(Invitation.public_id == invited_as, Response.number.in_({WHOLE, number}))
        .order_by(Response.number)
        .with_for_update(of=Response)
    )


def counts(session: Session, invitation_id: uuid.UUID) -> Counts:
    """The counts of a unit's records."""
    given = (func.count(), _STATE(_GONE), _STATE(Response.state.in_(ANSWERED)), _STATE(_GIVEN_BACK))
    own = (Response.invitation_id == invitation_id, Response.number != WHOLE)
    query = select(*given, func.coalesce(func.max(Response.number), WHOLE)).where(*own)
    rows, discarded, sent, given_back, highest = session.execute(query).one()
    return Counts(rows, discarded, sent, given_back, highest)


def sent_until(session: Session, invitation_id: uuid.UUID, until: datetime) -> int:
    """How many records had been sent at an instant; one that was given back and sent again since counts as it did."""
    before = exists().where(Revision.response_id == Response.id, Revision.submitted_at <= until)
    own = (Response.invitation_id == invitation_id, Response.number != WHOLE)
    return session.scalar(select(func.count()).where(*own, (Response.submitted_at <= until) | before)) or 0


def rows(
    session: Session, invitation_id: uuid.UUID, first: int = 0, most: int | None = None, number: int | None = None
) -> Sequence[Row]:
    """Records, deleted ones too, the last added first; or the one of that number."""
    own = (Response.invitation_id == invitation_id, Response.number != WHOLE)
    wanted = own if number is None else (*own, Response.number == number)
    query = (
        select(
            Response.id,
            Response.number,
            Response.state,
            Response.saved_at,
            Response.submitted_at,
            Response.receipt_number,
            Response.receipt_hash,
            Response.reopen_reason,
            Response.left_out_at,
        )
        .where(*wanted)
        .order_by(Response.number.desc())
        .offset(first)
        .limit(most)
    )
    return [Row(*row) for row in session.execute(query)]


def by_once(session: Session, invitation_id: uuid.UUID, once: str) -> tuple[int, str] | None:
    """(number, state) of the record that a form has added already."""
    query = select(Response.number, Response.state)
    row = session.execute(query.where(Response.invitation_id == invitation_id, Response.once == once)).first()
    return (row.number, row.state) if row else None


def change(session: Session, invitation_id: uuid.UUID, number: int, values: Mapping[str, object]) -> None:
    """Write columns of a list (0) or record whose row is locked."""
    own = (Response.invitation_id == invitation_id, Response.number == number)
    session.execute(update(Response).where(*own).values(values).execution_options(synchronize_session="fetch"))
