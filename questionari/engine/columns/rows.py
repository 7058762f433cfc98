"""One response as a row of the dataset. Hidden answers are never exported."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from questionari.engine.columns.build import layout
from questionari.engine.columns.cells import (
    Content,
    RowReader,
    Wanted,
    asked_in,
    column_states,
    column_values,
    row_reader,
    rows_of,
)
from questionari.engine.columns.model import (
    FIXED_ROW_COLUMN,
    INNER_FIXED_ROW_COLUMN,
    INNER_ROW_COLUMN,
    ROW_COLUMN,
    AskedPath,
    Column,
    Exported,
    ExportRow,
)
from questionari.engine.columns.table import wide_columns
from questionari.engine.definition import Question, Questionnaire
from questionari.engine.values import Answers, Row

OWN_KEYS = frozenset({ROW_COLUMN, FIXED_ROW_COLUMN, INNER_ROW_COLUMN, INNER_FIXED_ROW_COLUMN})


@dataclass(frozen=True, slots=True)
class LongBlock:
    """The columns of one open roster, the number of the row and its fixed code first; ``inner`` stands in its rows."""

    roster: Question
    inner: Question | None
    read: RowReader

    def rows(self, answers: Answers, path: AskedPath) -> Iterator[Sequence[Content]]:
        """A row for each row of the answer; none when it is hidden, blank or reserved."""
        value = answers.get(self.roster.code) if self.roster.code in path.questions else None
        for place, row in enumerate(rows_of(value) if isinstance(value, tuple) else ()):
            asked, named = asked_in(self.roster, row, path), _named_row(self.roster, place)
            if self.inner is None:
                yield [*named, *self.read(row, asked, path)]
            elif self.inner.code in asked:
                yield from self._inside(self.inner, named, row, path)

    def _inside(
        self, roster: Question, named: Sequence[Content], outer: Row, path: AskedPath
    ) -> Iterator[Sequence[Content]]:
        """The rows of the roster that stands in a row."""
        for place, row in enumerate(rows_of(outer.get(roster.code, ()))):
            yield [*named, *_named_row(roster, place), *self.read(row, asked_in(roster, row, path, outer), path)]


def _named_row(roster: Question, place: int) -> Sequence[Content]:
    """The number of a row from 1, and the code of a fixed one."""
    return [place + 1, roster.fixed_rows[place].code] if roster.fixed_rows else [place + 1]


@lru_cache(maxsize=64)
def _long_blocks(definition: Questionnaire) -> Mapping[str, LongBlock]:
    """The open rosters of a questionnaire, by their codes, worked out once."""
    return {code: _long_block(definition, code, long) for code, long in layout(definition).long.items()}


def _long_block(definition: Questionnaire, code: str, columns: Sequence[Column]) -> LongBlock:
    roster = definition.questions[columns[0].question]
    answers = [column for column in columns if column.key[-1] not in OWN_KEYS or len(column.key) > 1]
    if roster.code == code:
        return LongBlock(roster, None, row_reader(roster, [Wanted(column.key, column.kind) for column in answers]))
    inner = next(child for child in roster.children if f"{roster.code}.{child.code}" == code)
    return LongBlock(roster, inner, row_reader(inner, [Wanted(column.key[1:], column.kind) for column in answers]))


def long_rows(definition: Questionnaire, code: str, answers: Answers, path: AskedPath) -> list[Sequence[Content]]:
    """The rows of an open roster, in the order of the layout's columns."""
    return list(_long_blocks(definition)[code].rows(answers, path))


def export_row(definition: Questionnaire, answers: Answers, path: AskedPath) -> ExportRow:
    """The row of one response by the names of its columns, as the files hold it."""
    columns = layout(definition)
    contents = [column[0] for column in wide_columns(definition, [answers], [path])]
    states, found = column_states(contents), _long_blocks(definition)
    return ExportRow(
        _named(columns.wide, contents),
        {column.name: state for column, state in zip(columns.wide, states, strict=True)},
        {
            code: tuple(_named(long, row) for row in found[code].rows(answers, path))
            for code, long in columns.long.items()
        },
    )


def _named(columns: Sequence[Column], row: Sequence[Content]) -> Mapping[str, Exported | None]:
    return {c.name: column_values(c.kind, [content])[0] for c, content in zip(columns, row, strict=True)}
