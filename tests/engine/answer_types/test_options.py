"""Choices and places: options that stand for reserved answers, ranks, shapes of documents, candidates."""

from decimal import Decimal
from typing import Any

import pytest

from questionari.engine.answer_types import answer_type
from questionari.engine.answer_types.base import offered_reserved, read_reserved
from questionari.engine.definition import Option
from questionari.engine.values import Reserved
from tests.engine.answer_types.questions import OPTIONS, QUESTIONS, question

CHOICES = ("choice", "multi", "ordered")


@pytest.mark.parametrize("kind", CHOICES)
def test_a_reserved_answer_is_shown_as_its_option_where_there_is_one(kind: str) -> None:
    of, plain = QUESTIONS[kind], question(kind, options=OPTIONS[:3], not_available=True)
    assert answer_type(of).raw(of, Reserved.NOT_AVAILABLE) == {"": ("7",)}
    assert answer_type(plain).raw(plain, Reserved.NOT_AVAILABLE) == {"nd": ("-7",)}
    other = question(kind, options=(Option("98", {"it": "Non so"}, reserved=-7),))
    assert answer_type(other).text(other, Reserved.NOT_AVAILABLE) == "Non so"
    assert answer_type(plain).text(plain, Reserved.NOT_AVAILABLE) == "Dato non disponibile"


@pytest.mark.parametrize("kind", CHOICES)
def test_a_code_that_is_no_option_any_more_is_said_as_it_is(kind: str) -> None:
    of = QUESTIONS[kind]
    assert answer_type(of).text(of, "99" if kind == "choice" else ("01", "99")).endswith("99")


def test_an_ordered_choice_is_shown_rank_by_rank_and_a_multiple_one_tick_by_tick() -> None:
    ordered, multi = QUESTIONS["ordered"], QUESTIONS["multi"]
    assert answer_type(ordered).raw(ordered, ("3", "01")) == {"1": ("3",), "2": ("01",)}
    assert answer_type(multi).raw(multi, ("01", "3")) == {"": ("01", "3")}
    assert answer_type(multi).to_json(multi, ("01", "3")) == ["01", "3"]


@pytest.mark.parametrize("kind", CHOICES)
def test_nothing_chosen_is_no_answer(kind: str) -> None:
    reading = answer_type(QUESTIONS[kind]).read(QUESTIONS[kind], {"": [""]})
    assert (reading.value, reading.problem) == (None, None)


def test_only_numbered_fields_are_ranks() -> None:
    ordered = QUESTIONS["ordered"]
    form = {"x": ["01"], "²": ["02"], "2": ["3"]}
    assert answer_type(ordered).read(ordered, form).value == ("3",)
    repeated = answer_type(ordered).read(ordered, {"": ["01", "01"]}).problem
    assert repeated is not None and repeated.keys == ("",)


@pytest.mark.parametrize(("data", "value"), [(["01"], ("01",)), (["01", None], None), ("01", None), (1, None)])
def test_several_codes_are_a_list_in_json(data: Any, value: object) -> None:
    multi = QUESTIONS["multi"]
    reading = answer_type(multi).from_json(multi, data)
    assert (reading.value, reading.problem.code if reading.problem else None) == (value, None if value else "shape")


def test_reserved_answers_are_offered_by_a_tick_or_by_an_option() -> None:
    both = question("integer", not_available=True, prefer_not=True)
    assert offered_reserved(both) == {Reserved.NOT_AVAILABLE, Reserved.PREFER_NOT}
    assert offered_reserved(question("choice", options=OPTIONS)) == {Reserved.NOT_AVAILABLE}
    assert offered_reserved(question("integer")) == frozenset()
    assert read_reserved(both, {"nd": ("-8",)}) is Reserved.PREFER_NOT
    assert read_reserved(both, {}) is None
    for ticked in (("-7", "-8"), ("-1",), ("x",)):
        found = read_reserved(both, {"1:nd": ticked}, "1:nd")
        assert getattr(found, "code", None) == "reserved_not_offered" and getattr(found, "keys", None) == ("1:nd",)


@pytest.mark.parametrize(
    ("data", "value"),
    [(5, Decimal(5)), ({"reserved": -7}, Reserved.NOT_AVAILABLE), ({"reserved": "-7"}, Reserved.NOT_AVAILABLE)],
)
def test_a_number_or_a_reserved_answer_is_read_from_json(data: Any, value: object) -> None:
    of = QUESTIONS["integer"]
    assert answer_type(of).from_json(of, data).value == value


@pytest.mark.parametrize("data", [True, 10**31, {"reserved": -7, "x": 1}, {"reserved": None}, {"x": -7}, [5]])
def test_other_shapes_are_no_number(data: Any) -> None:
    of = QUESTIONS["integer"]
    found = answer_type(of).from_json(of, data).problem
    assert found is not None and found.code == "shape"


def test_a_place_is_shown_by_its_name_and_asked_back_with_at_most_five_others() -> None:
    comune = QUESTIONS["comune"]
    assert answer_type(comune).raw(comune, "072006") == {"": ("Bari (BA)",)}
    problem = answer_type(comune).read(comune, {"": ["San"]}).problem
    assert problem is not None and problem.message["it"].count("; ") == 4
    assert "Forse intende: " in problem.message["it"]
    nowhere = answer_type(comune).read(comune, {"": ["qqqq"]}).problem
    assert nowhere is not None and "Forse" not in nowhere.message["it"]
