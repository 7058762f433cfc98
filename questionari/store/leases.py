"""Leases of the outbox: who may send which message now, and what a sender writes about it.

One statement each, built once and run without the ORM, which would cost more than the database does. Claims work the
same on both databases: PostgreSQL skips locked rows, SQLite has one writer. Nothing here commits. A lease is named by
its owner; every write asks for it again, so whoever has lost one changes nothing.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVarTuple

from sqlalchemy import ColumnElement, Select, String, and_, bindparam, case, exists, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from questionari.store.among import by_list, run
from questionari.store.models.census import Contact, Unit, UnitContact
from questionari.store.models.messages import OutboxMessage, SendStop
from questionari.store.models.responses import Response
from questionari.store.models.rounds import Invitation, Round
from questionari.store.places import OF_UNIT
from questionari.store.types import UtcDateTime

Ts = TypeVarTuple("Ts")
WAITING = ("queued", "deferred", "uncertain")
RESTORE = "restore"  # who stopped the sends after a backup was restored: then nothing at all leaves
URGENT = ("access_code", "set_password", "receipt", "query")
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
    is_test: bool | None
    opens_at: datetime | None
    deadline_at: datetime | None
    closes_at: datetime | None
    closed_at: datetime | None
    stopped_at: datetime | None
    invitation_id: uuid.UUID | None
    own_deadline_at: datetime | None
    revoked_at: datetime | None
    disposition: str | None
    contact_id: uuid.UUID | None
    email: str | None
    bounced_at: datetime | None
    paused_at: datetime | None
    response_state: str | None
    all_stopped_at: datetime | None

    @property
    def ends_at(self) -> datetime | None:
        """When writing ends for the unit, its own deadline included. Exclusive; None outside any round."""
        deadline = self.own_deadline_at or self.deadline_at
        return max(self.closes_at, deadline) if self.closes_at and deadline else None

    @property
    def is_true(self) -> bool:
        """Whether its frozen text names the days that hold now."""
        return self.frozen_for == bounds(self.own_deadline_at or self.deadline_at, self.ends_at)


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
STOPPED = select(func.min(SendStop.stopped_at))
STANDING = by_list(
    OutboxMessage.id,
    "messages",
    lambda listed: (
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
                Round.is_test,
                Round.opens_at,
                Round.deadline_at,
                Round.closes_at,
                Round.closed_at,
                Round.sends_stopped_at,
                Invitation.id,
                Invitation.deadline_at,
                Invitation.revoked_at,
                Invitation.disposition,
                Contact.id,
                Contact.email,
                Contact.bounced_at,
                Contact.paused_at,
                Response.state,
                STOPPED.scalar_subquery(),
            ).select_from(OutboxMessage)
        )
        .where(listed, *OURS)
        .order_by(OutboxMessage.id)
        .with_for_update(of=OutboxMessage)
    ),
)


def _held(kinds: Sequence[str]) -> ColumnElement[bool]:
    everything = exists().where(SendStop.stopped_at.is_not(None))
    restored = exists().where(SendStop.stopped_at.is_not(None), SendStop.stopped_by == RESTORE)
    its_round = OutboxMessage.round_id.in_(select(Round.id).where(Round.sends_stopped_at.is_not(None)))
    return or_(restored, and_(OutboxMessage.kind.in_(kinds), or_(everything, func.coalesce(its_round, False))))


def due(session: Session, now: datetime, limit: int, held: Sequence[str]) -> Sequence[tuple[uuid.UUID, str]]:
    """(id, recipient) of up to `limit` due messages, locked: waiting ones, and those whose sender died.

    What a person is waiting for comes first, then the oldest.
    """
    waits = and_(OutboxMessage.state.in_(WAITING), OutboxMessage.not_before <= now)
    abandoned = and_(OutboxMessage.state == "sending", OutboxMessage.lease_until <= now)
    order = (case((OutboxMessage.kind.in_(URGENT), 0), else_=1), OutboxMessage.not_before, OutboxMessage.id)
    query = select(OutboxMessage.id, OutboxMessage.recipient).where(or_(waits, abandoned), ~_held(held))
    found = session.execute(query.order_by(*order).limit(limit).with_for_update(skip_locked=True))
    return [(message_id, recipient) for message_id, recipient in found]


LEASE = by_list(
    OutboxMessage.id,
    "messages",
    lambda listed: (
        update(OutboxMessage)
        .where(listed)
        .values(state="sending", lease_owner=bindparam("owner"), lease_until=bindparam("until"))
    ),
)


def lease(session: Session, ids: Sequence[uuid.UUID], owner: str, until: datetime) -> None:
    """Take messages that `due` has locked."""
    run(session, LEASE, {"messages": list(ids), "owner": owner, "until": until})


def standings(session: Session, ids: Sequence[uuid.UUID], owner: str) -> list[Standing]:
    """How those of the messages stand that are ours, their rows locked."""
    rows = run(session, STANDING, {"messages": list(ids), "owner": owner}) if ids else ()
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
        run(session, RENEW, {"messages": list(ids), "owner": owner, "until": until})


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an attempt ended, as columns. `not_before` None: unchanged."""

    state: str
    code: int | None
    text: str | None
    sent_at: datetime | None
    ended_at: datetime | None
    not_before: datetime | None


NEW_STATE = bindparam("new_state", type_=String)
FREE = {"lease_until": None, "lease_owner": None}
MARK = by_list(
    OutboxMessage.id,
    "messages",
    lambda listed: (
        update(OutboxMessage)
        .where(listed, *OURS)
        .values(
            **FREE,
            state=NEW_STATE,
            last_code=bindparam("code"),
            last_text=bindparam("text"),
            reason=case((NEW_STATE == "sent", None), else_=OutboxMessage.reason),
            sent_at=bindparam("sent"),
            ended_at=bindparam("ended"),
            not_before=func.coalesce(bindparam("again", type_=UtcDateTime), OutboxMessage.not_before),
        )
        .returning(OutboxMessage.id)
    ),
)


def mark(session: Session, owner: str, outcomes: Mapping[uuid.UUID, Outcome]) -> set[uuid.UUID]:
    """Write the outcomes of attempts at those of the messages that are ours, end their leases, say which they were.

    Those that ended alike share a statement: most often all of a turn.
    """
    alike: dict[Outcome, list[uuid.UUID]] = {}
    for message_id, outcome in outcomes.items():
        alike.setdefault(outcome, []).append(message_id)
    ours = set[uuid.UUID]()
    for outcome, ids in alike.items():
        values = {
            "messages": ids,
            "owner": owner,
            "new_state": outcome.state,
            "code": outcome.code,
            "text": outcome.text,
            "sent": outcome.sent_at,
            "ended": outcome.ended_at,
            "again": outcome.not_before,
        }
        ours.update(run(session, MARK, values).scalars())
    return ours


END = (
    update(OutboxMessage)
    .where(MESSAGE, *OURS)
    .values(**FREE, state=bindparam("new_state"), reason=bindparam("why"), ended_at=bindparam("ended"))
)


def end(session: Session, message_id: uuid.UUID, owner: str, state: str, reason: str, now: datetime) -> None:
    """End a message without an attempt."""
    values = {"message": message_id, "owner": owner, "new_state": state, "why": reason, "ended": now}
    session.connection().execute(END, values)


RELEASE = (
    update(OutboxMessage)
    .where(MESSAGE, *OURS)
    .values(
        **FREE,
        state=case((OutboxMessage.attempts > 0, "deferred"), else_="queued"),
        not_before=bindparam("again"),
    )
)


def release(session: Session, owner: str, turns: Mapping[uuid.UUID, datetime]) -> None:
    """Give back messages that were not attempted, each until its instant; those that were lost stay as they are."""
    rows = [{"message": message_id, "owner": owner, "again": again} for message_id, again in turns.items()]
    if rows:
        session.connection().execute(RELEASE, rows)
