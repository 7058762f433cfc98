"""The layout of a questionnaire's dataset, from its definition alone: never from the data."""

from collections.abc import Iterator
from functools import lru_cache

from questionari.engine.columns.model import (
    FIXED_ROW_COLUMN,
    INNER_FIXED_ROW_COLUMN,
    INNER_ROW_COLUMN,
    MOST_WIDE_ROWS,
    ROW_COLUMN,
    Column,
    Layout,
)
from questionari.engine.columns.names import Names
from questionari.engine.columns.parts import Part, categories, parts
from questionari.engine.definition import Question, Questionnaire, Text

_ROW_LABEL = {"it": "Numero della riga"}
_FIXED_ROW_LABEL = {"it": "Voce della riga"}
_INNER_ROW_LABEL = {"it": "Numero della riga interna"}
_INNER_FIXED_ROW_LABEL = {"it": "Voce della riga interna"}


@lru_cache(maxsize=64)
def layout(definition: Questionnaire) -> Layout:
    """Every column of the dataset. Contacts, notes and what is never exported have none (decisions.md 12, 37)."""
    names = Names()
    wide: list[Column] = []
    long: dict[str, tuple[Column, ...]] = {}
    for question in _in_order(definition):
        if is_long(question):
            long[question.code] = _long_columns(question)
        else:
            wide.extend(_column(question, part, names, question.code) for part in _wide_parts(question))
        long |= {f"{question.code}.{inner.code}": _inner_columns(question, inner) for inner in inner_rosters(question)}
    return Layout(tuple(wide), long)


def is_long(question: Question) -> bool:
    """Whether the question is a roster with a file of its own."""
    return question.type == "roster" and most_rows(question) > MOST_WIDE_ROWS


def most_rows(roster: Question) -> int:
    """How many rows a roster may have; an open one has more than the wide file takes."""
    return len(roster.fixed_rows) or roster.max_rows or MOST_WIDE_ROWS + 1


def exported(definition: Questionnaire, question: Question) -> bool:
    """Whether a question and what it belongs to may leave with the dataset."""
    if question.store == "contacts" or question.export == "never":
        return False
    parent = definition.questions.get(question.parent) if question.parent else None
    return parent is None or exported(definition, parent)


def _in_order(definition: Questionnaire) -> Iterator[Question]:
    """The questions that may be exported, as they stand on the pages."""
    on_pages = (code for page in definition.pages() for code in page.questions)
    for code in dict.fromkeys((*on_pages, *definition.questions)):
        if exported(definition, definition.questions[code]):
            yield definition.questions[code]


def _wide_parts(question: Question) -> tuple[Part, ...]:
    if question.type != "roster":
        return parts(question)
    single = len(question.children) == 1
    return tuple(
        _in_row(question, row, part, single)
        for row in range(1, most_rows(question) + 1)
        for child in _children(question)
        for part in _child_parts(child)
    )


def _in_row(roster: Question, row: int, part: Part, single: bool) -> Part:
    """A part of a child as a column of the wide file; the only child of a roster is not named ("A5_09_1")."""
    text = roster.fixed_rows[row - 1].text if roster.fixed_rows else {"it": f"riga {row}"}
    inner = part.inside(str(row), str(row), {language: text.get(language, text["it"]) for language in part.label})
    suffixes = (str(row), *part.suffixes[1:]) if single else inner.suffixes
    return Part(inner.key, suffixes, inner.kind, inner.label, inner.categories)


def _children(roster: Question) -> Iterator[Question]:
    """The children that may be exported; a roster among them has a file of its own."""
    return (child for child in roster.children if _leaves(child) and child.type != "roster")


def inner_rosters(roster: Question) -> Iterator[Question]:
    """The rosters in the rows of a roster that may be exported."""
    return (child for child in roster.children if _leaves(child) and child.type == "roster")


def _leaves(child: Question) -> bool:
    return child.store == "answers" and child.export != "never"


def _child_parts(child: Question) -> Iterator[Part]:
    for part in parts(child):
        yield Part((child.code, *part.key), (child.code, *part.suffixes), part.kind, part.label, part.categories)


def _long_columns(roster: Question) -> tuple[Column, ...]:
    names = Names()
    own = _row_columns(roster, roster, names, (ROW_COLUMN, FIXED_ROW_COLUMN), (_ROW_LABEL, _FIXED_ROW_LABEL))
    columns = (_column(roster, part, names, roster.code) for child in _children(roster) for part in _child_parts(child))
    return (*own, *columns)


def _inner_columns(outer: Question, roster: Question) -> tuple[Column, ...]:
    """The file of a roster in the rows of another: the row around, the row, its answers."""
    names = Names()
    around = _row_columns(outer, outer, names, (ROW_COLUMN, FIXED_ROW_COLUMN), (_ROW_LABEL, _FIXED_ROW_LABEL))
    keys = (INNER_ROW_COLUMN, INNER_FIXED_ROW_COLUMN)
    own = _row_columns(outer, roster, names, keys, (_INNER_ROW_LABEL, _INNER_FIXED_ROW_LABEL))
    parts_ = (part for child in _children(roster) for part in _child_parts(child))
    inner = (Part((roster.code, *p.key), (roster.code, *p.suffixes), p.kind, p.label, p.categories) for p in parts_)
    return (*around, *own, *(_column(outer, part, names, outer.code) for part in inner))


def _row_columns(
    question: Question, roster: Question, names: Names, keys: tuple[str, str], labels: tuple[Text, Text]
) -> Iterator[Column]:
    """The number of the row, and the code of a fixed one."""
    yield Column(names.name(keys[0]), question.code, keys[:1], "integer", labels[0])
    if roster.fixed_rows:
        name, rows = names.name(keys[1]), categories(roster.fixed_rows)
        yield Column(name, question.code, keys[1:], "code", labels[1], rows)


def _column(question: Question, part: Part, names: Names, prefix: str) -> Column:
    name = names.name(prefix, *part.suffixes)
    return Column(name, question.code, part.key, part.kind, part.label, part.categories, question.export)
