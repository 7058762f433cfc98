"""Quiet hours: when campaigns may leave, by the local clock and the working days of the place they go to."""

from datetime import UTC, datetime, time, timedelta

from questionari.clock import ROME, local_day
from questionari.engine.working_days import next_working, working_day
from questionari.mail_settings import Hours

__all__ = ["Hours", "leaves_at"]


def leaves_at(instant: datetime, hours: Hours | None, place: str = "") -> datetime:
    """The instant itself if campaigns may leave then, else the next at which they may (both UTC)."""
    if hours is None:
        return instant
    local, day = instant.astimezone(ROME), local_day(instant)
    if working_day(day, place) and hours.begin <= local.hour < hours.end:
        return instant
    gone = local.hour >= hours.begin and working_day(day, place)
    day = next_working(day + timedelta(days=1) if gone else day, place)
    return datetime.combine(day, time(hours.begin), ROME).astimezone(UTC)
