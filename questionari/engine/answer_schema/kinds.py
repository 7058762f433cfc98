"""The schema of an answer's value, one function an answer type."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from questionari.engine.answer_schema.numbers import computed, number
from questionari.engine.answer_schema.texts import END, JUDGED, PATTERNS, START, Schema, free, patterned
from questionari.engine.answer_types import cell_question, matrix_cells, offered_reserved
from questionari.engine.answer_types.attachments import LONGEST_NAME, MOST_SIZE
from questionari.engine.answer_types.base import RESERVED_TEXT
from questionari.engine.answer_types.hours import SPANS
from questionari.engine.answer_types.roster import MOST_ROWS
from questionari.engine.answer_types.units import LONGEST_CODE
from questionari.engine.definition import Axis, Option, Question, say
from questionari.engine.values import WEEKDAYS, Reserved


def answer(question: Question) -> Schema:
    """What may be answered: a value, or one of the reserved answers it offers."""
    value = {**_KINDS[question.type](question), **_among(question)}
    reserved = sorted(offered_reserved(question), reverse=True)
    return {"anyOf": [value, *map(_reserved, reserved)]} if reserved else value


def _among(question: Question) -> Schema:
    """That earlier answers limit the options, which a schema cannot judge."""
    if question.options_from is None:
        return {}
    return {"$comment": f"Only what was chosen in {question.options_from}. {JUDGED}"}


def has_answer(question: Question) -> bool:
    """Whether the question holds an answer: notes and groups do not."""
    return question.type in _KINDS


def _reserved(value: Reserved) -> Schema:
    return {
        "type": "object",
        "properties": {"reserved": {"const": int(value)}},
        "required": ["reserved"],
        "additionalProperties": False,
        "title": say(RESERVED_TEXT[value]),
    }


def _codes(entries: Iterable[Option | Axis]) -> Schema:
    """One of these codes, each with its words; options that stand for reserved answers are written as such."""
    kept = [one for one in entries if not (isinstance(one, Option) and one.reserved is not None)]
    return {"oneOf": [{"const": one.code, "title": say(one.text)} for one in kept]}


def _choice(question: Question) -> Schema:
    return {"type": "string", **_codes(question.options)}


def _picks(question: Question) -> Schema:
    """Several codes, each once; an exclusive one stands alone, whatever the least number."""
    exclusive = [option.code for option in question.options if option.exclusive]
    least = max(question.min_picks or 1, 1)
    several: Schema = {"type": "array", "items": _codes(question.options), "uniqueItems": True, "minItems": 1}
    if question.max_picks is not None:
        several["maxItems"] = question.max_picks
    if not exclusive:
        return {**several, "minItems": least}
    alone = {"if": {"contains": {"enum": exclusive}}, "then": {"maxItems": 1}, "else": {"minItems": least}}
    return {**several, **alone}


def _place(question: Question) -> Schema:
    limited = {"$comment": f"Of the province that {question.within.source} says. {JUDGED}"} if question.within else {}
    return {"$ref": f"#/$defs/{question.type}", **limited}


def _hours(question: Question) -> Schema:
    """Weekday -> at most two spans; an empty list is a day on which it is closed."""
    span = {"type": "array", "prefixItems": [START, END], "items": False, "minItems": 2}
    day = {"type": "array", "items": span, "maxItems": len(SPANS)}
    return {
        "type": "object",
        "properties": {name: day for name in WEEKDAYS},
        "additionalProperties": False,
        "minProperties": 1,
        "$comment": f"Spans of a day neither end before they begin nor overlap. {JUDGED}",
    }


def _matrix(question: Question) -> Schema:
    """Row -> column -> cell; with one column row -> cell. Blocked cells do not exist; blank ones are absent."""
    shape = question.matrix
    if shape is None:
        return {"type": "object"}
    cell, cells = answer(cell_question(question)[0]), matrix_cells(shape)
    columns = {row.code: [column for held, column in cells if held == row.code] for row in shape.rows}
    return _object(
        (row.code, say(row.text), cell if shape.single_column else _object((c, "", cell) for c in columns[row.code]))
        for row in shape.rows
        if columns[row.code]
    )


def _object(members: Iterable[tuple[str, str, Schema]]) -> Schema:
    """An object of these members (name, title, schema), one of them at least."""
    held = {name: {"title": title, **schema} if title else schema for name, title, schema in members}
    return {"type": "object", "properties": held, "additionalProperties": False, "minProperties": 1}


def _roster(question: Question) -> Schema:
    row = _object((child.code, say(child.text), answer(child)) for child in question.children)
    if question.fixed_rows:
        rows = len(question.fixed_rows)
        return {"type": "array", "items": {**row, "minProperties": 0}, "minItems": rows, "maxItems": rows}
    most = MOST_ROWS if question.max_rows is None else question.max_rows
    return {"type": "array", "items": row, "minItems": max(question.min_rows, 1), "maxItems": most}


def _unit(question: Question) -> Schema:
    """A service with its code and name, or a text (which is a code where only services are asked)."""
    part = {"type": "string", "pattern": r"\S"}
    properties = {"code": {**part, "maxLength": LONGEST_CODE}, "name": {**part, "maxLength": 1000}}
    service = {"type": "object", "properties": properties, "required": ["code", "name"], "additionalProperties": False}
    return {"anyOf": [service, free(question)]}


def _file(question: Question) -> Schema:
    """A file by the key it is kept under; by its name alone where there is no response to keep it."""
    name: Schema = {"type": "string", "pattern": r"\S", "maxLength": LONGEST_NAME}
    properties = {
        "file": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
        "name": name,
        "size": {"type": "integer", "minimum": 0, "exclusiveMaximum": MOST_SIZE},
    }
    whole = {"type": "object", "properties": properties, "required": [*properties], "additionalProperties": False}
    return {"anyOf": [whole, name]}


def _given(question: Question) -> Schema:
    return {"type": "string", "readOnly": True}


def _table(names: Sequence[str], build: Callable[[Question], Schema]) -> dict[str, Callable[[Question], Schema]]:
    return dict.fromkeys(names, build)


PLACES = ("comune", "province", "country")
_KINDS: Mapping[str, Callable[[Question], Schema]] = {
    **_table(("yes_no", "yes_no_na", "choice"), _choice),
    **_table(("multi", "ordered"), _picks),
    **_table(("integer", "decimal", "currency", "percent"), number),
    **_table(("text", "long_text"), free),
    **_table(tuple(PATTERNS), patterned),
    **_table(PLACES, _place),
    **_table(("computed_text", "generated"), _given),
    "computed": computed,
    "unit_ref": _unit,
    "attachment": _file,
    "opening_hours": _hours,
    "matrix": _matrix,
    "roster": _roster,
}
