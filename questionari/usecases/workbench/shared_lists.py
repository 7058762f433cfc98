"""The lists of the network, ready to be taken into a questionnaire: its own from then on, word for word."""

from functools import cache
from typing import Any

from questionari import catalogue
from questionari.engine.definition import say
from questionari.engine.editing.acts import Changed, copied
from questionari.engine.editing.adding import free_code, new_code
from questionari.engine.editing.places import Document, EditError

GONE = "Scelga uno degli elenchi della Rete."


@cache
def offered() -> tuple[tuple[str, str], ...]:
    """The lists: name, title in Italian with how many things each has."""
    found = ((name, catalogue.shared_list(name)) for name in catalogue.shared_names())
    return tuple((name, f"{say(one['title'])} ({len(one['options'])} voci)") for name, one in found)


def told(name: str) -> tuple[str, ...]:
    """The title of a list, then its things with their codes; the name alone of one that there is not."""
    if name not in dict(offered()):
        return (name,)
    one = catalogue.shared_list(name)
    return (say(one["title"]), *(f"{option['code']} – {say(option['text'])}" for option in one["options"]))


def take(document: Document, code: str, name: str) -> Changed:
    """The list in the document, in its languages, under a code; a blank one is the next free. Raises EditError."""
    if name not in dict(offered()):
        raise EditError(GONE)
    changed = copied(document)
    lists: dict[str, Any] = changed.setdefault("lists", {})
    wanted = new_code(code if code.strip() else _named(name, lists), lists)
    whole = catalogue.load_document({**changed, "lists": {wanted: {"shared": name}}})
    lists[wanted] = whole.document["lists"][wanted]
    return changed


def embed(document: Document, code: str) -> Changed:
    """A list that is only named (``{"shared": …}``) written out, to be changed in the document. Raises EditError."""
    named = document.get("lists", {}).get(code, {})
    if named.get("shared") not in dict(offered()):
        raise EditError(GONE)
    changed = copied(document)
    changed["lists"][code] = catalogue.load_document(changed).document["lists"][code]
    return changed


def _named(name: str, lists: Document) -> str:
    """A code after the list's own name."""
    plain = f"L_{name.upper()}"[:28]
    return plain if plain not in lists else free_code("", (), lists, f"{plain}_")
