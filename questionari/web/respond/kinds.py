"""One presenter per kind of question: type -> (kind, presenter)."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from questionari.engine import locales
from questionari.engine.answer_types import answer_type
from questionari.engine.answer_types.fields import MAIN, Raw, below
from questionari.engine.answer_types.roster import MOST_ROWS
from questionari.engine.definition import Option, Question, say
from questionari.engine.findings import Finding
from questionari.engine.piping import render
from questionari.engine.places import comuni
from questionari.engine.validating.messages import AT_ROW
from questionari.engine.values import Reserved, Value
from questionari.engine.wording import translated
from questionari.usecases.responding import limit_of, types_of
from questionari.web.language import word
from questionari.web.respond.models import (
    CellView,
    QuestionView,
    RosterRow,
)
from questionari.web.respond.naming import NAMED, named, nothing_yet
from questionari.web.respond.presenting import Drawing, base_view, said
from questionari.web.respond.tables import hours, table
from questionari.web.respond.texts import markdown

Presenter = Callable[[Drawing, QuestionView], QuestionView]
MOST_RANKS = 5
NOTICE = "response.notice"  # the concept of the note that stands for the notice
MOST_ROW_DIGITS = 4
#: type -> (inputmode, autocomplete, longest text accepted by the field)
LINES: Mapping[str, tuple[str | None, str | None, int | None]] = {
    "integer": ("numeric", None, 20),
    "decimal": ("decimal", None, 20),
    "currency": ("decimal", None, 24),
    "percent": ("decimal", None, 20),
    "email": ("email", "email", 254),
    "pec": ("email", None, 254),
    "phone": ("tel", "tel", 30),
    "url": ("url", None, 500),
    "fiscal_code": ("numeric", None, 20),
    "date": ("numeric", None, 10),
    "month": ("numeric", None, 7),
    "time": ("numeric", None, 5),
    "datetime": (None, None, 20),
}
FORMATS: Mapping[str, str] = {
    "date": "gg/mm/aaaa",
    "month": "mm/aaaa",
    "time": "hh:mm",
    "datetime": "gg/mm/aaaa hh:mm",
}
LISTS: Mapping[str, str] = {"country": "l-country", "province": "l-province"}
PLACES: Mapping[str, str] = {"comune": "comuni", "country": "paesi", "province": "province", "unit_ref": "servizi"}
FILE_HINT = "Tipi di file ammessi: {types}. Al massimo {size} MB."
SERVICES = "Nel censimento ci sono: {names}. Se ne intende uno, lo scriva così, con il codice fra parentesi."


def line(drawing: Drawing, view: QuestionView) -> QuestionView:
    """One field of text."""
    question = drawing.question
    mode, autocomplete, longest = LINES.get(question.type, (None, None, question.max_length))
    return replace(
        view,
        value=_shown(drawing),
        inputmode=mode,
        autocomplete=autocomplete,
        maxlength=longest,
        unit=view.unit or word(FORMATS.get(question.type, "")),
        candidates=LISTS.get(question.type) or _candidates(drawing),
        notes=(*view.notes, *_services(drawing)),
        places=PLACES.get(question.type),
        within=" ".join(sorted(_provinces(drawing))),
    )


def _provinces(drawing: Drawing) -> frozenset[str]:
    """The provinces that a comune is chosen from; none where it may lie in any."""
    return drawing.path.provinces(drawing.question, drawing.row, drawing.outer) or frozenset()


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
    """The list of the comuni of a province; else of the places of the same name, or of services, it may mean."""
    if _provinces(drawing):
        return list_id(drawing.name)
    ambiguous = drawing.question.type == "comune" and len(comuni().find(drawing.text())) > 1
    return list_id(drawing.name) if ambiguous or drawing.name in (drawing.candidates or {}) else None


def _services(drawing: Drawing) -> tuple[str, ...]:
    """The services that a text may mean, to be read and typed: a page without scripts offers them no other way."""
    labels = (drawing.candidates or {}).get(drawing.name, ())
    return (word(SERVICES, names="; ".join(labels)),) if labels else ()


def list_id(name: str) -> str:
    """The id of the list of a field."""
    return f"l-{name}"


def area(drawing: Drawing, view: QuestionView) -> QuestionView:
    """A long text, with the reminder about people who could be recognised."""
    return replace(view, value=drawing.text(), maxlength=drawing.question.max_length, personal=True)


def options_of(drawing: Drawing) -> tuple[Option, ...]:
    """The options on offer, and a chosen one that no longer is (else saving the page would wipe it unseen)."""
    offered = drawing.path.options(drawing.question, drawing.row, drawing.outer)
    chosen = drawing.raw.get(MAIN, ())
    return tuple(o for o in drawing.question.options if o in offered or o.code in chosen)


def choice(drawing: Drawing, view: QuestionView) -> QuestionView:
    """Radio buttons or tick boxes."""
    ticks = tuple(
        replace(
            drawing.tick(MAIN, option.code, render(option.text, drawing.language, drawing.path.scope), number),
            detail=(drawing.details or {}).get(option.code),
        )
        for number, option in enumerate(options_of(drawing), 1)
    )
    return replace(view, options=ticks, notes=(*view.notes, *(() if ticks else nothing_yet(drawing))))


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
        CellView(
            f"f-{drawing.field(k)}",
            drawing.field(k),
            drawing.text(k),
            "",
            locales.ordinal(int(k), drawing.language),
            texts,
            None,
            drawing.wrong(k),
        )
        for k in map(str, range(1, count + 1))
    )
    return replace(view, ranks=tuple(ranks))


def roster(drawing: Drawing, view: QuestionView) -> QuestionView:
    """Rows of fields, with buttons to add and to remove one; what is said of one field stands beside it."""
    question = drawing.question
    fixed = [say(axis.text, drawing.language) for axis in question.fixed_rows]
    heads = (key.split(":")[0] for key in drawing.raw)
    written = max((int(head) + 1 for head in heads if head.isdecimal() and len(head) <= MOST_ROW_DIGITS), default=0)
    count = len(fixed) or max(min(written, MOST_ROWS), question.min_rows, 1)
    rows = tuple(_row(drawing, i, fixed[i] if i < len(fixed) else "", count) for i in range(count))
    room = not fixed and (question.max_rows is None or count < question.max_rows)
    return replace(_left_over(drawing, view, rows), roster=rows, add=_button("add", drawing.name) if room else "")


def _left_over(drawing: Drawing, view: QuestionView, rows: tuple[RosterRow, ...]) -> QuestionView:
    """What remains to be said above the rows: all that is not about one of them, or about their fields alone."""
    shown = {field.name.removeprefix(f"{drawing.name}:") for row in rows for field in row.fields}
    of_rows = {id(finding) for index in range(len(rows)) for finding in _of_row(drawing, index)}
    others = (finding for finding in drawing.findings if id(finding) not in of_rows)
    return said(view, [f for f in others if not f.keys or not shown.issuperset(map(_place, f.keys))])


def _of_row(drawing: Drawing, index: int) -> tuple[Finding, ...]:
    """What an author's rule says of a whole row, or of the rows in it."""
    fixed = drawing.question.fixed_rows
    code = fixed[index].code if fixed else f"{index + 1}"
    own = (f for f in drawing.findings if f.row is not None and not f.keys)
    return tuple(f for f in own if f.row == code or str(f.row).startswith(f"{code}."))


def _place(key: str) -> str:
    """The field of a row that a key lies in: "0:S" of "0:S:1:x"."""
    return ":".join(key.split(":", 2)[:2])


def _button(action: str, field: str) -> str:
    """The value of a button of a roster: "add/R", "del/R/0"; of one in a row of another "add/R/0:S", "del/R/0:S:1"."""
    return "/".join((action, *field.split(":", 1)))


def _row(drawing: Drawing, index: int, title: str, count: int) -> RosterRow:
    raw, name = below(drawing.raw, str(index)), f"{drawing.name}:{index}"
    answers = _row_answers(drawing.question, raw)
    number = f"{drawing.number}.{index + 1}" if drawing.number else f"{index + 1}"
    start = f"{index}:"
    findings = tuple(f for f in drawing.findings if f.keys and f.keys[0].startswith(start))
    told = tuple(key for key in drawing.told if key.startswith(start))
    around = replace(drawing, row=answers, outer=drawing.row, number=number, findings=findings, told=told, details=None)
    children = drawing.path.children(drawing.question, answers, drawing.row)
    fields = tuple(_field(around, child, name, index, below(raw, child.code)) for child in children)
    remove = _button("del", name) if not title and count > 1 else ""
    return said(RosterRow(number, title, f"{name}:_row", fields, remove), _of_row(drawing, index))


def _field(around: Drawing, child: Question, row: str, index: int, raw: Raw) -> QuestionView:
    """A child of a roster in a row, with what is to be said of it; a roster among them shares that out anew."""
    at = f"{index}:{child.code}"
    told = tuple(key[len(at) + 1 :] for key in around.told if _place(key) == at)
    own = tuple(_of_field(finding, at, child, around) for finding in around.findings if _place(finding.keys[0]) == at)
    view = present(replace(around, question=child, name=f"{row}:{child.code}", raw=raw, told=told, findings=own))
    unread = answer_type(child).read(child, raw).problem if told and child.type != "roster" else None
    errors = (say(unread.message, around.language),) if unread else view.errors
    return replace(view, required=child.required, invalid=bool(told), errors=errors)


def _of_field(finding: Finding, at: str, child: Question, around: Drawing) -> Finding:
    """A finding as it is said beside the field: without the row and the question, which stand there already."""
    title = say(child.text, around.language)
    named = translated(AT_ROW, around.language).format(number=around.number, question=title, message="")
    keys = tuple(key[len(at) + 1 :] for key in finding.keys if _place(key) == at)
    return replace(finding, message=finding.message.removeprefix(named), keys=keys)


def _row_answers(question: Question, raw: Raw) -> dict[str, Value]:
    readings = {c.code: answer_type(c).read(c, below(raw, c.code)) for c in question.children}
    return {code: reading.value for code, reading in readings.items() if reading.value is not None}


def file(drawing: Drawing, view: QuestionView) -> QuestionView:
    """What is attached; the file itself is chosen on a page of its own."""
    question = drawing.question
    reading = answer_type(question).read(question, drawing.raw)
    name = answer_type(question).text(question, reading.value, drawing.language)
    hint = word(FILE_HINT, types=types_of(question), size=limit_of(question))
    return replace(view, value=name, unit=view.unit or hint)


def silent(drawing: Drawing, view: QuestionView) -> QuestionView:
    """A note, the heading of a group. The note that stands for the notice carries it, in its version."""
    if drawing.question.concept != NOTICE:
        return view
    definition = drawing.path.definition
    text = markdown(say(definition.notice, drawing.language))
    return replace(view, notice=text, notice_version=definition.notice_version)


def computed(drawing: Drawing, view: QuestionView) -> QuestionView:
    """A value worked out from the answers, or given by the system where it reads none of them."""
    question = drawing.question
    value = answer_type(question).text(question, drawing.path.computed.get(question.code), drawing.language)
    if question.expression is not None and not question.expression.names:
        return replace(view, kind="given", value=value or word("non ancora disponibile"), unit="")
    return replace(view, value=value or "…", unit="")


KINDS: Mapping[str, tuple[str, Presenter]] = {
    "note": ("note", silent),
    "group": ("group", silent),
    "computed": ("computed", computed),
    "computed_text": ("computed", computed),
    "generated": ("computed", computed),
    "yes_no": ("radio", choice),
    "yes_no_na": ("radio", choice),
    "choice": ("radio", single),
    "multi": ("check", choice),
    "ordered": ("ordered", ordered),
    "long_text": ("area", area),
    "opening_hours": ("hours", hours),
    "matrix": ("matrix", table),
    "roster": ("roster", roster),
    "attachment": ("file", file),
}


def present(drawing: Drawing) -> QuestionView:
    """The view of one question; types that are not in the table take one field of text."""
    kind, presenter = KINDS.get(drawing.question.type, ("line", line))
    if drawing.question.type in NAMED and drawing.question.options_from:
        kind, presenter = "select", named
    return presenter(drawing, base_view(drawing, kind))
