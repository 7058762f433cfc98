"""Items of a form as questions of a document."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from questionari.engine.expressions import tree
from questionari.engine.expressions.functions import read_date
from questionari.engine.expressions.kinds import Kind
from questionari.engine.expressions.scope import UNKNOWN
from questionari.xlsform import xpath
from questionari.xlsform.conditions import condition, value, written
from questionari.xlsform.declaring import document_type, range_of
from questionari.xlsform.form import Form, is_false, is_true
from questionari.xlsform.options import options
from questionari.xlsform.outline import Item, rows_of
from questionari.xlsform.symbols import Symbol
from questionari.xlsform.tables import Row
from questionari.xlsform.terms import Place, decimal_of
from questionari.xlsform.wording import label, made, texts
from questionari.xlsform.xpath import XPathError

Question = dict[str, Any]
CHOICES = frozenset({"choice", "multi", "ordered"})
NUMBERS = frozenset({"integer", "decimal"})
_PASSIVE = frozenset({"note", "computed", "computed_text"})
#: What a form asks of a device -> what becomes of it.
_CHANGED: Mapping[str, str] = {
    "media": "sound and film are not attached here: the question is kept as a note",
    "geo": "positions are written as a text here",
    "from_file": "a list in a file of its own is not read: the answer is written as a text",
}
PICTURES = ["jpg", "png"]
NEVER = "false"
MOST_ROWS = 50  # of a repeat that does not say


@dataclass(frozen=True, slots=True)
class Guard:
    """A condition of the groups around a question, with the row it stands in."""

    row: Row
    source: str


@dataclass(frozen=True, slots=True)
class Placed:
    """An item with the conditions that its page does not say, and the roster around it."""

    item: Item
    guards: tuple[Guard, ...] = ()
    roster: str | None = None


def question(form: Form, placed: Placed) -> Question | None:
    """The question of an item; None, with a finding, for what is read elsewhere or not at all."""
    item, row = placed.item, placed.item.row
    kind = _settled_type(form, item, placed.roster)
    if kind is None:
        return None
    symbol = form.symbols.get(row.get("name"), Symbol("", item.code, None))
    place = form.place(row, symbol, placed.roster)
    found: Question = {"code": item.code, "type": kind, "text": label(form, row, item.code, place)}
    help_ = _help(form, row, place) if row.get("label") else {}
    found |= {"help": help_} if help_ else {}
    met = _visibility(form, placed, place)
    if met == NEVER:
        form.tell("question.never", row, f"the condition of {item.code} never holds: the question is left out")
        return None
    found |= {"visible_if": met} if met is not None else {}
    found |= _required(form, row, kind, place)
    found |= _of_type(form, item, kind, place)
    found |= _checks(form, item, kind, place)
    return found | _suggested(form, item, kind, place)


def _settled_type(form: Form, item: Item, roster: str | None) -> str | None:
    """The type of the question; None for what is none."""
    kind = document_type(item)
    if kind == "calculate":
        if not item.expression:
            return "note" if item.row.get("label") and item.kind != "calculate" and roster is None else None
        symbol = form.symbols[item.row.get("name")]
        return "computed" if symbol.kind is Kind.NUMBER else "computed_text"
    if kind == "attachment" and roster is not None:
        form.tell("type.changed", item.row, f"{item.row.get('type')}: no file is attached to a row: it is left out")
        return None
    if item.kind in _CHANGED:
        form.tell("type.changed", item.row, f"{item.row.get('type')}: {_CHANGED[item.kind]}")
    return kind or None


def _help(form: Form, row: Row, place: Place) -> dict[str, str]:
    """The hint and the longer guidance, one under the other."""
    hints = [texts(form, row, column, place) for column in ("hint", "guidance_hint")]
    languages = dict.fromkeys(language for hint in hints for language in hint)
    return {language: "\n\n".join(hint[language] for hint in hints if language in hint) for language in languages}


def _visibility(form: Form, placed: Placed, place: Place) -> str | None:
    own = placed.item.row.get("relevant")
    return combined(form, [*placed.guards, *([Guard(placed.item.row, own)] if own else [])], place)


def combined(form: Form, guards: Sequence[Guard], place: Place) -> str | None:
    """All the conditions in one, or NEVER; each that has no counterpart is told at its row."""
    kept = [guard for guard in guards if form.condition(guard.row, guard.source, place, "relevant") is not None]
    if not kept:
        return None
    whole = xpath.parse(kept[0].source)
    for guard in kept[1:]:
        whole = xpath.Binary("and", whole, xpath.parse(guard.source))
    return _conjunction(form, kept, whole, place)


def _conjunction(form: Form, kept: Sequence[Guard], whole: xpath.Node, place: Place) -> str | None:
    from_ = kept[-1].row
    try:
        source = written(condition(whole, place))
    except XPathError as error:
        form.tell("condition.lost", from_, f"the conditions of the groups around cannot be joined: {error}")
        return None
    return None if source == "true" else source


def _required(form: Form, row: Row, kind: str, place: Place) -> dict[str, Any]:
    cell = row.get("required")
    if is_false(cell):
        return {}
    if kind in _PASSIVE or kind == "roster":
        form.tell("required.idle", row, "nobody answers this: that it is required has no effect")
        return {}
    if is_true(cell):
        return {"required": True}
    met = form.condition(row, cell, place, "required", "constraint.lost")
    return {} if met is None or met == "false" else {"required": True} if met == "true" else {"required_if": met}


def _of_type(form: Form, item: Item, kind: str, place: Place) -> dict[str, Any]:
    """The keys that belong to the type."""
    if kind in CHOICES:
        return options(form, item, place)
    if item.kind == "range":
        return _range(form, item)
    if kind in NUMBERS:
        return {"not_available": False}
    if kind in ("computed", "computed_text"):
        return {"expression": item.expression}
    if item.kind == "picture":
        return {"file_types": PICTURES}
    return _roster(form, item, place.roster) if kind == "roster" else {}


def _range(form: Form, item: Item) -> dict[str, Any]:
    said = range_of(item.row)
    try:
        bounds = [decimal_of(said[key]) for key in ("start", "end")]
    except XPathError as error:
        form.tell("constraint.lost", item.row, f"the range cannot be read: {error}")
        return {"not_available": False}
    low, high = (int(bound) if bound == int(bound) else float(bound) for bound in sorted(bounds))
    return {"min": low, "max": high, "not_available": False}


def _roster(form: Form, item: Item, roster: str | None) -> dict[str, Any]:
    """A repeat: its questions, and how many rows it has."""
    code = rows_of(item, roster) or item.code
    inside = [placed for child in item.children for placed in _inner(form, child, (), code)]
    children = [made_ for placed in inside if (made_ := question(form, placed)) is not None]
    if not children:
        form.tell("form.missing", item.row, "the repeat holds no question")
    counted = item.row.get("repeat_count").strip()
    rows = {"min_rows": int(counted), "max_rows": int(counted)} if counted.isdigit() else {}
    return {"questions": children, "max_rows": MOST_ROWS} | rows


def _inner(form: Form, item: Item, guards: tuple[Guard, ...], roster: str) -> Iterator[Placed]:
    """What stands in a repeat, without its groups; a row holds questions, and repeats once more."""
    if item.kind not in ("group", "repeat") or rows_of(item, roster) != roster:
        if document_type(item) == "note":
            form.tell("type.changed", item.row, "a note cannot stand in the rows of a repeat: it is left out")
        else:
            yield Placed(item, guards, roster)
        return
    if item.kind == "repeat":
        form.tell("form.structure", item.row, "a third repeat in two has no counterpart: its questions are asked once")
    source = item.row.get("relevant")
    within = (*guards, Guard(item.row, source)) if source else guards
    for child in item.children:
        yield from _inner(form, child, within, roster)


def _checks(form: Form, item: Item, kind: str, place: Place) -> dict[str, Any]:
    row = item.row
    found = []
    if row.get("constraint") and kind not in _PASSIVE:
        met = form.condition(row, row.get("constraint"), place, "constraint", "constraint.lost")
        found += [_check(form, item, "vincolo", met, "constraint")] if met not in (None, "true", "false") else []
    found += _counted(form, item, kind, place)
    found += _stepped(form, item, kind, place)
    return {"checks": found} if found else {}


def _check(form: Form, item: Item, name: str, require: str | None, key: str) -> dict[str, Any]:
    message = texts(form, item.row, "constraint_message") if key == "constraint" else {}
    check = {"code": f"{item.code}.{name}", "severity": "error", "require": require}
    return check | {"message": message or made(form, key)}


def _counted(form: Form, item: Item, kind: str, place: Place) -> list[dict[str, Any]]:
    """A repeat that has as many rows as an answer says."""
    source = item.row.get("repeat_count").strip()
    if kind != "roster" or not source or source.isdigit():
        return []
    try:
        rows = value(xpath.parse(source), form.place(item.row, None, place.roster))
    except XPathError as error:
        form.tell("constraint.lost", item.row, f"repeat_count {source!r} has no counterpart: {error}")
        return []
    require = written(tree.Binary("==", tree.Call("rows", (_itself(item, place),)), rows.node))
    return [_check(form, item, "righe", require, "rows")]


def _itself(item: Item, place: Place) -> tree.Node:
    """The answer of an item, in the row it stands in."""
    return tree.Name(item.code) if place.roster is None else tree.Field(tree.Name("row"), item.code)


def _stepped(form: Form, item: Item, kind: str, place: Place) -> list[dict[str, Any]]:
    """A range that goes by steps other than one."""
    said = range_of(item.row)
    if item.kind != "range" or kind not in NUMBERS or said["step"] == "1" and kind == "integer":
        return []
    answer = _itself(item, place)
    start, step = (tree.Literal(Decimal(said[key])) for key in ("start", "step"))
    steps = tree.Binary("/", tree.Binary("-", answer, start), step)
    return [_check(form, item, "passo", written(tree.Binary("==", tree.Call("whole", (steps,)), steps)), "step")]


def _suggested(form: Form, item: Item, kind: str, place: Place) -> dict[str, Any]:
    """The default, as a proposal."""
    source = item.row.get("default")
    if not source or kind in _PASSIVE or kind == "roster":
        return {}
    proposal = _PROPOSALS.get(kind, _text)(item, source, place)
    if proposal is None:
        form.tell("default.lost", item.row, f"the default {source!r} cannot be proposed here")
        return {}
    return {"suggest": written(proposal)}


def _text(item: Item, source: str, place: Place) -> tree.Node | None:
    """A text is meant as it stands, unless it is an expression."""
    if "(" in source or "${" in source:
        try:
            return value(xpath.parse(source), place).node
        except XPathError:
            return None
    return tree.Literal(source)


def _number(item: Item, source: str, place: Place) -> tree.Node | None:
    try:
        found = value(xpath.parse(source), place)
    except XPathError:
        return None
    return found.node if found.kind is Kind.NUMBER else None


def _day(item: Item, source: str, place: Place) -> tree.Node | None:
    if source.strip() in ("today()", "now()"):
        return tree.Name("today")
    known = read_date(source.strip()) is not UNKNOWN
    return tree.Call("date", (tree.Literal(source.strip()),)) if known else None


def _chosen(item: Item, source: str, place: Place) -> tree.Node | None:
    code = place.here.options.get(source.strip()) if place.here else None
    return tree.Literal(code) if code is not None else None


def _nothing(item: Item, source: str, place: Place) -> tree.Node | None:
    """Several picks, hours, months and files are not proposed."""
    return None


_PROPOSALS: Mapping[str, Callable[[Item, str, Place], tree.Node | None]] = {
    **dict.fromkeys(NUMBERS, _number),
    "date": _day,
    "choice": _chosen,
    **dict.fromkeys(("multi", "ordered", "month", "time", "datetime", "attachment"), _nothing),
}
