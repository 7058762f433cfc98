"""Random answers to any questionnaire, for property tests: typed, partial, at times off the path or out of bounds."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from questionari.engine.answer_types.numbers import places
from questionari.engine.definition import Question, Questionnaire
from questionari.engine.values import WEEKDAYS, Reserved, Value

Strategy = st.SearchStrategy[Value]

NUMBERS = st.integers(0, 60).map(Decimal)
TEXTS = st.sampled_from(["Risposta di prova.", "Chiamare il 080 574 1461.", "=1+1", "àèì òù", "x" * 2500])
SPANS = st.sampled_from([((540, 780),), ((540, 780), (900, 1080)), ((0, 1440),)])
WRITTEN: Mapping[str, Strategy] = {
    "integer": NUMBERS,
    "text": TEXTS,
    "long_text": TEXTS,
    "unit_ref": TEXTS,
    "email": st.just("servizio@rete.example"),
    "pec": st.just("servizio@pec.rete.example"),
    "phone": st.just("+390805741461"),
    "url": st.just("https://rete.example/"),
    "fiscal_code": st.just("80188230587"),
    "ipa_code": st.just("p_prova"),
    "date": st.dates(date(2025, 1, 1), date(2027, 12, 31)),
    "month": st.dates(date(2025, 1, 1), date(2027, 12, 31)).map(lambda day: day.replace(day=1)),
    "time": st.integers(0, 1440).map(Decimal),
    "datetime": st.dates(date(2025, 1, 1), date(2027, 12, 31)).map(lambda day: f"{day:%Y-%m-%d}T09:30"),
    "comune": st.sampled_from(["072006", "110002", "067041"]),
    "province": st.sampled_from(["072", "110"]),
    "country": st.sampled_from(["RO", "MA", "AL"]),
    "opening_hours": st.dictionaries(st.sampled_from(WEEKDAYS), SPANS, min_size=1),
}
FRACTIONS = frozenset({"decimal", "currency", "percent"})
CODED = frozenset({"choice", "yes_no", "yes_no_na"})
SILENT = frozenset({"note", "group", "computed", "computed_text", "generated"})
MOST_ROWS = 20


def answers_for(definition: Questionnaire) -> st.SearchStrategy[dict[str, Value]]:
    """Some answers, typed, each of a form its type allows; nothing keeps them consistent or on the path."""
    asked = {q.code: value_of(q) for q in definition.questions.values() if q.type not in SILENT}
    return st.fixed_dictionaries({}, optional=asked)


def value_of(question: Question) -> Strategy:
    """An answer to one question, reserved ones included where they are offered."""
    reserved = [Reserved.NOT_AVAILABLE] if question.not_available else []
    return st.one_of(_plain(question), *map(st.just, reserved))


def _plain(question: Question) -> Strategy:
    codes = [o.code for o in question.options if o.reserved is None]
    if question.type in CODED:
        return st.sampled_from(codes)
    if question.type in ("multi", "ordered"):
        return st.lists(st.sampled_from(codes), min_size=1, max_size=6, unique=True).map(tuple)
    if question.type == "roster":
        return st.lists(_row(question), min_size=1, max_size=min(question.max_rows or 5, MOST_ROWS) + 1).map(tuple)
    if question.type in FRACTIONS:
        return st.integers(0, 10**5).map(lambda digits: Decimal(digits).scaleb(-places(question)))
    return _table(question) if question.matrix else WRITTEN[question.type]


def _row(roster: Question) -> st.SearchStrategy[dict[str, Value]]:
    children = {child.code: value_of(child) for child in roster.children}
    return st.fixed_dictionaries({}, optional=children).filter(bool)


def _table(question: Question) -> Strategy:
    shape = question.matrix
    assert shape is not None
    codes = [o.code for o in shape.options if o.reserved is None] or ["1", "2"]
    cell: st.SearchStrategy[Value] = NUMBERS if shape.cell in ("integer", "decimal") else st.sampled_from(codes)
    cells = [(r.code, c.code) for r in shape.rows for c in shape.columns if (r.code, c.code) not in shape.blocked]
    kept = st.one_of(cell, st.just(Reserved.NOT_AVAILABLE)) if question.not_available else cell
    whole = st.fixed_dictionaries({place: cell for place in cells})
    return st.one_of(whole, st.dictionaries(st.sampled_from(cells), kept, min_size=1))
