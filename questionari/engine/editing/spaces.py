"""Where a code of an answer, a row or a column is one and the same thing: the list it stands in, the questions that
take it from there, and those whose answers are limited to it (``options_from``).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from questionari.engine.checks.outline import Place, questions
from questionari.engine.editing.naming import User
from questionari.engine.editing.places import ADDED, PARTS, SHARED, Address, Document, EditError, code_of, is_taken


@dataclass(frozen=True, slots=True)
class Space:
    """A list that holds the thing, its codes, and the questions that take it from there (code, part)."""

    listed: list[Any]
    codes: frozenset[str]
    users: tuple[User, ...]


def spaces(document: Document, at: Address) -> tuple[Space, ...]:
    """Every list that holds this thing. Raises EditError where one is shared with other questionnaires."""
    start = at.owner if at.kind == "elenco" else _home(_place(document, at.code), ADDED.get(at.part, at.part), at.item)
    names, waiting = [], [start]
    while waiting:
        name = waiting.pop()
        if name not in names:
            names.append(name)
            waiting += _beside(document, name, at.item)
    return tuple(_space(document, name, at.item) for name in names)


def _place(document: Document, code: str) -> Place:
    return next(place for place in questions(document) if place.code == code)


def _home(place: Place, part: str, item: str) -> str:
    """The name of the list from which a question takes a thing; "" where it has none such."""
    source = place.raw.get(part)
    if isinstance(source, list):
        return f"domanda/{place.code}/{part}" if item in _codes(source) else ""
    if not isinstance(source, Mapping):
        return ""
    if item in _codes(source.get("plus", ())):
        return f"domanda/{place.code}/{part}/plus"
    return f"elenco/{source['list']}" if is_taken(source, item) else ""


def _codes(listed: Any) -> list[str]:
    return [code_of(raw, at) for at, raw in enumerate(listed)]


def _users(document: Document, name: str, item: str) -> Iterator[tuple[Place, str]]:
    """The questions that take the thing from a list, each with its part."""
    for place in questions(document):
        yield from ((place, part) for part in PARTS if name and _home(place, part, item) == name)


def _beside(document: Document, name: str, item: str) -> Iterator[str]:
    """The other lists in which the thing is the same, because one question limits another (``options_from``)."""
    own = {place.code for place, part in _users(document, name, item) if part == _limited(place)}
    for place in questions(document):
        source = place.raw.get("options_from", "")
        if source in own:
            yield from filter(None, (_home(place, _limited(place), item),))
        elif place.code in own and source:
            yield from filter(None, (_home(one, "options", item) for one in _named(document, source)))


def _limited(place: Place) -> str:
    """The part of a question that another may limit, or that limits it."""
    return "rows" if place.raw["type"] == "matrix" else "options"


def _named(document: Document, code: str) -> Iterator[Place]:
    yield from (place for place in questions(document) if place.code == code)


def _space(document: Document, name: str, item: str) -> Space:
    listed, users = _listed(document, name), tuple(_users(document, name, item))
    added = (place.raw[part]["plus"] for place, part in users if _adds(place.raw.get(part)))
    codes = frozenset(code for one in (listed, *added) for code in _codes(one))
    return Space(listed, codes, tuple((place.code, part) for place, part in users))


def _adds(source: Any) -> bool:
    """Whether a question adds things of its own to a named list."""
    return isinstance(source, Mapping) and "plus" in source


def _listed(document: Document, name: str) -> list[Any]:
    kind, code, *way = name.split("/")
    here: Any = document.get("lists", {}).get(code, {}) if kind == "elenco" else _place(document, code).raw
    for step in way or ("options",):
        here = here.get(step)
    if not isinstance(here, list):
        raise EditError(SHARED)
    return here


def declare(document: Document, found: tuple[Space, ...], old: str, new: str) -> None:
    """Give the thing its new code where it is declared and where the structure names it (the document is changed)."""
    for space in found:
        for at, raw in enumerate(space.listed):
            if code_of(raw, at) == old:
                raw["code"] = new
        for code, part in space.users:
            _rename_in(_place(document, code).raw, part, old, new)


def _rename_in(raw: Any, part: str, old: str, new: str) -> None:
    """The choice made of a named list; the cells of a table that are named."""
    source = raw.get(part)
    if isinstance(source, dict):
        for key in ("only", "without"):
            if key in source:
                source[key] = [new if code == old else code for code in source[key]]
    side = {"rows": 0, "columns": 1}.get(part)
    if side is None:
        return
    for cell in raw.get("blocked", ()):
        cell[side] = new if cell[side] == old else cell[side]
    for rule in raw.get("cell_rules", ()):
        key = ("row", "column")[side]
        rule[key] = new if rule[key] == old else rule[key]
