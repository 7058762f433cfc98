"""What becomes of the columns of the dataset: which stay, under what name and codes, which come and go."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from questionari.engine.columns import Column, layout
from questionari.engine.comparing.matching import Item, Matched, match_coded
from questionari.engine.comparing.model import ColumnAct, ColumnChange
from questionari.engine.definition import Option, Question, Questionnaire

_Key = tuple[str, str, tuple[str, ...]]  # file ("" or a roster's), question, key inside the answer


@dataclass(frozen=True, slots=True)
class Sides:
    """Both versions by their questions, and which is which."""

    old: Mapping[str, Item]
    new: Mapping[str, Item]
    matched: Matched


def column_changes(old: Questionnaire, new: Questionnaire, sides: Sides) -> tuple[ColumnChange, ...]:
    """The columns that do not stay as they were, in the order of the new files, then those that are lost."""
    before = {_translated(sides, key): (key[0], column) for key, column in _columns(old).items()}
    after = _columns(new)
    found = [_change(before.get(key), (key[0], column), sides) for key, column in after.items()]
    found += [_lost(*place) for key, place in before.items() if key not in after]
    return tuple(change for change in found if change is not None)


def _columns(definition: Questionnaire) -> dict[_Key, Column]:
    shape = layout(definition)
    wide = {("", column.question, column.key): column for column in shape.wide}
    return wide | {(file, column.question, column.key): column for file, held in shape.long.items() for column in held}


def _translated(sides: Sides, key: _Key) -> _Key:
    """The key a column of the old version has in the new one, if it still stands."""
    file, code, inner = key
    new_of = sides.matched.new_of
    counterpart = new_of.get(code)
    if counterpart is None:
        return f"{file}\0", code, inner  # no column of the new version: its question went
    inside = _inside(sides, code, counterpart, inner, long=bool(file))
    return new_of.get(file, file), counterpart, inside


def _inside(sides: Sides, old: str, new: str, key: tuple[str, ...], *, long: bool) -> tuple[str, ...]:
    """A key with the new codes of options, rows, columns and children."""
    before, after = sides.old[old].question, sides.new[new].question
    if before.type != "roster" or after.type != "roster":
        return _in_answer(before, after, key)
    rows, rest = ((), key) if long else (key[:1], key[1:])
    if f"{old}.{rest[0]}" not in sides.old:
        return key  # the number or the title of a row
    counterpart = sides.matched.new_of.get(f"{old}.{rest[0]}", "")
    if sides.new.get(counterpart) is None or sides.new[counterpart].parent != new:
        return ("\0", *key)
    inner = _inside(sides, f"{old}.{rest[0]}", counterpart, rest[1:], long=True)
    return (*_row(before, after, rows), sides.new[counterpart].question.code, *inner)


def _row(old: Question, new: Question, rows: tuple[str, ...]) -> tuple[str, ...]:
    """The number of a fixed row, which follows its title; of an open roster the same number."""
    if not rows or not old.fixed_rows or not new.fixed_rows:
        return rows
    places = {axis.code: str(number) for number, axis in enumerate(new.fixed_rows, start=1)}
    code = old.fixed_rows[int(rows[0]) - 1].code
    return (places.get(match_coded(old.fixed_rows, new.fixed_rows).new_code.get(code, ""), "\0"),)


def _in_answer(old: Question, new: Question, key: tuple[str, ...]) -> tuple[str, ...]:
    """The key inside a scalar, a multiple choice or a matrix."""
    if old.matrix and new.matrix:
        rows = match_coded(old.matrix.rows, new.matrix.rows).new_code
        columns = match_coded(old.matrix.columns, new.matrix.columns).new_code
        return rows.get(key[0], "\0"), columns.get(key[1], "\0")
    if old.type == new.type == "multi":
        return (match_coded(old.options, new.options).new_code.get(key[0], "\0"),)
    return key


def _lost(file: str, column: Column) -> ColumnChange:
    return ColumnChange(("lost",), file, column.name, None, None, old_kind=column.kind)


def _change(old: tuple[str, Column] | None, new: tuple[str, Column], sides: Sides) -> ColumnChange | None:
    """What became of one column; None when nothing did."""
    file, column = new
    if old is None:
        return ColumnChange(("gained",), None, None, file, column.name, new_kind=column.kind)
    old_file, before = old
    codes = _codes(before, column)
    acts = tuple(_acts(old, new, codes))
    if not acts:
        return None
    return ColumnChange(acts, old_file, before.name, file, column.name, *codes, before.kind, column.kind)


_Codes = tuple[dict[str, str], tuple[str, ...], tuple[str, ...]]


def _acts(old: tuple[str, Column], new: tuple[str, Column], codes: _Codes) -> Iterator[ColumnAct]:
    if (old[0], old[1].name) != (new[0], new[1].name):
        yield "renamed"
    if old[1].kind != new[1].kind:
        yield "retyped"
    if any(codes):
        yield "recoded"


def _codes(old: Column, new: Column) -> _Codes:
    """Codes that changed, came and went, matched by their words as options are."""
    if not (old.categories and new.categories):
        return {}, (), ()
    before, after = ([Option(*category) for category in column.categories] for column in (old, new))
    found = match_coded(before, after)
    changed = {code: other for code, other in found.new_code.items() if code != other}
    return changed, tuple(one.code for one in found.added), tuple(one.code for one in found.removed)
