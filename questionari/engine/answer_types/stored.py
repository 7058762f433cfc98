"""Answers of a canonical document: back from the JSON that `to_json` wrote, straight, one table from type to decoder.

What was submitted has been judged. To read it as if it were typed anew would cost ten times as much in a dataset, and
would drop an answer whose place a later list no longer has.
"""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

from questionari.engine.answer_types.base import CellKey
from questionari.engine.answer_types.dates import minutes_of
from questionari.engine.definition import Question
from questionari.engine.values import WEEKDAYS, Reserved, Value

Decode: TypeAlias = Callable[[Question, Any], Value | None]
_RESERVED: Mapping[object, Reserved] = {int(reserved): reserved for reserved in Reserved}


def stored_value(question: Question, data: Any) -> Value | None:
    """The value that the question's type wrote as this JSON; None for nothing (null, no tick, no row)."""
    if data is None:
        return None
    reserved = _reserved(data) if data.__class__ is dict else None
    return _DECODERS.get(question.type, _as_it_is)(question, data) if reserved is None else reserved


def _reserved(data: Mapping[str, Any]) -> Reserved | None:
    """{"reserved": -7}; a matrix may have a row of that name, whose content is another."""
    code = data.get("reserved") if len(data) == 1 else None
    return _RESERVED.get(code) if isinstance(code, int) else None


def _as_it_is(_: Question, data: Any) -> Value | None:
    return data  # type: ignore[no-any-return]  # texts and codes are stored as they are


def _nothing(_: Question, data: Any) -> None:
    """What notes and groups hold."""


def _number(_: Question, data: Any) -> Value | None:
    return Decimal(data)


def _day(_: Question, data: Any) -> Value | None:
    return date.fromisoformat(data)


def _month(_: Question, data: Any) -> Value | None:
    return date.fromisoformat(f"{data}-01")


def _time(_: Question, data: Any) -> Value | None:
    minutes = minutes_of(data)
    return None if minutes is None else Decimal(minutes)


def _codes(_: Question, data: Any) -> Value | None:
    return tuple(data) or None


def _hours(_: Question, data: Any) -> Value | None:
    days = {day: tuple(map(_span, data[day])) for day in WEEKDAYS if day in data}
    return days or None


def _span(ends: Any) -> tuple[int, int]:
    start, end = ends
    return minutes_of(start) or 0, minutes_of(end) or 0


def _matrix(question: Question, data: Any) -> Value | None:
    """Cells in the order of the matrix: canonical JSON sorts its keys."""
    shape = question.matrix
    if shape is None:
        return None
    decode = _DECODERS.get(shape.cell, _as_it_is)
    columns = [column.code for column in shape.columns]
    rows = ((row.code, data[row.code]) for row in shape.rows if row.code in data)
    held = {
        (row, column): cells if shape.single_column else cells[column]
        for row, cells in rows
        for column in columns
        if shape.single_column or column in cells
    }
    found: dict[CellKey, Any] = {
        place: _RESERVED[cell["reserved"]] if cell.__class__ is dict else decode(question, cell)
        for place, cell in held.items()
    }
    return found or None


def _roster(question: Question, data: Any) -> Value | None:
    rows = tuple(_row(question, row) for row in data)
    return rows if any(rows) else None


def _row(question: Question, row: Mapping[str, Any]) -> dict[str, Value]:
    values = ((child.code, stored_value(child, row.get(child.code))) for child in question.children)
    return {code: value for code, value in values if value is not None}


_DECODERS: Mapping[str, Decode] = {
    **dict.fromkeys(("note", "group"), _nothing),
    **dict.fromkeys(("integer", "decimal", "currency", "percent", "computed"), _number),
    **dict.fromkeys(("multi", "ordered"), _codes),
    "date": _day,
    "month": _month,
    "time": _time,
    "opening_hours": _hours,
    "matrix": _matrix,
    "roster": _roster,
}
