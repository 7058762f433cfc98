"""How much of each fault is tried: a little with every landing, all of it by `make faults`."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from tests.services.run import PATIENCE_S

FULL = os.environ.get("FAULTS") == "full"


def size(small: int, full: int) -> int:
    """So many trials."""
    return full if FULL else small


def at_once(pool: ThreadPoolExecutor, acts: Sequence[Callable[[], None]]) -> None:
    """All at the same instant, to their end."""
    together = Barrier(len(acts))

    def start(act: Callable[[], None]) -> None:
        together.wait(PATIENCE_S)
        act()

    for started in [pool.submit(start, act) for act in acts]:
        started.result(PATIENCE_S)
