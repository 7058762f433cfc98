"""The wide columns of many responses at once, question by question: what a type asks of its answers is asked once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Any, TypeAlias

from questionari.engine.answer_types import is_empty
from questionari.engine.columns.build import layout
from questionari.engine.columns.cells import MISSING, NOT_APPLICABLE, Content, Wanted, is_single, reader
from questionari.engine.columns.model import AskedPath
from questionari.engine.definition import Question, Questionnaire
from questionari.engine.path_plan import path_plan
from questionari.engine.values import Answers, Reserved

Contents: TypeAlias = Sequence[Content]
Marks: TypeAlias = Sequence[Reserved | None]
#: From the answers to one question to its columns. A mark, where there is one, stands in every column of its response.
Fill: TypeAlias = Callable[[Sequence[Any], Marks, Sequence[AskedPath]], Sequence[Contents]]


@dataclass(frozen=True, slots=True)
class Block:
    """The wide columns of one question. ``fill`` None: its answer is the content of its only column."""

    code: str
    fill: Fill | None

    def columns(
        self, values: Sequence[Any], asked: Sequence[frozenset[str]], paths: Sequence[AskedPath]
    ) -> Sequence[Contents]:
        """The columns of these answers."""
        code, pairs = self.code, zip(values, asked, strict=True)
        if self.fill is None:
            return [[(value or _blank(value)) if code in on_path else NOT_APPLICABLE for value, on_path in pairs]]
        return self.fill(
            values, [_mark(value) if code in on_path else NOT_APPLICABLE for value, on_path in pairs], paths
        )


def wide_columns(definition: Questionnaire, answers: Sequence[Answers], paths: Sequence[AskedPath]) -> list[Contents]:
    """What each wide column holds of each response, in the order of the layout: a value as answered, or the reason why
    there is none.

    ``column_values`` and ``column_states`` make of a column what the files hold.
    Computed values must stand among the answers (``{**answers, **path.computed}``).
    """
    found: list[Contents] = []
    asked = [path.questions for path in paths]
    for block in _blocks(definition):
        found.extend(block.columns([given.get(block.code) for given in answers], asked, paths))
    return found


@lru_cache(maxsize=64)
def _blocks(definition: Questionnaire) -> tuple[Block, ...]:
    """The blocks of a questionnaire, worked out once."""
    fixed = path_plan(definition).cells
    found = groupby(layout(definition).wide, lambda column: column.question)
    wanted = ((code, [Wanted(column.key, column.kind) for column in columns]) for code, columns in found)
    return tuple(_block(definition.questions[code], wanted, code in fixed) for code, wanted in wanted)


def _block(question: Question, wanted: Sequence[Wanted], fixed: bool) -> Block:
    if is_single(question):
        return Block(question.code, None)
    build = _FILLS.get("matrix_of_fixed_cells" if fixed else question.type, _rows)
    return Block(question.code, build(question, wanted))


def _blank(value: Any) -> Content:
    """What stands for an answer that counts as false: zero is one, nothing is not."""
    kept: Content = MISSING if is_empty(value) else value
    return kept


def _mark(value: Any) -> Reserved | None:
    """Why no column has a value; None where the answer is to be read."""
    if not value:
        return MISSING
    return value if isinstance(value, Reserved) else None


def _rows(question: Question, wanted: Sequence[Wanted]) -> Fill:
    """One response after the other."""
    read, width = reader(question, wanted), len(wanted)

    def fill(values: Sequence[Any], marks: Marks, paths: Sequence[AskedPath]) -> Sequence[Contents]:
        triples = zip(values, marks, paths, strict=True)
        rows = [read(value, path) if mark is None else [mark] * width for value, mark, path in triples]
        return [[row[place] for row in rows] for place in range(width)]

    return fill


def _cells(question: Question, wanted: Sequence[Wanted]) -> Fill:
    """A matrix some cells of which are not always asked: a blank one still has cells that do not apply."""
    by_rows = _rows(question, wanted)

    def fill(values: Sequence[Any], marks: Marks, paths: Sequence[AskedPath]) -> Sequence[Contents]:
        cells = [value or {} for value in values]
        return by_rows(cells, [None if mark is MISSING else mark for mark in marks], paths)

    return fill


def _fixed_cells(question: Question, wanted: Sequence[Wanted]) -> Fill:
    """A matrix whose cells are asked whenever it is."""
    places = [(one.key[0], one.key[1]) for one in wanted]

    def fill(values: Sequence[Any], marks: Marks, _paths: Sequence[AskedPath]) -> Sequence[Contents]:
        pairs = list(zip(values, marks, strict=True))
        return [[value.get(place, MISSING) if mark is None else mark for value, mark in pairs] for place in places]

    return fill


def _flags(question: Question, wanted: Sequence[Wanted]) -> Fill:
    """A tick is 1, none is 0."""
    codes = [one.key[0] for one in wanted]

    def fill(values: Sequence[Any], marks: Marks, _paths: Sequence[AskedPath]) -> Sequence[Contents]:
        pairs = list(zip(values, marks, strict=True))
        return [[(1 if code in value else 0) if mark is None else mark for value, mark in pairs] for code in codes]

    return fill


_FILLS = {"matrix": _cells, "matrix_of_fixed_cells": _fixed_cells, "multi": _flags}
