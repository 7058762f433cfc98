"""Leases of the outbox: who may send which message, and how it stands meanwhile. What is due: `queue`.

One statement each, built once and run without the ORM, which would cost more than the database does. Claims work the
same on both databases: PostgreSQL skips locked rows, SQLite has one writer. Nothing here commits. A lease is named by
its owner; every write asks for it again, so whoever has lost one changes nothing.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVarTuple

from sqlalchemy import Select, and_, bindparam, case, func, not_, select, update
from sqlalchemy.orm import Session, aliased

from questionari.store.among import by_list, run
from questionari.store.models.census import Contact, Unit, UnitContact
from questionari.store.models.messages import OutboxMessage, SendStop
from questionari.store.models.responses import Response
from questionari.store.models.rounds import Invitation, Round
from questionari.store.places import OF_UNIT, SHOWN

Ts = TypeVarTuple("Ts")
CURRENT = aliased(UnitContact)


@dataclass(frozen=True, slots=True)
class Standing:
    """A message under our lease, with all that decides whether it may go. `email` is of the unit's contact of today.

    `recalled`: why it must not go any more, though it was being sent when that was decided. `frozen_for`: the days
    that its frozen text names.
    """

    id: uuid.UUID
    kind: str
    recipient: str
    envelope_from: str | None
    attempts: int
    created_at: datetime
    recalled: str | None
    frozen_for: str | None
    round_state: str | None
    rehearsal: bool | None  # its round writes to staff only
    opens_at: datetime | None
    deadline_at: datetime | None
    closes_at: datetime | None
    closed_at: datetime | None
    stopped_at: datetime | None
    invitation_id: uuid.UUID | None
    own_deadline_at: datetime | None
    revoked_at: datetime | None
    disposition: str | None
    promised_on: date | None
    contact_id: uuid.UUID | None
    email: str | None
    bounced_at: datetime | None
    paused_at: datetime | None
    response_state: str | None
    saved_at: datetime | None
    comune: str | None
    province: str | None
    again: bool  # the link once more, by an act: somebody waits for it
    trial: bool | None  # its round is not a real one
    carried_by: uuid.UUID | None
    dedupe_key: str
    all_stopped_at: datetime | None

    @property
    def ends_at(self) -> datetime | None:
        """When writing ends for the unit, its own deadline included. Exclusive; None outside any round."""
        deadline = self.own_deadline_at or self.deadline_at
        return max(self.closes_at, deadline) if self.closes_at and deadline else None

    @property
    def bounds(self) -> str | None:
        """The days that hold now."""
        return bounds(self.own_deadline_at or self.deadline_at, self.ends_at)


def bounds(deadline: datetime | None, ends: datetime | None) -> str | None:
    """The days a text names, as kept beside it; None outside any round."""
    return f"{deadline.isoformat()} {ends.isoformat()}" if deadline and ends else None


def joined(query: Select[*Ts]) -> Select[*Ts]:
    """A query on messages joined to round, invitation, unit, the unit's contact of today, response."""
    return (
        query.outerjoin(Invitation, Invitation.id == OutboxMessage.invitation_id)
        .outerjoin(Round, Round.id == func.coalesce(OutboxMessage.round_id, Invitation.round_id))
        .outerjoin(Unit, Unit.id == Invitation.unit_id)
        .outerjoin(CURRENT, and_(CURRENT.unit_id == Unit.id, CURRENT.valid_to.is_(None)))
        .outerjoin(Contact, Contact.id == func.coalesce(CURRENT.contact_id, Invitation.contact_id))
        .outerjoin(Response, OF_UNIT)
    )


#: Rows are found by their keys. As a plain condition `state` would invite PostgreSQL to its index, which has an entry
#: for every message that has been "sending" since the last vacuum: thousands of rows read for the four of a turn.
OURS = (case((OutboxMessage.state == "sending", OutboxMessage.lease_owner)) == bindparam("owner"),)
MESSAGE = OutboxMessage.id == bindparam("message")
CARRY = update(OutboxMessage).where(MESSAGE).values(carried_by=bindparam("carrier", type_=OutboxMessage.id.type))
STOPPED = select(func.min(SendStop.stopped_at))
ASKED = (
    joined(
        select(
            OutboxMessage.id,
            OutboxMessage.kind,
            OutboxMessage.recipient,
            OutboxMessage.envelope_from,
            OutboxMessage.attempts,
            OutboxMessage.created_at,
            OutboxMessage.reason,
            OutboxMessage.bounds,
            Round.stored_state,
            and_(Round.is_test, not_(Round.pilot)),
            Round.opens_at,
            Round.deadline_at,
            Round.closes_at,
            Round.closed_at,
            Round.sends_stopped_at,
            Invitation.id,
            Invitation.deadline_at,
            Invitation.revoked_at,
            Invitation.disposition,
            Invitation.promised_on,
            Contact.id,
            Contact.email,
            Contact.bounced_at,
            Contact.paused_at,
            SHOWN,
            Response.saved_at,
            Unit.comune,
            Unit.province,
            OutboxMessage.dedupe_key.contains(":again-"),
            Round.is_test,
            OutboxMessage.carried_by,
            OutboxMessage.dedupe_key,
            STOPPED.scalar_subquery(),
        ).select_from(OutboxMessage)
    )
    .order_by(OutboxMessage.id)
    .with_for_update(of=OutboxMessage)
)
LOCKED = by_list(OutboxMessage.id, "messages", ASKED.where)
STANDING = by_list(OutboxMessage.id, "messages", lambda listed: ASKED.where(listed, *OURS))


def carry(session: Session, carriers: Mapping[uuid.UUID, uuid.UUID | None]) -> None:
    """Note in which message's mail others leave; None: in their own."""
    rows = [{"message": one, "carrier": carrier} for one, carrier in carriers.items()]
    if rows:
        session.connection().execute(CARRY, rows)


@dataclass(frozen=True, slots=True)
class Lease:
    """Who may send, and until when."""

    owner: str
    until: datetime


LEASED: Mapping[str, Any] = {"state": "sending", "lease_owner": bindparam("owner"), "lease_until": bindparam("until")}
LEASE = by_list(OutboxMessage.id, "messages", lambda listed: update(OutboxMessage).where(listed).values(**LEASED))


def take(session: Session, ids: Sequence[uuid.UUID], lease: Lease) -> None:
    """Take messages that `queue.due` has locked."""
    if ids:
        run(session, LEASE, {"messages": ids, "owner": lease.owner, "until": lease.until})


def locked(session: Session, ids: Sequence[uuid.UUID]) -> list[Standing]:
    """How the messages stand that `queue.due` has locked."""
    return [Standing(*row) for row in run(session, LOCKED, {"messages": ids})]


def standings(session: Session, ids: Sequence[uuid.UUID], owner: str) -> list[Standing]:
    """How those of the messages stand that are ours, their rows locked."""
    rows = run(session, STANDING, {"messages": ids, "owner": owner}) if ids else ()
    return [Standing(*row) for row in rows]


RENEW = by_list(
    OutboxMessage.id,
    "messages",
    lambda listed: (
        update(OutboxMessage)
        .where(listed, *OURS)
        .values(lease_until=bindparam("until"), attempts=OutboxMessage.attempts + 1)
    ),
)


def renew(session: Session, ids: Sequence[uuid.UUID], owner: str, until: datetime) -> None:
    """Prolong the leases of messages whose rows are locked, and count the attempt that follows."""
    if ids:
        run(session, RENEW, {"messages": ids, "owner": owner, "until": until})
