"""Mutation testing: `python -m tools.mutants questionari/engine/path.py …` tells which small faults no test notices.

Every mutant (tools/mutations.py) runs in a process of its own that has imported the libraries and nothing of ours that
sees the faulty module, so that a fault also stands in what is compiled at import or kept in a cache. The tests named in
`TESTS` run, one file after the other, until one fails; a mutant that needs more than `SECONDS` of processor counts as
noticed. Nothing is written to the tree.

What comes out is to be read, not counted: each surviving mutant is a test that is missing, a line that nobody needs, or
the same behaviour by another way. docs/mutants.md holds the verdicts.
"""

import importlib
import importlib.abc
import os
import resource
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import redirect_stdout
from functools import partial
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

import hypothesis
import pytest

from tools.imports import module_name, strangers
from tools.mutations import Mutant, mutants

ROOT = Path(__file__).resolve().parent.parent
SECONDS = 60
#: Longest beginning of a module's path -> the tests that run, nearest first. Every one without: all of "".
CHECKS_OF_A = ("tests/instruments/test_a_checks.py", "tests/instruments/test_a_routing.py")
DATASET = (
    "tests/engine/test_column_parts.py",
    "tests/engine/test_columns.py",
    "tests/instruments/test_a_dataset.py",
    "tests/instruments/test_a_counts.py",
)
TESTS: Mapping[str, Sequence[str]] = {
    "": ("tests/engine", "tests/instruments"),
    "questionari/engine/expressions": ("tests/engine/expressions", "tests/engine/test_path.py", *CHECKS_OF_A),
    "questionari/engine/answer_types": ("tests/engine/answer_types", "tests/engine/test_validation.py", *DATASET[:3]),
    "questionari/engine/burden.py": ("tests/engine/test_burden.py", DATASET[-2]),
    "questionari/engine/outcomes.py": ("tests/engine/test_features.py", "tests/engine/test_headless.py", DATASET[-2]),
    "questionari/engine/columns": DATASET,
    "questionari/engine/dataset.py": DATASET,
    "questionari/engine/compiler": ("tests/engine", *CHECKS_OF_A),
    "questionari/engine/path": ("tests/engine/test_path.py", "tests/engine/test_validation.py", *CHECKS_OF_A),
    "questionari/engine/valid": ("tests/engine/test_validation.py", "tests/engine/validating", *CHECKS_OF_A),
    "questionari/engine/requirements.py": ("tests/engine/test_validation.py", "tests/instruments"),
    "questionari/engine/states.py": ("tests/engine/test_states.py",),
    "questionari/engine/calendar.py": ("tests/engine/test_calendar.py",),
}
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
    place = str(path.relative_to(ROOT))
    return TESTS[max((start for start in TESTS if place.startswith(start)), key=len)]


def warm_up(path: Path) -> None:
    """Import what does not see the module, once for all; hypothesis shall search, not minimise or remember."""
    for library in LIBRARIES:
        importlib.import_module(library)
    for stranger in strangers(ROOT, OURS, module_name(ROOT, path)):
        importlib.import_module(stranger)
    phases = (hypothesis.Phase.explicit, hypothesis.Phase.generate)
    hypothesis.settings.register_profile("mutants", phases=phases, database=None, derandomize=True)
    hypothesis.settings.load_profile("mutants")
    with open(os.devnull, "w", encoding="utf-8") as nowhere, redirect_stdout(nowhere):
        pytest.main([*OPTIONS, "--collect-only", "tools"])


def run_tests(path: Path, mutant: Mutant) -> int:
    """In the child: the exit code of pytest with the faulty module in place; a module that cannot be run is noticed."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    sys.meta_path.insert(0, Faulty(module_name(ROOT, path), path, mutant))
    codes = (int(pytest.main([*OPTIONS, tests], plugins=[SearchLast()])) for tests in tests_of(path))
    return next(filter(None, codes), 0)


def in_child(act: Callable[[], int]) -> int:
    """Do this in a child, which ends with its exit code (1 when it breaks); the process id."""
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        code = act()
    finally:
        os._exit(code)


def start(path: Path, mutant: Mutant) -> int:
    """Begin the tests of a mutant in a child; its process id."""
    return in_child(partial(run_tests, path, mutant))


def fails(path: Path, mutant: Mutant) -> bool:
    """Whether a test notices this one."""
    return os.waitpid(start(path, mutant), 0)[1] != 0


def tried(path: Path, source: str, jobs: int) -> Iterator[tuple[Mutant, bool]]:
    """Each mutant of a module and whether a test has noticed it, as they end."""
    running: dict[int, Mutant] = {}
    for mutant in mutants(source, str(path)):
        if len(running) >= jobs:
            yield ended(running)
        running[start(path, mutant)] = mutant
    while running:
        yield ended(running)


def ended(running: dict[int, Mutant]) -> tuple[Mutant, bool]:
    """Wait for one; whether it was noticed."""
    child, status = os.wait()
    return running.pop(child), status != 0


def try_module(path: Path) -> int:
    """Print the mutants of a module that no test notices; 1 if there are any."""
    warm_up(path)
    source = path.read_text(encoding="utf-8")
    if fails(path, Mutant(0, "", "", compile(source, path, "exec"))):
        print(f"{path}: its tests fail without any fault: {' '.join(tests_of(path))}", file=sys.stderr)
        return 1
    place, results = path.relative_to(ROOT), []
    for mutant, noticed in tried(path, source, int(os.environ.get("JOBS", "2"))):
        results.append(noticed)
        if not noticed:
            print(f"{place}:{mutant}", flush=True)
    alive = results.count(False)
    print(f"{place}: {len(results)} mutants, {alive} not noticed", flush=True)
    return int(alive > 0)


def main(modules: Sequence[str]) -> int:
    """Try every module given, each in a process that has seen no other; 1 if a mutant survives."""
    os.chdir(ROOT)
    codes = [os.waitpid(in_child(partial(try_module, ROOT / module)), 0)[1] for module in modules]
    return int(any(codes))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
