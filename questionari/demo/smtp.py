"""The demo's own mail server: a real SMTP conversation whose mails end as files, read on /demo/posta."""

import os
import secrets
import signal
import threading
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from questionari import clock

FOLDER = "posta"  # under the instance folder; one NAME.eml a mail
MAX_BYTES = 10 * 1024 * 1024
READY_S = 60  # a machine that starts everything at once is slow


@dataclass(slots=True)
class Keeper:
    """Keeps each mail as one file. A mail is acknowledged only when it is on the disk."""

    folder: Path

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        """Write the mail under a name of its own and reply."""
        keep(self.folder, envelope.original_content or b"")
        return "250 2.0.0 Kept"


def keep(folder: Path, raw: bytes) -> Path:
    """Write a mail whole or not at all: a reader never sees half of it."""
    name = f"{clock.utc_now():%Y%m%dT%H%M%S%f}-{secrets.token_hex(4)}"
    unfinished, final = folder / f"{name}.part", folder / f"{name}.eml"
    with unfinished.open("wb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())
    return unfinished.rename(final)


@dataclass(slots=True)
class Stop:
    """Turns SIGTERM and Ctrl-C into an ordinary end."""

    asked: threading.Event = field(default_factory=threading.Event)

    def __call__(self, _signal: int, _frame: FrameType | None) -> None:
        """Ask for the end."""
        self.asked.set()

    def wait(self) -> None:
        """Until somebody asks."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self)
        self.asked.wait()


def open_server(folder: Path, port: int) -> Controller:
    """A server on this machine alone, started; the caller stops it."""
    folder.mkdir(parents=True, exist_ok=True)
    controller = Controller(
        Keeper(folder), hostname="127.0.0.1", port=port, ready_timeout=READY_S, data_size_limit=MAX_BYTES
    )
    controller.start()
    return controller


def serve(folder: Path, port: int) -> None:
    """Serve until SIGTERM or Ctrl-C."""
    controller = open_server(folder, port)
    Stop().wait()
    controller.stop()
