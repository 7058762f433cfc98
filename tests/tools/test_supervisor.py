"""The supervisor of the demo: what dies is started again, and at the end nothing is left."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services.run import PATIENCE_S, wait_until
from tools.supervisor import LONGEST_PAUSE_S, Child, Service, Supervisor, pause_after

SLEEP = "import time; time.sleep(600)"
FAMILY = f"import subprocess, sys; print(subprocess.Popen([sys.executable, '-c', '{SLEEP}']).pid, flush=True); {SLEEP}"
STUBBORN = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('ready', flush=True); {SLEEP}"
PARENT = """
import sys
from pathlib import Path
from tools.supervisor import Service, Supervisor
import os
with Supervisor(Path(sys.argv[1])) as supervisor:
    child = supervisor.add(Service("child", [sys.executable, "-c", "import time; time.sleep(600)"], os.environ))
    print(child.process.pid, flush=True)
    supervisor.stay()
print("ended", flush=True)
"""


def python(code: str) -> Service:
    return Service("child", [sys.executable, "-c", code], os.environ)


def gone(pid: int) -> bool:
    """Whether a process has ended (one that waits to be collected by its parent has)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except FileNotFoundError:
        return True


@pytest.fixture
def parent(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A supervisor in a process of its own, told to keep one child."""
    started = subprocess.Popen([sys.executable, "-c", PARENT, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    yield started
    started.kill()


def pid_of_child(parent: subprocess.Popen[str]) -> int:
    assert parent.stdout
    return int(parent.stdout.readline())


def test_a_child_that_died_is_started_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    child = Child(python(SLEEP), tmp_path)
    child.start()
    assert child.process
    first = child.process.pid
    child.process.kill()
    child.process.wait(PATIENCE_S)
    child.tend(now=child.started + 1)
    assert child.running()
    assert child.process.pid != first
    assert "child ended (-9); starting it again in 0 s" in capsys.readouterr().out
    child.stop()


def test_a_child_that_keeps_dying_is_started_ever_less_often(tmp_path: Path) -> None:
    child = Child(python("print('no luck')"), tmp_path)
    child.start()
    assert child.process
    for _ in range(2):
        child.process.wait(PATIENCE_S)
        child.tend(now=child.started + 1)
    assert not child.running()
    assert child.due == pytest.approx(child.started + 1 + pause_after(1))
    assert child.last_words() == "no luck\nno luck"


def test_pauses_grow_and_are_bounded() -> None:
    pauses = [pause_after(failures) for failures in range(50)]
    assert pauses == sorted(pauses)
    assert (pauses[0], pauses[1], pauses[-1]) == (0.0, 0.5, LONGEST_PAUSE_S)


def test_a_child_ends_with_all_that_it_has_started(tmp_path: Path) -> None:
    child = Child(python(FAMILY), tmp_path)
    child.start()
    wait_until(lambda: child.last_words().isdigit(), "the grandchild")
    grandchild = int(child.last_words())
    child.stop()
    wait_until(lambda: gone(grandchild), "the end of the grandchild")


def test_a_stubborn_child_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("tools.supervisor.PATIENCE_S", 0.1)
    child = Child(python(STUBBORN), tmp_path)
    child.start()
    wait_until(lambda: child.last_words() == "ready", "the stubborn child")
    child.stop()
    assert not child.running()
    assert "is killed" in capsys.readouterr().out


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_supervisor_with_its_children(parent: subprocess.Popen[str], how: signal.Signals) -> None:
    child = pid_of_child(parent)
    parent.send_signal(how)
    output, _ = parent.communicate(timeout=PATIENCE_S)
    assert (parent.returncode, output) == (0, "ended\n")
    assert gone(child)


def test_no_child_outlives_a_killed_supervisor(parent: subprocess.Popen[str]) -> None:
    child = pid_of_child(parent)
    parent.kill()
    parent.communicate(timeout=PATIENCE_S)
    wait_until(lambda: gone(child), "the end of the child")


def test_waiting_ends_when_somebody_wants_the_end(tmp_path: Path) -> None:
    supervisor = Supervisor(tmp_path)
    supervisor.told_to_stop = True
    assert supervisor.wait_for(lambda: True, 60) is False
