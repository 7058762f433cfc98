"""The staff's day: what needs somebody, what is open, what comes next. Numbers only: each has a list behind it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from questionari.clock import local_day
from questionari.engine.states import RoundState
from questionari.store import atr_acts, incoming, patches, vitals
from questionari.store.models.messages import OutboxMessage
from questionari.usecases import colleagues, export_list, false_messages, helping, querying, signals, vetting
from questionari.usecases.census.listing import count_unreachable
from questionari.usecases.consulting.answering import Unfinished, unfinished
from questionari.usecases.health import ALARM, CALENDAR, CALENDAR_ALARM, TIMER
from questionari.usecases.house import House
from questionari.usecases.mail_list import STOPPED, UNSOLVED, WAITING, late
from questionari.usecases.rounds import listing, patching
from questionari.usecases.rounds.basics import RUNNING
from questionari.usecases.rounds.listing import RoundInList, list_rounds
from questionari.usecases.rounds.stops import Stop, stops
from questionari.usecases.rounds.timeline import Moment

NEAR = 7  # days before a deadline in which whoever has not answered is worth a look
#: Needs that are one number of `_numbers` each, after the mails and the trials, in that order.
TOLD = (
    *("false_messages", "help", "verified", "people", "atr_reports", "doubts"),
    *("letters", "mailbox_fails", "timer_silent", "calendar_silent"),
)
WRITING = frozenset({RoundState.OPEN, RoundState.EXTENDED})


@dataclass(frozen=True, slots=True)
class Need:
    """Something that needs somebody: a kind the pages have words and a list for, how many, in which round or of which
    consultation.
    """

    kind: str
    number: int
    round: RoundInList | None = None
    consultation: Unfinished | None = None


@dataclass(frozen=True, slots=True)
class Next:
    """The next day in the calendar of the rounds that run."""

    round: RoundInList
    moment: Moment


@dataclass(frozen=True, slots=True)
class Today:
    """The staff's first page."""

    stops: tuple[Stop, ...]
    all_stopped: bool
    needs: tuple[Need, ...]
    running: tuple[RoundInList, ...]
    drafts: tuple[RoundInList, ...]
    next: Next | None
    waiting: int


def today(session: Session, house: House, now: datetime) -> Today:
    """What needs somebody, what is open, what comes next."""
    rounds, held = list_rounds(session, now), stops(session)
    unsolved, stuck, stopped, waiting, untried, *more = _numbers(session, house, now)
    told, others = signals.count_signals(session), dict(zip(TOLD, more, strict=True))
    if others["timer_silent"]:  # which goes through the calendars too
        others["calendar_silent"] = 0
    counts = (
        ("mail_failed", unsolved),
        ("mail_late", stuck),
        ("mail_held", stopped),
        ("contact_wrong", told.get(signals.WRONG, 0)),
        ("contact_corrected", told.get(signals.RESEND, 0)),
        *others.items(),
        ("variations", told[signals.CHANGED]),
        ("unreachable", count_unreachable(session, local_day(now))),
        ("exports_failed", export_list.count_failed(session, now)),
    )
    general = (Need(kind, number) for kind, number in counts)
    failed = patching.stuck(session) if untried else frozenset()
    trials = (Need("trial_stuck", 1, found) for found in rounds if found.line.id in failed)
    needs = [*_closing(rounds), *trials, *_of_rounds(rounds, now), *general, *_consultations(session, now)]
    running = tuple(found for found in rounds if found.line.state in RUNNING)
    drafts = tuple(found for found in rounds if found.line.state is RoundState.DRAFT)
    due = tuple(need for need in needs if need.number)
    return Today(held, any(not stop.code for stop in held), due, running, drafts, coming(running), waiting)


def _numbers(session: Session, house: House, now: datetime) -> tuple[int, ...]:
    """Mails that need somebody, are late, are held back, wait; versions proposed for rounds and not tried; false
    messages told; help asked, queries answered, persons to be written to, what ATRs report, responses worth a look,
    letters, mailboxes that fail, timers that are silent: in one statement.
    """
    waits = OutboxMessage.state.in_(WAITING)
    mails = [func.count().filter(one) for one in (UNSOLVED, late(session, house, now), STOPPED, waits)]
    asked = (helping.WAITING, querying.ANSWERED, colleagues.WAITING, atr_acts.WAITING, vetting.WAITING)
    silent = (vitals.silent(TIMER, now - ALARM), vitals.silent(CALENDAR, now - CALENDAR_ALARM))
    returned = (incoming.WAITING, incoming.failing(now), *silent)
    others = (patches.UNTRIED, false_messages.OPEN, *asked, *returned)
    return tuple(session.execute(select(*mails, *others).select_from(OutboxMessage)).one())


def _closing(rounds: Sequence[RoundInList]) -> Iterator[Need]:
    """Rounds whose deadline is near, or past while services may still answer."""
    for found in rounds:
        if found.line.state in WRITING and not found.is_test and found.line.days_left <= NEAR:
            yield Need("overdue" if found.line.days_left < 0 else "closing", found.missing, found)


def _of_rounds(rounds: Sequence[RoundInList], now: datetime) -> Iterator[Need]:
    today = local_day(now)
    for kind, state, test in (("drafts_late", "bozza-in-ritardo", ""), ("unsigned", "da-firmare", "vere")):
        yield Need(kind, listing.sift(rounds, listing.RoundFilter(state=state, kind=test), today).total)
    yield Need("tests", listing.sift(rounds, listing.RoundFilter(state="in-corso", kind="prova"), today).total)


def _consultations(session: Session, now: datetime) -> Iterator[Need]:
    """A line each: to be closed, or comments to be answered."""
    for found in unfinished(session, now):
        yield Need("consultation_over", int(found.overdue), consultation=found)
        yield Need("comments", found.unanswered, consultation=found)


def coming(rounds: Sequence[RoundInList]) -> Next | None:
    """The next day of any of these rounds; rehearsals do not count."""
    found = [Next(one, one.coming[0]) for one in rounds if one.coming and not one.is_test]
    return min(found, key=lambda one: one.moment.day, default=None)
