"""What the columns of a question hold of an answer: a value each, or the reason why there is none.

A reader is made once for a question and its columns, and then given one answer after the other.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any, TypeAlias

from questionari.engine.answer_types.base import CellKey
from questionari.engine.answer_types.dates import clock
from questionari.engine.answer_types.hours import spans_of
from questionari.engine.columns.model import AskedPath, Exported, Kind
from questionari.engine.columns.parts import FILE_NAME, FILE_SIZE, UNIT_CODE, UNIT_NAME
from questionari.engine.definition import Question
from questionari.engine.values import WEEKDAYS, Attached, Named, Reserved, Row, Value

NOT_APPLICABLE, MISSING = Reserved.NOT_APPLICABLE, Reserved.MISSING
Content: TypeAlias = Exported | Reserved
Key: TypeAlias = tuple[str, ...]
#: From an answer that was given and is not reserved to the contents of its columns, in their order.
Reader: TypeAlias = Callable[[Any, AskedPath], Sequence[Content]]
RowReader: TypeAlias = Callable[[Row, frozenset[str], AskedPath], Sequence[Content]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A column as a reader needs it: its place inside the answer, and its kind."""

    key: Key
    kind: Kind


def reader(question: Question, wanted: Sequence[Wanted]) -> Reader:
    """The reader of a question's columns."""
    return _READERS.get(question.type, _scalar)(question, wanted)


def is_single(question: Question) -> bool:
    """Whether an answer to the question is the content of its only column."""
    return question.type not in _READERS


def _scalar(question: Question, wanted: Sequence[Wanted]) -> Reader:
    return lambda value, path: (value,)


def _flags(question: Question, wanted: Sequence[Wanted]) -> Reader:
    codes = [one.key[0] for one in wanted]

    def read(value: Sequence[str], path: AskedPath) -> Sequence[Content]:
        return [1 if code in value else 0 for code in codes]

    return read


def _ranks(question: Question, wanted: Sequence[Wanted]) -> Reader:
    unused: list[Content] = [NOT_APPLICABLE] * len(wanted)

    def read(value: Sequence[str], path: AskedPath) -> Sequence[Content]:
        return [*value, *unused][: len(unused)]

    return read


def _reference(question: Question, wanted: Sequence[Wanted]) -> Reader:
    """A service by code and name. A text that is no service has no code; in a column of its own it stands as it is."""
    keys = [one.key for one in wanted]

    def read(value: str, path: AskedPath) -> Sequence[Content]:
        known = isinstance(value, Named)
        name = value.words if isinstance(value, Named) else str(value)
        code: Content = str(value) if known else NOT_APPLICABLE
        by_key: Mapping[Key, Content] = {(): str(value), (UNIT_CODE,): code, (UNIT_NAME,): name}
        return [by_key[key] for key in keys]

    return read


def _file(question: Question, wanted: Sequence[Wanted]) -> Reader:
    keys = [one.key for one in wanted]

    def read(value: Attached, path: AskedPath) -> Sequence[Content]:
        by_key: Mapping[Key, Content] = {(FILE_NAME,): value.words, (FILE_SIZE,): Decimal(value.size)}
        return [by_key[key] for key in keys]

    return read


def _matrix(question: Question, wanted: Sequence[Wanted]) -> Reader:
    code, places, missing = question.code, [(one.key[0], one.key[1]) for one in wanted], [MISSING] * len(wanted)

    def read(value: Mapping[CellKey, Content], path: AskedPath) -> Sequence[Content]:
        cells = path.cells(code)
        found = [*map(value.get, places, missing)]
        if len(cells) == len(places):
            return found
        active = frozenset(cells)
        return [it if place in active else NOT_APPLICABLE for place, it in zip(places, found, strict=True)]

    return read


def _hours(question: Question, wanted: Sequence[Wanted]) -> Reader:
    """A day left blank while others are given is closed: its columns do not apply."""
    ends = {(day, span, end): 2 * (int(span) - 1) + (end == "to") for day, span, end in (one.key for one in wanted)}

    def read(value: Value, path: AskedPath) -> Sequence[Content]:
        times = {day: [minute for span in spans_of(value, day) for minute in span] for day in WEEKDAYS}
        return [times[day][at] if at < len(times[day]) else NOT_APPLICABLE for (day, _, _), at in ends.items()]

    return read


def _roster(question: Question, wanted: Sequence[Wanted]) -> Reader:
    """The columns stand row by row: each has the same children."""
    rows = [list(found) for _, found in groupby(wanted, lambda one: one.key[0])]
    readers = [row_reader(question, [Wanted(one.key[1:], one.kind) for one in row]) for row in rows]
    unused = [[NOT_APPLICABLE] * len(row) for row in rows]

    def read(value: Value, path: AskedPath) -> Sequence[Content]:
        pairs = zip(readers, rows_of(value), strict=False)
        given = [read_row(row, asked_in(question, row, path), path) for read_row, row in pairs]
        return [content for row in (*given, *unused[len(given) :]) for content in row]

    return read


def row_reader(roster: Question, wanted: Sequence[Wanted]) -> RowReader:
    """The reader of the columns of one row of a roster; it is told the children asked in that row."""
    blocks = [list(found) for _, found in groupby(wanted, lambda one: one.key[0])]
    children = {child.code: child for child in roster.children}
    inner = [
        (block[0].key[0], reader(children[block[0].key[0]], [Wanted(o.key[1:], o.kind) for o in block]), len(block))
        for block in blocks
    ]

    def read(row: Row, asked: frozenset[str], path: AskedPath) -> Sequence[Content]:
        found: list[Content] = []
        for code, of_child, width in inner:
            value = row.get(code, MISSING) if code in asked else NOT_APPLICABLE
            found.extend([value] * width if isinstance(value, Reserved) else of_child(value, path))
        return found

    return read


def asked_in(roster: Question, row: Row, path: AskedPath, outer: Row | None = None) -> frozenset[str]:
    """The codes of the children asked in a row."""
    return frozenset(child.code for child in path.children(roster, row, outer))


def rows_of(value: Value) -> tuple[Row, ...]:
    """The rows of a roster's answer."""
    rows = value if isinstance(value, tuple) else ()
    return tuple(row for row in rows if isinstance(row, Mapping))


def column_values(kind: Kind, contents: Sequence[Content]) -> Sequence[Exported | None]:
    """What a column of that kind holds; None where there is no value."""
    write = _WRITTEN.get(kind)
    if Reserved not in set(map(type, contents)):
        return contents if write is None else [*map(write, contents)]
    values = [None if isinstance(content, Reserved) else content for content in contents]
    return values if write is None else [None if value is None else write(value) for value in values]


def column_states(contents: Sequence[Content]) -> Sequence[int | None]:
    """Why a column has no value; None where it has one."""
    if Reserved not in set(map(type, contents)):
        return [None] * len(contents)
    return [int(content) if isinstance(content, Reserved) else None for content in contents]


#: From a value as it was answered to what its kind of column holds.
_WRITTEN: Mapping[Kind, Callable[[Any], Exported]] = {
    "integer": int,
    "time": lambda minutes: clock(int(minutes)),
}
_READERS: Mapping[str, Callable[[Question, Sequence[Wanted]], Reader]] = {
    "unit_ref": _reference,
    "attachment": _file,
    "multi": _flags,
    "ordered": _ranks,
    "matrix": _matrix,
    "opening_hours": _hours,
    "roster": _roster,
}
