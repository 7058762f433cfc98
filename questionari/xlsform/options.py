"""Options of a choice: from its list, filtered choice by choice, with "other" where the form asks for it."""

from collections import Counter
from typing import Any

from questionari.engine.expressions import tree
from questionari.xlsform import xpath
from questionari.xlsform.choices import Choice
from questionari.xlsform.conditions import NO, YES, filtered, written
from questionari.xlsform.declaring import ACKNOWLEDGED, OTHER
from questionari.xlsform.form import Form
from questionari.xlsform.naming import option_code
from questionari.xlsform.outline import Item
from questionari.xlsform.terms import Place
from questionari.xlsform.wording import label, made
from questionari.xlsform.xpath import XPathError

LONG_LIST = 40
_APPEARANCES = {"minimal": "list", "autocomplete": "search", "search": "search", "autocomplete_chars": "search"}


def options(form: Form, item: Item, place: Place) -> dict[str, Any]:
    """The keys ``options`` and ``appearance`` of a choice."""
    if item.kind == "acknowledge":
        return {"options": [{"code": ACKNOWLEDGED, "text": made(form, "ok")}]}
    listed = form.lists.get(item.over)
    if listed is None:
        return {"options": [_stand_in(form, item)]}
    look = _look(item, len(listed.choices))
    if item.over in form.named and is_plain(item):
        return {"options": {"list": form.named[item.over]}, **look}
    form.write_out(len(listed.choices))
    form.spend(item.row.get("choice_filter"), len(listed.choices))
    found = [_option(form, item, choice, place) for choice in listed.choices]
    if item.other and OTHER not in {option["code"] for option in found}:
        found.append(_other(form))
    return {"options": found, **look}


def _look(item: Item, size: int) -> dict[str, str]:
    """How a single choice is drawn; a long list is searched."""
    met = next((_APPEARANCES[word] for word in item.row.get("appearance").split() if word in _APPEARANCES), None)
    drawn = "search" if size > LONG_LIST else met
    return {"appearance": drawn} if item.kind == "choice" and drawn else {}


def is_plain(item: Item) -> bool:
    """Whether a choice takes its list as it is."""
    return item.kind in ("choice", "multi", "ordered") and not item.other and not item.row.get("choice_filter")


def name_lists(form: Form) -> None:
    """Give a code to each list that several questions take as it is."""
    used = Counter(item.over for top in form.items for item in top.walk() if is_plain(item) and item.kept is None)
    taken: set[str] = set()
    for name, times in used.items():
        if times > 1 and name in form.lists:
            form.named[name] = option_code(name, taken)


def lists(form: Form) -> dict[str, Any]:
    """The named lists of the document."""
    made_: dict[str, Any] = {}
    for name, code in form.named.items():
        choices = form.lists[name].choices
        form.write_out(len(choices))
        options_ = [{"code": choice.code, "text": label(form, choice.rows[0], choice.code)} for choice in choices]
        made_[code] = {"options": options_}
    return made_


def _stand_in(form: Form, item: Item) -> dict[str, Any]:
    """A list that is not there: the question is kept, nobody can mean anything by it."""
    form.tell("form.list", item.row, f"the choices sheet has no list {item.over!r}")
    return {"code": "manca", "text": {language: item.over for language in form.languages.offered}}


def _other(form: Form) -> dict[str, Any]:
    detail = {"type": "text", "text": made(form, "specify"), "required": True}
    return {"code": OTHER, "text": made(form, "other"), "detail": detail}


def _option(form: Form, item: Item, choice: Choice, place: Place) -> dict[str, Any]:
    option: dict[str, Any] = {"code": choice.code, "text": label(form, choice.rows[0], choice.code)}
    source = item.row.get("choice_filter")
    if not source:
        return option
    try:
        kept = _filter(xpath.parse(source), choice, place)
    except XPathError as error:
        form.tell("choice.lost", item.row, f"choice_filter {source!r} has no counterpart: {error}")
        return option
    if kept == NO:
        message = f"the filter {source!r} never lets {choice.name!r} through: it is offered on no answer"
        form.tell("option.unknown", choice.rows[0], message)
    return option if kept == YES else option | {"visible_if": written(kept)}


def _filter(source: xpath.Node, choice: Choice, place: Place) -> tree.Node:
    """The filter for one choice; for each of its rows where it has several."""
    kept = dict.fromkeys(filtered(source, place, columns) for columns in choice.columns)
    if YES in kept:
        return YES
    met = [each for each in kept if each != NO]
    whole: tree.Node = met[0] if met else NO
    for each in met[1:]:
        whole = tree.Binary("||", whole, each)
    return whole
