"""What one column holds of an answer: a value, or the reason why there is none."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from questionari.engine.answer_types.base import CellKey
from questionari.engine.answer_types.dates import clock
from questionari.engine.answer_types.hours import spans_of
from questionari.engine.columns.model import Exported, Kind
from questionari.engine.definition import Question
from questionari.engine.values import Reserved, Row, Value

NOT_APPLICABLE, MISSING = Reserved.NOT_APPLICABLE, Reserved.MISSING
Key: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that was given; of a matrix the cells asked, of a roster the children asked in each row."""

    value: Value
    active: frozenset[CellKey] = frozenset()
    children: tuple[frozenset[str], ...] = ()


def cell(question: Question, answer: Answer | None, key: Key, kind: Kind) -> Exported | Reserved:
    """The content of one column of a question that is asked."""
    if answer is None:
        return MISSING
    if isinstance(answer.value, Reserved):
        return answer.value
    return _CELLS.get(question.type, _scalar)(question, answer, key, kind)


def _scalar(question: Question, answer: Answer, key: Key, kind: Kind) -> Exported | Reserved:
    return written(answer.value, kind)


def _flag(question: Question, answer: Answer, key: Key, kind: Kind) -> Exported | Reserved:
    return int(isinstance(answer.value, tuple) and key[0] in answer.value)


def _rank(question: Question, answer: Answer, key: Key, kind: Kind) -> Exported | Reserved:
    codes = answer.value if isinstance(answer.value, tuple) else ()
    place = int(key[0]) - 1
    return str(codes[place]) if place < len(codes) else NOT_APPLICABLE


def _matrix(question: Question, answer: Answer, key: Key, kind: Kind) -> Exported | Reserved:
    if (key[0], key[1]) not in answer.active:
        return NOT_APPLICABLE
    content = _mapping(answer.value).get((key[0], key[1]))
    return MISSING if content is None else written(content, kind)


def _hours(question: Question, answer: Answer, key: Key, kind: Kind) -> Exported | Reserved:
    """A day left blank while others are given is closed: its columns do not apply."""
    day, span, end = key
    times = [clock(minute) for span_minutes in spans_of(answer.value, day) for minute in span_minutes]
    place = 2 * (int(span) - 1) + (end == "to")
    return times[place] if place < len(times) else NOT_APPLICABLE


def _roster(question: Question, answer: Answer, key: Key, kind: Kind) -> Exported | Reserved:
    rows = rows_of(answer.value)
    place = int(key[0]) - 1
    return in_row(question, answer, place, key[1:], kind) if place < len(rows) else NOT_APPLICABLE


def in_row(roster: Question, answer: Answer, place: int, key: Key, kind: Kind) -> Exported | Reserved:
    """The content of a column in the row at that place, from 0, of an answered roster."""
    if key[0] not in answer.children[place]:
        return NOT_APPLICABLE
    child = next(child for child in roster.children if child.code == key[0])
    value = _mapping(rows_of(answer.value)[place]).get(child.code)
    return cell(child, None if value is None else Answer(value), key[1:], kind)


def rows_of(value: Value) -> tuple[Row, ...]:
    """The rows of a roster's answer."""
    rows = value if isinstance(value, tuple) else ()
    return tuple(row for row in rows if isinstance(row, Mapping))


def written(value: object, kind: Kind) -> Exported | Reserved:
    """A value as its kind of column holds it."""
    if isinstance(value, Reserved):
        return value
    convert = _WRITTEN.get(kind)
    return convert(value) if convert and isinstance(value, Decimal) else value  # type: ignore[return-value]  # kind says it


def _mapping(value: object) -> Mapping[object, Value]:
    return value if isinstance(value, Mapping) else {}


_WRITTEN: Mapping[Kind, Callable[[Decimal], Exported]] = {"integer": int, "time": lambda minutes: clock(int(minutes))}
_CELLS: Mapping[str, Callable[[Question, Answer, Key, Kind], Exported | Reserved]] = {
    "multi": _flag,
    "ordered": _rank,
    "matrix": _matrix,
    "opening_hours": _hours,
    "roster": _roster,
}
