"""What becomes of a message after an attempt: a table error -> ending. Marks only what is still under our lease."""

import re
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from questionari.engine.states import Delivery, Outbox
from questionari.store import outcomes as store
from questionari.store.models.census import Contact
from questionari.store.models.rounds import Invitation
from questionari.usecases.outbox.limits import BACKOFF, Limits
from questionari.usecases.outbox.port import AddressRejected, Deferred, Rejected, SendError, Uncertain, Unreachable

END_STATES = (Outbox.SENT, Outbox.PERMANENT_FAILURE, Outbox.TECHNICAL_FAILURE, Outbox.CANCELLED)
UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f]+")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A message ready to leave: its bytes (they hold the link: never log them), and what its ending will need."""

    id: uuid.UUID
    kind: str
    raw: bytes = field(repr=False)
    envelope_from: str
    rcpt: str
    attempts: int
    tired_at: datetime  # after this and the whole back-off, no further attempt
    closes_at: datetime | None  # no attempt after this at all
    invitation_id: uuid.UUID | None
    contact_id: uuid.UUID | None  # whose address `rcpt` is
    carries: tuple[tuple[uuid.UUID, uuid.UUID | None], ...] = ()  # messages that leave in it, and their invitations

    @property
    def ids(self) -> tuple[uuid.UUID, ...]:
        """The messages that leave in this mail, itself among them."""
        return (self.id, *(one for one, _ in self.carries))

    @property
    def invitations(self) -> tuple[uuid.UUID | None, ...]:
        """The invitations it is about."""
        return (self.invitation_id, *(invitation_id for _, invitation_id in self.carries))


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends: the owner of the leases, with its limits."""

    owner: str
    limits: Limits


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt and how it went: `error` None means that the server acknowledged it."""

    message: Prepared
    error: SendError | None


Ended = list[tuple[Attempt, Outbox]]


def finish(session: Session, now: datetime, sender: Sender, attempts: Sequence[Attempt]) -> Ended:
    """Write the outcomes of a turn on those of its messages that are still ours, and return these: of others another
    worker decides. Every message of the transaction is locked before, for it writes on invitations too; `tell` writes
    what else follows.
    """
    ends = [(attempt, *_outcome(attempt, now, sender.limits)) for attempt in attempts]
    outcomes = {
        one: store.Outcome(
            state=state,
            code=250 if attempt.error is None else attempt.error.code,
            text=None if attempt.error is None else clean(attempt.error.text),
            sent_at=now if state is Outbox.SENT else None,
            ended_at=now if state in END_STATES else None,
            not_before=again,
        )
        for attempt, state, again in ends
        for one in attempt.message.ids
    }
    ours = store.mark(session, sender.owner, outcomes)
    return [(attempt, state) for attempt, state, _ in ends if attempt.message.id in ours]


def spoils(attempt: Attempt) -> bool:
    """Whether nothing more may go to that address."""
    return isinstance(attempt.error, AddressRejected)


def clean(text: str) -> str:
    """A server's words for a log line or a column: one line, no control characters, at most 500."""
    return UNSAFE.sub(" ", text)[:500]


Outcome = tuple[Outbox, datetime | None]


def _later(state: Outbox, tired: Outbox) -> Callable[[Prepared, datetime, Limits], Outcome]:
    """Try again after the back-off, or end as `tired` when that would be too late."""

    def outcome(message: Prepared, now: datetime, limits: Limits) -> Outcome:
        wait = limits.wait(message.attempts)
        again = now + (max(wait, limits.doubt) if state is Outbox.UNCERTAIN else wait)
        if state is Outbox.UNCERTAIN and limits.doubt:
            return state, again  # its receipt decides, after the closing too
        closed = message.closes_at is not None and again >= message.closes_at
        worn_out = message.attempts > len(BACKOFF) and again >= message.tired_at
        return (tired, None) if closed or worn_out else (state, again)

    return outcome


def _never(_message: Prepared, _now: datetime, _limits: Limits) -> Outcome:
    return Outbox.PERMANENT_FAILURE, None


OUTCOMES: Mapping[type[SendError], Callable[[Prepared, datetime, Limits], Outcome]] = {
    Deferred: _later(Outbox.DEFERRED, Outbox.PERMANENT_FAILURE),
    Unreachable: _later(Outbox.DEFERRED, Outbox.PERMANENT_FAILURE),
    Uncertain: _later(Outbox.UNCERTAIN, Outbox.TECHNICAL_FAILURE),
    Rejected: _never,
    AddressRejected: _never,
}


def _outcome(attempt: Attempt, now: datetime, limits: Limits) -> Outcome:
    if attempt.error is None:
        return Outbox.SENT, None
    return OUTCOMES[type(attempt.error)](attempt.message, now, limits)


def tell(session: Session, now: datetime, ended: Ended) -> None:
    """Tell invitations whose messages have not left, and a contact whose address was refused."""
    for attempt, state in ended:
        message = attempt.message
        spoilt = spoils(attempt) and message.contact_id is not None
        if spoilt:
            session.execute(update(Contact).where(Contact.id == message.contact_id).values(bounced_at=now))
        for invitation_id in message.invitations:
            if spoilt:
                set_delivery(session, invitation_id, Delivery.BOUNCED, tuple(Delivery))
            elif state in END_STATES and state is not Outbox.SENT:
                not_delivered(session, invitation_id, message.kind)


def not_delivered(session: Session, invitation_id: uuid.UUID | None, kind: str) -> None:
    """An invitation that ended without leaving is no longer "in coda"."""
    if kind == "invitation":
        set_delivery(session, invitation_id, Delivery.NONE, (Delivery.QUEUED,))


def set_delivery(
    session: Session, invitation_id: uuid.UUID | None, to: Delivery, only_from: tuple[Delivery, ...]
) -> None:
    """Move the delivery state of an invitation, from the named states only."""
    if invitation_id is not None:
        own = (Invitation.id == invitation_id, Invitation.delivery.in_(only_from))
        session.execute(update(Invitation).where(*own).values(delivery=to))
