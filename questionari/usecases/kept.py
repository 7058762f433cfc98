"""Figures of large rounds, kept for a minute: counting a hundred thousand units at every view would cost seconds.

A process keeps its own; small rounds are always counted anew, so that whoever acts sees the effect at once.
"""

from collections.abc import Callable, Hashable
from datetime import datetime, timedelta
from typing import Generic, TypeVar

T = TypeVar("T")
LIVES = timedelta(minutes=1)
LARGE = 2_000  # units
MOST = 200  # figures in memory


class Kept(Generic[T]):
    """Values that were worth keeping, by key, the oldest given up first."""

    def __init__(self) -> None:
        self._found: dict[Hashable, tuple[datetime, T]] = {}

    def get(self, key: Hashable, now: datetime, count: Callable[[], T], size: Callable[[T], int]) -> T:
        """The value of a key: the kept one if it is younger than a minute, else counted, and kept if it is large."""
        kept = self._found.get(key)
        if kept is not None and timedelta(0) <= now - kept[0] < LIVES:
            return kept[1]
        self._found.pop(key, None)
        value = count()
        if size(value) > LARGE:
            self._found[key] = (now, value)
            while len(self._found) > MOST:
                self._found.pop(next(iter(self._found)), None)
        return value

    def forget(self) -> None:
        """Count everything anew."""
        self._found.clear()
