"""Acts on a document: the one given stays, what comes out is a document, its faults are findings and never a crash."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from questionari import catalogue
from questionari.engine.checks.outline import questions
from questionari.engine.definition import Question
from questionari.engine.editing import acts
from questionari.engine.editing.acts import EditError
from questionari.engine.editing.conditions import OPERATORS, condition, joined
from questionari.engine.editing.skeletons import SKELETONS
from questionari.engine.findings import has_errors

SOURCES = [*sorted(Path("tests/documents/valid").glob("*.json")), Path("schemi/questionari/E/2026.1.json")]
DOCUMENTS: list[dict[str, Any]] = [json.loads(path.read_bytes()) for path in SOURCES]
SMALL = DOCUMENTS[[path.stem for path in SOURCES].index("respond")]
WORDS = st.text(max_size=20)
STEPS = st.sampled_from((-1, 1))


def codes(document: dict[str, Any]) -> list[str]:
    return [place.code for place in questions(document)]


def pages(document: dict[str, Any]) -> list[str]:
    return [page["code"] for section in document["sections"] for page in section["pages"]]


def option_codes(document: dict[str, Any], code: str) -> list[str]:
    try:
        return [raw["code"] for raw in acts.options_of(document, code)] or ["1"]
    except EditError:
        return ["1"]


@st.composite
def an_act(draw: st.DrawFn) -> tuple[dict[str, Any], Callable[[], Any]]:
    """A document and an act on it, good or not."""
    document = draw(st.sampled_from(DOCUMENTS))
    code, page = draw(st.sampled_from([*codes(document), "ZZ"])), draw(st.sampled_from([*pages(document), "ZZ"]))
    option, words, by = (
        draw(st.sampled_from(option_codes(document, code))),
        draw(WORDS),
        draw(STEPS),
    )
    made: list[Callable[[], Any]] = [
        lambda: acts.set_text(document, code, draw(st.sampled_from(("text", "help"))), "it", words),
        lambda: acts.set_title(document, page, "it", words),
        lambda: acts.set_flag(document, code, draw(st.sampled_from(acts.FLAGS)), by > 0),
        lambda: acts.set_condition(document, code, draw(st.sampled_from(acts.CONDITIONS)), words),
        lambda: acts.set_option_text(document, code, option, "it", words),
        lambda: acts.add_option(document, code, words, words),
        lambda: acts.remove_option(document, code, option),
        lambda: acts.move_option(document, code, option, by),
        lambda: acts.move_question(document, code, by),
        lambda: acts.move_to_page(document, code, page),
        lambda: acts.remove_question(document, code),
        lambda: acts.add_question(document, page, code, draw(st.sampled_from(list(SKELETONS))), words, words),
    ]
    return document, draw(st.sampled_from(made))


@settings(max_examples=120, deadline=None)
@given(an_act())
def test_an_act_leaves_its_document_alone_and_gives_one_that_is_judged(
    drawn: tuple[dict[str, Any], Callable[[], Any]],
) -> None:
    document, act = drawn
    before = copy.deepcopy(document)
    try:
        changed = act()
    except EditError as error:
        assert str(error).endswith(".")
        changed = document
    assert document == before
    assert catalogue.compile_document(changed).findings is not None


@pytest.mark.parametrize("kind", SKELETONS)
def test_a_new_question_of_every_type_is_without_errors(kind: str) -> None:
    changed = acts.add_question(SMALL, "P1", "Q1", kind, "NEW_1", "Una domanda nuova")
    assert not has_errors(catalogue.compile_document(changed).findings)
    assert codes(changed)[1] == "NEW_1"


def test_two_questions_of_a_type_share_nothing() -> None:
    once = acts.add_question(SMALL, "P1", "", "choice", "NEW_1", "Prima")
    twice = acts.add_question(once, "P1", "", "choice", "NEW_2", "Seconda")
    changed = acts.set_option_text(twice, "NEW_1", "1", "it", "Solo qui")
    assert acts.options_of(changed, "NEW_2")[0]["text"]["it"] == "Prima risposta"
    later = acts.add_question(SMALL, "P1", "", "choice", "NEW_3", "Terza")
    assert acts.options_of(later, "NEW_3")[0]["text"]["it"] == "Prima risposta"


@given(st.sampled_from(codes(SMALL)), STEPS)
def test_a_question_moved_there_and_back_is_where_it_was(code: str, by: int) -> None:
    there = acts.move_question(SMALL, code, by)
    if there != SMALL:
        assert acts.move_question(there, code, -by) == SMALL


def test_a_removed_question_that_others_read_is_told_by_the_checks() -> None:
    found = catalogue.compile_document(acts.remove_question(SMALL, "Q1")).findings
    assert "REF001" in {finding.code for finding in found}


@pytest.mark.parametrize(
    ("code", "operator", "value"),
    [
        ("Q1", "==", "1"),
        ("Q2", ">=", "12,5"),
        ("Q4", "!=", "98"),
        ("Q5", "in", "01"),
        ("Q5", "not-in", "99"),
        ("Q3", "answered", ""),
        ("Q3", "not-answered", ""),
    ],
)
def test_a_condition_made_by_the_form_is_one_the_compiler_takes(code: str, operator: str, value: str) -> None:
    question = _question(code)
    source = joined("Q1 == '1'", condition(question, operator, value), "or")
    changed = acts.set_condition(SMALL, "L1", "visible_if", joined(source, condition(question, operator, value), "new"))
    assert not has_errors(catalogue.compile_document(changed).findings)


@given(st.sampled_from(codes(SMALL)[:5]), st.sampled_from([*OPERATORS, "?"]), WORDS)
def test_whatever_is_typed_in_the_form_of_a_condition_is_refused_or_taken(code: str, operator: str, value: str) -> None:
    try:
        source = condition(_question(code), operator, value)
    except EditError as error:
        assert str(error)
        return
    assert catalogue.compile_document(acts.set_condition(SMALL, "L1", "visible_if", source)).findings is not None


def _question(code: str) -> Question:
    definition = catalogue.compile_document(SMALL).questionnaire
    assert definition is not None
    return definition.questions[code]
