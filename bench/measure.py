"""Starts the measuring processes and puts their figures together."""

import json
import math
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.registry import Line
from tests.services import migrated, postgres

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Measured:
    """A line at one size. `growth`: exponent between this size and the smaller one, None at the smaller."""

    line: str
    database: str
    size: int
    cpu_s: float
    baseline_cpu_s: float
    ratio: float | None
    peak_mb: int
    growth: float | None
    notes: Mapping[str, float]

    def as_json(self) -> dict[str, object]:
        """For the file, in figures that a person can compare."""
        found = asdict(self)
        rounded = {name: float(f"{value:.4g}") for name, value in found.items() if isinstance(value, float)}
        return {**found, **rounded}


def databases(sqlite_only: bool) -> Sequence[str]:
    """On which databases to measure: PostgreSQL where its programs are."""
    there = postgres.packaged_binaries() or postgres.system_binaries()
    return ("sqlite", "postgresql") if there and not sqlite_only else ("sqlite",)


@contextmanager
def fresh(database: str, folder: Path) -> Iterator[str]:
    """The address of an empty, migrated database."""
    if database == "sqlite":
        yield migrated.fresh_sqlite(folder)
        return
    with postgres.fresh_database("questionari_bench") as url:
        yield url


def alone(words: Sequence[str]) -> str:
    """What `bench.one` prints, called with these words in a process of its own. Raises RuntimeError when it breaks."""
    command = [sys.executable, "-m", "bench.one", *words]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(words)}:\n{done.stderr[-4000:]}")
    return done.stdout


def measure(
    line: Line, database: str, sizes: Sequence[int], runs: int, process: Callable[[Sequence[str]], str] = alone
) -> Iterator[Measured]:
    """The line at each size, the smaller first."""
    before: Measured | None = None
    for size in sizes:
        with TemporaryDirectory() as folder, fresh(database, Path(folder)) as url:
            found = json.loads(process((line.name, str(size), str(runs), url, folder)).splitlines()[-1])
        before = _measured(line, database, size, found, before)
        yield before


def _measured(line: Line, database: str, size: int, found: Mapping[str, object], before: Measured | None) -> Measured:
    cpu, baseline = float(str(found["cpu_s"])), float(str(found["baseline_cpu_s"]))
    growth = math.log(cpu / before.cpu_s) / math.log(size / before.size) if before and before.cpu_s and cpu else None
    ratio = cpu / baseline if baseline else None
    notes = found["notes"]
    peak = int(str(found["peak_mb"]))
    figures = {str(k): float(v) for k, v in notes.items()} if isinstance(notes, dict) else {}
    return Measured(line.name, database, size, cpu, baseline, ratio, peak, growth, figures)
