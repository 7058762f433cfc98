"""The timer: entries run when due, a failing one stops nobody, the end comes at once."""

import threading
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from questionari.jobs import timetable
from questionari.jobs.bell import JOBS
from questionari.jobs.timetable import TIMETABLE, Entry, Timer, resolve
from tests.factories import NOW
from tests.mail.desk import Clock

ran: list[str] = []


def quick() -> None:
    """A job that works."""
    ran.append("quick")


def slow() -> None:
    """A job that works, seldom."""
    ran.append("slow")


def broken() -> None:
    """A job that does not."""
    ran.append("broken")
    raise RuntimeError("no such table")


@dataclass(slots=True)
class Waiter:
    """An event whose waiting moves the test's clock instead of taking time; set after some waits."""

    clock: Clock
    rounds: int
    waits: list[float] = field(default_factory=list)

    def is_set(self) -> bool:
        """Whether the rounds are over."""
        return len(self.waits) >= self.rounds

    def wait(self, timeout: float | None = None) -> bool:
        """Move the clock."""
        self.waits.append(timeout or 0.0)
        self.clock.ahead(seconds=timeout or 0.0)
        return self.is_set()


def entry(name: str, seconds: int) -> Entry:
    """An entry for one of the jobs above."""
    return Entry(f"{__name__}.{name}", timedelta(seconds=seconds))


def run(rounds: int, *entries: Entry) -> list[float]:
    """Run a timer for so many waits; how long each was."""
    ran.clear()
    clock = Clock(NOW)
    waiter = Waiter(clock, rounds)
    Timer(clock, waiter, entries).run()
    return waiter.waits


def test_every_entry_runs_at_the_start_and_then_at_its_own_pace() -> None:
    waits = run(5, entry("quick", 30), entry("slow", 60))
    assert ran == ["quick", "slow", "quick", "quick", "slow", "quick", "quick", "slow"]
    assert waits == [30.0] * 5


def test_a_failing_job_is_logged_and_the_others_go_on(caplog: pytest.LogCaptureFixture) -> None:
    run(2, entry("broken", 30), entry("quick", 30))
    assert ran == ["broken", "quick"] * 2
    assert "no such table" in caplog.text and "broken failed" in caplog.text


def test_a_timer_told_to_stop_runs_nothing_more() -> None:
    ran.clear()
    stop = threading.Event()
    stop.set()
    Timer(Clock(NOW), stop, (entry("quick", 30),)).run()
    assert ran == []


@pytest.mark.parametrize("path", [*JOBS.values(), *(entry.job for entry in TIMETABLE)])
def test_every_dotted_job_path_names_a_function_without_arguments(path: str) -> None:
    assert resolve(path).__code__.co_argcount == 0


def test_mail_is_looked_at_often_enough_to_leave_within_a_minute() -> None:
    periods = {entry.job.rpartition(".")[2]: entry.every for entry in timetable.TIMETABLE}
    assert periods["mail"] <= timedelta(seconds=30)
