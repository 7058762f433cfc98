"""The buttons that change fields without JavaScript: fill a table, add or remove a row, copy the hours.

Each takes the typed fields of one question and gives the fields as they should be; they are then saved like any others.
"""

import re
from collections.abc import Callable, Mapping

from questionari.engine.answer_types.fields import RESERVED_KEY, Raw, below, join_key, under
from questionari.engine.definition import Question
from questionari.engine.path import Path
from questionari.engine.values import WEEKDAYS, Reserved

Fields = dict[str, tuple[str, ...]]
ROW_MARK = "_row"
_ROW_KEY = re.compile(r"(\d{1,4})(?::(.*))?")
NOT_AVAILABLE = (str(int(Reserved.NOT_AVAILABLE)),)


def fill_zero(question: Question, raw: Raw, path: Path, _argument: str) -> Fields:
    """ "Metti 0 nelle celle vuote": blank active cells only; what was typed stays."""
    filled = {key: values for key, values in raw.items() if key != RESERVED_KEY}
    for cell in path.cells(question.code):
        key = join_key(*cell)
        if not filled.get(key) and not filled.get(join_key(key, RESERVED_KEY)):
            filled[key] = ("0",)
    return filled


def fill_not_available(_question: Question, _raw: Raw, _path: Path, _argument: str) -> Fields:
    """ "Dato non disponibile per tutta la tabella": one reserved answer for the whole question."""
    return {RESERVED_KEY: NOT_AVAILABLE}


def add_row(question: Question, raw: Raw, _path: Path, argument: str) -> Fields:
    """One more blank row, up to the most the question allows; "0:S" names the roster S in the first row."""
    return _in_roster(question, raw, argument, _longer)


def remove_row(question: Question, raw: Raw, _path: Path, argument: str) -> Fields:
    """Without that row ("2", "0:S:2"); an index that does not exist removes nothing."""
    place, _, index = argument.rpartition(":")
    return _in_roster(question, raw, place, lambda _, inner: _shorter(inner, index))


def _in_roster(question: Question, raw: Raw, place: str, change: Callable[[Question, Raw], Fields]) -> Fields:
    """The fields with a roster changed: the question itself, or the one that stands in a row of it."""
    if not place:
        return change(question, raw)
    index, _, code = place.partition(":")
    roster = next((child for child in question.children if child.code == code and child.type == "roster"), None)
    if roster is None or not any(key.startswith(f"{index}:") for key in raw):
        return dict(raw)
    others = {key: values for key, values in raw.items() if not f"{key}:".startswith(f"{place}:")}
    return {**others, **under(place, change(roster, below(raw, place)))}


def _longer(roster: Question, raw: Raw) -> Fields:
    rows = roster_rows(raw)
    room = roster.max_rows is None or len(rows) < roster.max_rows
    return roster_fields([*rows, {ROW_MARK: ("1",)}] if room else rows, raw)


def _shorter(raw: Raw, index: str) -> Fields:
    return roster_fields([row for i, row in enumerate(roster_rows(raw)) if str(i) != index], raw)


def copy_hours(_question: Question, raw: Raw, _path: Path, _argument: str) -> Fields:
    """Monday's hours on every day."""
    start = f"{WEEKDAYS[0]}:"
    monday = {key.removeprefix(start): values for key, values in raw.items() if key.startswith(start)}
    return {f"{day}:{key}": values for day in WEEKDAYS for key, values in monday.items()}


ACTIONS: Mapping[str, Callable[[Question, Raw, Path, str], Fields]] = {
    "zero": fill_zero,
    "nd": fill_not_available,
    "add": add_row,
    "del": remove_row,
    "copy": copy_hours,
}


def roster_rows(raw: Raw) -> list[Fields]:
    """The rows posted, in order: key within the row -> values. Indices may have holes."""
    return [*_numbered(raw).values()]


def _numbered(raw: Raw) -> dict[int, Fields]:
    """The rows posted by their indices."""
    rows: dict[int, Fields] = {}
    for key, values in raw.items():
        match = _ROW_KEY.fullmatch(key)
        if match:
            rows.setdefault(int(match[1]), {})[match[2] or ""] = values
    return {i: rows[i] for i in sorted(rows)}


def roster_fields(rows: list[Fields], raw: Raw) -> Fields:
    """Rows as fields again, numbered from 0; fields that belong to no row (the reserved answer) stay.

    Only a blank row needs its mark.
    """
    own = {key: values for key, values in raw.items() if not _ROW_KEY.fullmatch(key)}
    for i, row in enumerate(rows):
        own |= {join_key(str(i), k): values for k, values in row.items() if k != ROW_MARK or len(row) == 1}
    return own


def without_blank_rows(question: Question, raw: Raw) -> Raw:
    """A roster without the rows nobody filled, in its rows too; fixed rows keep their places."""
    if question.type != "roster":
        return raw
    filled = {i: _filled(question, row) for i, row in _numbered(raw).items()}
    if not question.fixed_rows:
        return roster_fields([row for row in filled.values() if row], raw)
    own = {key: values for key, values in raw.items() if not _ROW_KEY.fullmatch(key)}
    return own | {join_key(str(i), key): values for i, row in filled.items() for key, values in row.items()}


def _filled(roster: Question, row: Fields) -> Fields:
    """What is written in a row: no marks, and of the rosters in it the rows that somebody filled."""
    written = {key: values for key, values in row.items() if key != ROW_MARK}
    for child in roster.children:
        if child.type == "roster":
            others = {key: values for key, values in written.items() if not f"{key}:".startswith(f"{child.code}:")}
            written = others | under(child.code, without_blank_rows(child, below(written, child.code)))
    return written
