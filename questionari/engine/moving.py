"""The dates of a round moved to those of the next: the period by its own length, the rest by the same working days."""

from datetime import date, timedelta

from questionari.engine.working_days import working_day

DAY = timedelta(days=1)
YEAR = 12


def next_period(first: date, last: date) -> tuple[date, date]:
    """The period after one: as many whole months where it has whole months, else as many days.

    >>> next_period(date(2026, 1, 1), date(2026, 6, 30))
    (datetime.date(2026, 7, 1), datetime.date(2026, 12, 31))
    """
    begin = last + DAY
    if first.day != 1 or begin.day != 1:
        return begin, begin + (last - first)
    months = (begin.year - first.year) * YEAR + begin.month - first.month
    return begin, _months_on(begin, months) - DAY


def _months_on(first: date, months: int) -> date:
    """The first of the month so many months after a first of month."""
    year, month = divmod(first.year * YEAR + first.month - 1 + months, YEAR)
    return date(year, month + 1, 1)


def working_days_between(start: date, end: date) -> int:
    """Working days after one day up to another; negative where the other is earlier."""
    early, late = sorted((start, end))
    found = sum(working_day(early + DAY * number) for number in range(1, (late - early).days + 1))
    return found if start <= end else -found
