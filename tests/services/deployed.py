"""The product under gunicorn as deploy/ starts it: a master and its workers, on a port of this machine."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests import factories
from tests.services.run import PATIENCE_S, listens, wait_until
from tools.ports import free_port

ROOT = Path(__file__).resolve().parent.parent.parent


class Deployed:
    """A running server. What it says is in `log`."""

    def __init__(self, port: int, environment: Mapping[str, str], log: Path, application: str) -> None:
        self.port, self.log = port, log
        words = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", application]
        with log.open("wb") as said:
            self.process = subprocess.Popen(words, cwd=ROOT, env={**os.environ, **environment}, stderr=said)

    def workers(self) -> list[int]:
        """The processes that answer."""
        pid = self.process.pid
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def kill_one(self) -> None:
        """Kill -9 a worker; the master starts another."""
        os.kill(self.workers()[0], signal.SIGKILL)

    def processes(self) -> list[int]:
        """All of them."""
        return [self.process.pid, *self.workers()]


@contextmanager
def deployed(database_url: str, folder: Path, application: str = "app:app", **environment: str) -> Iterator[Deployed]:
    """The server on a database, until the end of the block; respondents come by way of a proxy."""
    port = free_port()
    surroundings = {
        "MODE": "test",
        "DATABASE_URL": database_url,
        "INSTANCE": str(folder),
        "SECRET_KEY": "k" * 40,
        "ENCRYPTION_KEYS": factories.KEY,
        "BASE_URL": f"http://127.0.0.1:{port}",
        "PORT": str(port),
        "PROXIES": "1",
        "PYTHONPATH": str(ROOT),
    }
    server = Deployed(port, {**surroundings, **environment}, folder / "gunicorn.log", application)
    try:
        wait_until(lambda: listens(port), "the web server")
        yield server
    finally:
        server.process.terminate()
        server.process.wait(PATIENCE_S)
