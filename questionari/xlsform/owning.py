"""Names of a workbook of ours: each row says what it is, so that edited conditions read what the document has."""

from collections.abc import Mapping
from typing import Any

from questionari.engine.expressions.context import CENSUS_FIELDS, ROUND_FIELDS
from questionari.engine.expressions.kinds import Kind
from questionari.xlsform.form import Form
from questionari.xlsform.outline import Item
from questionari.xlsform.symbols import KINDS, Symbol

_CELLS = {"integer": Kind.NUMBER, "decimal": Kind.NUMBER}
_TEXTS = frozenset(
    {"generated", "email", "pec", "phone", "fiscal_code", "ipa_code", "comune", "province", "country", "unit_ref"}
)


def own_meaning(form: Form, item: Item, roster: str | None) -> None:
    """The code of a row of ours and what its name stands for."""
    kept, name = item.kept or {}, item.row.get("name")
    raw = kept.get("question")
    if isinstance(raw, Mapping):
        item.code = str(raw.get("code", name))
        form.taken.add(item.code.lower())
        if name.rpartition(".")[2] != item.code:
            form.tell("workbook.edited", item.row, f"{name!r} keeps its code, {item.code!r}")
        symbol = Symbol(name, _written(item, name, roster), _kind(raw), _options(form, item), roster)
        form.symbols.setdefault(name, symbol)
        _cells(form, item, raw)
    elif "detail" in kept:
        question, _, option = name.rpartition(".")
        form.symbols.setdefault(name, Symbol(name, f"detail({question}, '{option}')", KINDS.get(item.kind, Kind.TEXT)))
    elif "context" in kept:
        form.symbols.setdefault(name, Symbol(name, name, _context_kind(name)))


def _written(item: Item, name: str, roster: str | None) -> str:
    """A child of a group is written with its group, a child of a roster without."""
    return item.code if roster is not None else name


def _kind(raw: Mapping[str, Any]) -> Kind | None:
    kind = raw.get("type", "")
    return Kind.CODE if kind == "yes_no_na" else Kind.TEXT if kind in _TEXTS else KINDS.get(kind)


def _options(form: Form, item: Item) -> dict[str, str]:
    return form.lists[item.over].codes if item.over in form.lists else {}


def _cells(form: Form, item: Item, raw: Mapping[str, Any]) -> None:
    """The cells of a matrix, which stand in its group."""
    if raw.get("type") != "matrix":
        return
    for child in item.children:
        name = child.row.get("name")
        row, _, column = name[len(item.code) + 1 :].partition(".")
        written = f"{item.code}['{row}']" + (f".{column}" if column else "")
        kind = _CELLS.get(raw.get("cell", "integer"), Kind.CODE)
        form.symbols.setdefault(name, Symbol(name, written, kind, _options(form, child)))


def _context_kind(name: str) -> Kind:
    part, _, field = name.partition(".")
    if part == "round" and field in ROUND_FIELDS:
        return ROUND_FIELDS[field][0]
    return CENSUS_FIELDS.get(field, Kind.TEXT) if part == "census" else Kind.TEXT
