"""Presenters of tables: matrices of fields, grids of choices, the week of opening hours."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from questionari.engine.answer_types import answer_type, cell_question
from questionari.engine.answer_types.fields import MAIN, RESERVED_KEY, below, join_key
from questionari.engine.answer_types.hours import DAY_TITLES
from questionari.engine.definition import Axis, MatrixShape, say
from questionari.engine.piping import printed, render
from questionari.engine.validating.messages import AT_CELL
from questionari.engine.values import WEEKDAYS, Reserved
from questionari.engine.wording import translated
from questionari.usecases.responding.points import is_missing
from questionari.web.language import word
from questionari.web.respond.models import CellView, DayView, GridRow, GridView, MatrixView, QuestionView, RowView
from questionari.web.respond.presenting import Drawing
from questionari.web.respond.texts import inline

SPANS = (("1:from", "apre"), ("1:to", "chiude"), ("2:from", "riapre"), ("2:to", "richiude"))


def matrix(drawing: Drawing, shape: MatrixShape, view: QuestionView) -> QuestionView:
    """A table: rows and columns asked, cells of the path, totals of what is stored."""
    question = drawing.question
    active = frozenset(drawing.path.cells(question.code))
    columns = [c for c in shape.columns if any(column == c.code for _, column in active)]
    value = answer_type(question).read(question, drawing.raw).value
    cells: Mapping[Any, object] = value if isinstance(value, Mapping) else {}
    rows = tuple(
        RowView(
            f"r-{drawing.name}-{row.code}",
            inline(render(row.text, drawing.language, drawing.path.scope)),
            tuple(_cell(drawing, row, c) if (row.code, c.code) in active else None for c in columns),
            _total(drawing, cells, [p for p in active if p[0] == row.code]) if shape.row_totals else "",
        )
        for row in shape.rows
        if any(r == row.code for r, _ in active)
    )
    totals = (
        tuple(_total(drawing, cells, [p for p in active if p[1] == c.code]) for c in columns)
        if shape.column_totals
        else ()
    )
    headers = tuple((f"c-{drawing.name}-{c.code}", say(c.text, drawing.language)) for c in columns)
    numeric = shape.cell in ("integer", "decimal")
    table = MatrixView(headers, rows, totals, shape.row_totals, numeric)
    whole = tuple(replace(tick, text=word("{answer} per tutta la tabella", answer=tick.text)) for tick in view.reserved)
    return replace(
        view, reserved=whole, matrix=table, fills=numeric, inputmode="numeric" if shape.cell == "integer" else "decimal"
    )


def table(drawing: Drawing, view: QuestionView) -> QuestionView:
    """A matrix: one choice a row becomes a grid of buttons, anything else a table of fields."""
    shape = drawing.question.matrix
    if shape is None:
        return view
    choices = shape.single_column and shape.cell in ("choice", "yes_no")
    return grid(drawing, shape, view) if choices else matrix(drawing, shape, view)


def grid(drawing: Drawing, shape: MatrixShape, view: QuestionView) -> QuestionView:
    """Rows of buttons."""
    inner, _ = cell_question(drawing.question)
    options = [(MAIN, o.code, say(o.text, drawing.language)) for o in inner.options]
    if drawing.question.not_available:
        options.append((RESERVED_KEY, str(int(Reserved.NOT_AVAILABLE)), word("n.d.")))
    active = dict(drawing.path.cells(drawing.question.code))
    rows = tuple(
        GridRow(
            f"r-{drawing.name}-{row.code}",
            inline(render(row.text, drawing.language, drawing.path.scope)),
            tuple(
                drawing.tick(join_key(row.code, active[row.code], key), value, text, number)
                for number, (key, value, text) in enumerate(options, 1)
            ),
            wrong(drawing, join_key(row.code, active[row.code]), row),
        )
        for row in shape.rows
        if row.code in active
    )
    headers = tuple((f"c-{drawing.name}-{number}", text) for number, (_, _, text) in enumerate(options, 1))
    return replace(view, kind="grid", grid=GridView(headers, rows))


def _total(drawing: Drawing, cells: Mapping[tuple[str, str], object], places: list[tuple[str, str]]) -> str:
    """The sum of cells once all of them are numbers."""
    values = [cells.get(place) for place in places]
    numbers = [v for v in values if isinstance(v, Decimal)]
    return printed(sum(numbers, Decimal(0)), drawing.language) if values and len(numbers) == len(values) else "…"


def _cell(drawing: Drawing, row: Axis, column: Axis) -> CellView:
    key = join_key(row.code, column.code)
    inner, _ = cell_question(drawing.question)
    single = drawing.question.matrix is not None and drawing.question.matrix.single_column
    title = f"r-{drawing.name}-{row.code}"
    labelled = title if single else f"{title} c-{drawing.name}-{column.code}"
    reserved = drawing.tick(join_key(key, RESERVED_KEY), str(int(Reserved.NOT_AVAILABLE)), word("n.d."))
    return CellView(
        f"f-{drawing.field(key)}",
        drawing.field(key),
        drawing.text(key),
        labelled,
        say(column.text, drawing.language),
        tuple((o.code, say(o.text, drawing.language)) for o in inner.options),
        reserved if drawing.question.not_available else None,
        drawing.wrong(key),
        wrong(drawing, key, row),
    )


def wrong(drawing: Drawing, key: str, row: Axis) -> str:
    """What is wrong with one cell, in words that stand beside it; a fault of several cells is said at the first."""
    if not drawing.wrong(key):
        return ""
    inner, kind = cell_question(drawing.question)
    problem = kind.read(inner, below(drawing.raw, key)).problem
    if problem is not None:
        return say(problem.message, drawing.language)
    named = translated(AT_CELL, drawing.language).format(row=say(row.text, drawing.language), message="")
    own = [f for f in drawing.findings if f.severity == "error" and key in f.keys]
    said = (f.message.removeprefix(named) for f in own if not is_missing(f) and key == f.keys[0])
    return word("Casella da compilare.") if any(map(is_missing, own)) else next(said, "")


def hours(drawing: Drawing, view: QuestionView) -> QuestionView:
    """Seven days, two spans each."""
    return replace(
        view,
        hours=tuple(_day(drawing, day) for day in WEEKDAYS),
        whole_week=drawing.tick("h24", "1", word("Aperto 24 ore su 24, tutti i giorni")),
    )


def _day(drawing: Drawing, day: str) -> DayView:
    keys = [(join_key(day, key), word(text)) for key, text in SPANS]
    times = tuple(
        CellView(f"f-{drawing.field(k)}", drawing.field(k), drawing.text(k), "", text, (), None, drawing.wrong(k))
        for k, text in keys
    )
    closed = drawing.tick(join_key(day, "closed"), "1", word("chiuso"))
    name = say(DAY_TITLES[day], drawing.language)
    return DayView(day, name, times, closed, drawing.tick(join_key(day, "h24"), "1", word("24 ore")))
