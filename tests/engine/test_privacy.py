"""Shelters are never located: the static check, and the path it speaks for."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings, strategies as st

from questionari.catalogue import SCHEMI, compile_document
from questionari.engine.checks.privacy import LOCATING, TWO_VALUED, TYPE_CONCEPT
from questionari.engine.definition import Question, Questionnaire
from questionari.engine.expressions.evaluate import evaluate
from questionari.engine.expressions.functions import FUNCTIONS
from questionari.engine.expressions.parser import parse
from questionari.engine.expressions.scope import UNKNOWN
from questionari.engine.path import find_path
from questionari.engine.values import Context
from tests.engine.builders import compiled, definition, document, question, stored
from tests.engine.strategies import answers_for

SHELTER = Context(census={"type": "02"})
TYPE = question(
    "TIPO",
    "choice",
    concept=TYPE_CONCEPT,
    options=[{"code": "01", "text": {"it": "Centro"}}, {"code": "02", "text": {"it": "Casa"}}],
)


def instrument_a() -> Questionnaire:
    """The product's own instrument A."""
    questionnaire = compile_document((SCHEMI / "questionari" / "A" / "2026.1.json").read_bytes()).questionnaire
    assert questionnaire is not None
    return questionnaire


def locating(of: Questionnaire) -> Iterator[Question]:
    """The questions that would locate a service."""
    for q in of.questions.values():
        if LOCATING & {q.concept, *(child.concept for child in q.children)}:
            yield q


@pytest.mark.parametrize("of", [stored("shelter"), instrument_a()], ids=["shelter", "A"])
@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_whatever_a_shelter_answers_it_is_never_located(of: Questionnaire, data: st.DataObject) -> None:
    kind = next(q.code for q in of.questions.values() if q.concept == TYPE_CONCEPT)
    answers = {**data.draw(answers_for(of)), kind: "02"}
    path = find_path(of, answers, SHELTER)
    assert [q.code for q in locating(of) if path.asked(q.code)] == []


def test_the_documents_under_test_do_locate_other_services() -> None:
    assert len(list(locating(stored("shelter")))) >= 2 and len(list(locating(instrument_a()))) >= 4


@pytest.mark.parametrize(
    ("condition", "allowed"),
    [
        ("TIPO != '02'", True),
        ("TIPO == '01'", True),
        ("TIPO in ['01'] && Q1 == '1'", True),
        ("!(TIPO == '02')", True),
        ("census.type != '02'", True),
        ("TIPO == '01' ? true : false", True),
        ("Q1 == '1'", False),
        ("TIPO == '01' || Q1 == '1'", False),
        ("TIPO != '02' || !answered(Q1)", False),
        ("!asked(Q1)", False),
        ("value_or(Q1, '2') == '2'", False),
        ("TIPO == '02'", False),
        ("census.owner == '02'", False),
    ],
)
def test_a_locating_question_is_allowed_only_when_certainly_hidden(condition: str, allowed: bool) -> None:
    place = question("Q2", concept="place.address", visible_if=condition)
    found = compile_document(document(TYPE, question("Q1", "yes_no"), place)).findings
    assert ("PRI002" not in {finding.code for finding in found}) == allowed


def test_the_condition_may_stand_on_the_section_or_the_page() -> None:
    raw = document(TYPE)
    place = question("Q2", "opening_hours", concept="place.hours")
    page = {"code": "P2", "title": {"it": "Orari"}, "questions": [place], "visible_if": "TIPO != '02'"}
    raw["sections"].append({"code": "S2", "title": {"it": "Orari"}, "pages": [page]})
    assert compiled(raw).page_of["Q2"] == "P2"


def test_every_function_that_is_never_unknown_is_known_to_the_check() -> None:
    scope = find_path(definition(question("Q1", "integer"), question("Q2", "multi", options=TYPE["options"])), {}).scope
    calls = {name: [f"{name}({code}{rest})" for code in ("Q1", "Q2") for rest in ("", ", 0")] for name in FUNCTIONS}
    certain = {
        name for name, sources in calls.items() if any(evaluate(parse(s), scope) is not UNKNOWN for s in sources)
    }
    assert certain == TWO_VALUED


@pytest.mark.parametrize(
    ("kind", "keys", "told"),
    [
        ("email", {}, True),
        ("phone", {}, True),
        ("text", {}, False),
        ("pec", {}, False),
        ("email", {"store": "contacts"}, False),
        ("email", {"concept": "contact.email"}, False),
        ("email", {"concept": "person.email"}, True),
        ("phone", {"prefill": "phone"}, False),
        ("phone", {"prefill": "previous"}, True),
    ],
)
def test_the_address_of_a_person_belongs_with_the_contacts(kind: str, keys: dict[str, str], told: bool) -> None:
    found = compile_document(document(question("Q1", kind, **keys))).findings
    assert ("PRI003" in {finding.code for finding in found}) == told


@pytest.mark.parametrize(
    ("kind", "keys", "told"),
    [
        ("comune", {}, True),
        ("opening_hours", {}, True),
        ("comune", {"concept": "person.comune"}, False),
        ("text", {}, False),
    ],
)
def test_hours_and_places_say_whose_they_are(kind: str, keys: dict[str, str], told: bool) -> None:
    found = compile_document(document(question("Q1", kind, **keys))).findings
    assert ("PRI004" in {finding.code for finding in found}) == told


@pytest.mark.parametrize("value", [None, True, False])
def test_nobody_switches_the_search_of_a_long_text_off(value: bool | None) -> None:
    keys = {} if value is None else {"sensitive_text": value}
    found = compile_document(document(question("Q1", "long_text", **keys))).findings
    assert ("PRI001" in {finding.code for finding in found}) == (value is False)


def test_a_place_may_stand_nowhere_around_a_shelter() -> None:
    hours = question("h", "opening_hours", concept="place.hours")
    rows = question("Q2", "roster", questions=[question("s", "roster", questions=[question("n")]), hours])
    detail = {"code": "9", "text": {"it": "Altra"}, "detail": {"text": {"it": "Dove"}, "concept": "place.address"}}
    chosen = question("Q2", "choice", options=[{"code": "1", "text": {"it": "Una"}}, detail])
    group = question("Q2", "group", questions=[hours])
    for asked, code in ((rows, "Q2"), (chosen, "Q2.9"), (group, "Q2.h")):
        for condition, allowed in (("TIPO != '02'", True), ("TIPO != '01'", False)):
            found = compile_document(document(TYPE, {**asked, "visible_if": condition})).findings
            told = [finding.message for finding in found if finding.code == "PRI002"]
            assert told == ([] if allowed else [f"{code} may be asked of a shelter"])
