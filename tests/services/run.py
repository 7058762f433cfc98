"""One folder per test run, shared by its processes: who starts a service first starts it for all.

The controlling pytest process opens the folder and names it in the environment; xdist workers inherit the name.
"""

import fcntl
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.services.guard import alive

FOLDER = "QUESTIONARI_TEST_FOLDER"
OWNER = "QUESTIONARI_TEST_OWNER"
GUARD = Path(__file__).with_name("guard.py")
PATIENCE_S = 120.0
PREFIX = "questionari-run-"

guards: list[subprocess.Popen[bytes]] = []


def open_run() -> None:
    """Make the folder of this run. Its path is short (sockets) and open to pass through (PostgreSQL runs as nobody)."""
    sweep()
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))
    folder.chmod(0o711)
    os.environ |= {FOLDER: str(folder), OWNER: str(os.getpid())}


def sweep() -> None:
    """Remove the folders of runs that were killed; their servers have ended by themselves."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        owner = folder.name.removeprefix(PREFIX).partition("-")[0]
        if owner.isdigit() and not alive(int(owner)):
            shutil.rmtree(folder, ignore_errors=True)


def close_run() -> None:
    """Stop every service of this run and remove the folder."""
    folder = run_folder()
    pid_files = list(folder.glob("*.pid"))
    for pid_file in pid_files:
        end(pid_file)
    wait_until(lambda: not any(pid_file.exists() for pid_file in pid_files), "the end of the test services")
    shutil.rmtree(folder, ignore_errors=True)


def end(pid_file: Path) -> None:
    """Tell a guard to stop its server; one that has ended already leaves nothing to wait for."""
    try:
        os.kill(int(pid_file.read_text()), signal.SIGTERM)
    except (ProcessLookupError, ValueError, FileNotFoundError):
        pid_file.unlink(missing_ok=True)


def run_folder() -> Path:
    """The folder of this run."""
    return Path(os.environ[FOLDER])


@contextmanager
def locked(name: str) -> Iterator[None]:
    """Let one process of the run at a time through."""
    with (run_folder() / f"{name}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def once(name: str, start: Callable[[], str]) -> str:
    """What `start` returned in the first process of this run that asked, for every process."""
    answer = run_folder() / f"{name}.json"
    with locked(name):
        if not answer.exists():
            answer.write_text(json.dumps(start()))
        return str(json.loads(answer.read_text()))


def guarded(name: str, command: Sequence[str | Path], user: str = "-", how: signal.Signals = signal.SIGTERM) -> None:
    """Start a server that lives until the run ends; its output goes to NAME.log in the folder of the run."""
    pid_file = run_folder() / f"{name}.pid"
    words = [sys.executable, "-I", GUARD, os.environ[OWNER], user, how.name, pid_file, "--", *command]
    with (run_folder() / f"{name}.log").open("wb") as log:
        guard = subprocess.Popen(
            [str(word) for word in words], stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )
    guards.append(guard)
    pid_file.write_text(str(guard.pid))


def log_of(name: str) -> str:
    """What a service has printed, for the message of a failure."""
    return (run_folder() / f"{name}.log").read_text(errors="replace")


def wait_until(ready: Callable[[], bool], what: str, patience_s: float = PATIENCE_S) -> None:
    """Return as soon as `ready` is true; TimeoutError naming `what` when patience ends."""
    end = time.monotonic() + patience_s
    while not ready():
        if time.monotonic() > end:
            raise TimeoutError(f"waited {patience_s:.0f} s in vain for {what}")
        time.sleep(0.01)


def listens(port: int) -> bool:
    """Whether somebody answers on a TCP port of this machine."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0
