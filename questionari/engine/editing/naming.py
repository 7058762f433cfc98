"""The codes that a document names outside its expressions, and answers written by code, after something was renamed."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from questionari.engine.checks.outline import checks, questions
from questionari.engine.editing.places import Document

Answers = Mapping[str, Any]
User = tuple[str, str]  # a question's code, the part of it that takes coded things: options, rows, columns, fixed_rows


def _other(code: str, old: str, new: str) -> str:
    """The code under the new name: itself, or what stands inside ("A2_03.ore", "A0_03.98")."""
    if code == old:
        return new
    return new + code[len(old) :] if code.startswith(f"{old}.") else code


def rename_codes(document: Document, old: str, new: str) -> None:
    """Replace the full code of a question wherever lists and keys of the document name it (which is changed)."""
    for raw, _, _ in checks(document):
        _rename_list(raw, "fields", old, new)
        _rename_key(raw, "foreach", old, new)
    for raw in document.get("effects", ()):
        _rename_list(raw, "fields", old, new)
    for raw in document.get("preparation", ()):
        _rename_list(raw, "questions", old, new)
    for place in questions(document):
        _rename_key(place.raw, "options_from", old, new)


def _rename_list(raw: Any, key: str, old: str, new: str) -> None:
    if key in raw:
        raw[key] = [_other(code, old, new) for code in raw[key]]


def _rename_key(raw: Any, key: str, old: str, new: str) -> None:
    if key in raw:
        raw[key] = _other(raw[key], old, new)


def question_renamed(answers: Answers, code: str, new: str) -> dict[str, Any]:
    """Answers in which the question of this full code has another (its last part): at the top, and in rows."""
    holder, _, _ = code.rpartition(".")
    full = f"{holder}.{new}" if holder else new
    outer, _, inner = code.partition(".")
    return {
        _other(key, code, full): _in_rows(value, lambda row: question_renamed(row, inner, new))
        if inner and key == outer
        else value
        for key, value in answers.items()
    }


def item_renamed(answers: Answers, users: Iterable[User], old: str, new: str) -> dict[str, Any]:
    """Answers in which an answer, row or column of these questions has another code; those of its detail too."""
    found = dict(answers)
    for code, part in users:
        found = _item(found, code, _VALUES[part], old, new)
        if part == "options":
            found = {_other(key, f"{code}.{old}", f"{code}.{new}"): value for key, value in found.items()}
    return found


def _item(answers: Answers, code: str, put: Callable[[Any, str, str], Any], old: str, new: str) -> dict[str, Any]:
    outer, _, inner = code.partition(".")
    return {
        key: put(value, old, new)
        if key == code
        else _in_rows(value, lambda row: _item(row, inner, put, old, new))
        if inner and key == outer
        else value
        for key, value in answers.items()
    }


def _in_rows(value: Any, change: Callable[[Answers], Any]) -> Any:
    """The rows of a roster, each changed; anything else as it is."""
    if not isinstance(value, list):
        return value
    return [change(row) if isinstance(row, dict) else row for row in value]


def _option(value: Any, old: str, new: str) -> Any:
    """A picked code, several, or those in the cells of a table."""
    if isinstance(value, list):
        return [_option(one, old, new) for one in value]
    if isinstance(value, dict):
        return {key: _option(one, old, new) for key, one in value.items()}
    return new if value == old else value


def _row(value: Any, old: str, new: str) -> Any:
    return {_other(key, old, new): one for key, one in value.items()} if isinstance(value, dict) else value


def _column(value: Any, old: str, new: str) -> Any:
    return {key: _row(one, old, new) for key, one in value.items()} if isinstance(value, dict) else value


def _as_it_is(value: Any, _old: str, _new: str) -> Any:
    return value


_VALUES: Mapping[str, Callable[[Any, str, str], Any]] = {
    "options": _option,
    "rows": _row,
    "columns": _column,
    "fixed_rows": _as_it_is,
}
