"""Two drains side by side where the database lets two write at once: while one waits for it, the other sends.

The connections are shared out between them, so a kill leaves no more messages in doubt than one drain with all of them
would. Each has leases of its own; that several drains may run at once is what they are made for (drain.py). SQLite has
one writer: two hands would wait for each other there.
"""

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import replace

from questionari.store.session import Database
from questionari.usecases.house import House
from questionari.usecases.outbox.drain import Clock, DrainReport, drain
from questionari.usecases.outbox.limits import Limits
from questionari.usecases.outbox.port import Transport

HANDS = 2


def drain_side_by_side(
    database: Database, house: House, transports: Sequence[Transport], clock: Clock, limits: Limits
) -> DrainReport:
    """Send what is due, for at most one slice, with as many hands as database and connections allow.

    Raises what a hand raised, after the others have ended.
    """
    hands = min(HANDS, len(transports)) if database.several_write else 1
    share = replace(limits, messages=limits.messages // hands)
    if hands == 1:
        return drain(database, house, transports, clock, share)
    with ThreadPoolExecutor(hands, "drain") as threads:
        tasks = [
            threads.submit(copy_context().run, drain, database, house, transports[hand::hands], clock, share)
            for hand in range(hands)
        ]
    return _together([task.result() for task in tasks])


def _together(reports: Sequence[DrainReport]) -> DrainReport:
    """What the hands did. A server that answers on one connection is reached; a hand without work says nothing."""
    states = Counter[str]()
    for report in reports:
        states.update(report.states)
    words = [report.unreachable for report in reports if report.states or report.unreachable]
    return DrainReport(dict(states), any(report.more for report in reports), words[0] if words and all(words) else "")
