"""Acts on the profiles of effort: for which services, what is supposed to be answered, new ones."""

from collections.abc import Collection, Mapping
from typing import Any

from questionari.engine.editing.acts import Changed, copied
from questionari.engine.editing.details import add_top
from questionari.engine.editing.places import Document, find


def add_profile(document: Document, code: str, title: str, type_code: str) -> Changed:
    """A new profile, with nothing supposed yet; ``type_code`` "": any service."""
    census = {"type": type_code} if type_code else {}
    return add_top(document, "carico", {"code": code, "title": {"it": title.strip()}, "census": census, "assume": {}})


def set_census(document: Document, address: str, name: str, value: str) -> Changed:
    """A fact of the census that is supposed; a blank one is supposed no more."""
    changed = copied(document)
    census = find(changed, address).raw["census"]
    if value.strip():
        census[name] = value.strip()
    else:
        census.pop(name, None)
    return changed


def keep_assumed(document: Document, address: str, kept: Collection[str]) -> Changed:
    """Of the answers supposed, those to these questions alone."""
    changed = copied(document)
    raw = find(changed, address).raw
    raw["assume"] = {code: data for code, data in raw["assume"].items() if code in kept}
    return changed


def assume(document: Document, address: str, answers: Mapping[str, Any]) -> Changed:
    """Suppose these answers too, as their JSON: a question answered already is answered so."""
    changed = copied(document)
    raw = find(changed, address).raw
    raw["assume"] = {**raw["assume"], **answers}
    return changed
