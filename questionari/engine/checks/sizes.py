"""LIM001 and LIM002 of a document as it is written, of whatever shape: beyond them nothing else is looked at."""

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from questionari.engine.checks.subject import finding, join
from questionari.engine.findings import StaticFinding

Written: TypeAlias = tuple[Mapping[str, Any], str]

MAX_QUESTIONS, MAX_OPTIONS, MAX_CELLS, MAX_CHILDREN = 1500, 500, 2000, 60
MAX_CHECKS, MAX_RULES, MAX_PLACES, MAX_LISTS, MAX_VOICES = 1000, 500, 1000, 500, 20_000
_VOICES = ("options", "rows", "columns", "fixed_rows")
_LONGEST = {"options": MAX_OPTIONS, "rows": MAX_CELLS, "columns": MAX_CELLS, "fixed_rows": MAX_CELLS}


def oversized(document: Mapping[str, Any]) -> tuple[StaticFinding, ...]:
    """What is too large to be compiled, judged before the schema: its cost is one walk."""
    return (*_totals(document), *_lists(document))


def many_lists(document: Mapping[str, Any]) -> bool:
    """Whether there are more lists than are read: shared ones are not copied into such a document."""
    lists = document.get("lists")
    return isinstance(lists, Mapping) and len(lists) > MAX_LISTS


def _totals(document: Mapping[str, Any]) -> Iterator[StaticFinding]:
    asked = [raw for raw, _ in _questions(document)]
    for pointer, what, count, limit in (
        ("/sections", "questions", len(asked), MAX_QUESTIONS),
        ("/sections", "sections and pages", sum(1 for _ in _holders(document)), MAX_PLACES),
        ("/sections", "options and rows", _voices(document, asked), MAX_VOICES),
        ("/checks", "checks", _length(document.get("checks")) + _all(asked, "checks"), MAX_CHECKS),
        ("/lists", "lists", _length(document.get("lists")), MAX_LISTS),
        *((f"/{key}", "rules", _length(document.get(key)), MAX_RULES) for key in _RULES),
    ):
        if count > limit:
            at = pointer if pointer[1:] in document else ""
            yield finding("LIM001", at, f"{count} {what}, at most {limit}")


_RULES = ("effects", "indicators", "preparation", "burden")


def _voices(document: Mapping[str, Any], asked: list[Mapping[str, Any]]) -> int:
    """Options and rows as questions have them: a list counts each time that it is used."""
    sizes = {name: _length(raw.get("options")) for name, raw in _named(document)}
    count = sum(sizes.values())
    for raw in asked:
        for key in _VOICES:
            used = raw.get(key)
            if isinstance(used, Mapping):
                named = used.get("list")
                count += sizes.get(named, 0) if isinstance(named, str) else 0
                count += _length(used.get("plus"))
            else:
                count += _length(used)
    return count


def _lists(document: Mapping[str, Any]) -> Iterator[StaticFinding]:
    """LIM002 of each list that is written, and of the questions of each group of rows."""
    for name, raw in _named(document):
        yield from _long(name, raw.get("options"), MAX_OPTIONS, "options", join("/lists", name))
    for raw, pointer in _questions(document):
        code = str(raw.get("code", ""))[:60]
        for key in _VOICES:
            used = raw.get(key)
            written = used.get("plus") if isinstance(used, Mapping) else used
            yield from _long(code, written, _LONGEST[key], "options" if key == "options" else "cells", pointer)


def _long(name: str, items: Any, limit: int, what: str, pointer: str) -> Iterator[StaticFinding]:
    if _length(items) > limit:
        yield finding("LIM002", pointer, f"{name[:60]}: {len(items)} {what}, at most {limit}")


def _length(value: Any) -> int:
    return len(value) if isinstance(value, list | Mapping) else 0


def _all(asked: list[Mapping[str, Any]], key: str) -> int:
    return sum(_length(raw.get(key)) for raw in asked)


def _named(document: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    lists = document.get("lists")
    if isinstance(lists, Mapping):
        yield from ((name, raw) for name, raw in lists.items() if isinstance(raw, Mapping))


def _items(holder: Mapping[str, Any], key: str, pointer: str) -> Iterator[Written]:
    items = holder.get(key)
    if isinstance(items, list):
        yield from ((raw, join(pointer, key, i)) for i, raw in enumerate(items) if isinstance(raw, Mapping))


def _holders(document: Mapping[str, Any]) -> Iterator[Written]:
    """Sections and pages."""
    for section, at in _items(document, "sections", ""):
        yield section, at
        yield from _items(section, "pages", at)


def _questions(document: Mapping[str, Any]) -> Iterator[Written]:
    """Every question, of pages and within questions (depth is bounded where documents are read)."""
    for holder, at in _holders(document):
        yield from _below(holder, at)


def _below(holder: Mapping[str, Any], pointer: str) -> Iterator[Written]:
    for raw, at in _items(holder, "questions", pointer):
        yield raw, at
        yield from _below(raw, at)
