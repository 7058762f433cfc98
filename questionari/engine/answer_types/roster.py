"""Rosters: rows that repeat the same questions. Blank rows are dropped, the order kept, unless rows are fixed."""

from collections.abc import Callable, Mapping, Sequence

from questionari.engine.answer_types.base import (
    AnswerType,
    CellKey,
    Json,
    Problem,
    Reading,
    Table,
    is_empty,
    json_text,
    problem,
    together,
)
from questionari.engine.answer_types.fields import SEPARATOR, Form, Raw, join_key, typed
from questionari.engine.definition import Question, say
from questionari.engine.values import Reserved, Row, Value
from questionari.engine.wording import phrase

ROW_MARKER = "_row"
MOST_ROWS = 500
UNREADABLE = "?"  # stands for JSON of a shape no field can show
TOO_MANY_ROWS = problem("too_many_rows", phrase("L'elenco può avere al massimo {limit} righe.", limit=MOST_ROWS))


class Roster(AnswerType):
    """A tuple of rows: child code -> value. ``resolve`` gives the type of a child, which may be a roster too."""

    def __init__(self, resolve: Callable[[Question], AnswerType]) -> None:
        self._type = resolve

    def read_value(self, question: Question, raw: Raw) -> Reading:
        """The readable cells of every row; problems are named "<i>:<child>…" by the row as posted."""
        forms, strangers = _row_forms(question, raw)
        rows: list[Row] = []
        problems = [problem("unknown_field", "L'elenco non ha questo campo.", *strangers)] if strangers else []
        for index in _indices(question, forms):
            row, wrong = self._read_row(question, index, forms.get(index, {}))
            problems.extend(wrong)
            if row or wrong or question.fixed_rows:  # what could not be read keeps its place: findings count the rows
                rows.append(row)
        if len(forms) > MOST_ROWS:
            problems.append(TOO_MANY_ROWS)
        return Reading(tuple(rows) if any(rows) else None, together(problems), raw)

    def _read_row(
        self, question: Question, index: int, forms: Mapping[str, Raw]
    ) -> tuple[dict[str, Value], list[Problem]]:
        readings = {c.code: self._type(c).read(c, forms[c.code]) for c in question.children if c.code in forms}
        row = {code: reading.value for code, reading in readings.items() if reading.value is not None}
        wrong = [_at(question, index, code, r.problem) for code, r in readings.items() if r.problem]
        return row, wrong

    def json_form(self, question: Question, data: object) -> Form | None:
        """[{"comune": "072006", "ore": 12}]."""
        if not isinstance(data, list | tuple) or not all(isinstance(row, Mapping) for row in data):
            return None
        form: dict[str, tuple[str, ...]] = {}
        for index, row in enumerate(data):
            fields = self._json_row(question, row)
            if fields is None:
                return None
            form.update({join_key(str(index), key): value for key, value in fields.items()})
        return form

    def _json_row(self, question: Question, row: Mapping[object, object]) -> dict[str, tuple[str, ...]] | None:
        children = {child.code: child for child in question.children}
        form: dict[str, tuple[str, ...]] = {ROW_MARKER: ("1",)}
        for code, data in row.items():
            if code not in children:
                form[str(code)] = (json_text(data) or UNREADABLE,)
                continue
            reading = self._type(children[str(code)]).from_json(children[str(code)], data)
            if reading.problem and not reading.raw:
                return None
            form.update({join_key(str(code), key): tuple(value) for key, value in reading.raw.items()})
        return form

    def raw_value(self, question: Question, value: Value) -> Raw:
        """The marker of each row and the fields of its cells."""
        raw: dict[str, tuple[str, ...]] = {}
        for index, row in enumerate(_rows(value)):
            raw[join_key(str(index), ROW_MARKER)] = ("1",)
            for child, content in self._filled(question, row):
                fields = self._type(child).raw(child, content)
                raw.update({join_key(str(index), child.code, key): texts for key, texts in fields.items()})
        return raw

    def json_value(self, question: Question, value: Value) -> Json:
        """A list of objects."""
        return [
            {child.code: self._type(child).to_json(child, content) for child, content in self._filled(question, row)}
            for row in _rows(value)
        ]

    def words(self, question: Question, value: Value, language: str) -> str:
        """In words: "1) Bari (BA), 12; 2) …"; the rows of a roster in a row stand in brackets."""
        rows = (", ".join(self._cell(*held, language) for held in self._filled(question, row)) for row in _rows(value))
        return "; ".join(f"{number}) {row or '–'}" for number, row in enumerate(rows, 1))

    def _cell(self, child: Question, value: Value, language: str) -> str:
        words = self._type(child).text(child, value, language)
        return f"[{words}]" if child.type == "roster" and not isinstance(value, Reserved) else words

    def rows_text(self, question: Question, value: Value | None, language: str = "it") -> Table | None:
        """One row a row; fixed rows begin with their text."""
        if value is None or isinstance(value, Reserved):
            return None
        titles = [say(axis.text, language) for axis in question.fixed_rows]
        headers = ([""] if titles else []) + [say(child.text, language) for child in question.children]
        rows = (
            titles[i : i + 1] + [self._type(c).text(c, row.get(c.code), language) for c in question.children]
            for i, row in enumerate(_rows(value))
        )
        return Table(tuple(headers), tuple(map(tuple, rows)))

    def input_count(self, question: Question, active_cells: Sequence[CellKey] | None = None) -> int:
        """The inputs of the rows shown at first: the fixed ones, the least asked for, or one."""
        rows = len(question.fixed_rows) or max(question.min_rows, 1)
        return rows * sum(self._type(child).input_count(child) for child in question.children)

    def _filled(self, question: Question, row: Row) -> list[tuple[Question, Value]]:
        return [(child, row[child.code]) for child in question.children if not is_empty(row.get(child.code))]


def _rows(value: Value | None) -> tuple[Row, ...]:
    rows = value if isinstance(value, tuple) else ()
    return tuple(row for row in rows if isinstance(row, Mapping))


def _row_forms(question: Question, raw: Raw) -> tuple[dict[int, dict[str, Raw]], list[str]]:
    """The fields by row and child, and the filled fields that belong to no row or child of this roster."""
    children = {child.code for child in question.children}
    forms: dict[int, dict[str, dict[str, tuple[str, ...]]]] = {}
    strangers = []
    for key, values in raw.items():
        index, _, rest = key.partition(SEPARATOR)
        child, _, inner = rest.partition(SEPARATOR)
        if child in children and _is_index(index, question):
            forms.setdefault(int(index), {}).setdefault(child, {})[inner] = values
        elif rest and child != ROW_MARKER and typed(raw, key):
            strangers.append(key)
    return {index: dict(fields) for index, fields in forms.items()}, strangers


def _is_index(text: str, question: Question) -> bool:
    small = text.isascii() and text.isdigit() and len(text) <= 4 and text == str(int(text))
    return small and (not question.fixed_rows or int(text) < len(question.fixed_rows))


def _indices(question: Question, forms: Mapping[int, object]) -> Sequence[int]:
    return range(len(question.fixed_rows)) if question.fixed_rows else sorted(forms)[:MOST_ROWS]


def _at(question: Question, index: int, code: str, inner: Problem) -> Problem:
    """The problem of a cell, said of that row and field."""
    child = next(c.text for c in question.children if c.code == code)
    keys = (join_key(str(index), code, key) for key in inner.keys)
    message = phrase("Riga {number}, {question}: {message}", number=index + 1, question=child, message=inner.message)
    return problem(inner.code, message, *keys)
