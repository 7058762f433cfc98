"""The calendar of a round: which reminders are due on a day. Functions of local dates and of what was done already."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from types import MappingProxyType

#: kind -> days from the deadline (strumenti.md, Testi di servizio 2 and 3)
OFFSETS: Mapping[str, int] = MappingProxyType({"reminder_1": -10, "reminder_2": 2})


def reminder_days(opens: date, deadline: date, closes: date) -> Mapping[str, date]:
    """The day of each reminder that a round has: one that would fall outside the open days is not sent at all."""
    days = {kind: deadline + timedelta(days=offset) for kind, offset in OFFSETS.items()}
    return {kind: day for kind, day in days.items() if opens < day <= closes}


def reminders_due(opens: date, deadline: date, closes: date, today: date, done: Collection[str]) -> tuple[str, ...]:
    """The kinds due today. `deadline` and `closes` are the last days included. Each kind is sent once a round.

    A late run (the machine was off) still sends the first reminder up to the deadline and the second up to the closing.
    """
    until = {"reminder_1": deadline, "reminder_2": closes}
    days = reminder_days(opens, deadline, closes)
    return tuple(kind for kind, day in days.items() if kind not in done and day <= today <= until[kind])


DAY = timedelta(days=1)
SATURDAY = 5


def next_weekday(day: date) -> date:
    """The first day after another that is none of a weekend."""
    following = day + DAY
    return following if following.weekday() < SATURDAY else next_weekday(following)
