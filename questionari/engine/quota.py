"""What a mail provider takes in an hour and in a day: what is left of it, and when a campaign will have left."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
RESERVE = 10  # a tenth stays for what somebody waits for: codes, receipts, links asked for
BRISK = 18_000  # messages an hour where nothing limits them: the pace of a single domain
FARTHEST = 24 * 400  # hours looked ahead


@dataclass(frozen=True, slots=True)
class Quota:
    """Messages taken in any hour and in any day; 0: no limit."""

    per_hour: int = 0
    per_day: int = 0

    def __bool__(self) -> bool:
        """Whether there is any limit."""
        return bool(self.per_hour or self.per_day)

    def left(self, used: "Used", *, urgent: bool) -> int:
        """How many more may leave now; of campaigns only what the reserve does not need."""
        pairs = ((self.per_hour, used.hour), (self.per_day, used.day))
        return max(0, min((_whole(most, urgent) - gone for most, gone in pairs if most), default=BRISK))


def _whole(most: int, urgent: bool) -> int:
    return most if urgent else max(1, most - max(1, most // RESERVE))


@dataclass(frozen=True, slots=True)
class Used:
    """Messages that left in the last hour and in the last day, that hour included."""

    hour: int = 0
    day: int = 0


def finishes(
    start: datetime, count: int, quota: Quota, used: Used, opens: Callable[[datetime], datetime]
) -> datetime | None:
    """When the last of so many messages of a campaign will have left, to the hour; None beyond a year or so.

    `opens`: an instant -> the first from it on at which campaigns may leave. What was used counts as if it had left
    just now, or an hour ago: the answer is rather late than early.
    """
    at, gone = start, deque([(start - HOUR, max(0, used.day - used.hour)), (start, used.hour)])
    for _ in range(FARTHEST):
        at = opens(at)
        while gone and gone[0][0] <= at - DAY:
            gone.popleft()
        room = quota.left(Used(_since(gone, at - HOUR), _since(gone, at - DAY)), urgent=False)
        if count <= room:
            return at
        gone.append((at, room))
        count -= room
        at += HOUR
    return None


def _since(gone: deque[tuple[datetime, int]], instant: datetime) -> int:
    return sum(number for at, number in gone if at > instant)
