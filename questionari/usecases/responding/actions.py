"""The buttons that change fields without JavaScript: fill a table, add or remove a row, copy the hours.

Each takes the typed fields of one question and gives the fields as they should be; they are then saved like any others.
"""

import re
from collections.abc import Callable, Mapping

from questionari.engine.answer_types.fields import RESERVED_KEY, Raw, join_key
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


def add_row(question: Question, raw: Raw, _path: Path, _argument: str) -> Fields:
    """One more blank row, up to the most the question allows."""
    rows = roster_rows(raw)
    room = question.max_rows is None or len(rows) < question.max_rows
    return roster_fields([*rows, {ROW_MARK: ("1",)}] if room else rows, raw)


def remove_row(_question: Question, raw: Raw, _path: Path, argument: str) -> Fields:
    """Without that row; an index that does not exist removes nothing."""
    rows = roster_rows(raw)
    kept = [row for i, row in enumerate(rows) if str(i) != argument]
    return roster_fields(kept, raw)


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
    rows: dict[int, Fields] = {}
    for key, values in raw.items():
        match = _ROW_KEY.fullmatch(key)
        if match:
            rows.setdefault(int(match[1]), {})[match[2] or ""] = values
    return [rows[i] for i in sorted(rows)]


def roster_fields(rows: list[Fields], raw: Raw) -> Fields:
    """Rows as fields again, numbered from 0; fields that belong to no row (the reserved answer) stay.

    Only a blank row needs its mark.
    """
    own = {key: values for key, values in raw.items() if not _ROW_KEY.fullmatch(key)}
    for i, row in enumerate(rows):
        own |= {join_key(str(i), k): values for k, values in row.items() if k != ROW_MARK or len(row) == 1}
    return own


def without_blank_rows(question: Question, raw: Raw) -> Raw:
    """A roster without the rows nobody filled; fixed rows keep their places."""
    if question.type != "roster" or question.fixed_rows:
        return {key: values for key, values in raw.items() if not key.endswith(f":{ROW_MARK}")}
    filled = [{k: v for k, v in row.items() if k != ROW_MARK} for row in roster_rows(raw)]
    return roster_fields([row for row in filled if row], raw)
