"""Whether a service answers at an instant: its weekly hours, the days it said it is closed, public holidays."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from questionari.engine.values import WEEKDAYS, Hours

OPEN, SHUT, CLOSED_DAY = "1", "2", "3"  # E1_08
DAY = 24 * 60
#: (month, day) of the holidays of every year; Saint Francis again from 2026 (law 151/2025).
_FIXED = frozenset(
    {(1, 1), (1, 6), (4, 25), (5, 1), (6, 2), (8, 15), (11, 1), (12, 8), (12, 25), (12, 26)},
)
_FRANCIS, _FRANCIS_SINCE = (10, 4), 2026


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (Meeus, Jones, Butcher).

    >>> easter(2026), easter(2027)
    (datetime.date(2026, 4, 5), datetime.date(2027, 3, 28))
    """
    century, rest = divmod(year, 100)
    golden = year % 19
    shift = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    week = (32 + 2 * (century % 4) + 2 * (rest // 4) - shift - rest % 4) % 7
    late = (golden + 11 * shift + 22 * week) // 451
    month, day = divmod(shift + week - 7 * late + 114, 31)
    return date(year, month, day + 1)


def is_holiday(day: date) -> bool:
    """Whether a day is a public holiday in Italy; Sundays are not counted as such."""
    since = day.year >= _FRANCIS_SINCE and (day.month, day.day) == _FRANCIS
    return (
        since
        or (day.month, day.day) in _FIXED
        or day - timedelta(days=1)
        in (
            easter(day.year) - timedelta(days=1),
            easter(day.year),
        )
    )


def duty(hours: Hours, closures: Iterable[tuple[date, date]], moment: datetime) -> str:
    """OPEN, SHUT by the weekly hours, CLOSED_DAY where a closure or a holiday shuts a service that would be open.

    A service that is open round the clock on that weekday is open on holidays too.
    """
    spans = hours.get(WEEKDAYS[moment.weekday()], ())
    minute = moment.hour * 60 + moment.minute
    if not any(start <= minute < end for start, end in spans):
        return SHUT
    if any(first <= moment.date() <= last for first, last in closures):
        return CLOSED_DAY
    all_day = (0, DAY) in spans
    return CLOSED_DAY if is_holiday(moment.date()) and not all_day else OPEN
