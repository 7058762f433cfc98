"""Queries of the outbox. Claims work the same on both databases: PostgreSQL skips locked rows, SQLite has one writer.

Nothing here commits. Rows come back in a fixed order: what a person is waiting for first, then the oldest.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, bindparam, case, exists, func, or_, select, update
from sqlalchemy.orm import Session, aliased, defer, load_only

from questionari.store.models.census import Atr, Contact, Unit, UnitContact
from questionari.store.models.messages import OutboxMessage, SendStop
from questionari.store.models.responses import Response
from questionari.store.models.rounds import Invitation, InvitationAtr, QuestionnaireVersion, Round
from questionari.store.types import UtcDateTime

WAITING = ("queued", "deferred", "uncertain")
RESTORE = "restore"  # who stopped the sends after a backup was restored: then nothing at all leaves
URGENT = ("access_code", "set_password", "receipt", "query")


@dataclass(frozen=True, slots=True)
class Case:
    """A message with what decides whether and how it goes. `contact` is the unit's current one, of today's census."""

    message: OutboxMessage
    round: Round | None
    invitation: Invitation | None
    unit: Unit | None
    contact: Contact | None
    questionnaire: str | None  # its code
    response_state: str | None
    answered: int
    required: int

    @property
    def is_test(self) -> bool:
        """Whether the round is a rehearsal: mail to staff only."""
        return self.round is not None and self.round.is_test


def deadline_of(round_: Round, invitation: Invitation | None) -> datetime:
    """The unit's own deadline where it has one, else the round's. Exclusive."""
    return (invitation.deadline_at if invitation else None) or round_.deadline_at


def close_of(round_: Round, invitation: Invitation | None) -> datetime:
    """When writing ends for that unit. Exclusive."""
    return max(round_.closes_at, deadline_of(round_, invitation))


def _due(now: datetime, held: Sequence[str]) -> ColumnElement[bool]:
    waits = and_(OutboxMessage.state.in_(WAITING), OutboxMessage.not_before <= now)
    abandoned = and_(OutboxMessage.state == "sending", OutboxMessage.lease_until <= now)
    return and_(or_(waits, abandoned), ~_held(held))


def _held(kinds: Sequence[str]) -> ColumnElement[bool]:
    everything = exists().where(SendStop.stopped_at.is_not(None))
    restored = exists().where(SendStop.stopped_at.is_not(None), SendStop.stopped_by == RESTORE)
    its_round = OutboxMessage.round_id.in_(select(Round.id).where(Round.sends_stopped_at.is_not(None)))
    return or_(restored, and_(OutboxMessage.kind.in_(kinds), or_(everything, func.coalesce(its_round, False))))


def claim(
    session: Session, now: datetime, owner: str, lease_until: datetime, limit: int, held: Sequence[str]
) -> list[uuid.UUID]:
    """Take up to `limit` due messages under a short lease: waiting ones, and those whose sender died."""
    order = (case((OutboxMessage.kind.in_(URGENT), 0), else_=1), OutboxMessage.not_before, OutboxMessage.id)
    due = select(OutboxMessage.id).where(_due(now, held)).order_by(*order).limit(limit)
    ids = list(session.scalars(due.with_for_update(skip_locked=True)))
    if ids:
        session.execute(
            update(OutboxMessage)
            .where(OutboxMessage.id.in_(ids))
            .values(state="sending", lease_owner=owner, lease_until=lease_until)
        )
    return ids


RENEW = (
    update(OutboxMessage)
    .where(
        OutboxMessage.id == bindparam("message"),
        OutboxMessage.lease_owner == bindparam("owner"),
        OutboxMessage.state == "sending",
    )
    .values(lease_until=bindparam("until"))
    .returning(OutboxMessage.id)
    .execution_options(synchronize_session=False)
)


def renew(session: Session, message_id: uuid.UUID, owner: str, lease_until: datetime) -> bool:
    """Prolong a lease that is still ours; False when another worker has taken the message meanwhile."""
    found = session.execute(RENEW, {"message": message_id, "owner": owner, "until": lease_until})
    return found.first() is not None


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an attempt ended, as columns. `not_before` None: unchanged."""

    state: str
    code: int | None
    text: str | None
    sent_at: datetime | None
    ended_at: datetime | None
    not_before: datetime | None


MARK = (
    update(OutboxMessage)
    .where(
        OutboxMessage.id == bindparam("message"),
        OutboxMessage.lease_owner == bindparam("owner"),
        OutboxMessage.state == "sending",
    )
    .values(
        state=bindparam("new_state"),
        lease_until=None,
        lease_owner=None,
        last_code=bindparam("code"),
        last_text=bindparam("text"),
        sent_at=bindparam("sent"),
        ended_at=bindparam("ended"),
        not_before=func.coalesce(bindparam("again", type_=UtcDateTime), OutboxMessage.not_before),
    )
    .returning(OutboxMessage.id)
    .execution_options(synchronize_session=False)
)


def mark(session: Session, message_id: uuid.UUID, owner: str, outcome: Outcome) -> bool:
    """Write the outcome of an attempt and end the lease; False when the lease was lost meanwhile."""
    values = {
        "message": message_id,
        "owner": owner,
        "new_state": outcome.state,
        "code": outcome.code,
        "text": outcome.text,
        "sent": outcome.sent_at,
        "ended": outcome.ended_at,
        "again": outcome.not_before,
    }
    return session.execute(MARK, values).first() is not None


CURRENT = aliased(UnitContact)
#: Built once: composing it anew for each mail would cost more than running it. Wide columns nobody needs stay behind.
CASE = (
    select(OutboxMessage, Round, Invitation, Unit, Contact, QuestionnaireVersion.code)
    .add_columns(Response.state, func.coalesce(Response.answered, 0), func.coalesce(Response.required, 0))
    .outerjoin(Invitation, Invitation.id == OutboxMessage.invitation_id)
    .outerjoin(Round, Round.id == func.coalesce(OutboxMessage.round_id, Invitation.round_id))
    .outerjoin(QuestionnaireVersion, QuestionnaireVersion.sha256 == Round.questionnaire_sha256)
    .outerjoin(Unit, Unit.id == Invitation.unit_id)
    .outerjoin(CURRENT, and_(CURRENT.unit_id == Unit.id, CURRENT.valid_to.is_(None)))
    .outerjoin(Contact, Contact.id == func.coalesce(CURRENT.contact_id, Invitation.contact_id))
    .outerjoin(Response, Response.invitation_id == Invitation.id)
    .where(OutboxMessage.id == bindparam("message"))
    .options(
        defer(Round.selection),
        defer(Round.closing),
        defer(Invitation.census),
        defer(Invitation.disposition_reason),
        load_only(Unit.name),
        load_only(Contact.email, Contact.bounced_at, Contact.paused_at),
    )
)


def load_case(session: Session, message_id: uuid.UUID) -> Case:
    """The message and everything its re-check and its text need, in one statement."""
    return Case(*session.execute(CASE, {"message": message_id}).one())


ATRS = (
    select(Atr.name)
    .join(InvitationAtr, InvitationAtr.atr_id == Atr.id)
    .where(InvitationAtr.invitation_id == bindparam("invitation"))
    .order_by(Atr.name)
)


def atr_names(session: Session, invitation_id: uuid.UUID) -> list[str]:
    """The territories a unit counts in, by name."""
    return list(session.scalars(ATRS, {"invitation": invitation_id}))


def receipt_of(session: Session, invitation_id: uuid.UUID) -> tuple[str, str, bytes, datetime] | None:
    """(number, hash, salt, submitted at) of the unit's response, or None before any submission."""
    row = session.execute(
        select(Response.receipt_number, Response.receipt_hash, Response.salt, Response.submitted_at).where(
            Response.invitation_id == invitation_id, Response.receipt_number.is_not(None)
        )
    ).first()
    if row is None or row[3] is None:
        return None
    return row[0] or "", row[1] or "", row[2] or b"", row[3]


def counts(session: Session) -> list[tuple[str, str, int]]:
    """(kind, state, messages), ordered."""
    kind, state = OutboxMessage.kind, OutboxMessage.state
    rows = session.execute(select(kind, state, func.count()).group_by(kind, state).order_by(kind, state))
    return [(one, two, number) for one, two, number in rows]


def oldest_waiting(session: Session, now: datetime) -> datetime | None:
    """Since when the longest-waiting due message has been due, or None."""
    return session.scalar(
        select(func.min(OutboxMessage.not_before)).where(
            OutboxMessage.state.in_(WAITING), OutboxMessage.not_before <= now
        )
    )


STOPPED = select(func.min(SendStop.stopped_at))


def all_stopped_at(session: Session) -> datetime | None:
    """Since when all sends are stopped, or None."""
    return session.scalar(STOPPED)
