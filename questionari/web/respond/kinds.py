"""One presenter per kind of question: type -> (kind, presenter)."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal

from questionari.engine.answer_types import answer_type, cell_question
from questionari.engine.answer_types.fields import MAIN, RESERVED_KEY, Raw, below, join_key
from questionari.engine.answer_types.hours import DAY_NAMES
from questionari.engine.definition import Axis, Option, Question, say
from questionari.engine.piping import printed, render
from questionari.engine.places import comuni
from questionari.engine.values import WEEKDAYS, Reserved, Value
from questionari.web.respond.models import (
    CellView,
    DayView,
    GridRow,
    GridView,
    MatrixView,
    QuestionView,
    RosterRow,
    RowView,
)
from questionari.web.respond.presenting import Drawing, base_view
from questionari.web.respond.texts import inline

Presenter = Callable[[Drawing, QuestionView], QuestionView]
MOST_RANKS = 5
#: type -> (inputmode, autocomplete, longest text accepted by the field)
LINES: Mapping[str, tuple[str | None, str | None, int | None]] = {
    "integer": ("numeric", "off", 20),
    "decimal": ("decimal", "off", 20),
    "currency": ("decimal", "off", 24),
    "percent": ("decimal", "off", 20),
    "email": ("email", "email", 254),
    "pec": ("email", "off", 254),
    "phone": ("tel", "tel", 30),
    "url": ("url", "off", 500),
    "fiscal_code": ("numeric", "off", 20),
    "date": ("numeric", "off", 10),
    "month": ("numeric", "off", 7),
    "time": ("numeric", "off", 5),
}
FORMATS: Mapping[str, str] = {"date": "gg/mm/aaaa", "month": "mm/aaaa", "time": "hh:mm"}
LISTS: Mapping[str, str] = {"country": "l-country", "province": "l-province"}


def line(drawing: Drawing, view: QuestionView) -> QuestionView:
    """One field of text."""
    question = drawing.question
    mode, autocomplete, longest = LINES.get(question.type, (None, "off", question.max_length))
    return replace(
        view,
        value=_shown(drawing),
        inputmode=mode,
        autocomplete=autocomplete,
        maxlength=longest,
        unit=view.unit or FORMATS.get(question.type, ""),
        candidates=LISTS.get(question.type) or _candidates(drawing),
    )


def _shown(drawing: Drawing) -> str:
    """The typed text; of a stored code (comune, country) its name."""
    typed = drawing.text()
    reading = answer_type(drawing.question).read(drawing.question, drawing.raw)
    if drawing.question.type not in ("comune", "province", "country") or reading.value is None:
        return typed
    if isinstance(reading.value, Reserved):
        return typed
    return answer_type(drawing.question).text(drawing.question, reading.value)


def _candidates(drawing: Drawing) -> str | None:
    """The list of places of the same name, where the typed one is not enough."""
    ambiguous = drawing.question.type == "comune" and len(comuni().find(drawing.text())) > 1
    return f"l-{drawing.name}" if ambiguous else None


def area(drawing: Drawing, view: QuestionView) -> QuestionView:
    """A long text, with the reminder about people who could be recognised."""
    return replace(view, value=drawing.text(), maxlength=drawing.question.max_length, personal=True)


def options_of(drawing: Drawing) -> tuple[Option, ...]:
    """The options on offer, and a chosen one that no longer is (else saving the page would wipe it unseen)."""
    offered = drawing.path.options(drawing.question)
    chosen = drawing.raw.get(MAIN, ())
    return tuple(o for o in drawing.question.options if o in offered or o.code in chosen)


def choice(drawing: Drawing, view: QuestionView) -> QuestionView:
    """Radio buttons or tick boxes."""
    ticks = (
        replace(
            drawing.tick(MAIN, option.code, render(option.text, drawing.language, drawing.path.scope), number),
            detail=(drawing.details or {}).get(option.code),
        )
        for number, option in enumerate(options_of(drawing), 1)
    )
    return replace(view, options=tuple(ticks))


def single(drawing: Drawing, view: QuestionView) -> QuestionView:
    """One choice: a list where the author asks for one, else radio buttons."""
    drawn = choice(drawing, view)
    as_list = drawing.question.appearance in ("list", "search")
    return replace(drawn, kind="select" if as_list and not drawing.details else "radio", value=drawing.text())


def ordered(drawing: Drawing, view: QuestionView) -> QuestionView:
    """One list a rank."""
    texts = tuple((o.code, say(o.text, drawing.language)) for o in options_of(drawing))
    count = min(drawing.question.max_picks or MOST_RANKS, len(texts))
    ranks = (
        CellView(f"f-{drawing.field(k)}", drawing.field(k), drawing.text(k), "", f"{k}ª", texts, None, drawing.wrong(k))
        for k in map(str, range(1, count + 1))
    )
    return replace(view, ranks=tuple(ranks))


def matrix(drawing: Drawing, view: QuestionView) -> QuestionView:
    """A table: rows and columns asked, cells of the path, totals of what is stored."""
    question, shape = drawing.question, drawing.question.matrix
    if shape is None:
        return view
    active = frozenset(drawing.path.cells(question.code))
    columns = [c for c in shape.columns if any(column == c.code for _, column in active)]
    value = answer_type(question).read(question, drawing.raw).value
    cells: Mapping[tuple[str, str], object] = value if isinstance(value, Mapping) else {}  # type: ignore[assignment]
    rows = tuple(
        RowView(
            f"r-{drawing.name}-{row.code}",
            inline(render(row.text, drawing.language, drawing.path.scope)),
            tuple(_cell(drawing, row.code, c) if (row.code, c.code) in active else None for c in columns),
            _total(cells, [p for p in active if p[0] == row.code]) if shape.row_totals else "",
        )
        for row in shape.rows
        if any(r == row.code for r, _ in active)
    )
    totals = tuple(_total(cells, [p for p in active if p[1] == c.code]) for c in columns) if shape.column_totals else ()
    headers = tuple((f"c-{drawing.name}-{c.code}", say(c.text, drawing.language)) for c in columns)
    numeric = shape.cell in ("integer", "decimal")
    table = MatrixView(headers, rows, totals, shape.row_totals, numeric)
    whole = tuple(replace(tick, text=tick.text + " per tutta la tabella") for tick in view.reserved)
    return replace(
        view, reserved=whole, matrix=table, fills=numeric, inputmode="numeric" if shape.cell == "integer" else "decimal"
    )


def table(drawing: Drawing, view: QuestionView) -> QuestionView:
    """A matrix: one choice a row becomes a grid of buttons, anything else a table of fields."""
    shape = drawing.question.matrix
    choices = shape is not None and shape.single_column and shape.cell in ("choice", "yes_no")
    return grid(drawing, view) if choices else matrix(drawing, view)


def grid(drawing: Drawing, view: QuestionView) -> QuestionView:
    """Rows of buttons."""
    inner, _ = cell_question(drawing.question)
    options = [(MAIN, o.code, say(o.text, drawing.language)) for o in inner.options]
    if drawing.question.not_available:
        options.append((RESERVED_KEY, str(int(Reserved.NOT_AVAILABLE)), "n.d."))
    active = dict(drawing.path.cells(drawing.question.code))
    rows = tuple(
        GridRow(
            f"r-{drawing.name}-{row.code}",
            inline(render(row.text, drawing.language, drawing.path.scope)),
            tuple(
                drawing.tick(join_key(row.code, active[row.code], key), value, text, number)
                for number, (key, value, text) in enumerate(options, 1)
            ),
        )
        for row in drawing.question.matrix.rows  # type: ignore[union-attr]  # `table` has looked
        if row.code in active
    )
    headers = tuple((f"c-{drawing.name}-{number}", text) for number, (_, _, text) in enumerate(options, 1))
    return replace(view, kind="grid", grid=GridView(headers, rows))


def _total(cells: Mapping[tuple[str, str], object], places: list[tuple[str, str]]) -> str:
    """The sum of cells once all of them are numbers."""
    values = [cells.get(place) for place in places]
    numbers = [v for v in values if isinstance(v, Decimal)]
    return printed(sum(numbers, Decimal(0))) if values and len(numbers) == len(values) else "…"


def _cell(drawing: Drawing, row: str, column: Axis) -> CellView:
    key = join_key(row, column.code)
    inner, _ = cell_question(drawing.question)
    labelled = f"r-{drawing.name}-{row} c-{drawing.name}-{column.code}"
    reserved = drawing.tick(join_key(key, RESERVED_KEY), str(int(Reserved.NOT_AVAILABLE)), "n.d.")
    return CellView(
        f"f-{drawing.field(key)}",
        drawing.field(key),
        drawing.text(key),
        labelled,
        say(column.text, drawing.language),
        tuple((o.code, say(o.text, drawing.language)) for o in inner.options),
        reserved if drawing.question.not_available else None,
        drawing.wrong(key),
    )


def hours(drawing: Drawing, view: QuestionView) -> QuestionView:
    """Seven days, two spans each."""
    return replace(
        view,
        hours=tuple(_day(drawing, day) for day in WEEKDAYS),
        whole_week=drawing.tick("h24", "1", "Aperto 24 ore su 24, tutti i giorni"),
    )


def _day(drawing: Drawing, day: str) -> DayView:
    name = DAY_NAMES[day]
    spans = (("1:from", "apre"), ("1:to", "chiude"), ("2:from", "riapre"), ("2:to", "richiude"))
    keys = [(join_key(day, key), word) for key, word in spans]
    times = tuple(
        CellView(f"f-{drawing.field(k)}", drawing.field(k), drawing.text(k), "", word, (), None, drawing.wrong(k))
        for k, word in keys
    )
    closed = drawing.tick(join_key(day, "closed"), "1", "chiuso")
    return DayView(day, name, times, closed, drawing.tick(join_key(day, "h24"), "1", "24 ore"))


def roster(drawing: Drawing, view: QuestionView) -> QuestionView:
    """Rows of fields, with buttons to add and to remove one."""
    question = drawing.question
    fixed = [say(axis.text, drawing.language) for axis in question.fixed_rows]
    numbers = sorted({int(head) for head in (key.split(":")[0] for key in drawing.raw) if head.isdecimal()})
    count = len(fixed) or max((numbers[-1] + 1) if numbers else 0, question.min_rows, 1)
    rows = tuple(_row(drawing, i, fixed[i] if i < len(fixed) else "", count) for i in range(count))
    room = not fixed and (question.max_rows is None or count < question.max_rows)
    return replace(view, roster=rows, add=f"add/{question.code}" if room else "")


def _row(drawing: Drawing, index: int, title: str, count: int) -> RosterRow:
    question = drawing.question
    raw = below(drawing.raw, str(index))
    answers = _row_answers(question, raw)
    fields = []
    for child in drawing.path.children(question, answers):
        name = f"{drawing.name}:{index}:{child.code}"
        inner = replace(drawing, question=child, name=name, raw=below(raw, child.code), findings=(), details=None)
        view = present(inner)
        own = f"{index}:{child.code}"
        concerned = any(f"{key}:".startswith(f"{own}:") for f in drawing.findings for key in f.keys)
        fields.append(replace(view, required=child.required, invalid=concerned))
    removable = not title and count > 1
    remove = f"del/{question.code}/{index}" if removable else ""
    return RosterRow(title or f"{index + 1}", f"{drawing.name}:{index}:_row", tuple(fields), remove)


def _row_answers(question: Question, raw: Raw) -> dict[str, Value]:
    readings = {c.code: answer_type(c).read(c, below(raw, c.code)) for c in question.children}
    return {code: reading.value for code, reading in readings.items() if reading.value is not None}


def silent(drawing: Drawing, view: QuestionView) -> QuestionView:
    """A note, the heading of a group."""
    return view


def computed(drawing: Drawing, view: QuestionView) -> QuestionView:
    """A value worked out from the answers."""
    value = drawing.path.computed.get(drawing.question.code)
    return replace(view, value=answer_type(drawing.question).text(drawing.question, value) or "…", unit="")


KINDS: Mapping[str, tuple[str, Presenter]] = {
    "note": ("note", silent),
    "group": ("group", silent),
    "computed": ("computed", computed),
    "yes_no": ("radio", choice),
    "yes_no_na": ("radio", choice),
    "choice": ("radio", single),
    "multi": ("check", choice),
    "ordered": ("ordered", ordered),
    "long_text": ("area", area),
    "opening_hours": ("hours", hours),
    "matrix": ("matrix", table),
    "roster": ("roster", roster),
}


def present(drawing: Drawing) -> QuestionView:
    """The view of one question; types that are not in the table take one field of text."""
    kind, presenter = KINDS.get(drawing.question.type, ("line", line))
    return presenter(drawing, base_view(drawing, kind))
