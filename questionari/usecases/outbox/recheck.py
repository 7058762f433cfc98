"""May this message still go? A table kind -> predicate, asked when a batch is claimed and again right before each send,
in the same transaction that renews the lease (decisions.md 32)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from questionari.clock import local_day, start_of_day
from questionari.engine.states import Disposition, ResponseState
from questionari.engine.working_days import place_of
from questionari.mail.messages import KINDS
from questionari.store.leases import Standing
from questionari.usecases.outbox.hours import Hours, leaves_at

DAY = timedelta(days=1)
ANSWERED = (ResponseState.SUBMITTED, ResponseState.VALIDATED)
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


def before_deadline(found: Standing, now: datetime) -> Verdict:
    """The first reminder says that the deadline is to come; who works at the questionnaire today is left in peace."""
    ends = found.own_deadline_at or found.deadline_at
    return _reminded(found, now, "deadline_passed" if ends is not None and now >= ends else "")


def after_deadline(found: Standing, now: datetime) -> Verdict:
    """The second reminder says that the deadline has gone by, which an extension may have made untrue."""
    ends = found.own_deadline_at or found.deadline_at
    return _reminded(found, now, "deadline_moved" if ends is not None and now < ends else "")


def _reminded(found: Standing, now: datetime, untrue: str) -> Verdict:
    asked = while_silent(found, now)
    if not asked.go or untrue:
        return asked if not asked.go else Verdict(untrue)
    touched = found.saved_at is not None and local_day(found.saved_at) == local_day(now)
    return Verdict(until=start_of_day(local_day(now) + DAY)) if touched else GO


def once_answered(found: Standing, _now: datetime) -> Verdict:
    """Thanks: to whoever has answered, and whose answer still counts."""
    if found.round_state != "open":
        return Verdict("round_not_open")
    thanked = found.response_state in ANSWERED and found.disposition == Disposition.NONE
    return GO if thanked else Verdict("not_answered")


def while_awaited(found: Standing, now: datetime) -> Verdict:
    """A reminder to whoever must approve: only while the answers wait for her, in a round that is open."""
    said = while_asked(found, now)
    return said if not said.go or found.response_state == ResponseState.AWAITING else Verdict("approval_ended")


RECHECK: Mapping[str, Callable[[Standing, datetime], Verdict]] = {
    "invitation": while_asked,
    "reminder_1": before_deadline,
    "reminder_2": after_deadline,
    "thanks": once_answered,
    "nudge": while_silent,
    "correction": always,
    "correction_plain": always,
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
    "text_test": always,
    "staff_digest": always,
    "approval": always,  # judged when it is made; one that was taken back is recalled
    "approval_reminder": while_awaited,
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
HELD = (
    *("invitation", "reminder_1", "reminder_2", "nudge", "approval_reminder"),
    *("thanks", "atr_note", "consultation", "consultation_atr"),
)
#: Kinds that are of no use once the round has ended.
ENDING = tuple(kind for kind in HELD if kind != "thanks")
#: Kinds that leave by day, on working days of the place they go to; a link that somebody waits for leaves always.
BY_DAY = HELD


def verdict(found: Standing, now: datetime, hours: Hours | None = None) -> Verdict:
    """What may happen to a claimed message now; the address first: to a bounced or paused one nothing goes.

    `hours`: those in which campaigns may leave, any hour where there are none.
    """
    reason = found.recalled or _address(found)
    said = Verdict(reason) if reason else RECHECK[found.kind](found, now)
    stopped = found.kind in HELD and bool(found.stopped_at or found.all_stopped_at)
    if said.reason or stopped:
        return said if said.reason else Verdict(until=said.until or now)
    return _by_day(found, said.until or now, now, hours) if found.kind in BY_DAY else said


def _by_day(found: Standing, first: datetime, now: datetime, hours: Hours | None) -> Verdict:
    """The first instant from `first` on at which a campaign may reach the place of a unit."""
    free = hours is None or found.again or bool(found.rehearsal)
    at = first if free else leaves_at(first, hours, place_of(found.comune, found.province))
    return Verdict(until=at) if at > now else GO


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
