"""Who may be written to in a round: facts by column, no object of the database, for there may be a hundred thousand."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from questionari.store.census import with_contact
from questionari.store.models.census import Unit
from questionari.store.models.messages import OutboxMessage
from questionari.store.models.responses import Response
from questionari.store.models.rounds import Invitation
from questionari.store.opening import CONTACT, Reached
from questionari.store.places import OF_UNIT

AT_ONCE = 1_000


class Asked(NamedTuple):
    """A unit asked in a round, and how far it has come."""

    invitation_id: uuid.UUID
    delivery: str
    disposition: str
    revoked_at: datetime | None
    deadline_at: datetime | None  # of its own
    promised_on: date | None
    code: str
    name: str
    comune: str | None
    province: str | None
    state: str | None
    saved_at: datetime | None


COLUMNS = (
    Invitation.id,
    Invitation.delivery,
    Invitation.disposition,
    Invitation.revoked_at,
    Invitation.deadline_at,
    Invitation.promised_on,
    Unit.code,
    Unit.name,
    Unit.comune,
    Unit.province,
    Response.state,
    Response.saved_at,
)


def asked(
    session: Session, round_id: uuid.UUID, *wanted: ColumnElement[bool]
) -> Iterator[tuple[Asked, Reached | None]]:
    """The units of a round with the contact it has today, in order of name, fetched as they are used."""
    query = (
        select(*COLUMNS, *CONTACT)
        .select_from(Invitation)
        .join(Unit, Unit.id == Invitation.unit_id)
        .outerjoin(Response, OF_UNIT)
        .where(Invitation.round_id == round_id, *wanted)
        .order_by(Unit.sort_name, Unit.code)
    )
    for row in session.execute(with_contact(query).execution_options(yield_per=AT_ONCE)):
        contact = Reached._make(row[len(COLUMNS) :])
        yield Asked._make(row[: len(COLUMNS)]), contact if contact.id is not None else None


def written(
    session: Session, round_id: uuid.UUID, kinds: Sequence[str], since: datetime
) -> Mapping[uuid.UUID, datetime]:
    """Invitation -> when the last message of these kinds was queued for it, of those queued since an instant."""
    query = (
        select(OutboxMessage.invitation_id, func.max(OutboxMessage.created_at))
        .where(OutboxMessage.round_id == round_id, OutboxMessage.kind.in_(kinds), OutboxMessage.created_at >= since)
        .group_by(OutboxMessage.invitation_id)
    )
    return {one: at for one, at in session.execute(query) if one is not None}


def writes_on(session: Session, round_id: uuid.UUID, now: datetime) -> bool:
    """Whether a unit of a round has a deadline of its own that is still to come."""
    own = (Invitation.round_id == round_id, Invitation.deadline_at > now)
    return session.scalar(select(Invitation.id).where(*own).limit(1)) is not None
