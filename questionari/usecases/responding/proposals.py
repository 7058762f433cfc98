"""What is proposed where nothing is stored: from the census or the previous round (`prefill`), or by an expression."""

from collections.abc import Mapping
from decimal import Decimal

from questionari.engine.answer_types import answer_type
from questionari.engine.answer_types.fields import Raw
from questionari.engine.definition import Question
from questionari.engine.expressions.evaluate import evaluate
from questionari.engine.expressions.scope import UNKNOWN
from questionari.engine.values import Named, Reserved, Value
from questionari.usecases.responding.cases import Case
from questionari.usecases.responding.cells import tidy


def proposal(case: Case, question: Question) -> Raw:
    """The fields proposed for a question, perhaps none. Never an answer until she saves it."""
    value = _from_previous(case, question) if question.from_previous else _from_census(case, question)
    if value is None and question.suggest is not None:
        value = readable(question, evaluate(question.suggest, case.path.scope))
    return {} if value is None else tidy(answer_type(question).raw(question, value))


def _from_previous(case: Case, question: Question) -> Value | None:
    """The answer of then, rows and cells too; a reserved one is no proposal: it may be known by now."""
    value = (case.context.previous or {}).get(question.code)
    return None if isinstance(value, Reserved) else value


def _from_census(case: Case, question: Question) -> Value | None:
    census = case.context.census or {}
    if question.prefill is None or question.prefill not in census:
        return None
    return readable(question, census[question.prefill])


def readable(question: Question, value: object) -> Value | None:
    """The value as this question would hold it; None when it does not fit."""
    if value is UNKNOWN or isinstance(value, Reserved):
        return None
    reading = answer_type(question).from_json(question, _plain(question, value))
    return reading.value if reading.problem is None else None


def _plain(question: Question, value: object) -> object:
    """The value as JSON; of the rows of another roster ({"rows": …}) what both ask."""
    if isinstance(value, tuple):
        return _rows(question, value)
    if isinstance(value, Named):
        return {"code": str(value), "name": value.words} if question.type == "unit_ref" else str(value)
    if question.children and isinstance(value, Mapping) and "rows" in value:
        asked = {child.code for child in question.children}
        return [{code: given for code, given in row.items() if code in asked} for row in value["rows"]]
    return str(value) if isinstance(value, Decimal) else value


def _rows(question: Question, items: tuple[object, ...]) -> list[object]:
    """The items of a list; in a roster each is the first answer of a row."""
    return [{question.children[0].code: item} for item in items] if question.children else list(items)
