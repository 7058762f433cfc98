"""One response as a row of the dataset. Hidden answers are never exported."""

from collections.abc import Iterator, Mapping

from questionari.engine.answer_types import is_empty
from questionari.engine.columns.build import layout
from questionari.engine.columns.cells import Answer, cell, in_row, rows_of
from questionari.engine.columns.model import (
    FIXED_ROW_COLUMN,
    ROW_COLUMN,
    AskedPath,
    Column,
    Exported,
    ExportRow,
    Layout,
)
from questionari.engine.definition import Question, Questionnaire
from questionari.engine.values import Answers, Reserved, Row


def export_row(
    definition: Questionnaire, answers: Answers, path: AskedPath, columns: Layout | None = None
) -> ExportRow:
    """The row of one response. Computed values must stand among the answers (``{**answers, **path.computed}``).

    ``columns`` is the definition's own layout: callers with many rows compute it once.
    """
    columns = layout(definition) if columns is None else columns
    given = _Given(definition, answers, path)
    contents = {column.name: given.content(column) for column in columns.wide}
    return ExportRow(
        {name: None if isinstance(content, Reserved) else content for name, content in contents.items()},
        {name: int(content) if isinstance(content, Reserved) else None for name, content in contents.items()},
        {code: tuple(given.rows(code, long)) for code, long in columns.long.items()},
    )


class _Given:
    """The answers of one response; each question is looked up once, however many columns it has."""

    def __init__(self, definition: Questionnaire, answers: Answers, path: AskedPath) -> None:
        self._questions, self._answers, self._path = definition.questions, answers, path
        self._found: dict[str, Answer | None] = {}

    def content(self, column: Column) -> Exported | Reserved:
        """What a column of the wide file holds."""
        if not self._path.asked(column.question):
            return Reserved.NOT_APPLICABLE
        question = self._questions[column.question]
        if question.code not in self._found:
            self._found[question.code] = self._answer(question)
        answer = self._found[question.code]
        if answer is None and question.type == "matrix" and column.key not in self._active(question):
            return Reserved.NOT_APPLICABLE
        return cell(question, answer, column.key, column.kind)

    def rows(self, code: str, columns: tuple[Column, ...]) -> Iterator[Mapping[str, Exported | None]]:
        """The rows of an open roster that is asked; none when it is blank or reserved."""
        answer = self._answer(self._questions[code]) if self._path.asked(code) else None
        if answer is None:
            return
        for place in range(len(answer.children)):
            yield {column.name: self._row_content(column, answer, place) for column in columns}

    def _row_content(self, column: Column, answer: Answer, place: int) -> Exported | None:
        roster = self._questions[column.question]
        if column.key == (ROW_COLUMN,):
            return place + 1
        if column.key == (FIXED_ROW_COLUMN,):
            return roster.fixed_rows[place].code
        content = in_row(roster, answer, place, column.key, column.kind)
        return None if isinstance(content, Reserved) else content

    def _answer(self, question: Question) -> Answer | None:
        value = self._answers.get(question.code)
        if value is None or is_empty(value):
            return None
        if question.type == "roster":
            return Answer(value, children=tuple(self._children(question, row) for row in rows_of(value)))
        return Answer(value, self._active(question) if question.type == "matrix" else frozenset())

    def _children(self, roster: Question, row: Row) -> frozenset[str]:
        return frozenset(child.code for child in self._path.children(roster, row))

    def _active(self, question: Question) -> frozenset[tuple[str, str]]:
        return frozenset(self._path.cells(question.code))
