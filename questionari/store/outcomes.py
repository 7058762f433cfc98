"""How leases of the outbox end: the outcome of an attempt, an end without one, a message given back.

As in `leases`, nothing here commits, and whoever has lost a lease changes nothing.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ARRAY, ColumnElement, Select, String, Update, any_, bindparam, case, cast, func, select, update
from sqlalchemy.orm import Session

from questionari.store.among import by_list, run
from questionari.store.leases import MESSAGE, OURS
from questionari.store.models.messages import OutboxMessage
from questionari.store.models.rounds import Invitation
from questionari.store.types import Id, UtcDateTime


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


def _marked(listed: ColumnElement[bool]) -> Update:
    """Outcomes written on those messages that are ours."""
    return (
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
    )


def _arrived(invitations: ColumnElement[bool]) -> Update:
    """Whose mail has left knows it; what is known better already (delivered, bounced) stays."""
    waited = Invitation.delivery.in_(("none", "queued"))
    return update(Invitation).where(invitations, waited, NEW_STATE == "sent").values(delivery="sent")


def _at_once(listed: ColumnElement[bool]) -> Select[tuple[uuid.UUID]]:
    """Both, as PostgreSQL can: its answer is which were ours.

    Messages are locked before invitations by whoever locks both, so the list of the invitations is whole before it is
    used.
    """
    marked = _marked(listed).returning(OutboxMessage.id, OutboxMessage.invitation_id).cte("marked")
    whole = cast(select(func.array_agg(marked.c.invitation_id)).scalar_subquery(), ARRAY(Id))
    return select(marked.c.id).add_cte(_arrived(Invitation.id == any_(whole)).cte("arrived"))


def _of_messages(listed: ColumnElement[bool]) -> Update:
    return _arrived(Invitation.id.in_(select(OutboxMessage.invitation_id).where(listed)))


AT_ONCE = by_list(OutboxMessage.id, "messages", _at_once)
MARK = by_list(OutboxMessage.id, "messages", lambda listed: _marked(listed).returning(OutboxMessage.id))
ARRIVED = by_list(OutboxMessage.id, "messages", _of_messages)


def mark(session: Session, owner: str, outcomes: Mapping[uuid.UUID, Outcome]) -> set[uuid.UUID]:
    """Write the outcomes of attempts at those of the messages that are ours, end their leases, say which they were;
    an invitation whose message has left knows it.

    Those that ended alike share a statement: most often all of a turn.
    """
    alike: dict[Outcome, list[uuid.UUID]] = {}
    for message_id, outcome in outcomes.items():
        alike.setdefault(outcome, []).append(message_id)
    return {one for outcome, ids in alike.items() for one in _mark(session, owner, outcome, ids)}


def _mark(session: Session, owner: str, outcome: Outcome, ids: Sequence[uuid.UUID]) -> Sequence[uuid.UUID]:
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
    if session.get_bind().dialect.name == "postgresql":
        return run(session, AT_ONCE, values).scalars().all()
    ours = run(session, MARK, values).scalars().all()
    if outcome.sent_at:
        run(session, ARRIVED, {"messages": ours, "new_state": outcome.state})
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


DOUBT = update(OutboxMessage).where(MESSAGE).values(**FREE, state="uncertain", not_before=bindparam("again"))


def doubt(session: Session, turns: Mapping[uuid.UUID, datetime]) -> None:
    """Messages that `due` has locked and that may have left: each is looked at again at its instant."""
    if turns:
        rows = [{"message": message_id, "again": again} for message_id, again in turns.items()]
        session.connection().execute(DOUBT, rows)


LOST = update(OutboxMessage).where(MESSAGE).values(**FREE, state="technical_failure", reason=bindparam("why"))


def give_up(session: Session, ids: Sequence[uuid.UUID], why: str, now: datetime) -> None:
    """End messages that `due` has locked and of which nobody will ever know whether they left."""
    if ids:
        rows = [{"message": message_id, "why": why, "ended": now} for message_id in ids]
        session.connection().execute(LOST.values(ended_at=bindparam("ended")), rows)


def release(session: Session, owner: str, turns: Mapping[uuid.UUID, datetime]) -> None:
    """Give back messages that were not attempted, each until its instant; those that were lost stay as they are."""
    rows = [{"message": message_id, "owner": owner, "again": again} for message_id, again in turns.items()]
    if rows:
        session.connection().execute(RELEASE, rows)
