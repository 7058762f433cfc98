"""How a round goes: answers day by day beside the pace it needs, and its messages at a glance."""

import uuid
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from questionari.clock import local_day
from questionari.engine.states import Outbox
from questionari.store import completion as store, rounds as rounds_store
from questionari.usecases.completion import RoundLine, Tally
from questionari.usecases.kept import Kept

#: name of a group of mails -> the states in it; the list of mails is narrowed by the same names
MAIL_GROUPS: Mapping[str, tuple[Outbox, ...]] = {
    "in-coda": (Outbox.QUEUED, Outbox.SENDING),
    "in-attesa": (Outbox.DEFERRED, Outbox.UNCERTAIN),
    "inviati": (Outbox.SENT, Outbox.DELIVERED, Outbox.PEC_ACCEPTED, Outbox.PEC_DELIVERED),
    "rifiutati": (Outbox.BOUNCED, Outbox.PERMANENT_FAILURE, Outbox.TECHNICAL_FAILURE),
    "annullati": (Outbox.CANCELLED,),
}


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a round: answers sent in it, and from the beginning to its end."""

    day: date
    sent: int
    so_far: int


@dataclass(frozen=True, slots=True)
class Curve:
    """Answers from the opening to today. ``expected``: how many services should answer by the deadline.

    ``until``: the last day of the picture.
    """

    days: tuple[Day, ...]
    opens: date
    deadline: date
    until: date
    expected: int


@dataclass(frozen=True, slots=True)
class Pulse:
    """What the database is asked for, kept for a minute where a round is large."""

    sent: Mapping[date, int]
    mails: Mapping[str, int]


_kept: Kept[Pulse] = Kept()


def pulse(session: Session, now: datetime, round_id: uuid.UUID, asked: int) -> Pulse:
    """Answers by day and mails by group of a round in which so many units were asked."""
    return _kept.get(round_id, now, lambda: _measure(session, round_id), lambda _: asked)


def _measure(session: Session, round_id: uuid.UUID) -> Pulse:
    by_state = rounds_store.mail_counts(session, round_id)
    mails = {name: sum(by_state.get(state, 0) for state in states) for name, states in MAIL_GROUPS.items()}
    return Pulse(by_day(store.submitted(session, round_id, None)), mails)


def by_day(hours: Mapping[datetime, int]) -> Mapping[date, int]:
    """What happened in each hour, by local day."""
    days = Counter[date]()
    for hour, number in hours.items():
        days[local_day(hour)] += number
    return days


def curve(sent: Mapping[date, int], line: RoundLine, total: Tally, today: date) -> Curve:
    """The curve of answers up to today, or to the closing (or a later answer) of a round that is over."""
    last = max(line.opens, min(today, max(line.closes, *sent)) if sent else min(today, line.closes))
    days, so_far = [], 0
    for number in range((last - line.opens).days + 1):
        day = line.opens + timedelta(days=number)
        so_far += sent.get(day, 0)
        days.append(Day(day, sent.get(day, 0), so_far))
    until = max(line.deadline, last)
    return Curve(tuple(days), line.opens, line.deadline, until, total.asked - total.disposed)
