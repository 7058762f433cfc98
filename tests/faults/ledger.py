"""What a driver was told is done, written to a file of its own before it goes on: the truth a database is held to."""

import os
import threading
from pathlib import Path

#: What the fault tests of this run found, in figures: told at its end.
FIGURES: list[str] = []


class Ledger:
    """Acknowledged acts, one a line, each on the disk before the next."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("a+b")
        self._one_at_a_time = threading.Lock()

    def write(self, act: str) -> None:
        """This was acknowledged."""
        with self._one_at_a_time:
            self._file.write(f"{act}\n".encode())
            self._file.flush()
            os.fsync(self._file.fileno())

    def acts(self) -> list[str]:
        """Everything acknowledged, in order."""
        with self._one_at_a_time:
            self._file.seek(0)
            return self._file.read().decode().splitlines()

    def close(self) -> None:
        """No more acts."""
        self._file.close()
