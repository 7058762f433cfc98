"""Code lists: shared ones copied in, named ones resolved, and the options or rows taken from them."""

from collections.abc import Callable, Collection, Mapping
from typing import Any, TypeAlias

from questionari.engine.checks.subject import join
from questionari.engine.compiler.build import Build, Raw, Sourced, items

#: Name of a shared list -> its document. Raises KeyError when there is none.
ListLoader: TypeAlias = Callable[[str], Raw]


def self_contained(document: Mapping[str, Any], load: ListLoader) -> dict[str, Any]:
    """The document with its shared lists copied in, so that its hash covers them. Unknown lists stay as they are.

    Of a shared text only the document's languages are copied: one translated later leaves other documents as they were.
    """
    languages = frozenset(document.get("languages", ()))
    lists = {name: _copied(raw, load, languages) for name, raw in document.get("lists", {}).items()}
    plain = {key: value for key, value in document.items() if key != "$schema"}
    return {**plain, "lists": lists} if lists else plain


def _copied(raw: Raw, load: ListLoader, languages: Collection[str]) -> Raw:
    if "shared" not in raw:
        return raw
    try:
        return {"options": [_in(languages, option) for option in load(raw["shared"])["options"]]}
    except KeyError:
        return raw


def _in(languages: Collection[str], part: Any) -> Any:
    """A part of a list with its texts in these languages only."""
    if not isinstance(part, dict):
        return part
    return {key: _said(languages, value) if key == "text" else _in(languages, value) for key, value in part.items()}


def _said(languages: Collection[str], text: Raw) -> Raw:
    return {language: words for language, words in text.items() if language in languages}


def read_lists(build: Build, document: Sourced) -> None:
    """Resolve the document's named lists."""
    for name, raw in document.raw.get("lists", {}).items():
        at = Sourced(raw, join(document.pointer, "lists", name))
        if "shared" in raw:
            build.report("LST003", join(at.pointer, "shared"), f"there is no shared list {raw['shared']!r}")
        build.lists[name] = items(at, "options")


def resolve(build: Build, at: Sourced, key: str) -> tuple[Sourced, ...]:
    """The options (or rows) under ``key``: written there, or taken from a named list."""
    source = at.raw.get(key)
    if source is None:
        return ()
    if isinstance(source, list):
        return items(at, key)
    return _used(build, Sourced(source, join(at.pointer, key)))


def _used(build: Build, use: Sourced) -> tuple[Sourced, ...]:
    name = use.raw["list"]
    if name not in build.lists:
        build.report("LST002", join(use.pointer, "list"), f"there is no list {name!r} in this document")
        return items(use, "plus")
    listed = build.lists[name]
    known = {o.raw["code"] for o in listed}
    for key in ("only", "without"):
        for i, code in enumerate(use.raw.get(key, ())):
            if code not in known:
                build.report("LST004", join(use.pointer, key, i), f"list {name} has no option {code!r}")
    only, without = set(use.raw.get("only", known)), set(use.raw.get("without", ()))
    kept = tuple(o for o in listed if o.raw["code"] in only - without)
    return kept + items(use, "plus")
