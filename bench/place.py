"""What a line finds when it is measured, and what it gives back."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter, process_time


@dataclass(frozen=True, slots=True)
class Place:
    """A migrated database of its own and an empty folder."""

    database_url: str
    folder: Path


@dataclass(frozen=True, slots=True)
class Sample:
    """One run: CPU seconds of our work and of the baseline, and whatever else is worth a word."""

    cpu_s: float
    baseline_cpu_s: float
    notes: Mapping[str, float] = field(default_factory=dict)


Run = Callable[[], Sample]


@dataclass(slots=True)
class Stopwatch:
    """CPU and wall seconds of this process, added up over the blocks that were measured."""

    cpu_s: float = 0.0
    wall_s: float = 0.0

    @contextmanager
    def running(self) -> Iterator[None]:
        """Measure a block."""
        cpu, wall = process_time(), perf_counter()
        yield
        self.cpu_s += process_time() - cpu
        self.wall_s += perf_counter() - wall
