"""Matrices: a cell for each row and column not blocked. A blank cell is absent, never zero (decisions.md 15)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from questionari.engine.answer_types.base import (
    AnswerType,
    CellKey,
    Json,
    Problem,
    Reading,
    Table,
    json_text,
    problem,
    together,
)
from questionari.engine.answer_types.choices import Choice
from questionari.engine.answer_types.fields import MAIN, RESERVED_KEY, SEPARATOR, Form, Raw, join_key, typed
from questionari.engine.answer_types.numbers import Number
from questionari.engine.definition import Axis, MatrixShape, Option, Question, Text, say
from questionari.engine.values import Cell, Matrix, Reserved, Value
from questionari.engine.wording import joined, phrase

YES_NO = (Option("1", phrase("Sì")), Option("2", phrase("No")))
NO_CELLS = MatrixShape((), (), "integer")
#: What many cells have in common, by the code of their problem.
FAULTS: Mapping[str, str] = {
    "not_a_number": "{count} celle non contengono un numero (la prima: {cell}). {message}",
    "not_whole": "{count} celle non contengono un numero intero (la prima: {cell}). {message}",
    "negative": "{count} celle contengono un numero negativo (la prima: {cell}). {message}",
}
MANY_FAULTS = "{count} celle sono da correggere (la prima: {cell}). {message}"
CELL_TYPES: Mapping[str, AnswerType] = {
    "integer": Number(),
    "decimal": Number(),
    "yes_no": Choice(),
    "choice": Choice(),
}
#: A question for one cell, its type, and of each cell the keys of its field and of its reserved answer.
Plan: TypeAlias = tuple[Question, AnswerType, Mapping[CellKey, tuple[str, str]]]
_PLANS: dict[int, tuple[Question, Plan]] = {}
MOST_PLANS = 500


class MatrixType(AnswerType):
    """(row code, column code) -> number, option code or reserved answer."""

    def read_value(self, question: Question, raw: Raw) -> Reading:
        """The readable cells; the problem names the others and any cell this matrix does not have."""
        cells: dict[CellKey, Value] = {}
        faults: list[tuple[CellKey, Problem]] = []
        inner, kind, keys = _plan(question)
        for cell, (key, reserved) in keys.items():
            if key not in raw and reserved not in raw:
                continue
            reading = kind.understand(inner, {MAIN: raw.get(key, ()), RESERVED_KEY: raw.get(reserved, ())})
            if reading.value is not None:
                cells[cell] = reading.value
            if reading.problem:
                faults.append((cell, reading.problem))
        problems = [*_said(question, faults), *_strangers(keys, raw)]
        return Reading(_cells(cells) or None, together(problems), raw)

    def json_form(self, question: Question, data: object) -> Form | None:
        """{"01": {"a": 3}}; with one column {"1": 3}."""
        if not isinstance(data, Mapping):
            return None
        shape, (inner, kind) = _shape(question), cell_question(question)
        form: dict[str, tuple[str, ...]] = {}
        for row, cells in data.items():
            by_column = _by_column(shape, cells)
            for column, cell in by_column.items() if by_column is not None else ():
                fields = _json_cell(inner, kind, cell)
                if fields is None:
                    return None
                form.update({join_key(str(row), str(column), key): tuple(value) for key, value in fields.items()})
            if by_column is None:
                return None
        return form

    def raw_value(self, question: Question, value: Value) -> Raw:
        """One field a cell."""
        inner, kind = cell_question(question)
        return {
            join_key(*cell, key): fields
            for cell, content in _in_order(question, value)
            for key, fields in kind.raw(inner, content).items()
        }

    def json_value(self, question: Question, value: Value) -> Json:
        """{"01": {"a": 3}}; with one column {"1": 3}."""
        inner, kind = cell_question(question)
        single = _shape(question).single_column
        rows: dict[str, dict[str, Json]] = {}
        for (row, column), content in _in_order(question, value):
            rows.setdefault(row, {})[column] = kind.to_json(inner, content)
        return {row: next(iter(cells.values())) if single else cells for row, cells in rows.items()}

    def words(self, question: Question, value: Value, language: str) -> str:
        """Row by row: "donne: 3; uomini: 0"."""
        table = self.rows_text(question, value, language)
        rows = table.rows if table else ()
        return "; ".join(f"{row[0]}: {', '.join(cell or '–' for cell in row[1:])}" for row in rows if any(row[1:]))

    def rows_text(self, question: Question, value: Value | None, language: str = "it") -> Table | None:
        """Rows and columns as printed; blank cells are ""."""
        if value is None or isinstance(value, Reserved):
            return None
        shape, cells = _shape(question), _cells(value)
        inner, kind = cell_question(question)
        codes = [column.code for column in shape.columns]
        rows = tuple(
            (say(row.text, language), *(kind.text(inner, cells.get((row.code, code)), language) for code in codes))
            for row in shape.rows
        )
        return Table(("", *(say(column.text, language) for column in shape.columns)), rows)

    def missing_cells(
        self, question: Question, value: Value | None, active_cells: Sequence[CellKey]
    ) -> tuple[CellKey, ...]:
        """Active cells that are blank; none when the whole table is reserved."""
        held = _cells(value)
        return () if isinstance(value, Reserved) else tuple(cell for cell in active_cells if cell not in held)

    def input_count(self, question: Question, active_cells: Sequence[CellKey] | None = None) -> int:
        """One a cell shown."""
        return len(matrix_cells(_shape(question)) if active_cells is None else active_cells)


def matrix_cells(shape: MatrixShape) -> tuple[CellKey, ...]:
    """Every cell that is not blocked, row by row."""
    cells = ((row.code, column.code) for row in shape.rows for column in shape.columns)
    return tuple(cell for cell in cells if cell not in shape.blocked)


def cell_question(question: Question) -> tuple[Question, AnswerType]:
    """A question for one cell, and its type: what may be typed in a cell is what such a question takes."""
    shape = _shape(question)
    options = shape.options or (YES_NO if shape.cell == "yes_no" else ())
    return replace(question, type=shape.cell, options=options, matrix=None), CELL_TYPES[shape.cell]


def axis_text(axes: Sequence[Axis], code: str, language: str = "it") -> str:
    """The text of the row or column with that code."""
    return next((say(axis.text, language) for axis in axes if axis.code == code), code)


def _plan(question: Question) -> Plan:
    """What is the same whatever is typed, made once a question."""
    found = _PLANS.get(id(question))
    if found is not None and found[0] is question:
        return found[1]
    if len(_PLANS) >= MOST_PLANS:
        _PLANS.clear()
    keys = {cell: (join_key(*cell), join_key(*cell, RESERVED_KEY)) for cell in matrix_cells(_shape(question))}
    plan = (*cell_question(question), keys)
    _PLANS[id(question)] = question, plan  # with the question itself: its id is no other's while it stands here
    return plan


def _shape(question: Question) -> MatrixShape:
    return question.matrix or NO_CELLS


def _cells(value: object) -> Matrix:
    return value if isinstance(value, Mapping) else {}


def _in_order(question: Question, value: Value) -> list[tuple[CellKey, Cell]]:
    """The filled cells as printed: equal matrices are written alike."""
    held = _cells(value)
    return [(cell, held[cell]) for cell in matrix_cells(_shape(question)) if cell in held]


def _said(question: Question, faults: Sequence[tuple[CellKey, Problem]]) -> list[Problem]:
    """One problem a kind of fault: of one cell by its name, of many once, with their number and the first of them."""
    kinds: dict[str, list[tuple[CellKey, Problem]]] = {}
    for cell, inner in faults:
        kinds.setdefault(inner.code, []).append((cell, inner))
    return [_together(question, alike) for alike in kinds.values()]


def _together(question: Question, alike: Sequence[tuple[CellKey, Problem]]) -> Problem:
    cell, inner = alike[0]
    many = FAULTS.get(inner.code, MANY_FAULTS) if len(alike) > 1 else "{cell}: {message}"
    message = phrase(many, count=len(alike), cell=_name(question, cell), message=inner.message)
    keys = (join_key(*at, key) for at, fault in alike for key in fault.keys)
    return problem(inner.code, message, *keys)


def _name(question: Question, cell: CellKey) -> Text:
    """Row and column of a cell, in words."""
    shape = _shape(question)
    axes = zip((shape.rows,) if shape.single_column else (shape.rows, shape.columns), cell, strict=False)
    return joined([axis.text for among, code in axes for axis in among if axis.code == code], ", ")


def _strangers(keys: Mapping[CellKey, tuple[str, str]], raw: Raw) -> list[Problem]:
    """Something typed in a cell that is blocked or unknown: refused rather than dropped in silence."""
    known = {key for both in keys.values() for key in both}
    strangers = [key for key in raw if SEPARATOR in key and key not in known and typed(raw, key)]
    return [problem("unknown_cell", "La tabella non ha questa casella.", *strangers)] if strangers else []


def _by_column(shape: MatrixShape, cells: object) -> Mapping[object, object] | None:
    if isinstance(cells, Mapping) and not (shape.single_column and set(cells) == {"reserved"}):
        return cells
    return {shape.columns[0].code: cells} if shape.single_column else None


def _json_cell(inner: Question, kind: AnswerType, data: object) -> Form | None:
    """The fields of a cell, {} for null."""
    if data is None:
        return {}
    if isinstance(data, Mapping):
        reserved = json_text(data.get("reserved"))
        return {RESERVED_KEY: (reserved,)} if reserved is not None and len(data) == 1 else None
    return kind.json_form(inner, data)
