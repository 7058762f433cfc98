"""How collections look to an expression: tables of active cells, rows, columns. Items may be unknown or reserved."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from questionari.engine.expressions.kinds import Kind, Kinds, family
from questionari.engine.expressions.scope import UNKNOWN, Scope, Unknown
from questionari.engine.values import Named, Reserved

#: Classes of answers that expressions use as they are.
PLAIN = frozenset({str, Named, Decimal, bool, date, tuple, Reserved, Unknown})


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
    """
    value = view(scope, code, scope.lookup(code))
    match value:
        case Table():
            return [{"row": row, "row_code": row_code} for row_code, row in value.rows()]
        case tuple():
            question = scope.question(code)
            fixed = [row.code for row in question.fixed_rows] if question else []
            codes = fixed + [str(number + 1) for number in range(len(fixed), len(value))]
            return [{"row": row, "row_code": row_code} for row_code, row in zip(codes, value, strict=False)]
    return []
