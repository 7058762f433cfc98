"""A process that has loaded the product and forks a child for each start: a killed one is followed by another at once.

In the process: `serve(work)`. In the test: `Mother("tests.faults.…", words)`, then `start`, `kill`, `outcome`.
"""

import os
import select
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable

from tests.services.run import PATIENCE_S


def serve(work: Callable[[], None]) -> None:
    """In the process: for each line that arrives run `work` in a child, and tell how that ended."""
    for _ in sys.stdin:
        child = os.fork()
        if not child:
            run(work)
        tell(f"ended {os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])}")


def run(work: Callable[[], None]) -> None:
    """In the child: work, and end without going back."""
    code = 1
    try:
        work()
        code = 0
    except Exception:
        traceback.print_exc()
    finally:
        os._exit(code)


def up() -> None:
    """In the child: it works from now on."""
    tell(f"up {os.getpid()}")


def tell(words: str) -> None:
    """One line to the test."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


class Mother:
    """The process as the test sees it. `child`: pid of the child that lives, 0 when none does."""

    def __init__(self, module: str, *words: str) -> None:
        command = [sys.executable, "-m", module, *words]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
        self.child, self.heard = 0, b""

    def start(self) -> None:
        """Fork a child and wait until it is up."""
        assert self.process.stdin is not None
        self.process.stdin.write(b"\n")
        self.child = self._told("up")

    def outcome(self) -> int:
        """Wait for the end of the child: its exit code, or minus the signal that ended it."""
        code = self._told("ended")
        self.child = 0
        return code

    def kill(self) -> None:
        """Kill -9 the child, if one lives."""
        try:
            os.kill(self.child, signal.SIGKILL) if self.child else None
        except ProcessLookupError:
            return

    def end(self) -> None:
        """Leave nothing behind."""
        self.kill()
        self.process.kill()
        self.process.wait(PATIENCE_S)

    def _told(self, word: str) -> int:
        assert self.process.stdout is not None
        while b"\n" not in self.heard:
            assert select.select([self.process.stdout], [], [], PATIENCE_S)[0], f"«{word}» is never said"
            more = os.read(self.process.stdout.fileno(), 4096)
            assert more, f"ended instead of saying «{word}»"
            self.heard += more
        line, _, self.heard = self.heard.partition(b"\n")
        said, _, number = line.decode().partition(" ")
        assert said == word, f"«{line.decode()}» instead of «{word}»"
        return int(number)
