"""The one place that reads the machine's clock; everything else is handed `now`. Instants are UTC, days Europe/Rome."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ROME = ZoneInfo("Europe/Rome")


_shift: ContextVar[timedelta] = ContextVar("_shift", default=timedelta(0))


def utc_now() -> datetime:
    """The present instant, aware, UTC."""
    return datetime.now(UTC) + _shift.get()


@contextmanager
def shifted(by: timedelta) -> Iterator[None]:
    """Live some days earlier or later inside the block: the demo's invented past, and tests."""
    token = _shift.set(by)
    try:
        yield
    finally:
        _shift.reset(token)


def local_day(instant: datetime) -> date:
    """The calendar day of an instant in Europe/Rome."""
    return instant.astimezone(ROME).date()


def end_of_day(day: date) -> datetime:
    """The exclusive bound of a deadline on that local day: the first instant of the next one, in UTC."""
    return datetime.combine(day + timedelta(days=1), time(0), ROME).astimezone(UTC)


def start_of_day(day: date) -> datetime:
    """The first instant of a local day, as UTC."""
    return datetime.combine(day, time(0), ROME).astimezone(UTC)
