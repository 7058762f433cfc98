"""The way back: answers as JSON from the cells of a dataset. What reads typed answers then judges them as ever.

Computed values are worked out anew, files are not in a dataset; both are passed over.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import TypeAlias

from questionari.engine.answer_types import cell_question
from questionari.engine.answer_types.base import Json, offered_reserved
from questionari.engine.columns.build import layout
from questionari.engine.columns.cells import Key
from questionari.engine.columns.model import INNER_ROW_COLUMN, ROW_COLUMN, Column
from questionari.engine.columns.parts import UNIT_CODE, UNIT_NAME
from questionari.engine.definition import Question, Questionnaire
from questionari.engine.values import WEEKDAYS, Reserved

#: What a column of one answer holds: its text, or why there is none. Blank ones are left out.
Cell: TypeAlias = str | Reserved
Cells: TypeAlias = Mapping[Key, Cell]
#: The row of an open roster, by the names of its columns.
LongRow: TypeAlias = Mapping[str, str]

NOT_TAKEN = frozenset({"computed", "computed_text", "generated", "attachment", "note", "group"})
TICKED = frozenset({"1", "TRUE", "true", "x", "X"})
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_DAY_AND_HOUR = re.compile(r"(\d{4}-\d\d-\d\d)T00:00:00")
_SECONDS = re.compile(r"(\d\d:\d\d):\d\d")


def intake(
    definition: Questionnaire, wide: Mapping[str, Cell], long: Mapping[str, Sequence[LongRow]]
) -> dict[str, Json]:
    """The answers of one response, by code: ``wide`` by the names of columns, ``long`` its rows by roster ("R", "R.S").

    A number may be written as people do; a day as 2026-01-31 or 31/01/2026.
    """
    questions, found = definition.questions, dict[str, Json]()
    for code, columns in groupby(layout(definition).wide, lambda column: column.question):
        cells = {column.key: wide[column.name] for column in columns if column.name in wide}
        if cells and questions[code].type not in NOT_TAKEN:
            found[code] = answer(questions[code], cells)
    for code, columns_of in layout(definition).long.items():
        if "." not in code and long.get(code):
            found[code] = _rows(questions[code], columns_of, long, layout(definition).long)
    return {code: data for code, data in found.items() if data is not None}


def answer(question: Question, cells: Cells) -> Json:
    """The answer that some columns of a question hold; None for none."""
    held = set(cells.values())
    whole = question.matrix is None and len(held) == 1 and held & offered_reserved(question)
    if whole:
        return {"reserved": int(next(iter(whole)))}
    return _BUILDERS.get(question.type, _scalar)(question, cells)


def _scalar(question: Question, cells: Cells) -> Json:
    return _one(question, cells[()])


def _one(question: Question, cell: Cell) -> Json:
    return {"reserved": int(cell)} if isinstance(cell, Reserved) else _WRITTEN.get(question.type, _as_it_is)(cell)


def _texts(cells: Cells) -> dict[Key, str]:
    return {key: cell for key, cell in cells.items() if not isinstance(cell, Reserved)}


def _flags(_: Question, cells: Cells) -> Json:
    """The ticks; a cell that holds something else than 0 and 1 is handed on, to be refused."""
    texts = _texts(cells)
    strange = [text for text in texts.values() if text not in TICKED | {"0", "FALSE", "false"}]
    return strange or [key[0] for key, text in texts.items() if text in TICKED] or None


def _ranks(_: Question, cells: Cells) -> Json:
    return [text for _, text in sorted(_texts(cells).items(), key=lambda one: int(one[0][0]))] or None


def _reference(_: Question, cells: Cells) -> Json:
    texts = _texts(cells)
    code, name = texts.get((UNIT_CODE,)), texts.get((UNIT_NAME,))
    return {"code": code, "name": name or code} if code else name or texts.get(())


def _matrix(question: Question, cells: Cells) -> Json:
    inner, shape = cell_question(question)[0], question.matrix
    rows: dict[str, dict[str, Json]] = {}
    for (row, column), cell in cells.items():
        rows.setdefault(row, {})[column] = _one(inner, cell)
    if shape is not None and shape.single_column:
        return {row: next(iter(held.values())) for row, held in rows.items()} or None
    return rows or None


def _hours(_: Question, cells: Cells) -> Json:
    """A day without hours among others that have some is closed."""
    days: dict[str, dict[str, dict[str, str]]] = {}
    for (day, span, end), text in _texts(cells).items():
        days.setdefault(day, {}).setdefault(span, {})[end] = _time(text)
    if not days:
        return None
    return {
        day: [[span.get("from", ""), span.get("to", "")] for _, span in sorted(days.get(day, {}).items())]
        for day in WEEKDAYS
    }


def _roster(question: Question, cells: Cells) -> Json:
    """The rows of the wide file; those after the last that holds something are none."""
    rows: dict[int, dict[Key, Cell]] = {}
    for (row, *key), cell in cells.items():
        rows.setdefault(int(row), {})[tuple(key)] = cell
    return [_row(question, rows.get(number, {})) for number in range(1, max(rows) + 1)] if rows else None


def _row(roster: Question, cells: Cells) -> dict[str, Json]:
    found: dict[str, Json] = {}
    for child in roster.children:
        own = {key[1:]: cell for key, cell in cells.items() if key[:1] == (child.code,)}
        if own and child.type not in NOT_TAKEN:
            found[child.code] = answer(child, own)
    return {code: data for code, data in found.items() if data is not None}


def _rows(
    roster: Question,
    columns: Sequence[Column],
    long: Mapping[str, Sequence[LongRow]],
    every: Mapping[str, Sequence[Column]],
) -> Json:
    """The rows of an open roster in their order, each with the rows of the rosters inside it."""
    numbered = sorted(long[roster.code], key=lambda row: _place(row, ROW_COLUMN))
    found = []
    for row in numbered:
        cells = _row(roster, {column.key: row[column.name] for column in columns if row.get(column.name)})
        for child in (child for child in roster.children if child.type == "roster"):
            code = f"{roster.code}.{child.code}"
            own = [one for one in long.get(code, ()) if _place(one, ROW_COLUMN) == _place(row, ROW_COLUMN)]
            inner = _inner(child, every.get(code, ()), own)
            cells |= {child.code: inner} if inner else {}
        found.append(cells)
    return [*found] or None


def _inner(roster: Question, columns: Sequence[Column], rows: Sequence[LongRow]) -> Json:
    ordered = sorted(rows, key=lambda row: _place(row, INNER_ROW_COLUMN))
    return [_row(roster, {c.key[1:]: row[c.name] for c in columns if row.get(c.name)}) for row in ordered] or None


def _place(row: LongRow, column: str) -> int:
    text = row.get(column, "")
    return int(text) if text.isascii() and text.isdigit() else 0


def _as_it_is(text: str) -> str:
    return text


def _number(text: str) -> str:
    """12.500000 is 12.5; what people write stays as it is."""
    return text.rstrip("0").rstrip(".") if "." in text and _NUMBER.fullmatch(text) else text


def _day(text: str) -> str:
    return _DAY_AND_HOUR.sub(r"\1", text)


def _month(text: str) -> str:
    """A month is its first day."""
    day = _day(text)
    return day.removesuffix("-01") if len(day) == len("2026-01-01") else day


def _time(text: str) -> str:
    return _SECONDS.sub(r"\1", text)


_WRITTEN: Mapping[str, Callable[[str], str]] = {
    **dict.fromkeys(("integer", "decimal", "currency", "percent"), _number),
    "date": _day,
    "month": _month,
    "time": _time,
}
_BUILDERS: Mapping[str, Callable[[Question, Cells], Json]] = {
    "unit_ref": _reference,
    "multi": _flags,
    "ordered": _ranks,
    "matrix": _matrix,
    "opening_hours": _hours,
    "roster": _roster,
}
