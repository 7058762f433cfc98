"""The calendar of a round: on which day each reminder goes to a place. Functions of local dates."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from questionari.engine.working_days import add_working, last_working, next_working


@dataclass(frozen=True, slots=True, order=True)
class Offset:
    """A reminder: so many days, or working days, after the deadline; before it where negative."""

    days: int
    working: bool = False

    @property
    def kind(self) -> str:
        """The message: up to the deadline the first text, afterwards the second."""
        return "reminder_1" if self.days <= 0 else "reminder_2"

    @property
    def key(self) -> str:
        """What it is known by in a round: "-10", "+3l"; the usual two as they always were."""
        return USUAL_KEYS.get((self.days, self.working)) or f"{self.days:+d}{'l' if self.working else ''}"


USUAL_KEYS: Mapping[tuple[int, bool], str] = {(-10, False): "reminder_1", (2, False): "reminder_2"}
#: strumenti.md, Testi di servizio 2 and 3
USUAL = (Offset(-10), Offset(2))


@dataclass(frozen=True, slots=True)
class Span:
    """The days of a round for somebody; `deadline` and `closes` are the last days included."""

    opens: date
    deadline: date
    closes: date


def reminder_day(offset: Offset, deadline: date, place: str = "") -> date:
    """The day of a reminder in a place: always a working day, none too late to be of use before the deadline."""
    if offset.working:
        return add_working(deadline, offset.days, place)
    day = deadline + timedelta(days=offset.days)
    return last_working(day, place) if offset.days <= 0 else next_working(day, place)


def reminder_days(offsets: Iterable[Offset], span: Span, place: str = "") -> Mapping[Offset, date]:
    """The day of each reminder that there is: one that would fall outside the open days is not sent at all."""
    days = {offset: reminder_day(offset, span.deadline, place) for offset in sorted(offsets)}
    return {offset: day for offset, day in days.items() if span.opens < day <= span.closes}


def latest_due(offsets: Iterable[Offset], span: Span, today: date, place: str = "") -> tuple[Offset, date] | None:
    """The reminder that is owed today, with its day; None where none is.

    A late run (the machine was off) still sends one up to the deadline, one after it up to the closing; of several
    that came due meanwhile only the latest counts.
    """
    days = reminder_days(offsets, span, place)
    due = [(day, offset) for offset, day in days.items() if day <= today <= _until(offset, span)]
    if not due:
        return None
    day, offset = max(due)
    return offset, day


def _until(offset: Offset, span: Span) -> date:
    return span.deadline if offset.days <= 0 else span.closes
