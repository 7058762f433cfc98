"""The document as written, walked once per check: questions, option lists, checks and texts with their pointers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from questionari.engine.checks.subject import join

Raw: TypeAlias = Mapping[str, Any]

#: Keys whose value is a text by language (where it is an object: "unit" of the document is a word).
TEXT_KEYS = frozenset({"title", "text", "help", "intro", "message", "unit_label", "unit"})


@dataclass(frozen=True, slots=True)
class Place:
    """A question as written; ``code`` is its full code, ``roster`` the one around it, ``depth`` how many are."""

    code: str
    raw: Raw
    pointer: str
    roster: str | None = None
    depth: int = 0


@dataclass(frozen=True, slots=True)
class TextPlace:
    """A text as written; ``row`` names the matrix or roster of a foreach check's message."""

    text: Mapping[str, str]
    pointer: str
    row: str | None = None


def pages(document: Raw) -> Iterator[tuple[Raw, str]]:
    """Every page with its pointer."""
    for s, section in enumerate(document["sections"]):
        for p, page in enumerate(section["pages"]):
            yield page, f"/sections/{s}/pages/{p}"


def questions(document: Raw) -> Iterator[Place]:
    """Every question, children of rosters and groups after their parent."""
    for page, pointer in pages(document):
        yield from _nested(page, pointer, "", None)


def _nested(holder: Raw, pointer: str, prefix: str, roster: str | None, depth: int = 0) -> Iterator[Place]:
    for i, raw in enumerate(holder.get("questions", ())):
        place = Place(prefix + raw["code"], raw, join(pointer, "questions", i), roster, depth)
        yield place
        inside = place.code if raw["type"] == "roster" else None
        yield from _nested(raw, place.pointer, f"{place.code}.", inside, depth + (inside is not None))


def checks(document: Raw) -> Iterator[tuple[Raw, str, Place | None]]:
    """Every check with its pointer and the question it stands in."""
    for place in questions(document):
        for i, raw in enumerate(place.raw.get("checks", ())):
            yield raw, join(place.pointer, "checks", i), place
    for i, raw in enumerate(document.get("checks", ())):
        yield raw, f"/checks/{i}", None


def coded_lists(document: Raw) -> Iterator[tuple[tuple[Raw, ...], str]]:
    """Every list of coded things written in the document: options, rows, columns, fixed rows."""
    for name, raw in document.get("lists", {}).items():
        if "options" in raw:
            yield tuple(raw["options"]), join("", "lists", name, "options")
    for place in questions(document):
        for key in ("options", "rows", "columns", "fixed_rows"):
            if isinstance(place.raw.get(key), list):
                yield tuple(place.raw[key]), join(place.pointer, key)


def texts(document: Raw) -> Iterator[TextPlace]:
    """Every text of the document."""
    yield from _texts_in(document, "", None)


def _texts_in(value: Any, pointer: str, row: str | None) -> Iterator[TextPlace]:
    if isinstance(value, list):
        for i, item in enumerate(value):
            yield from _texts_in(item, join(pointer, i), row)
    if not isinstance(value, dict):
        return
    row = value.get("foreach", row)
    for key, item in value.items():
        if key in TEXT_KEYS and isinstance(item, dict) and "text" not in item:
            yield TextPlace(item, join(pointer, key), row)
        elif key not in ("assume", "census"):
            yield from _texts_in(item, join(pointer, key), row)
