"""The one place that reads the machine's clock; everything else is handed `now`. Instants are UTC, days Europe/Rome."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ROME = ZoneInfo("Europe/Rome")


def utc_now() -> datetime:
    """The present instant, aware, UTC."""
    return datetime.now(UTC)


def local_day(instant: datetime) -> date:
    """The calendar day of an instant in Europe/Rome."""
    return instant.astimezone(ROME).date()


def end_of_day(day: date) -> datetime:
    """The last instant a deadline of that local day still allows: the start of the next day, as UTC (exclusive bound)."""
    return datetime.combine(day + timedelta(days=1), time(0), ROME).astimezone(UTC)


def start_of_day(day: date) -> datetime:
    """The first instant of a local day, as UTC."""
    return datetime.combine(day, time(0), ROME).astimezone(UTC)
