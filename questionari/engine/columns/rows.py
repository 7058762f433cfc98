"""One response as a row of the dataset. Hidden answers are never exported."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Any

from questionari.engine.answer_types import is_empty
from questionari.engine.columns.build import layout
from questionari.engine.columns.cells import (
    MISSING,
    NOT_APPLICABLE,
    Content,
    Reader,
    RowReader,
    Wanted,
    asked_in,
    blank_cells,
    column_states,
    column_values,
    is_single,
    reader,
    row_reader,
    rows_of,
)
from questionari.engine.columns.model import FIXED_ROW_COLUMN, ROW_COLUMN, AskedPath, Column, Exported, ExportRow
from questionari.engine.definition import Question, Questionnaire
from questionari.engine.values import Answers, Reserved, Value

OWN_KEYS = ((ROW_COLUMN,), (FIXED_ROW_COLUMN,))


@dataclass(frozen=True, slots=True)
class Block:
    """The wide columns of one question: how they are read of an answer, and of none.

    ``single``: the value is the only content, as of most questions: taken without detours.
    """

    code: str
    width: int
    read: Reader
    blank: Reader
    single: bool

    def contents(self, value: Any, path: AskedPath) -> Sequence[Content]:
        """What the columns hold of this answer; of none, or of a hidden one."""
        if not path.asked(self.code):
            return [NOT_APPLICABLE] * self.width
        if value is None or (not value and is_empty(value)):
            return self.blank(value, path)
        return [value] * self.width if isinstance(value, Reserved) else self.read(value, path)


@dataclass(frozen=True, slots=True)
class LongBlock:
    """The columns of one open roster. ``own`` of them come first: the row's number and its fixed code."""

    roster: Question
    own: int
    read: RowReader

    def rows(self, answers: Answers, path: AskedPath) -> Iterator[Sequence[Content]]:
        """A row for each row of the answer; none when it is hidden, blank or reserved."""
        value = answers.get(self.roster.code) if path.asked(self.roster.code) else None
        for place, row in enumerate(rows_of(value) if isinstance(value, tuple) else ()):
            fixed = [self.roster.fixed_rows[place].code] if self.own > 1 else []
            yield [place + 1, *fixed, *self.read(row, asked_in(self.roster, row, path), path)]


@dataclass(frozen=True, slots=True)
class RowPlan:
    """How the rows of a questionnaire are made, worked out once."""

    wide: tuple[Block, ...]
    long: Mapping[str, LongBlock]


@lru_cache(maxsize=64)
def row_plan(definition: Questionnaire) -> RowPlan:
    """The plan of a questionnaire's rows."""
    columns = layout(definition)
    blocks = ((code, list(found)) for code, found in groupby(columns.wide, lambda column: column.question))
    return RowPlan(
        tuple(_block(definition.questions[code], found) for code, found in blocks),
        {code: _long_block(definition.questions[code], long) for code, long in columns.long.items()},
    )


def _block(question: Question, columns: Sequence[Column]) -> Block:
    wanted, missing = _wanted(columns), [MISSING] * len(columns)

    def blank(value: Value | None, path: AskedPath) -> Sequence[Content]:
        return missing

    of_none = blank_cells(question, wanted) if question.type == "matrix" else blank
    return Block(question.code, len(columns), reader(question, wanted), of_none, is_single(question))


def _long_block(roster: Question, columns: Sequence[Column]) -> LongBlock:
    own = sum(column.key in OWN_KEYS for column in columns)
    return LongBlock(roster, own, row_reader(roster, _wanted(columns[own:])))


def _wanted(columns: Sequence[Column]) -> list[Wanted]:
    return [Wanted(column.key, column.kind) for column in columns]


def wide_row(definition: Questionnaire, answers: Answers, path: AskedPath) -> list[Content]:
    """What the wide columns hold, in the order of the layout: a value as answered, or the reason why there is none.

    ``column_values`` and ``column_states`` make of many rows what the files hold.
    Computed values must stand among the answers (``{**answers, **path.computed}``).
    """
    found: list[Content] = []
    given: Callable[[str], Any] = answers.get
    asked = path.asked
    for block in row_plan(definition).wide:
        value = given(block.code)
        if block.single and value and asked(block.code):
            found.append(value)
        else:
            found.extend(block.contents(value, path))
    return found


def long_rows(definition: Questionnaire, answers: Answers, path: AskedPath) -> dict[str, list[Sequence[Content]]]:
    """The rows of each open roster, by its code, in the order of the layout's columns."""
    return {code: list(block.rows(answers, path)) for code, block in row_plan(definition).long.items()}


def export_row(definition: Questionnaire, answers: Answers, path: AskedPath) -> ExportRow:
    """The row of one response by the names of its columns, as the files hold it."""
    columns, contents = layout(definition), wide_row(definition, answers, path)
    states = column_states(contents)
    long = long_rows(definition, answers, path)
    return ExportRow(
        _named(columns.wide, contents),
        {column.name: state for column, state in zip(columns.wide, states, strict=True)},
        {code: tuple(_named(columns.long[code], row) for row in rows) for code, rows in long.items()},
    )


def _named(columns: Sequence[Column], row: Sequence[Content]) -> Mapping[str, Exported | None]:
    return {c.name: column_values(c.kind, [content])[0] for c, content in zip(columns, row, strict=True)}
