"""Keep a handful of processes running together, and end them together. Standard library only.

Every child leads its own process group, so that a Ctrl-C at the terminal reaches the supervisor alone, which then ends
the children in order. Where the system can (Linux), a child is told to end when the supervisor is killed.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

LOOK_EVERY_S = 0.2
PATIENCE_S = 15.0
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 30.0
SETTLED_S = 60.0  # a child that lived this long may be restarted at once again
LOG_BYTES = 5_000_000
PR_SET_PDEATHSIG = 1
prctl = getattr(ctypes.CDLL(None), "prctl", None)


@dataclass(frozen=True, slots=True)
class Service:
    """A program to keep running: its name in messages and logs, its words, its environment."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]


def say(text: str) -> None:
    """Tell the person at the terminal."""
    print(text, flush=True)


def end_with_parent() -> None:
    """In the child, before it becomes its program: ask for SIGTERM when the supervisor is gone."""
    if prctl:
        prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def pause_after(failures: int) -> float:
    """Seconds to wait before the next start: 0 at first, then 0.5, 1, 2 … up to 30."""
    return 0.0 if failures == 0 else min(FIRST_PAUSE_S * 2 ** (min(failures, 10) - 1), LONGEST_PAUSE_S)


class Child:
    """One service with its process, its log file and the memory of its failures."""

    def __init__(self, service: Service, logs: Path) -> None:
        self.service = service
        self.log = logs / f"{service.name}.log"
        self.process: subprocess.Popen[bytes] | None = None
        self.failures = 0
        self.started = 0.0
        self.due = 0.0

    def start(self) -> None:
        """Start the program; what it prints goes to its log."""
        if self.log.exists() and self.log.stat().st_size > LOG_BYTES:
            self.log.replace(self.log.with_suffix(".log.1"))
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                list(self.service.command),
                env=dict(self.service.environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                process_group=0,
                preexec_fn=end_with_parent,
            )
        self.started = time.monotonic()

    def running(self) -> bool:
        """Whether the program is there now."""
        return self.process is not None and self.process.poll() is None

    def tend(self, now: float) -> None:
        """Note a death, and start the program again when its pause is over."""
        if self.running():
            return
        if self.process is not None:
            self.note_death(self.process.returncode, now)
        if now >= self.due:
            self.start()

    def note_death(self, code: int, now: float) -> None:
        """Say what happened and decide when to try again."""
        self.failures = 1 if now - self.started > SETTLED_S else self.failures + 1
        pause = pause_after(self.failures - 1)
        self.due = now + pause
        self.process = None
        say(f"{self.service.name} ended ({code}); starting it again in {pause:g} s. Its log: {self.log}")

    def stop(self) -> None:
        """End the program with all that it has started: politely, then for certain."""
        if self.process is None:
            return
        self.signal_group(signal.SIGTERM)
        try:
            self.process.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            say(f"{self.service.name} did not end within {PATIENCE_S:g} s and is killed")
        self.signal_group(signal.SIGKILL)
        self.process.wait()

    def signal_group(self, which: signal.Signals) -> None:
        """Send a signal to the program and its own children, if any are left."""
        try:
            os.killpg(self.process.pid if self.process else 0, which)
        except ProcessLookupError:
            return

    def last_words(self, lines: int = 15) -> str:
        """The end of the log, for the message of a failure."""
        text = self.log.read_text(encoding="utf-8", errors="replace") if self.log.exists() else ""
        return "\n".join(text.splitlines()[-lines:])


class Supervisor:
    """A set of children. Use as a context: whatever happens inside, all are ended at its end, the last one first."""

    def __init__(self, logs: Path) -> None:
        self.logs = logs
        self.children: list[Child] = []
        self.told_to_stop = False

    def __enter__(self) -> "Supervisor":
        for name in ("SIGINT", "SIGTERM", "SIGHUP"):
            signal.signal(getattr(signal, name), self.take_note)
        self.logs.mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(self, *_exception: object) -> None:
        for child in reversed(self.children):
            child.stop()

    def take_note(self, _signal: int, _frame: FrameType | None) -> None:
        """Remember that somebody wants us to end; the loops below look at it."""
        self.told_to_stop = True

    def add(self, service: Service) -> Child:
        """Start a service and keep it running from now on."""
        child = Child(service, self.logs)
        self.children.append(child)
        child.start()
        return child

    def tend(self) -> None:
        """One round over the children."""
        for child in self.children:
            child.tend(time.monotonic())

    def wait_for(self, ready: Callable[[], bool], patience_s: float) -> bool:
        """Tend the children until `ready`; false when patience ends or somebody wants us to end."""
        end = time.monotonic() + patience_s
        while not self.told_to_stop and time.monotonic() < end:
            if ready():
                return True
            self.tend()
            time.sleep(LOOK_EVERY_S)
        return False

    def run_to_end(self, service: Service) -> bool:
        """Run a program that ends by itself, its output shown; true when it ended well."""
        process = subprocess.Popen(list(service.command), env=dict(service.environment), process_group=0)
        while process.poll() is None:
            self.tend()
            if self.told_to_stop:
                process.terminate()
            time.sleep(LOOK_EVERY_S)
        return process.returncode == 0

    def stay(self) -> None:
        """Tend the children until somebody wants us to end."""
        while not self.told_to_stop:
            self.tend()
            time.sleep(LOOK_EVERY_S)


def fail(text: str) -> int:
    """Say why it cannot go on; the exit code."""
    print(text, file=sys.stderr, flush=True)
    return 1
