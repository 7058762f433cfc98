"""The timetable of periodic jobs and the timer that keeps it. Business dates never live in the queue."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib import import_module
from typing import Protocol

log = logging.getLogger(__name__)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Entry:
    """A job by its dotted path, and how often it runs; the first time at the timer's start."""

    job: str
    every: timedelta


TIMETABLE = (
    Entry("questionari.jobs.periodic.beat", timedelta(minutes=2)),
    Entry("questionari.jobs.periodic.mail", timedelta(seconds=30)),
    Entry("questionari.jobs.periodic.exports", timedelta(seconds=30)),
    Entry("questionari.jobs.periodic.read_mailbox", timedelta(minutes=2)),
    Entry("questionari.jobs.periodic.continue_openings", timedelta(minutes=1)),
    Entry("questionari.jobs.periodic.certify_erasures", timedelta(minutes=1)),
    Entry("questionari.jobs.periodic.run_calendar", timedelta(hours=1)),
    Entry("questionari.jobs.periodic.settle_overtaken", timedelta(minutes=10)),
    Entry("questionari.jobs.periodic.examine_responses", timedelta(minutes=15)),
    Entry("questionari.jobs.periodic.tell_staff", timedelta(hours=1)),
    Entry("questionari.jobs.periodic.forget_exports", timedelta(hours=1)),
    Entry("questionari.jobs.periodic.look_at_certificates", DAY),
    Entry("questionari.jobs.periodic.erase_old_bodies", DAY),
    Entry("questionari.jobs.periodic.erase_outlasted", DAY),
    Entry("questionari.jobs.periodic.seal_old_reasons", DAY),
    Entry("questionari.jobs.periodic.forget_paradata", DAY),
    Entry("questionari.jobs.periodic.seal_audit", DAY),
)


class Stop(Protocol):
    """What the timer needs of a threading.Event."""

    def is_set(self) -> bool:
        """Whether the end was asked for."""

    def wait(self, timeout: float | None = None) -> bool:
        """Wait for the end, for that many seconds at most."""


def resolve(path: str) -> Callable[[], None]:
    """The function behind a dotted path. Raises ImportError or AttributeError."""
    module, _, name = path.rpartition(".")
    found: Callable[[], None] = getattr(import_module(module), name)
    return found


@dataclass(slots=True)
class Timer:
    """Runs entries when they are due, until told to stop. A failing job is logged and tried again at its next turn."""

    clock: Callable[[], datetime]
    stop: Stop
    entries: Sequence[Entry] = TIMETABLE
    due: dict[str, datetime] = field(default_factory=dict)

    def run(self) -> None:
        """Loop: run what is due, then wait for the next entry."""
        while not self.stop.is_set():
            for entry in self.entries:
                self.turn(entry)
            wait = min(self.due.values()) - self.clock()
            self.stop.wait(max(0.0, wait.total_seconds()))

    def turn(self, entry: Entry) -> None:
        """Run one entry if its hour has come."""
        now = self.clock()
        if self.stop.is_set() or now < self.due.get(entry.job, now):
            return
        self.due[entry.job] = now + entry.every
        try:
            resolve(entry.job)()
        except Exception:
            log.exception("periodic job %s failed; next at %s", entry.job, self.due[entry.job])
