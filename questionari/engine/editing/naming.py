"""The codes that a document names outside its expressions, and answers written by code, after something was renamed."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
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
    return {
        _other(key, code, full): _in_rows(value, partial(question_renamed, code=inner, new=new))
        if (inner := _inside(code, key))
        else value
        for key, value in answers.items()
    }


def _inside(code: str, key: str) -> str:
    """What is left of a full code inside a question, whose own may have dots too (a group's); "" outside of it."""
    return code[len(key) + 1 :] if code.startswith(f"{key}.") else ""


def item_renamed(answers: Answers, users: Iterable[User], old: str, new: str) -> dict[str, Any]:
    """Answers in which an answer, row or column of these questions has another code; those of its detail too."""
    found = dict(answers)
    for code, part in users:
        found = _item(found, code, part, old, new)
    return found


def _item(answers: Answers, code: str, part: str, old: str, new: str) -> dict[str, Any]:
    specified = (f"{code}.{old}", f"{code}.{new}") if part == "options" else ("", "")
    return {
        _other(key, *specified): _VALUES[part](value, old, new)
        if key == code
        else _in_rows(value, partial(_item, code=inner, part=part, old=old, new=new))
        if (inner := _inside(code, key))
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
