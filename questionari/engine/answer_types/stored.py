"""Answers of a canonical document: back from the JSON that `to_json` wrote, straight, one table from type to decoder.

What was submitted has been judged. To read it as if it were typed anew would cost ten times as much in a dataset, and
would drop an answer whose place a later list no longer has.
"""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, TypeAlias

from questionari.engine.answer_types.base import CellKey
from questionari.engine.answer_types.dates import minutes_of
from questionari.engine.definition import Question, Questionnaire
from questionari.engine.values import WEEKDAYS, Attached, Named, Reserved, Value

#: From stored JSON to the value; None for nothing (no tick, no row).
Decode: TypeAlias = Callable[[Any], Value | None]
_RESERVED: Mapping[object, Reserved] = {int(reserved): reserved for reserved in Reserved}


@lru_cache(maxsize=64)
def decoders(definition: Questionnaire) -> Mapping[str, Decode]:
    """What decodes the answers to each question, made once a questionnaire."""
    return {code: decoder(question) for code, question in definition.questions.items()}


def decoder(question: Question) -> Decode:
    """What gives back the value that the question's type wrote as JSON."""
    build = _DECODERS.get(question.type)
    if build is None:
        return _text
    decode = build(question)

    def run(data: Any) -> Value | None:
        reserved = _reserved(data) if data.__class__ is dict else None
        return decode(data) if reserved is None else reserved

    return run


def _reserved(data: Mapping[str, Any]) -> Reserved | None:
    """{"reserved": -7}; a matrix may have a row of that name, whose content is another."""
    code = data.get("reserved") if len(data) == 1 else None
    return _RESERVED.get(code) if isinstance(code, int) else None


def _text(data: Any) -> Value | None:
    """Texts and codes are stored as they are."""
    value: Value | None = _reserved(data) if data.__class__ is dict else data
    return value


def _nothing(_: Question) -> Decode:
    """What notes and groups hold."""
    return lambda data: None


def _numbers(_: Question) -> Decode:
    return Decimal


def _days(_: Question) -> Decode:
    return date.fromisoformat


def _months(_: Question) -> Decode:
    return lambda data: date.fromisoformat(f"{data}-01")


def _times(_: Question) -> Decode:
    return lambda data: Decimal(_minutes(data))


def _minutes(text: str) -> int:
    return minutes_of(text) or 0


def _codes(_: Question) -> Decode:
    return lambda data: tuple(data) or None


def _units(_: Question) -> Decode:
    """A service of the census as code and name; a text is free."""
    return lambda data: data if data.__class__ is str else Named(data["code"], data["name"])


def _files(_: Question) -> Decode:
    """The reference to a file."""
    return lambda data: Attached.file(data["file"], data["name"], data["size"])


def _hours(_: Question) -> Decode:
    def decode(data: Any) -> Value | None:
        days = {day: data[day] for day in WEEKDAYS if day in data}
        return {day: tuple((_minutes(a), _minutes(b)) for a, b in spans) for day, spans in days.items()} or None

    return decode


def _matrices(question: Question) -> Decode:
    """Cells in the order of the matrix: canonical JSON sorts its keys."""
    shape = question.matrix
    if shape is None:
        return lambda data: None
    decode = _cells(_CELLS.get(shape.cell, _text))
    columns = [column.code for column in shape.columns]
    rows = [row.code for row in shape.rows]
    single = [(row, (row, columns[0])) for row in rows]
    several = [(row, column) for row in rows for column in columns]

    def of_one(data: Any) -> Value | None:
        return decode([(place, data[row]) for row, place in single if row in data])

    def of_many(data: Any) -> Value | None:
        return decode([(at, data[at[0]][at[1]]) for at in several if at[0] in data and at[1] in data[at[0]]])

    return of_one if shape.single_column else of_many


def _cells(decode: Decode) -> Callable[[list[tuple[CellKey, Any]]], Value | None]:
    def run(held: list[tuple[CellKey, Any]]) -> Value | None:
        cells: dict[CellKey, Any] = {
            place: _RESERVED[cell["reserved"]] if cell.__class__ is dict else decode(cell) for place, cell in held
        }
        return cells or None

    return run


def _rosters(question: Question) -> Decode:
    children = [(child.code, decoder(child)) for child in question.children]

    def decode(data: Any) -> Value | None:
        rows: tuple[dict[str, Any], ...] = tuple(
            {code: of_child(row[code]) for code, of_child in children if code in row} for row in data
        )
        return rows if any(rows) else None

    return decode


_CELLS: Mapping[str, Decode] = {"integer": Decimal, "decimal": Decimal}
_DECODERS: Mapping[str, Callable[[Question], Decode]] = {
    **dict.fromkeys(("note", "group"), _nothing),
    **dict.fromkeys(("integer", "decimal", "currency", "percent", "computed"), _numbers),
    **dict.fromkeys(("multi", "ordered"), _codes),
    "date": _days,
    "month": _months,
    "time": _times,
    "opening_hours": _hours,
    "matrix": _matrices,
    "roster": _rosters,
    "unit_ref": _units,
    "attachment": _files,
}
