"""Mutation testing: `python -m tools.mutants questionari/engine/path.py …` tells which small faults no test notices.

A fault (tools/mutations.py) in the body of a function is put into a fork of a process that has imported and collected
everything (tools/in_place.py). There run as many tests as `LOOK` seconds allow: first those that tools/mutant_tests.py
names, then, of those that reach the function, the quickest of every other file. Which reach it is measured once
(tools/reach.py) and kept in the file named by `--reach`. A fault in what is run at import (a table, a class) has a
process of its own that has imported the libraries and nothing of ours that sees the faulty module; there run the tests
named, one file after the other. Either ends when a test fails; a mutant that needs more processor than all of them
counts as noticed. Nothing is written to the tree. `--sample N` takes N mutants a module, spread evenly.

What comes out is to be read, not counted: each surviving mutant is a test that is missing, a line that nobody needs, or
the same behaviour by another way. docs/mutants.md holds the verdicts.
"""

import argparse
import importlib
import importlib.abc
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import redirect_stdout
from functools import partial
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

import hypothesis
import pytest

from tools.imports import module_name, strangers
from tools.in_place import Trial, in_child, jobs, read_noticed
from tools.mutant_tests import EVERY, tests_of as tests_at
from tools.mutations import Mutant, mutants
from tools.reach import Reach, nearest, read_reach, write_reach

ROOT = Path(__file__).resolve().parent.parent
#: Seconds of tests, as measured under coverage, that look at a fault in a function.
LOOK = 4.0
#: The tests of which it is measured what they reach.
ALL = ("tests/engine", "tests/instruments", "tests/intake", "tests/xlsform", "tests/proofs")
#: What takes long to import and is not ours.
LIBRARIES = ("lark", "stdnum", "phonenumbers", "email_validator", "jsonschema_rs", "rfc8785", "pycountry")
OURS = "questionari/engine"
OPTIONS = ("-x", "-q", "--noconftest", "-p", "no:cacheprovider", "--no-header", "--no-summary")


class Faulty(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives one module's faulty code to whoever imports it."""

    def __init__(self, module: str, path: Path, mutant: Mutant) -> None:
        self.module, self.path, self.mutant = module, path, mutant

    def find_spec(self, fullname: str, *_: object) -> ModuleSpec | None:
        """The module in question; all others are found in the ordinary way."""
        if fullname != self.module:
            return None
        package = [str(self.path.parent)] if self.path.name == "__init__.py" else None
        spec = ModuleSpec(fullname, self, origin=str(self.path), is_package=package is not None)
        spec.submodule_search_locations = package
        return spec

    def exec_module(self, module: ModuleType) -> None:
        """Run the faulty code as the module."""
        module.__file__ = str(self.path)
        exec(self.mutant.code, vars(module))  # noqa: S102 (the whole purpose)


class SearchLast:
    """Tests that search (hypothesis) come after those of one example, which cost less."""

    @staticmethod
    def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
        """Keeps the order of the rest."""
        items.sort(key=lambda item: item.get_closest_marker("hypothesis") is not None)


def tests_of(path: Path) -> Sequence[str]:
    """The tests that hold a module."""
    return tests_at(str(path.relative_to(ROOT)))


def load_libraries() -> None:
    """Import what is not ours, once for all; hypothesis shall search, not minimise, remember or look at the clock."""
    for library in LIBRARIES:
        importlib.import_module(library)
    phases = (hypothesis.Phase.explicit, hypothesis.Phase.generate)
    slow = [hypothesis.HealthCheck.too_slow]
    hypothesis.settings.register_profile(
        "mutants", phases=phases, database=None, derandomize=True, deadline=None, suppress_health_check=slow
    )
    hypothesis.settings.load_profile("mutants")


def warm_up(path: Path) -> None:
    """Import what of ours does not see the module, and what pytest itself needs."""
    for stranger in strangers(ROOT, OURS, module_name(ROOT, path)):
        importlib.import_module(stranger)
    with open(os.devnull, "w", encoding="utf-8") as nowhere, redirect_stdout(nowhere):
        pytest.main([*OPTIONS, "--collect-only", "tools"])


def run_tests(path: Path, mutant: Mutant) -> int:
    """The exit code of pytest with the faulty module in place; a module that cannot be run is noticed."""
    sys.meta_path.insert(0, Faulty(module_name(ROOT, path), path, mutant))
    codes = (int(pytest.main([*OPTIONS, tests], plugins=[SearchLast()])) for tests in tests_of(path))
    return next(filter(None, codes), 0)


def fails(path: Path, mutant: Mutant) -> bool:
    """Whether a test notices this one."""
    return os.waitpid(in_child(partial(run_tests, path, mutant)), 0)[1] != 0


def anew(path: Path, todo: Sequence[Mutant]) -> Iterator[tuple[int, bool]]:
    """The number of each mutant and whether a test has noticed it, as they end, each with an import of its own."""
    running: dict[int, int] = {}
    for mutant in todo:
        if len(running) >= jobs():
            yield ended(running)
        running[in_child(partial(run_tests, path, mutant))] = mutant.number
    while running:
        yield ended(running)


def ended(running: dict[int, int]) -> tuple[int, bool]:
    """Wait for one; whether it was noticed."""
    child, status = os.wait()
    return running.pop(child), status != 0


def sampled(path: Path, sample: int) -> tuple[list[Mutant], int]:
    """So many mutants of a module, spread evenly (0: all), and how many there are."""
    found = list(mutants(path.read_text(encoding="utf-8"), str(path)))
    few = min(sample or len(found), len(found))
    return [found[place * len(found) // few] for place in range(few)], len(found)


def try_module(path: Path, sample: int, in_place: Mapping[int, bool]) -> int:
    """Try what is run at import; print the mutants of a module that no test notices; 1 if there are any."""
    warm_up(path)
    place, (todo, count) = path.relative_to(ROOT), sampled(path, sample)
    imported = [mutant for mutant in todo if not mutant.function]
    sound = Mutant(0, "", "", compile(path.read_text(encoding="utf-8"), path, "exec"))
    if imported and fails(path, sound):
        print(f"{place}: its tests fail without any fault: {' '.join(tests_of(path))}", file=sys.stderr)
        return 1
    noticed = {**in_place, **dict(anew(path, imported))}
    alive = [mutant for mutant in todo if not noticed[mutant.number]]
    for mutant in alive:
        print(f"{place}:{mutant}")
    print(f"{place}: {len(todo)} of {count} mutants, {len(alive)} not noticed", flush=True)
    return int(bool(alive))


def reaching(reached: Reach, fault: tuple[Path, Mutant]) -> Sequence[str]:
    """The tests that look at a fault in a function."""
    path, mutant = fault
    return nearest(
        reached,
        f"{path.relative_to(ROOT)}:{mutant.function}",
        () if tests_of(path) is EVERY else tests_of(path),
        LOOK,
    )


def try_in_place(paths: Sequence[Path], sample: int, reach: Path, to: Path) -> int:
    """Try what stands in functions; what was noticed is written down."""
    todo = [(path, mutant) for path in paths for mutant in sampled(path, sample)[0] if mutant.function]
    trial = Trial(todo, partial(reaching, read_reach(reach)), to)
    return int(pytest.main([*OPTIONS, *ALL], plugins=[trial]))


def wait_for(act: Callable[[], int]) -> int:
    """Do this in a process that leaves nothing behind; its status."""
    return os.waitpid(in_child(act, limit=0), 0)[1]


def main(arguments: Sequence[str]) -> int:
    """Try every module given; 1 if a mutant survives."""
    parser = argparse.ArgumentParser(prog="tools.mutants")
    parser.add_argument("modules", nargs="+", type=lambda name: ROOT / name)
    parser.add_argument("--sample", type=int, default=0, help="mutants a module, spread evenly; 0: all")
    parser.add_argument("--reach", type=Path, default=Path(tempfile.gettempdir()) / "questionari-reach.json")
    given = parser.parse_args(arguments)
    os.chdir(ROOT)
    load_libraries()
    if not given.reach.exists() and wait_for(partial(write_reach, ROOT, OURS, ALL, OPTIONS, given.reach)):
        return 1
    with tempfile.NamedTemporaryFile() as noticed:
        to = Path(noticed.name)
        if wait_for(partial(try_in_place, given.modules, given.sample, given.reach, to)):
            return 1
        found = read_noticed(to)
    tries = (partial(try_module, path, given.sample, found.get(str(path), {})) for path in given.modules)
    return int(any([wait_for(act) for act in tries]))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
