"""A mail server of its own: `python -m bench.sink` prints its port, then serves.

It accepts and forgets; with `--keep` it writes every message to the disk before it says so, as one that answers for it
must (RFC 5321, 6.1).
"""

import asyncio
import os
import sys
import tempfile
from itertools import count
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope

from tools.ports import free_port

ACCEPTED = "250 2.0.0 Accepted"


class Forgetful:
    """Accepts every message."""

    async def handle_DATA(self, _server: object, _session: object, _envelope: Envelope) -> str:
        """Say that it was kept."""
        return ACCEPTED


class Keeper:
    """Accepts a message when it is on the disk; of several connections each waits for its own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.numbers = folder, count()

    async def handle_DATA(self, _server: object, _session: object, envelope: Envelope) -> str:
        """Keep it."""
        await asyncio.to_thread(self._keep, next(self.numbers), envelope.content or b"")
        return ACCEPTED

    def _keep(self, number: int, content: bytes | str) -> None:
        with (self.folder / str(number)).open("wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode())
            file.flush()
            os.fsync(file.fileno())


def main() -> None:
    """Serve until whoever asked for it closes our input, or ends."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        handler = Keeper(Path(folder)) if sys.argv[1:] == ["--keep"] else Forgetful()
        controller = Controller(handler, hostname="127.0.0.1", port=port)
        controller.start()
        sys.stdout.write(f"{port}\n")
        sys.stdout.flush()
        sys.stdin.read()
        controller.stop()


if __name__ == "__main__":
    main()
