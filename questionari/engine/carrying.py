"""Answers to one version as another version's questions would hold them: the previous round read by this one.

A question is the same by its concept, whatever its code (`comparing.matching`); options, rows and columns by their
words. What today's question could not hold, or what measures something else under the same code, is left out.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any, TypeAlias

from questionari.engine.answer_types import answer_type
from questionari.engine.comparing.matching import Item, items, match, match_coded
from questionari.engine.definition import MatrixShape, Question, Questionnaire
from questionari.engine.values import Answers, Reserved, Value

#: Types whose answers mean the same, beside a type and itself.
_FAMILIES = (
    frozenset({"integer", "decimal", "currency", "percent"}),
    frozenset({"choice", "yes_no", "yes_no_na"}),
    frozenset({"text", "long_text"}),
)
_NO_SHAPE = MatrixShape((), (), "integer")


@dataclass(frozen=True, slots=True)
class Pair:
    """A question of the old version and the one that asks the same today, by its full code."""

    code: str
    old: Question
    new: Question


Pairs: TypeAlias = Mapping[str, Pair]


def carried(old: Questionnaire, new: Questionnaire, answers: Answers, wanted: Collection[str]) -> dict[str, Value]:
    """The answers to ``old`` that the wanted questions of ``new`` would hold, by today's codes."""
    pairs = pairs_of(old, new)
    known = ((pairs[code], code, value) for code, value in answers.items() if code in pairs)
    moved = ((pair.code, _moved(pairs, code, value)) for pair, code, value in known if pair.code in wanted)
    return {code: value for code, value in moved if value is not None}


@lru_cache(maxsize=32)
def pairs_of(old: Questionnaire, new: Questionnaire) -> Pairs:
    """Old full code -> the pair, for questions of kindred types that measure the same."""
    before, after = items(old), items(new)
    matched = match(before, after)
    return {
        code: Pair(other, before[code].question, after[other].question)
        for code, other in matched.new_of.items()
        if _same_measure(before[code], after[other]) and _kindred(before[code], after[other])
    }


def _same_measure(old: Item, new: Item) -> bool:
    """A code that was given to another concept says something else."""
    concepts = {old.question.concept, new.question.concept} - {None}
    return len(concepts) <= 1


def _kindred(old: Item, new: Item) -> bool:
    types = {old.question.type, new.question.type}
    return len(types) == 1 or any(types <= family for family in _FAMILIES)


def _moved(pairs: Pairs, code: str, value: Value) -> Value | None:
    """The value in today's codes, if today's question can hold it."""
    pair = pairs[code]
    kind = answer_type(pair.new)
    if isinstance(value, Reserved):
        data: Any = {"reserved": int(value)}
    else:
        found = _SHAPES.get(pair.new.type, _as_it_is)(pairs, code, value)
        data = None if found is None else kind.to_json(pair.new, found)
    reading = kind.from_json(pair.new, data)
    changed = isinstance(value, Decimal) and reading.value != value  # decimals that a count has no room for
    return None if changed or reading.problem else reading.value


def _as_it_is(_: Pairs, __: str, value: Value) -> Value | None:
    return value


def _one(pairs: Pairs, code: str, value: Any) -> Value | None:
    return _codes(pairs[code]).get(value)


def _several(pairs: Pairs, code: str, value: Any) -> Value | None:
    """The picks; unknown as a whole where one of them can no longer be made."""
    codes = _codes(pairs[code])
    return tuple(codes[pick] for pick in value) if all(pick in codes for pick in value) else None


def _codes(pair: Pair) -> dict[str, str]:
    return match_coded(pair.old.options, pair.new.options).new_code


def _table(pairs: Pairs, code: str, value: Any) -> Value | None:
    """The cells whose row and column still stand."""
    old, new = pairs[code].old.matrix or _NO_SHAPE, pairs[code].new.matrix or _NO_SHAPE
    if old.cell != new.cell:
        return None
    rows, columns = match_coded(old.rows, new.rows).new_code, match_coded(old.columns, new.columns).new_code
    options = match_coded(old.options, new.options).new_code
    gone = {option.code for option in old.options} - options.keys()
    cells: dict[tuple[str, str], Any] = {
        (rows[row], columns[column]): options.get(cell, cell)
        for (row, column), cell in value.items()
        if row in rows and column in columns and cell not in gone
    }
    return cells or None


def _rows(pairs: Pairs, code: str, value: Any) -> Value | None:
    """The rows, fixed ones where their words stand today; rows that have become fixed, or no longer are, say others."""
    before, after = pairs[code].old.fixed_rows, pairs[code].new.fixed_rows
    if bool(before) != bool(after):
        return None
    rows: tuple[dict[str, Value], ...] = tuple(dict(_row(pairs, code, row)) for row in value)
    if before:
        held = dict(zip((axis.code for axis in before), rows, strict=False))
        same = {new: old for old, new in match_coded(before, after).new_code.items()}
        rows = tuple(held.get(same.get(axis.code, ""), {}) for axis in after)
    return rows if any(rows) else None


def _row(pairs: Pairs, code: str, row: Mapping[str, Value]) -> Iterator[tuple[str, Value]]:
    for child, value in row.items():
        pair = pairs.get(f"{code}.{child}")
        if pair is None or pair.code != f"{pairs[code].code}.{pair.new.code}":  # asked elsewhere today
            continue
        moved = _moved(pairs, f"{code}.{child}", value)
        if moved is not None:
            yield pair.new.code, moved


_SHAPES: Mapping[str, Callable[[Pairs, str, Any], Value | None]] = {
    "choice": _one,
    "yes_no": _one,
    "yes_no_na": _one,
    "multi": _several,
    "ordered": _several,
    "matrix": _table,
    "roster": _rows,
}
