"""First pass over a form: every question gets its code, every name its meaning, loops are written out."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from questionari.engine.expressions.kinds import Kind
from questionari.xlsform import xpath
from questionari.xlsform.conditions import value, written
from questionari.xlsform.form import Form, is_true
from questionari.xlsform.naming import question_code
from questionari.xlsform.outline import Item, rows_of
from questionari.xlsform.owning import own_meaning
from questionari.xlsform.symbols import KINDS, Symbol
from questionari.xlsform.tables import Row
from questionari.xlsform.xpath import XPathError

#: Kind of an item -> type of its question; those absent are worked out below, or are no question.
PLAIN = {
    **{kind: kind for kind in ("choice", "multi", "ordered", "integer", "decimal", "date", "time", "datetime", "note")},
    "acknowledge": "choice",
    "barcode": "text",
    "geo": "text",
    "from_file": "text",
    "picture": "attachment",
    "file": "attachment",
    "media": "note",
    "repeat": "roster",
}
ACKNOWLEDGED = "OK"
OTHER = "other"
MOST_PASSES = 30  # over calculations that read later ones
_READABLE = frozenset({"text", "integer", "decimal", "date", "choice", "multi", "time", "datetime"})


def declare(form: Form) -> None:
    """Give codes and meanings to everything. Calculations may read each other in any order."""
    form.items[:] = list(_written_out(form, form.items))
    _name(form, form.items, None)
    waiting = [(item, roster) for item, roster in _calculated(form.items, None)]
    for _ in range(MOST_PASSES):
        left = [(item, roster) for item, roster in waiting if not _settled(form, item, roster)]
        if len(left) == len(waiting):
            break
        waiting = left
    for item, roster in waiting:
        _lost(form, item, roster)


def _written_out(form: Form, items: Sequence[Item]) -> Iterator[Item]:
    """Loops over a list as one group a choice."""
    for item in items:
        item.children = list(_written_out(form, item.children))
        if item.kind != "loop":
            yield item
            continue
        choices = form.lists[item.over].choices if item.over in form.lists else []
        if not choices:
            form.tell("form.list", item.row, f"there is no list {item.over!r} to loop over")
        yield Item(item.row, "group", children=[_turn(item, choice.name, choice.rows[0]) for choice in choices])


def _turn(loop: Item, name: str, choice: Row) -> Item:
    """The group of one choice of a loop."""
    cells = {("name", ""): f"{loop.row.get('name')}_{name}"} | {
        key: text for key, text in choice.cells.items() if key[0] == "label"
    }
    return Item(
        replace(loop.row, cells=cells), "group", children=[_copied(item, name, choice) for item in loop.children]
    )


def _copied(item: Item, name: str, choice: Row) -> Item:
    labels = choice.texts("label")
    cells = {
        (column, language): text.replace("%(label)s", labels.get(language) or choice.get("label")).replace(
            "%(name)s", name
        )
        for (column, language), text in item.row.cells.items()
    }
    cells["name", ""] = f"{name}_{item.row.get('name')}"
    children = [_copied(child, name, choice) for child in item.children]
    return Item(replace(item.row, cells=cells), item.kind, item.over, item.other, children)


def _name(form: Form, items: Sequence[Item], roster: str | None) -> None:
    """Codes in document order; a name twice in one group is a fault, in two groups it is told apart."""
    met: dict[str, int] = {}
    for item in items:
        name = item.row.get("name")
        if item.kept is not None:
            own_meaning(form, item, roster)
            _name(form, item.children, rows_of(item, roster))
            continue
        if name and name in met:
            form.tell("form.duplicate", item.row, f"the name {name!r} stands in row {met[name]} of this group already")
        met.setdefault(name, item.row.number)
        if not name and item.kind not in ("group", "metadata", "note"):
            form.tell("form.missing", item.row, "the question has no name")
        item.code = question_code(name or f"{item.kind}_{item.row.number}", form.taken)
        if name and item.code != name and item.kind != "metadata":
            form.tell("name.changed", item.row, f"{name!r} has the code {item.code!r} here")
        _mean(form, item, name, roster)
        _name(form, item.children, rows_of(item, roster))


def _mean(form: Form, item: Item, name: str, roster: str | None) -> None:
    """What ``${name}`` stands for; the first of several has it."""
    kind = document_type(item)
    meaning = KINDS.get(kind) if item.kind not in ("group", "metadata", "media") else None
    if (kind == "roster" and rows_of(item, roster) == roster) or (kind == "attachment" and roster is not None):
        meaning = None  # a repeat too deep, whose questions are asked once; a file of a row, which is left out
    symbol = Symbol(name, item.code, meaning, option_codes(form, item), roster)
    if item.over in ("today", "start", "end") and item.kind == "metadata":
        symbol = replace(symbol, today=True)
    counter = item.row.get("repeat_count").strip()
    if kind == "roster" and counter.startswith("${") and counter.endswith("}"):
        symbol = replace(symbol, counted_by=counter[2:-1].strip())
    form.symbols.setdefault(name or item.code, symbol)


def option_codes(form: Form, item: Item) -> dict[str, str]:
    """Choices of a question: name in the form -> code here."""
    if item.kind == "acknowledge":
        return {ACKNOWLEDGED: ACKNOWLEDGED}
    codes = form.lists[item.over].codes if item.over in form.lists else {}
    return codes | ({OTHER: codes.get(OTHER, OTHER)} if item.other else {})


def document_type(item: Item) -> str:
    """The type of an item's question; "" for what is no question, "calculate" for what is worked out."""
    row = item.row
    if item.kind == "calculate" or (item.kind in _READABLE and row.get("calculation")):
        return "calculate"
    if item.kind in ("text", "integer", "decimal") and is_true(row.get("read_only")):
        return "note"
    return _typed(item, row.get("appearance").split())


def _typed(item: Item, appearance: Sequence[str]) -> str:
    if item.kind == "text":
        return next((ours for word, ours in (("multiline", "long_text"), ("url", "url")) if word in appearance), "text")
    if item.kind == "date":
        return "month" if "month-year" in appearance else "date"
    if item.kind == "range":
        return "integer" if all("." not in bound for bound in range_of(item.row).values()) else "decimal"
    return PLAIN.get(item.kind, "")


def range_of(row: Row) -> dict[str, str]:
    """start, end and step of a range, as written or as they are understood."""
    said = dict(part.partition("=")[::2] for part in row.get("parameters").replace(",", " ").replace(";", " ").split())
    return {key: said.get(key, default).strip() for key, default in (("start", "1"), ("end", "10"), ("step", "1"))}


def _calculated(items: Sequence[Item], roster: str | None) -> Iterator[tuple[Item, str | None]]:
    for item in items:
        if document_type(item) == "calculate" and item.kept is None:
            yield item, roster
        yield from _calculated(item.children, rows_of(item, roster))


def _settled(form: Form, item: Item, roster: str | None) -> bool:
    """Whether the kind of a calculation is known by now. A day, and what is worked out in a row, is read in place."""
    name, source = item.row.get("name"), item.row.get("calculation")
    symbol = form.symbols.get(name)
    if symbol is None or symbol.code != item.code or not source:
        return False
    form.spend(source)
    try:
        tree = xpath.parse(source)
        found = value(tree, form.place(item.row, symbol, roster))
        item.expression = written(found.node)
    except XPathError:
        return False
    if found.kind is Kind.DATE or roster is not None:
        form.symbols[name] = replace(symbol, stands_for=tree)
        form.tell("type.changed", item.row, f"{name} is no variable of its own here: it is worked out where it is read")
        item.expression = ""
        return True
    kind = Kind.TEXT if found.kind is Kind.CODE else found.kind
    form.symbols[name] = replace(symbol, kind=kind, roster=None)
    return True


def _lost(form: Form, item: Item, roster: str | None) -> None:
    source = item.row.get("calculation")
    if not source:
        form.tell("form.missing", item.row, "the calculation is missing")
        return
    try:
        value(xpath.parse(source), form.place(item.row, None, roster))
        reason = "two rows have this name"
    except XPathError as error:
        reason = str(error)
    form.tell("calculation.lost", item.row, f"{source!r} has no counterpart: {reason}; the value is left out")
