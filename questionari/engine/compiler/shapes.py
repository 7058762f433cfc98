"""Matrices and the axes of tables."""

from collections.abc import Sequence

from questionari.engine.checks.subject import join
from questionari.engine.compiler.build import Build, Sourced, items
from questionari.engine.compiler.lists import resolve
from questionari.engine.definition import Axis, MatrixShape, Option
from questionari.engine.expressions.tree import Expression

#: The only column of a matrix that declares none.
ONE_COLUMN = Axis("n", {"it": "Numero", "de": "Anzahl", "fr": "Nombre", "sl": "Število"})


def axes(build: Build, sources: Sequence[Sourced], owner: str) -> tuple[Axis, ...]:
    """Rows or columns; those printed without codes get '1', '2' … in order (decisions.md 11)."""
    return tuple(
        Axis(
            source.raw.get("code", str(number)),
            source.raw["text"],
            build.expression(source, "visible_if", "visible_if", owner),
        )
        for number, source in enumerate(sources, start=1)
    )


def build_matrix(build: Build, at: Sourced, code: str, options: tuple[Option, ...]) -> MatrixShape:
    """The shape of a matrix question."""
    raw = at.raw
    return MatrixShape(
        rows=axes(build, resolve(build, at, "rows"), code),
        columns=axes(build, items(at, "columns"), code) or (ONE_COLUMN,),
        cell=raw.get("cell", "integer"),
        options=options,
        blocked=frozenset((row, column) for row, column in raw.get("blocked", ())),
        cell_rules=_cell_rules(build, at, code),
        row_totals=raw.get("row_totals", False),
        column_totals=raw.get("column_totals", False),
    )


def _cell_rules(build: Build, at: Sourced, code: str) -> dict[tuple[str, str], Expression]:
    rules = {}
    for i, raw in enumerate(at.raw.get("cell_rules", ())):
        rule = Sourced(raw, join(at.pointer, "cell_rules", i))
        condition = build.expression(rule, "visible_if", "visible_if", code)
        if condition is not None:
            rules[raw["row"], raw["column"]] = condition
    return rules
