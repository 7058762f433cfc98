"""Two people change one answer: what each touched is brought together, what both touched is named (reliability.md, F8).

A table is made of parts: the cells of a matrix, the days of opening hours, the fields of fixed rows. Any other answer
is one part, and so is what is said of a whole table ("dato non disponibile"): with it nothing else can be brought
together. Rows that come and go have no lasting place, so a roster of them is one part too.
"""

from dataclasses import dataclass

from questionari.engine.answer_types.fields import SEPARATOR, Raw
from questionari.engine.definition import Question
from questionari.engine.values import WEEKDAYS

WHOLE = ""


@dataclass(frozen=True, slots=True)
class Merged:
    """The fields brought together, and the parts that both changed, each otherwise: there the fields are theirs."""

    raw: Raw
    contested: tuple[str, ...]


def merge_fields(question: Question, base: Raw, theirs: Raw, mine: Raw) -> Merged:
    """What comes of two changes of the same fields.

    >>> from questionari.engine.definition import Question
    >>> table = Question("M", "matrix", {"it": "Tabella"})
    >>> merge_fields(table, {}, {"1:a": ("4",)}, {"1:b": ("5",)})
    Merged(raw={'1:a': ('4',), '1:b': ('5',)}, contested=())
    >>> merge_fields(table, {}, {"1:a": ("4",)}, {"1:a": ("6",)})
    Merged(raw={'1:a': ('4',)}, contested=('1:a',))
    """
    hers, others = _moved(question, base, mine), _moved(question, base, theirs)
    if WHOLE in hers | others:
        hers, others = _as_one(hers), _as_one(others)
    contested = {part for part in hers & others if at(question, mine, part) != at(question, theirs, part)}
    return Merged(with_parts(question, theirs, mine, hers - contested), tuple(sorted(contested)))


def with_parts(question: Question, onto: Raw, source: Raw, parts: frozenset[str] | set[str]) -> Raw:
    """Fields with some parts taken from others, blank ones too."""
    stay = {key: values for key, values in onto.items() if not parts & {WHOLE, part_of(question, key)}}
    come = {key: values for key, values in source.items() if parts & {WHOLE, part_of(question, key)}}
    return {**stay, **come}


def at(question: Question, raw: Raw, part: str) -> Raw:
    """The fields of one part."""
    return raw if part == WHOLE else {key: values for key, values in raw.items() if part_of(question, key) == part}


def part_of(question: Question, key: str) -> str:
    """The part that a field belongs to."""
    steps = key.split(SEPARATOR)
    if question.type == "opening_hours":
        return steps[0] if steps[0] in WEEKDAYS else WHOLE
    table = question.type == "matrix" or bool(question.fixed_rows)
    return SEPARATOR.join(steps[:2]) if table and len(steps) > 1 else WHOLE


def _moved(question: Question, before: Raw, after: Raw) -> set[str]:
    keys = {*before, *after}
    return {part_of(question, key) for key in keys if before.get(key) != after.get(key)}


def _as_one(parts: set[str]) -> set[str]:
    return {WHOLE} if parts else set()
