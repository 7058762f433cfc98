"""Faults put into functions that are already there: a process that has imported and collected everything is forked, and
the fork's functions get the faulty code. A mutant costs its tests and nothing else.
"""

import gc
import json
import os
import resource
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from types import CodeType, FunctionType

import pytest

from tools.mutations import Mutant
from tools.reach import Caches, forget, kept

#: Of processor: for tests whose files are imported anew, and for those that are there.
SECONDS, IN_PLACE = 60, 20
BYTES = 4 * 2**30
Place = tuple[Path, Mutant]


def nested(code: CodeType) -> Iterator[CodeType]:
    """A module's code and all that stands in it."""
    yield code
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from nested(inner)


def functions_of(path: Path) -> list[FunctionType]:
    """Every function of a module that is alive, under decorators and in tables too."""
    found = (thing for thing in gc.get_objects() if isinstance(thing, FunctionType))
    return [function for function in found if function.__code__.co_filename == str(path)]


def put(functions: Sequence[FunctionType], module: CodeType) -> None:
    """Give them the code of this version of their module."""
    codes = {(code.co_qualname, code.co_firstlineno): code for code in nested(module)}
    for function in functions:
        code = codes.get((function.__code__.co_qualname, function.__code__.co_firstlineno))
        if code and code.co_freevars == function.__code__.co_freevars:
            function.__code__ = code


def jobs() -> int:
    """How many mutants are tried at a time."""
    return int(os.environ.get("JOBS", "2"))


def in_child(act: Callable[[], int], limit: int = SECONDS) -> int:
    """Do this in a child, which ends with its exit code (1 when it breaks); the process id.

    It is silent and has so many seconds of processor; with 0 neither.
    """
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        if limit:
            confine(limit)
        code = act()
    finally:
        os._exit(code)


def confine(seconds: int) -> None:
    """A fault may run for ever or fill the memory, and nobody wants to read what it prints."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)


class Trial:
    """Instead of running all tests, runs for each mutant those that reach it (a plug-in of pytest)."""

    def __init__(self, todo: Sequence[Place], tests: Callable[[Place], Sequence[str]], to: Path) -> None:
        self.todo, self.tests, self.to = todo, tests, to
        self.running: dict[int, Place] = {}
        self.noticed: dict[str, dict[int, bool]] = {}

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """All mutants, as many at a time as there are jobs."""
        session.config.pluginmanager.unregister(name="terminalreporter")  # the forks would write into one line
        items, caches = {item.nodeid: item for item in session.items}, kept()
        functions = {path: functions_of(path) for path in {path for path, _ in self.todo}}
        gc.freeze()  # a fork that looks for garbage need not look at what all share
        for path, mutant in self.todo:
            chosen = [items[test] for test in self.tests((path, mutant)) if test in items]
            self.begin(path, mutant, partial(run, session, chosen, caches, functions[path], mutant.code))
        while self.running:
            self.end()
        self.to.write_text(json.dumps(self.noticed), encoding="utf-8")
        return True

    def begin(self, path: Path, mutant: Mutant, act: Callable[[], int]) -> None:
        """Start one, when there is room."""
        if len(self.running) >= jobs():
            self.end()
        self.running[in_child(act, IN_PLACE)] = (path, mutant)

    def end(self) -> None:
        """Wait for one."""
        child, status = os.wait()
        path, mutant = self.running.pop(child)
        self.noticed.setdefault(str(path), {})[mutant.number] = status != 0


def run(
    session: pytest.Session,
    chosen: Sequence[pytest.Item],
    caches: Caches,
    functions: Sequence[FunctionType],
    module: CodeType,
) -> int:
    """These tests with a faulty module, until one fails."""
    forget(caches)
    put(functions, module)
    for item in chosen:
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
        if session.testsfailed:
            return 1
    return 0


def read_noticed(path: Path) -> dict[str, dict[int, bool]]:
    """Of each module the numbers of its mutants and whether a test has noticed them, as a trial has written them."""
    content: dict[str, dict[str, bool]] = json.loads(path.read_text(encoding="utf-8"))
    return {module: {int(number): noticed for number, noticed in found.items()} for module, found in content.items()}
