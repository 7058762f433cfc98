"""A mail server of its own that accepts and forgets: `python -m bench.sink` prints its port, then serves."""

import sys
import threading

from aiosmtpd.controller import Controller

from tools.ports import free_port


class Forgetful:
    """Accepts every message."""

    async def handle_DATA(self, _server: object, _session: object, _envelope: object) -> str:
        """Say that it was kept."""
        return "250 2.0.0 Accepted"


def main() -> None:
    """Serve until the process is ended."""
    port = free_port()
    Controller(Forgetful(), hostname="127.0.0.1", port=port).start()
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    threading.Event().wait()


if __name__ == "__main__":
    main()
