"""What decisions.md 9 says is hidden, and what that leaves: truth tables over the answers that decide the path."""

from collections.abc import Mapping
from itertools import product
from typing import Any

import pytest

from questionari.engine.path import find_path
from tests.instruments.world import TYPES, context, instrument_a, typed

SECTIONS = tuple(f"A{n}" for n in range(17))
ALWAYS = {"A0", "A15", "A16"}
ACCESS = tuple(f"A2_{n}" for n in range(11, 20))
USERS = tuple(f"A5_{n:02d}" for n in range(1, 19))
MODULE_OF = {
    "A10A": ("01", "03"),
    "A10B": ("02",),
    "A10C": ("05", "06"),
    "A10D": ("04", "07", "08"),
    "A10E": ("12", "13", "14", "15", "16"),
    "A10F": ("09", "10", "11", "17", "19"),
}
#: Answers that open whatever the deciding ones do not close.
OPEN: Mapping[str, Any] = {
    "A1_02": "01", "A1_20": "1", "A2_02": 1, "A2_08": "1", "A2_18": "1", "A4_02": "1", "A5_00": "1", "A5_01": 30,
    "A5_02": 20, "A5_04": 5, "A5_05": 2, "A5_08": {"1": 10, "2": 5, "3": 5, "9": 0}, "A5_12": 6, "A6_06": 3,
    "A7_01": {"01": {"a": 20, "b": 2}}, "A8_02": "1", "A8_04": 5, "A8_05": 4, "A9_01": "1", "A12_01": "1",
    "A13_01": ["1"], "A15_01": ["01"],
}  # fmt: skip


def asked(answers: Mapping[str, Any]) -> frozenset[str]:
    return find_path(instrument_a(), typed(answers), context()).questions


def sections(answers: Mapping[str, Any]) -> set[str]:
    path = find_path(instrument_a(), typed(answers), context())
    return {instrument_a().section_of[page] for page in path.pages}


@pytest.mark.parametrize("activity", ["1", "2", "3", "4", "5"])
def test_a_service_that_was_not_active_goes_from_the_start_to_its_problems(activity: str) -> None:
    found = sections({**OPEN, "A0_04": activity, "A0_07": "1"})
    assert found == (set(SECTIONS) if activity in ("1", "2") else ALWAYS)


def test_before_saying_whether_it_was_active_nothing_else_is_asked() -> None:
    assert sections({}) == ALWAYS


def test_before_saying_whether_it_receives_women_nothing_about_them_is_asked() -> None:
    found = asked({**OPEN, "A0_04": "1"})
    assert not found & {"A4_01", "A5_00", "A6_01", "A7_01", *ACCESS}
    assert "A7_02" in found


@pytest.mark.parametrize(("reception", "source"), list(product("123", "1234")))
def test_reception_and_source_of_the_data_decide_what_is_asked_on_women(reception: str, source: str) -> None:
    found = asked({**OPEN, "A0_04": "1", "A0_07": reception, "A5_00": source})
    receives, counts = reception in ("1", "3"), reception == "1" and source != "4"
    assert {code in found for code in ("A2_11", "A2_17", "A2_19")} == {receives}
    assert ("A4_01" in found) == receives
    assert ("A5_00" in found) == (reception == "1")
    assert {code in found for code in ("A5_01", "A5_02", "A5_17", "A5_18", "A6_01", "A6_09", "A7_01")} == {counts}
    assert {"A7_02", "A7_03", "A8_01", "A12_01"} <= found


def test_without_data_all_of_the_users_section_but_its_first_question_is_hidden() -> None:
    found = asked({**OPEN, "A0_04": "1", "A0_07": "1", "A5_00": "4"})
    assert "A5_00" in found
    assert not found & set(USERS)


@pytest.mark.parametrize("type_code", TYPES)
def test_a_type_of_service_has_its_own_module_only(type_code: str) -> None:
    path = find_path(instrument_a(), typed({**OPEN, "A0_04": "1", "A1_02": type_code}), context())
    expected = [module for module, types in MODULE_OF.items() if type_code in types]
    assert [page for page in path.pages if page.startswith("A10")] == expected


#: Answers added to OPEN -> question -> whether it is asked.
CONDITIONS = [
    ({"A0_04": "2"}, "A0_05", True),
    ({"A0_04": "1"}, "A0_05", False),
    ({"A0_04": "3"}, "A0_06", True),
    ({"A0_04": "5"}, "A0_06", False),
    ({"A0_04": "3"}, "A0_07", False),
    ({"A0_08": "2"}, "A0_09", True),
    ({"A0_08": "1"}, "A0_09", False),
    ({"A1_05": "5"}, "A1_07", True),
    ({"A1_05": "6"}, "A1_07", False),
    ({"A1_08": "4"}, "A1_09", True),
    ({"A1_08": "1"}, "A1_09", False),
    ({"A1_02": "04"}, "A1_19", False),
    ({"A1_02": "03"}, "A1_20", True),
    ({"A2_02": 0}, "A2_03", False),
    ({"A2_02": 2}, "A2_03", True),
    ({"A2_08": "2"}, "A2_09", False),
    ({"A1_02": "09"}, "A2_12", True),
    ({"A1_02": "05"}, "A2_12", False),
    ({"A2_18": "2"}, "A2_19", False),
    ({"A1_02": "05"}, "A3_03", False),
    ({"A1_02": "05"}, "A3_06", True),
    ({"A1_02": "02"}, "A3_06", False),
    ({"A4_02": "3"}, "A4_03", False),
    ({"A4_02": "2"}, "A4_03", True),
    ({"A1_02": "09"}, "A4_04", True),
    ({"A1_02": "04"}, "A4_04", False),
    ({"A1_02": "04"}, "A4_06", True),
    ({"A1_02": "09"}, "A4_06", False),
    ({"A5_02": 0}, "A5_03", False),
    ({"A5_02": {"reserved": -7}}, "A5_07", False),
    ({"A5_04": 0, "A5_05": 0}, "A5_06", False),
    ({"A5_04": 0, "A5_05": 1}, "A5_06", True),
    ({"A5_04": {"reserved": -7}, "A5_05": 1}, "A5_06", True),
    ({"A5_08": {"1": 20, "2": 0, "3": 0, "9": 0}}, "A5_09", False),
    ({"A5_08": {"1": 19, "2": 1, "3": 0, "9": 0}}, "A5_09", True),
    ({"A5_08": {"1": 19, "2": 1, "3": 0, "9": 0}}, "A5_16", False),
    ({"A5_12": 0}, "A5_13", False),
    ({"A5_12": 0}, "A6_04", False),
    ({"A5_12": 1}, "A6_04", True),
    ({"A6_06": 20}, "A6_08", False),
    ({"A6_06": 19}, "A6_08", True),
    ({"A4_02": "4"}, "A6_09", False),
    ({"A8_02": "3"}, "A8_03", False),
    ({"A8_02": "2"}, "A8_03", True),
    ({"A8_02": "3"}, "A8_08", False),
    ({"A8_04": 0}, "A8_05", False),
    ({"A8_05": 0}, "A8_07", False),
    ({"A8_05": 1}, "A8_07", True),
    ({"A9_01": "2"}, "A9_02", False),
    ({"A9_01": "2"}, "A9_04", True),
    ({"A9_01": "3"}, "A9_04", False),
    ({"A9_01": "4"}, "A9_07", True),
    ({"A9_01": "1"}, "A9_07", False),
    ({"A11_01": "1"}, "A11_02", True),
    ({"A11_01": "2"}, "A11_02", False),
    ({"A12_01": "2"}, "A12_02", False),
    ({"A12_01": "3"}, "A12_03", False),
    ({"A12_03": {"1": 1, "2": 0}}, "A12_04", True),
    ({"A12_03": {"1": 0, "2": 0}}, "A12_04", False),
    ({"A13_01": ["1", "5"]}, "A13_03", False),
    ({"A13_01": ["1"]}, "A13_03", True),
    ({"A13_03": "3"}, "A13_04", True),
    ({"A13_03": "1"}, "A13_04", False),
    ({"A14_01": ["1"]}, "A14_02", True),
    ({"A14_01": []}, "A14_02", False),
    ({"A15_01": ["16"]}, "A15_02", False),
    ({"A15_01": ["03", "01"]}, "A15_02", True),
    ({"A15_04": "1"}, "A15_05.titolo", True),
    ({"A15_04": "2"}, "A15_05.titolo", False),
    ({"A15_04": "1"}, "A15_06", True),
    ({"A0_03": "98"}, "A0_03.98", True),
    ({"A0_03": "1"}, "A0_03.98", False),
    ({"A1_03": ["98"]}, "A1_03.98", True),
]


@pytest.mark.parametrize(("answers", "code", "expected"), CONDITIONS)
def test_a_condition_shows_and_hides_its_question(answers: Mapping[str, Any], code: str, expected: bool) -> None:
    whole = {**OPEN, "A0_04": "1", "A0_07": "1", **answers}
    assert (code in asked({c: a for c, a in whole.items() if a != []})) is expected


def test_the_answer_on_feedback_is_asked_when_women_were_sent_somewhere() -> None:
    every = {row.code for row in (instrument_a().questions["A7_01"].matrix or pytest.fail()).rows}
    one_way = {"20", "21", "22", "99"}
    nobody = {row: {"a": 0} if row in one_way else {"a": 0, "b": 0} for row in every}
    somebody = {**nobody, "02": {"a": 0, "b": 3}}
    whole = {**OPEN, "A0_04": "1", "A0_07": "1"}
    assert "A7_04" not in asked({**whole, "A7_01": nobody})
    assert "A7_04" in asked({**whole, "A7_01": somebody})
