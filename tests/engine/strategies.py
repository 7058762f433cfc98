"""Random answers to any small questionnaire: right values, reserved ones, blanks, and picks that do not fit."""

from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from questionari.engine.definition import Question, Questionnaire
from questionari.engine.values import Reserved, Value

_NUMBERS = st.integers(-5, 700).map(Decimal)
_SCALARS: dict[str, st.SearchStrategy[Any]] = {
    **dict.fromkeys(("integer", "currency", "percent", "time"), _NUMBERS),
    "decimal": st.decimals(-5, 50, places=2),
    **dict.fromkeys(("date", "month"), st.dates(date(2020, 1, 1), date(2030, 1, 1))),
    "opening_hours": st.just({"lun": ((540, 780),), "mar": ((0, 1440),)}),
    **dict.fromkeys(("comune",), st.just("072006")),
    **dict.fromkeys(("province",), st.just("072")),
    **dict.fromkeys(("country",), st.just("FR")),
}
_TEXTS = st.text("abc XYZ'", max_size=30)


def _options(question: Question) -> list[str]:
    return [option.code for option in question.options if option.reserved is None]


def values(question: Question) -> st.SearchStrategy[Any]:
    """A value of the question's shape."""
    if question.matrix is not None:
        codes = [o.code for o in question.matrix.options] or ["1", "2"]
        cell = _NUMBERS if question.matrix.cell in ("integer", "decimal") else st.sampled_from(codes)
        cells = [(row.code, column.code) for row in question.matrix.rows for column in question.matrix.columns]
        return st.dictionaries(st.sampled_from(cells), cell | st.just(Reserved.NOT_AVAILABLE), min_size=1)
    if question.type == "roster":
        size = len(question.fixed_rows)
        return st.lists(rows(question.children), min_size=size, max_size=size or 4).map(tuple)
    if question.type in ("multi", "ordered"):
        return st.lists(st.sampled_from(_options(question)), min_size=1, unique=True).map(tuple)
    if question.options:
        return st.sampled_from(_options(question))
    return _SCALARS.get(question.type, _TEXTS)


def rows(children: tuple[Question, ...]) -> st.SearchStrategy[dict[str, Value]]:
    """A row of a roster, some children blank."""
    return st.fixed_dictionaries({}, optional={child.code: values(child) for child in children})


def answers_for(definition: Questionnaire) -> st.SearchStrategy[dict[str, Value]]:
    """Answers to any of the questions, also to those that would not be asked."""
    asked = [q for q in definition.questions.values() if q.type not in ("note", "group", "computed")]
    return st.fixed_dictionaries({}, optional={q.code: values(q) | st.just(Reserved.NOT_AVAILABLE) for q in asked})
