"""The step before each send, in one transaction: renew the lease, ask again whether it may go, freeze or thaw."""

import logging
import uuid
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from questionari.engine.states import Outbox
from questionari.mail.messages import MessageFault
from questionari.store import outbox as store
from questionari.store.models.messages import OutboxMessage
from questionari.store.outbox import Case
from questionari.store.sealing import WrongKey
from questionari.usecases.house import House
from questionari.usecases.outbox import recheck
from questionari.usecases.outbox.ending import Prepared, not_delivered
from questionari.usecases.outbox.freezing import ACCOUNT, freeze_case, thaw
from questionari.usecases.outbox.limits import GIVE_UP, Buckets

log = logging.getLogger(__name__)


def prepare(
    session: Session, house: House, now: datetime, owner: str, message_id: uuid.UUID, buckets: Buckets
) -> Prepared | Outbox | None:
    """The message ready to leave; or the state it was put in instead; or None when the lease was lost."""
    limits = buckets.limits
    if not store.renew(session, message_id, owner, now + limits.send_lease):
        return None
    case = store.load_case(session, message_id)
    verdict = recheck.verdict(case, now)
    if verdict.reason:
        return _end(session, now, case, Outbox.CANCELLED, verdict.reason)
    if verdict.until is not None or _held(session, case):
        return give_back(case.message, verdict.until or now)
    wait = buckets.wait(case.message.recipient, now)
    if wait:
        return give_back(case.message, now + wait)
    try:
        raw = thaw(house, case.message) if case.message.raw_mime else _freeze(session, house, now, case)
    except (MessageFault, WrongKey, AttributeError, LookupError, ValueError, TypeError, IntegrityError) as fault:
        # A row whose values make no message must not stop the others; the text may hold a secret, the type does not.
        log.error("outbox %s cannot be made: %s", message_id, _words(fault))
        return _end(session, now, case, Outbox.TECHNICAL_FAILURE, _words(fault))
    case.message.attempts += 1
    return _prepared(case, raw)


def _words(fault: Exception) -> str:
    return (str(fault) if isinstance(fault, MessageFault) else type(fault).__name__)[:200]


def _freeze(session: Session, house: House, now: datetime, case: Case) -> bytes:
    """A fault leaves nothing behind but, at most, the hash of a token that nobody holds; accounts need a savepoint."""
    if case.message.kind not in ACCOUNT:
        return freeze_case(session, house, now, case)
    with session.begin_nested():
        return freeze_case(session, house, now, case)


def _held(session: Session, case: Case) -> bool:
    """Sends may have been stopped after the claim."""
    if case.message.kind not in recheck.HELD:
        return False
    return bool(case.round and case.round.sends_stopped_at) or store.all_stopped_at(session) is not None


def give_back(row: OutboxMessage, not_before: datetime) -> Outbox:
    """End the lease of a message that was not attempted; it keeps the state it had."""
    row.state = Outbox.DEFERRED if row.attempts else Outbox.QUEUED
    row.lease_until = row.lease_owner = None
    row.not_before = not_before
    return Outbox(row.state)


def _end(session: Session, now: datetime, case: Case, state: Outbox, reason: str) -> Outbox:
    row = case.message
    row.state, row.reason, row.ended_at = state, reason, now
    row.lease_until = row.lease_owner = None
    not_delivered(session, row.invitation_id, row.kind)
    return state


def _prepared(case: Case, raw: bytes) -> Prepared:
    row, round_ = case.message, case.round
    begins = max(row.created_at, round_.opens_at) if round_ else row.created_at
    ends = store.close_of(round_, case.invitation) if round_ and row.kind in recheck.HELD else None
    in_census = case.contact is not None and not case.is_test
    return Prepared(
        id=row.id,
        kind=row.kind,
        raw=raw,
        envelope_from=row.envelope_from or "",
        rcpt=row.recipient,
        attempts=row.attempts,
        tired_at=begins + GIVE_UP,
        closes_at=ends,
        invitation_id=row.invitation_id,
        contact_id=case.contact.id if case.contact and in_census else None,
    )


def release(session: Session, owner: str, ids: list[uuid.UUID], not_before: datetime) -> None:
    """Give back claimed messages whose turn did not come."""
    for message_id in ids:
        row = session.get(OutboxMessage, message_id)
        if row is not None and row.lease_owner == owner and row.state == Outbox.SENDING:
            give_back(row, not_before)
