"""One page a static check: what it means, what to do, a wrong example and the right one.

The examples are the documents the tests run: `tests/documents/faulty/<CODE>.json`, and the same with the changes of
`tests/documents/mended.json` (JSON pointer -> the right value, null to remove). What is shown is true by test.
"""

import json
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

from questionari.engine.checks.codes import FAMILIES, RULES, Rule

DOCUMENTS = Path(__file__).resolve().parent.parent / "tests" / "documents"
_MANY, _LONG, _LINE = 6, 160, 100

#: Where an example would fill the page.
IN_WORDS = {
    "LIM001": (
        "1 501 questions or 2 001 checks in a document",
        "1 500 questions and 1 000 checks, or two documents",
    ),
    "LIM002": ("a roster with 61 questions a row", "a roster with 60, or a page of questions"),
    "LIM003": ("a page of 260 inputs", "two pages of 130"),
}


@cache
def changes() -> dict[str, dict[str, Any]]:
    """Code -> what mends its faulty document."""
    found: dict[str, dict[str, Any]] = json.loads((DOCUMENTS / "mended.json").read_text(encoding="utf-8"))
    return found


def faulty(code: str) -> dict[str, Any]:
    """The document that shows a finding."""
    found: dict[str, Any] = json.loads((DOCUMENTS / "faulty" / f"{code}.json").read_text(encoding="utf-8"))
    return found


def mended(code: str) -> dict[str, Any]:
    """The same document put right."""
    document = faulty(code)
    for pointer, value in changes()[code].items():
        _put(document, _steps(pointer), deepcopy(value))
    return document


def _steps(pointer: str) -> list[str]:
    return [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]


def _put(document: Any, steps: list[str], value: Any) -> None:
    *way, last = steps
    holder = document
    for step in way:
        holder = _inside(holder, step)
    if isinstance(holder, list):
        holder[int(last) : int(last) + 1] = [value]
    elif value is None:
        holder.pop(last)
    else:
        holder[last] = value


def _inside(holder: Any, step: str) -> Any:
    return holder[int(step)] if isinstance(holder, list) else holder[step]


def page(rule: Rule) -> str:
    """The page of a check."""
    wrong, right = _examples(rule.code)
    head = f"# {rule.code} – {rule.title}\n\n{FAMILIES[rule.code[:3]]}, {rule.severity}. [All checks](../checks.md)"
    return f"{head}\n\n{rule.advice}\n\n## Wrong\n\n{wrong}\n\n## Right\n\n{right}\n"


def _examples(code: str) -> tuple[str, str]:
    if code in IN_WORDS:
        wrong, right = IN_WORDS[code]
        return wrong, right
    places = list(dict.fromkeys(map(_place, changes()[code])))
    before, after = (_shown(document, places) for document in (faulty(code), mended(code)))
    return before, after


def _place(pointer: str) -> tuple[str, ...]:
    """The question, check, list or other named thing that a change is in."""
    steps = _steps(pointer)
    while len(steps) > 1:
        steps = steps[:-1]
        if steps[-1].isdigit() or steps[-1] in ("lists", "translations"):
            break
    return tuple(steps)


def _shown(document: Any, places: list[tuple[str, ...]]) -> str:
    return "\n\n".join(f"```json\n{_json(_at(document, place))}\n```" for place in places)


def _at(document: Any, place: tuple[str, ...]) -> Any:
    """What stands at a place; what is above it where it is gone."""
    for step in place:
        if isinstance(document, dict) and step not in document:
            return {}
        document = _inside(document, step)
    return document


def _json(value: Any) -> str:
    return _laid_out(_brief(value), "")


def _laid_out(value: Any, margin: str) -> str:
    """JSON with a line for what fits in one."""
    line = json.dumps(value, ensure_ascii=False)
    if len(margin + line) <= _LINE or not isinstance(value, dict | list):
        return line
    inner = margin + "  "
    pairs = value.items() if isinstance(value, dict) else ((None, item) for item in value)
    names = ((f"{json.dumps(key)}: " if key is not None else "", item) for key, item in pairs)
    body = ",\n".join(f"{inner}{name}{_laid_out(item, inner)}" for name, item in names)
    left, right = "{}" if isinstance(value, dict) else "[]"
    return f"{left}\n{body}\n{margin}{right}"


def _brief(value: Any) -> Any:
    """A value with long lists and texts cut in the middle."""
    if isinstance(value, dict):
        return {key: _brief(item) for key, item in value.items()}
    if isinstance(value, list):
        items = [_brief(item) for item in value]
        return items if len(items) <= _MANY else [*items[:2], "…", items[-1]]
    return f"{value[:80]} … {value[-40:]}" if isinstance(value, str) and len(value) > _LONG else value


def pages() -> Iterator[tuple[str, str]]:
    """File name and content of every page."""
    return ((f"{rule.code}.md", page(rule)) for rule in RULES.values())
