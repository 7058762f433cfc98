"""A row of a workbook of ours with its piece of the document: what the author did not touch stays word for word."""

from collections.abc import Callable, Mapping
from typing import Any

from questionari.xlsform import xpath
from questionari.xlsform.carrying import mark
from questionari.xlsform.choices import Choice
from questionari.xlsform.conditions import value, written
from questionari.xlsform.form import Form
from questionari.xlsform.options import options
from questionari.xlsform.outline import Item, carried
from questionari.xlsform.questions import Placed, Question, question
from questionari.xlsform.tables import KEPT, Row
from questionari.xlsform.terms import Place
from questionari.xlsform.wording import texts
from questionari.xlsform.xpath import XPathError

Raw = dict[str, Any]
_LIMITS = ("min", "max", "min_picks", "max_picks", "max_length")
_IDLE = frozenset({"name", KEPT, "disabled"})


def changed(row: Row, kept: Mapping[str, Any]) -> set[str]:
    """The columns whose cells are not as they were written, in any language."""
    was = dict(kept.get("was", {}))
    now = {
        f"{column}::{language}" if language else column: mark(cell) for (column, language), cell in row.cells.items()
    }
    spelt = {name for name in was.keys() | now.keys() if was.get(name, "") != now.get(name, "")}
    return {name.partition("::")[0] for name in spelt} - _IDLE


def merged(form: Form, item: Item, roster: str | None) -> Question:
    """The question of a row that carries it, with the author's changes."""
    kept = item.kept or {}
    raw: Raw = dict(kept["question"])
    touched = changed(item.row, kept)
    place = form.place(item.row, form.symbols.get(item.row.get("name")), roster)
    if touched:
        form.tell("workbook.changed", item.row, f"{item.row.get('name')}: changed {', '.join(sorted(touched))}")
    if "type" in touched and item.kind != "repeat":
        return _retyped(form, item, raw, roster)
    fresh = _fresh(form, item, roster) if touched & _FRESH.keys() else {}
    for column in sorted(touched & _FRESH.keys()):
        _FRESH[column](raw, fresh)
    for column in sorted(touched & _WRITTEN.keys()):
        _WRITTEN[column](form, item, raw, place)
    if "listed" in kept:
        raw["options"] = _options(form, item, raw, kept, place, "choice_filter" in touched)
    return raw


def _fresh(form: Form, item: Item, roster: str | None) -> Question:
    return question(form, Placed(item, (), roster)) or {}


def _retyped(form: Form, item: Item, raw: Raw, roster: str | None) -> Question:
    """Another type: the cells say it all; what it measures and where it is kept stays."""
    fresh = _fresh(form, item, roster)
    stays: Raw = {key: raw[key] for key in ("concept", "store", "export", "scope", "needs_register") if key in raw}
    return {**fresh, **stays, "code": raw["code"]} if fresh else raw


def replaced(raw: Raw, fresh: Mapping[str, Any], *keys: str) -> None:
    """Some keys as they are now, the others as they were."""
    for key in keys:
        raw.pop(key, None)
        if key in fresh:
            raw[key] = fresh[key]


def _constraint(raw: Raw, fresh: Mapping[str, Any]) -> None:
    """One constraint in the place of the bounds and the checks that it stood for; warnings stay."""
    stays = [check for check in raw.get("checks", ()) if check["severity"] != "error" or "foreach" in check]
    replaced(
        raw, {"checks": [*stays, *fresh.get("checks", ())]} if stays or fresh.get("checks") else {}, "checks", *_LIMITS
    )


_FRESH: Mapping[str, Callable[[Raw, Mapping[str, Any]], None]] = {
    "relevant": lambda raw, fresh: replaced(raw, fresh, "visible_if"),
    "required": lambda raw, fresh: replaced(raw, fresh, "required", "required_if"),
    "constraint": _constraint,
    "constraint_message": lambda raw, fresh: None,
    "appearance": lambda raw, fresh: replaced(raw, fresh, "appearance"),
    "default": lambda raw, fresh: replaced(raw, fresh, "suggest"),
}


def _label(form: Form, item: Item, raw: Raw, place: Place) -> None:
    raw["text"] = texts(form, item.row, "label", place) or raw["text"]


def _hint(form: Form, item: Item, raw: Raw, place: Place) -> None:
    said = texts(form, item.row, "hint", place)
    replaced(raw, {"help": said} if said else {}, "help")


def _message(form: Form, item: Item, raw: Raw, place: Place) -> None:
    """The message of the one check that stops a submission; of several, nobody can tell which is meant."""
    errors = [check for check in raw.get("checks", ()) if check["severity"] == "error"]
    said = texts(form, item.row, "constraint_message", place)
    if len(errors) == 1 and said:
        raw["checks"] = [{**check, "message": said} if check is errors[0] else check for check in raw["checks"]]
    else:
        form.tell("workbook.edited", item.row, "the message stands for no check, or several: change it in the document")


def _calculation(form: Form, item: Item, raw: Raw, place: Place) -> None:
    source = item.row.get("calculation")
    try:
        raw["expression"] = written(value(xpath.parse(source), place).node)
    except XPathError as error:
        form.tell("calculation.lost", item.row, f"{source!r} has no counterpart: {error}; the former one stays")


_WRITTEN: Mapping[str, Callable[[Form, Item, Raw, Place], None]] = {
    "label": _label,
    "hint": _hint,
    "constraint_message": _message,
    "calculation": _calculation,
}


def _options(form: Form, item: Item, raw: Raw, kept: Mapping[str, Any], place: Place, refiltered: bool) -> Any:
    """The options of the choices sheet; a named list stays named while nothing in it has changed."""
    listed = form.lists.get(item.over)
    choices = listed.choices if listed else []
    pieces = [
        (choice, carried(choice.rows[0], form.report) if choice.rows[0].get(KEPT) else None) for choice in choices
    ]
    same = kept["listed"] == mark(" ".join(choice.code for choice in choices))
    edited = refiltered or any(piece is None or "label" in changed(choice.rows[0], piece) for choice, piece in pieces)
    if "options" in raw and same and not edited:
        return raw["options"]
    fresh = {option["code"]: option for option in options(form, item, place)["options"]} if edited else {}
    return [_option(choice, piece, fresh.get(choice.code, {}), refiltered) for choice, piece in pieces]


def _option(choice: Choice, piece: Mapping[str, Any] | None, fresh: Mapping[str, Any], refiltered: bool) -> Raw:
    if piece is None or not isinstance(piece.get("option"), dict):
        return dict(fresh)
    raw = {**piece["option"], "code": choice.code}
    if "label" in changed(choice.rows[0], piece):
        replaced(raw, fresh, "text")
    if refiltered:
        replaced(raw, fresh, "visible_if")
    return raw
