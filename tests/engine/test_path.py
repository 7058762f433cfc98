"""The path: what routing asks, and the laws that hold whatever is answered."""

import copy
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from questionari.engine.definition import Questionnaire
from questionari.engine.path import Path, find_path, next_page, previous_page
from questionari.engine.values import Answers, Context
from tests.engine.builders import definition, question, stored
from tests.engine.strategies import answers_for

NAMES = [
    "answer_types", "checks", "computed", "details", "group", "lists", "matrix", "minimal", "options_from", "outcomes",
    "reserved", "roster", "routing", "shelter",
]  # fmt: skip
DEFINITIONS = {name: stored(name) for name in NAMES}


@st.composite
def responses(draw: Any) -> tuple[Questionnaire, Answers]:
    """A small questionnaire with random answers."""
    of = DEFINITIONS[draw(st.sampled_from(NAMES))]
    return of, draw(answers_for(of))


def asked(of: Questionnaire, answers: Answers, context: Context | None = None) -> Path:
    return find_path(of, answers, context or Context())


def test_a_section_is_asked_only_when_its_condition_certainly_holds() -> None:
    of = stored("routing")
    assert asked(of, {}).pages == ("P1", "P5")
    assert asked(of, {"Q1": "2"}).pages == ("P1", "P5")
    assert asked(of, {"Q1": "1"}).pages == ("P1", "P2", "P5")
    assert asked(of, {"Q1": "1", "Q2": "1", "Q4": Decimal(3)}).pages == ("P1", "P2", "P3", "P4", "P5")


def test_an_answer_hidden_upstream_hides_what_depends_on_it() -> None:
    of = stored("routing")
    kept = {"Q1": "2", "Q2": "1", "Q4": Decimal(3)}
    assert asked(of, kept).questions == {"Q1", "Q6"}
    assert kept["Q4"] == Decimal(3)


def test_a_page_with_nothing_to_show_is_not_on_the_path() -> None:
    of = stored("routing")
    assert "P4" not in asked(of, {"Q1": "1", "Q2": "1"}).pages


def test_a_detail_is_asked_when_its_option_is_chosen() -> None:
    of = stored("details")
    assert not asked(of, {"Q1": "1", "Q1.98": "x"}).asked("Q1.98")
    assert asked(of, {"Q1": "98"}).asked("Q1.98")
    assert asked(of, {"Q2": ("1", "2")}).asked("Q2.2")
    assert not asked(of, {"Q2": ("1",), "Q2.2": "x"}).asked("Q2.2")


def test_children_of_a_group_are_asked_with_the_group() -> None:
    of = stored("group")
    assert {"Q2", "Q2.titolo", "Q2.anno"} <= asked(of, {"Q1": "1"}).questions
    assert not asked(of, {"Q1": "2", "Q2.anno": Decimal(2020)}).asked("Q2.anno")
    assert asked(of, {"Q1": "1", "Q2.anno": Decimal(2020)}).asked("Q3")


def test_cells_follow_rows_rules_and_blocks() -> None:
    of = stored("matrix")
    assert asked(of, {}).cells("Q2") == (("20", "a"),)
    assert asked(of, {"Q1": "1"}).cells("Q2") == (("20", "a"), ("20", "b"), ("21", "a"))


def test_options_and_rows_are_limited_to_earlier_choices() -> None:
    of = stored("options_from")
    path = asked(of, {"Q1": ("1", "3")})
    assert [o.code for o in path.options(of.questions["Q2"])] == ["1", "3"]
    assert [o.code for o in of.questions["Q2"].options if path.offers(of.questions["Q2"], o)] == ["1", "3"]
    assert path.cells("Q3") == (("1", "n"), ("3", "n"))
    assert [o.code for o in path.options(of.questions["Q4"])] == ["1"]
    assert [o.code for o in asked(of, {}).options(of.questions["Q2"])] == []


def test_children_of_a_roster_are_asked_row_by_row() -> None:
    of = stored("roster")
    roster, path = of.questions["Q1"], asked(of, {})
    assert [c.code for c in path.children(roster, {})] == ["tipo", "ore"]
    assert [c.code for c in path.children(roster, {"tipo": "98", "ore": Decimal(50)})] == [
        "tipo", "tipo.98", "ore", "motivo",
    ]  # fmt: skip


def test_computed_values_follow_their_order_of_dependence_and_are_rounded_half_up() -> None:
    of = stored("computed")
    path = asked(of, {"Q1": Decimal(10), "Q2": Decimal(7)})
    assert path.computed == {"C1": Decimal("5.67"), "C2": Decimal(17)}
    eighths = definition(question("Q1", "integer"), question("C1", "computed", expression="Q1 / 8", places=2))
    assert asked(eighths, {"Q1": Decimal(1)}).computed == {"C1": Decimal("0.13")}  # 0.125: to even it would be 0.12
    assert path.asked("Q4")


def test_a_computed_value_may_read_what_is_asked_between_it_and_its_reader() -> None:
    of = definition(
        question("C", "computed", expression="Q1 + 1"),
        question("Q1", "integer"),
        question("Q2", visible_if="C > 1"),
    )
    assert asked(of, {"Q1": Decimal(1)}).asked("Q2")


def test_a_missing_context_is_unknown_and_hides() -> None:
    of = definition(question("Q1", visible_if="census.type != '02'"))
    assert not asked(of, {}).asked("Q1")
    assert asked(of, {}, Context(census={"type": "01"})).asked("Q1")


def test_pages_are_walked_in_both_directions() -> None:
    path = asked(stored("routing"), {"Q1": "1", "Q2": "2"})
    assert [next_page(path, page) for page in ("P1", "P2", "P5")] == ["P2", "P5", None]
    assert [previous_page(path, page) for page in ("P1", "P2", "P5")] == [None, "P1", "P2"]


@pytest.mark.parametrize(("page", "after"), [("P3", "P5"), ("no such page", "P1")])
def test_the_walk_goes_on_from_a_page_that_is_no_longer_on_the_path(page: str, after: str) -> None:
    assert next_page(asked(stored("routing"), {"Q1": "1", "Q2": "2"}), page) == after


def test_there_is_no_page_before_one_that_does_not_exist() -> None:
    assert previous_page(asked(stored("routing"), {"Q1": "1", "Q2": "2"}), "no such page") is None


def test_a_page_with_something_to_show_is_on_the_path_whatever_else_it_hides() -> None:
    of = definition(question("Q1", visible_if="census.type == '01'"), question("Q2", visible_if="census.type == '02'"))
    path = asked(of, {}, Context(census={"type": "01"}))
    assert (path.pages, path.questions) == (("P1",), {"Q1"})


def test_the_options_of_a_child_follow_the_row_it_is_asked_in() -> None:
    options = [{"code": "1", "text": {"it": "Uno"}}, {"code": "2", "text": {"it": "Due"}, "visible_if": "row.ore > 10"}]
    children = [question("ore", "integer"), question("tipo", "choice", options=options)]
    of = definition(question("R1", "roster", max_rows=3, questions=children))
    path, child = asked(of, {}), of.questions["R1"].children[1]
    shown = [path.options(child, row) for row in ({"ore": Decimal(20)}, {"ore": Decimal(5)}, {}, None)]
    assert [[option.code for option in each] for each in shown] == [["1", "2"], ["1"], ["1"], ["1"]]


def test_what_cannot_be_computed_is_left_out() -> None:
    assert asked(stored("computed"), {}).computed == {}


@given(responses())
@settings(max_examples=150, deadline=None)
def test_an_answer_off_the_path_contributes_nothing(response: tuple[Questionnaire, Answers]) -> None:
    of, answers = response
    path = asked(of, answers)
    again = asked(of, {code: value for code, value in answers.items() if path.asked(code)})
    assert (again.pages, again.questions, again.computed) == (path.pages, path.questions, path.computed)
    assert all(again.cells(code) == path.cells(code) for code in of.questions)


@given(responses())
@settings(max_examples=100, deadline=None)
def test_finding_the_path_changes_no_answer(response: tuple[Questionnaire, Answers]) -> None:
    of, answers = response
    before = copy.deepcopy(answers)
    path = asked(of, answers)
    assert path.computed is not None and answers == before


@given(responses())
@settings(max_examples=100, deadline=None)
def test_every_question_asked_stands_on_a_page_of_the_path(response: tuple[Questionnaire, Answers]) -> None:
    of, answers = response
    path = asked(of, answers)
    assert {of.page_of[code] for code in path.questions} == set(path.pages)


@given(responses())
@settings(max_examples=100, deadline=None)
def test_walking_forward_meets_every_page_once(response: tuple[Questionnaire, Answers]) -> None:
    path = asked(*response)
    walked, page = [], path.pages[0] if path.pages else None
    while page is not None:
        walked.append(page)
        page = next_page(path, page)
    assert tuple(walked) == path.pages
    assert [previous_page(path, page) for page in walked[1:]] == walked[:-1]
