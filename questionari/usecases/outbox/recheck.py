"""May this message still go? A table kind -> predicate, asked when a batch is claimed and again right before each send,
in the same transaction that renews the lease (decisions.md 32)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from questionari.clock import local_day
from questionari.engine.states import Disposition, ResponseState
from questionari.mail.messages import KINDS
from questionari.store.leases import Standing

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


def always(_found: Standing, _now: datetime) -> Verdict:
    """Receipts, queries, codes, notes: they answer an act of the person or concern a body."""
    return GO


def while_asked(found: Standing, now: datetime) -> Verdict:
    """Invitations and reminders: only while the round is open and the unit is still expected to answer."""
    if found.opens_at is None or found.ends_at is None or found.invitation_id is None or found.round_state != "open":
        return Verdict("round_not_open")
    if now < found.opens_at:
        return Verdict(until=found.opens_at)
    if now >= found.ends_at or found.closed_at is not None:
        return Verdict("round_closed")
    return _still_expected(found)


def while_silent(found: Standing, now: datetime) -> Verdict:
    """Reminders: as the invitation, and not before the day has gone by for which an answer was promised."""
    promised = found.promised_on is not None and found.promised_on >= local_day(now)
    said = while_asked(found, now)
    return Verdict("promised") if said.go and promised else said


def _still_expected(found: Standing) -> Verdict:
    if found.revoked_at is not None:
        return Verdict("revoked")
    if found.disposition != Disposition.NONE:
        return Verdict(f"disposition_{found.disposition}")
    return Verdict("already_submitted") if found.response_state in SUBMITTED else GO


RECHECK: Mapping[str, Callable[[Standing, datetime], Verdict]] = {
    "invitation": while_asked,
    "reminder_1": while_silent,
    "reminder_2": while_silent,
    "correction": always,
    "query": always,
    "verification": always,
    "receipt": always,
    "atr_note": always,
    "access_code": always,
    "set_password": always,
    "barrier": always,
    "false_message": always,
    "help_answer": always,
    "staff_reply": always,
    "approval": always,  # judged when it is made; one that was taken back is recalled
    "approval_returned": always,
    "delegation": always,  # judged when it is made; one that was taken back is recalled
    "delegation_settled": always,
    "contact_confirm": always,  # judged when they are made; what was taken back is recalled
    "contact_offer": always,
    "contact_told": always,
    "consultation": always,  # judged when it is made; one that is revoked is recalled
    "consultation_atr": always,
}

#: Kinds that "Sospendi invii" holds back; they stay queued.
HELD = ("invitation", "reminder_1", "reminder_2", "consultation", "consultation_atr")


def verdict(found: Standing, now: datetime) -> Verdict:
    """What may happen to a claimed message now; the address first: to a bounced or paused one nothing goes."""
    reason = found.recalled or _address(found)
    said = Verdict(reason) if reason else RECHECK[found.kind](found, now)
    stopped = found.kind in HELD and bool(found.stopped_at or found.all_stopped_at)
    return Verdict(until=now) if said.go and stopped else said


def _address(found: Standing) -> str:
    """Why the address may not be used, or "". A test round writes to staff only, whatever the census says."""
    if found.rehearsal or not KINDS[found.kind].to_contact:
        return ""
    if found.invitation_id is None or found.email is None:
        return "no_contact"
    if found.bounced_at is not None:
        return "address_bounced"
    if found.paused_at is not None:
        return "address_paused"
    return "" if found.recipient.lower() == found.email.lower() else "contact_changed"
