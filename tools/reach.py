"""Which tests run which functions of the engine, and how long each takes: a fault meets those that can notice it.

Measured by one run of all tests of the engine under `coverage`, each with the caches of ours emptied, so that whoever
comes first does not run for all what is kept. What runs while modules are imported and tests collected belongs to
nobody.
"""

import gc
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import _lru_cache_wrapper
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

import pytest
from coverage import Coverage

from tools.mutations import functions_by_line

#: Where lines of no test are booked.
NOBODY = ""
OURS = ("questionari.", "tests.")
#: Caches that are tables.
TABLES = (("questionari.catalogue", "_compiled"),)
Caches = Sequence[Callable[[], None]]


class Reach(NamedTuple):
    """For each function of the engine, as "place:first line": its tests; for each test: its seconds."""

    tests: Mapping[str, tuple[str, ...]]
    seconds: Mapping[str, float]


def kept() -> Caches:
    """What empties each cache of ours."""
    caches = (found for found in gc.get_objects() if isinstance(found, _lru_cache_wrapper))
    found = [cache.cache_clear for cache in caches if str(cache.__module__).startswith(OURS)]
    return [*found, *(getattr(sys.modules[module], name).clear for module, name in TABLES if module in sys.modules)]


def forget(caches: Caches) -> None:
    """Empty them."""
    for clear in caches:
        clear()


class Watcher:
    """Books the lines and the seconds of each test (a plug-in of pytest)."""

    def __init__(self, coverage: Coverage) -> None:
        self.coverage, self.seconds = coverage, dict[str, float]()
        self.caches: Caches = ()

    def pytest_collection_finish(self) -> None:
        """All modules are there."""
        self.caches = kept()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """One test, as if it were the first."""
        forget(self.caches)
        self.coverage.switch_context(item.nodeid)
        begin = time.process_time()
        try:
            return (yield)
        finally:
            self.seconds[item.nodeid] = time.process_time() - begin
            self.coverage.switch_context(NOBODY)


def by_function(root: Path, coverage: Coverage) -> Iterator[tuple[str, set[str]]]:
    """Each function that has run, with the tests that ran it."""
    data = coverage.get_data()
    for name in sorted(data.measured_files()):
        path, found = Path(name), dict[int, set[str]]()
        functions = functions_by_line(path.read_text(encoding="utf-8"))
        for line, tests in data.contexts_by_lineno(name).items():
            found.setdefault(functions.get(line, 0), set()).update(tests)
        yield from ((f"{path.relative_to(root)}:{line}", tests) for line, tests in found.items())


def write_reach(root: Path, ours: str, tests: tuple[str, ...], options: tuple[str, ...], to: Path) -> int:
    """Run the tests once and write down what they reach."""
    coverage = Coverage(data_file=None, config_file=False, source=[str(root / ours)])
    watcher = Watcher(coverage)
    coverage.start()
    code = int(pytest.main([*options, *tests], plugins=[watcher]))
    coverage.stop()
    numbers = {test: number for number, test in enumerate(watcher.seconds)}
    reached = dict(by_function(root, coverage))
    content = {
        "seconds": watcher.seconds,
        "tests": {place: sorted(numbers[test] for test in found - {NOBODY}) for place, found in reached.items()},
    }
    to.write_text(json.dumps(content), encoding="utf-8")
    return code


def read_reach(path: Path) -> Reach:
    """What `write_reach` has written."""
    content = json.loads(path.read_text(encoding="utf-8"))
    names = list(content["seconds"])
    tests = {place: tuple(names[number] for number in found) for place, found in content["tests"].items()}
    return Reach(tests, content["seconds"])


def nearest(reach: Reach, place: str, near: Sequence[str], seconds: float) -> tuple[str, ...]:
    """Tests for a fault in a function, as many as the seconds allow; at least one if there is one.

    First those of the ``near`` files, the quickest first (seen to reach it or not: what one has compiled, others use),
    then of those that reach it of every file the quickest, of every file the next, and so on.
    """
    ranked = list[tuple[bool, int, float, str]]()
    met, close = Counter[str](), tuple(near)
    beside = (test for test in reach.seconds if close and test.startswith(close))
    for test in sorted({*reach.tests.get(place, ()), *beside}, key=lambda test: (reach.seconds[test], test)):
        file = test.partition("::")[0]
        far = not test.startswith(close)
        ranked.append((far, met[file] if far else 0, reach.seconds[test], test))
        met[file] += 1
    ranked.sort()
    within = sum(1 for spent in accumulate(cost for _, _, cost, _ in ranked) if spent <= seconds)
    return tuple(test for *_, test in ranked[: max(1, within)])
