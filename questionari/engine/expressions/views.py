"""How collections look to an expression: tables of active cells, rows, columns. Items may be unknown or reserved."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from questionari.engine.definition import Question
from questionari.engine.expressions.kinds import Kind, Kinds, family
from questionari.engine.expressions.scope import UNKNOWN, Scope, Unknown, table
from questionari.engine.values import Attached, Named, Reserved

#: Classes of answers that expressions use as they are.
PLAIN = frozenset({str, Named, Attached, Decimal, bool, date, tuple, Reserved, Unknown})


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a matrix with several columns: column code -> cell, active cells only."""

    cells: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Table:
    """A matrix with its active cells, in order. An active cell without an answer is unknown."""

    cells: Mapping[tuple[str, str], object]
    active: Sequence[tuple[str, str]]
    single: bool  # one column: a row is its only cell

    def values(self) -> tuple[object, ...]:
        """Every active cell."""
        return tuple(self.cells.get(place, UNKNOWN) for place in self.active)

    def column(self, code: str) -> tuple[object, ...]:
        """The active cells of a column."""
        return tuple(self.cells.get(place, UNKNOWN) for place in self.active if place[1] == code)

    def row(self, code: str) -> object:
        """A row: its cell if there is one column, else a ``TableRow``; unknown when none of it is active."""
        places = [place for place in self.active if place[0] == code]
        if not places:
            return UNKNOWN
        if self.single:
            return self.cells.get(places[0], UNKNOWN)
        return TableRow({place[1]: self.cells.get(place, UNKNOWN) for place in places})

    def rows(self) -> Iterator[tuple[str, object]]:
        """Row code and row, for the rows with an active cell."""
        for code in dict.fromkeys(row for row, _ in self.active):
            yield code, self.row(code)


_SHAPES: Mapping[type, Kinds] = {
    tuple: frozenset({Kind.CODES, Kind.LIST, Kind.ROSTER}),
    Table: frozenset({Kind.MATRIX}),
    TableRow: frozenset({Kind.MATRIX_ROW}),
    Mapping: frozenset({Kind.HOURS, Kind.ROSTER_ROW}),
}


def kinds_of(value: object) -> Kinds:
    """The kinds a value at run time may be; none for what is unknown or reserved."""
    scalar = family(value)
    if scalar is not None:
        return scalar
    return next((kinds for shape, kinds in _SHAPES.items() if isinstance(value, shape)), frozenset())


def view(scope: Scope, code: str, answer: object) -> object:
    """An answer as expressions see it: a matrix becomes a ``Table``, everything else stays."""
    if answer.__class__ in PLAIN or not isinstance(answer, Mapping):
        return answer
    question = scope.question(code)
    if question is None or question.matrix is None:
        return answer
    return Table(answer, scope.cells(code), question.matrix.single_column)


def field_of(value: object, name: str) -> object:
    """``value.name``: a column, a cell of a row, a child over the rows of a roster, a child of a row."""
    match value:
        case Table():
            return value.column(name)
        case TableRow(cells=cells):
            return cells.get(name, UNKNOWN)
        case tuple():
            return tuple(field_of(row, name) for row in value)
        case Mapping():
            return value.get(name, UNKNOWN)
    return UNKNOWN


def inner_rows(value: object, roster: Question) -> object:
    """``R.S``, a roster in the rows of another: all its rows together.

    A row that lists none adds none; where the roster is required it is missing, and all together are unknown.
    """
    if not isinstance(value, tuple):
        return UNKNOWN
    blank: object = UNKNOWN if must_list(roster) else ()
    found = [row.get(roster.code, blank) for row in value if isinstance(row, Mapping)]
    known = [rows for rows in found if isinstance(rows, tuple)]
    return tuple(row for rows in known for row in rows) if len(known) == len(found) else UNKNOWN


def must_list(roster: Question) -> bool:
    """Whether a blank roster is a missing answer, rather than a list of nothing."""
    return roster.required or roster.required_if is not None


def item_of(value: object, key: object) -> object:
    """``value[key]``: a row of a matrix, a cell of a row."""
    match value, key:
        case Table(), str():
            return value.row(key)
        case TableRow(cells=cells), str():
            return cells.get(key, UNKNOWN)
    return UNKNOWN


def items(value: object) -> Sequence[object]:
    """What aggregates and quantifiers walk: cells, list items, picks; a scalar counts as itself alone."""
    match value:
        case Table():
            return value.values()
        case TableRow(cells=cells):
            return tuple(cells.values())
        case tuple():
            return value
    return (value,)


def row_variables(scope: Scope, code: str) -> list[dict[str, object]]:
    """The variables ``row`` and ``row_code`` of each row of a matrix or roster, to give to ``evaluate`` (``foreach``).

    Rows of a roster are coded by its fixed rows, else '1', '2', …; an unanswered or reserved question has no rows.
    Those of a roster in the rows of another ("R.S") are coded '1.1', '1.2', … and have the row around as ``outer``.
    """
    question = table(scope, code)
    if question is not None and scope.question(code) is None:
        around = row_variables(scope, code.rpartition(".")[0])
        return [inner for outer in around for inner in _inside(question, outer)]
    value = view(scope, code, scope.lookup(code))
    match value:
        case Table():
            return [{"row": row, "row_code": row_code} for row_code, row in value.rows()]
        case tuple() if question is not None:
            return [{"row": row, "row_code": row_code} for row_code, row in coded_rows(question, value)]
    return []


def coded_rows(roster: Question, rows: Sequence[object]) -> list[tuple[str, object]]:
    """The rows of a roster with their codes: those of its fixed rows, else '1', '2', …"""
    codes = [row.code for row in roster.fixed_rows]
    codes += [str(number + 1) for number in range(len(codes), len(rows))]
    return [*zip(codes, rows, strict=False)]


def _inside(roster: Question, outer: Mapping[str, object]) -> list[dict[str, object]]:
    """The rows of a roster that stand in one row."""
    rows = field_of(outer["row"], roster.code)
    coded = coded_rows(roster, rows) if isinstance(rows, tuple) else []
    return [{"row": row, "row_code": f"{outer['row_code']}.{code}", "outer": outer["row"]} for code, row in coded]
