"""May this message still go? A table kind -> predicate, asked in the same transaction that renews the lease
(decisions.md 32)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from questionari.engine.states import Disposition, ResponseState
from questionari.mail.messages import KINDS
from questionari.store.models.rounds import Invitation
from questionari.store.outbox import Case, close_of

SUBMITTED = (ResponseState.SUBMITTED, ResponseState.QUERY_OPEN, ResponseState.VALIDATED)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Send now, or not before an instant (`until`), or never (`reason`, stable words for staff and tests)."""

    reason: str = ""
    until: datetime | None = None

    @property
    def go(self) -> bool:
        """Whether the message may leave now."""
        return not self.reason and self.until is None


GO = Verdict()


def always(_case: Case, _now: datetime) -> Verdict:
    """Receipts, queries, codes, notes: they answer an act of the person or concern a body."""
    return GO


def while_asked(case: Case, now: datetime) -> Verdict:
    """Invitations and reminders: only while the round is open and the unit is still expected to answer."""
    if case.round is None or case.invitation is None or case.round.stored_state != "open":
        return Verdict("round_not_open")
    if now < case.round.opens_at:
        return Verdict(until=case.round.opens_at)
    if now >= close_of(case.round, case.invitation) or case.round.closed_at is not None:
        return Verdict("round_closed")
    return _still_expected(case, case.invitation)


def _still_expected(case: Case, invitation: Invitation) -> Verdict:
    if invitation.revoked_at is not None:
        return Verdict("revoked")
    if invitation.disposition != Disposition.NONE:
        return Verdict(f"disposition_{invitation.disposition}")
    return Verdict("already_submitted") if case.response_state in SUBMITTED else GO


RECHECK: Mapping[str, Callable[[Case, datetime], Verdict]] = {
    "invitation": while_asked,
    "reminder_1": while_asked,
    "reminder_2": while_asked,
    "correction": always,
    "query": always,
    "receipt": always,
    "atr_note": always,
    "access_code": always,
    "set_password": always,
}

#: Kinds that "Sospendi invii" holds back; they stay queued.
HELD = ("invitation", "reminder_1", "reminder_2")


def verdict(case: Case, now: datetime) -> Verdict:
    """What may happen to a claimed message now; the address first: to a bounced or paused one nothing goes."""
    reason = _address(case)
    return Verdict(reason) if reason else RECHECK[case.message.kind](case, now)


def _address(case: Case) -> str:
    """Why the address may not be used, or "". A test round writes to staff only, whatever the census says."""
    if case.is_test or not KINDS[case.message.kind].to_contact:
        return ""
    if case.invitation is None or case.contact is None:
        return "no_contact"
    if case.contact.bounced_at is not None:
        return "address_bounced"
    if case.contact.paused_at is not None:
        return "address_paused"
    return "" if case.message.recipient.lower() == case.contact.email.lower() else "contact_changed"
