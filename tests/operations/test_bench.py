"""Every line of `make bench` runs, at a size that says nothing of speed."""

import json
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from bench import one
from bench.answers import answers, definition
from bench.measure import alone, measure
from bench.registry import LINES, Line
from questionari.engine.columns import layout
from questionari.engine.path import find_path

LATEST = Path(__file__).resolve().parent.parent.parent / "bench" / "latest.json"
#: At most: a save of a page of six hundred variables is two to show it and three to keep it. A response has one more
#: than its forty where it is the first of a process, which reads the questionnaire once.
STATEMENTS = {"response": 41, "autosave": 3, "save": 3}
FACTS = {"line", "size", "cpu_s", "baseline_cpu_s", "ratio", "peak_mb", "growth", "machine"}


def forked(words: Sequence[str]) -> str:
    """What `bench.one` prints, called in a copy of this process, which has loaded the product already."""
    said, child = Path(words[-1]) / "said", os.fork()
    if not child:
        code = 1
        try:
            with said.open("w", encoding="utf-8") as sys.stdout:
                one.called(*words)
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)
    assert os.waitpid(child, 0)[1] == 0
    return said.read_text(encoding="utf-8")


def runs(line: Line, process: Callable[[Sequence[str]], str]) -> None:
    (found,) = measure(line, "sqlite", (line.tiny,), 1, process)
    assert (found.line, found.size, found.growth) == (line.name, line.tiny, None)
    assert found.cpu_s > 0 and found.peak_mb > 0
    assert found.notes.get("statements", 0) <= STATEMENTS.get(line.name, 0)
    assert not found.notes.get("errors")


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.name)
def test_a_line_runs(line: Line) -> None:
    runs(line, forked)


def test_a_line_runs_as_it_is_measured_in_a_process_of_its_own() -> None:
    runs(LINES[0], alone)


def test_a_line_that_breaks_is_named_with_its_reason() -> None:
    with pytest.raises(RuntimeError, match=r"nothing 1 1 x y:(.|\n)*KeyError: 'nothing'"):
        alone(("nothing", "1", "1", "x", "y"))


def test_the_questionnaire_of_measure_is_as_large_as_the_peers_was() -> None:
    measured = definition()
    top = [question for question in measured.questions.values() if question.parent is None]
    assert (len(top), len(measured.pages()), len(layout(measured).wide)) == (30, 5, 61)


def test_its_answers_can_be_submitted() -> None:
    given = answers(1)
    assert [code for code in given if not find_path(definition(), given).asked(code)] == []


def test_the_figures_that_were_kept_are_of_lines_that_exist() -> None:
    kept = json.loads(LATEST.read_text(encoding="utf-8"))
    assert {row["line"] for row in kept} <= {line.name for line in LINES}
    assert all(set(row) >= FACTS for row in kept)
