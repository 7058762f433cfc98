"""Measures one line at one size in a process of its own, and prints JSON.

`python -m bench.one LINE SIZE RUNS DATABASE_URL FOLDER`. A first run, not counted, warms the process up.
"""

import json
import resource
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from statistics import median

from bench.place import Place, Sample
from bench.registry import BY_NAME
from questionari.lazy import nothing_is_garbage

MB = 1024  # ru_maxrss is in KB


def summary(samples: Sequence[Sample]) -> dict[str, object]:
    """The medians of several runs, and the memory that the process has needed at most."""
    notes = {name: round(median(sample.notes[name] for sample in samples), 4) for name in samples[0].notes}
    return {
        "cpu_s": median(sample.cpu_s for sample in samples),
        "baseline_cpu_s": median(sample.baseline_cpu_s for sample in samples),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MB),
        "notes": notes,
    }


def main(name: str, size: int, runs: int, place: Place) -> None:
    """Measure, in a process that looks for garbage as one that is deployed does (app.py)."""
    with nothing_is_garbage():
        module = import_module(BY_NAME[name].module)
    run = module.prepare(place, size)
    if runs > 1:
        run()
    sys.stdout.write(json.dumps(summary([run() for _ in range(runs)])))


def called(line: str, size: str, runs: str, url: str, folder: str) -> None:
    """Measure what the words of a command name."""
    main(line, int(size), int(runs), Place(url, Path(folder)))


if __name__ == "__main__":
    called(*sys.argv[1:])
