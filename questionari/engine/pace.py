"""How long the pages of a questionnaire take, from the instants of their saves; as classes, never as instants."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby

#: Longer without a save is an interruption: nobody was at work.
IDLE_S = 600
#: Lower ends of the classes, in minutes; the last is open.
MINUTES = (0, 1, 2, 3, 5, 8, 12, 20, 30, 45, 60, 90, 120, 180, 240)
#: Of counts.
TIMES = (1, 2, 3, 5, 10, 20)
Saves = Iterable[tuple[datetime, str]]


def page_seconds(opened: datetime, saves: Saves) -> Mapping[str, float]:
    """Seconds by page: a stretch between two saves belongs to the page saved at its end. ``saves``: (instant, page)."""
    found: dict[str, float] = {}
    before = opened
    for at, page in sorted(set(saves)):
        gap = (at - before).total_seconds()
        found[page] = found.get(page, 0.0) + (gap if gap <= IDLE_S else 0.0)
        before = at
    return found


def page_saves(saves: Saves) -> Mapping[str, int]:
    """How many times each page was saved."""
    pages = sorted(page for _, page in set(saves))
    return {page: len(list(each)) for page, each in groupby(pages)}


def class_of(value: float, ends: Sequence[int]) -> int:
    """The lower end of the class of a value."""
    return ends[max(0, bisect_right(ends, value) - 1)]


def median_class(counts: Mapping[int, int], ends: Sequence[int]) -> tuple[int, int | None]:
    """The class that holds the median, as its lower end and that of the next; None for the open one."""
    half, reached = (sum(counts.values()) + 1) // 2, 0
    for place, end in enumerate(ends):
        reached += counts.get(end, 0)
        if reached >= half:
            return end, ends[place + 1] if place + 1 < len(ends) else None
    return ends[-1], None
