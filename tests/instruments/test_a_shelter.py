"""Nothing asks a shelter where it is, its telephone or its hours (decisions.md 18)."""

import pytest

from questionari.engine.path import find_path
from tests.instruments.world import TYPES, complete, context, instrument_a, typed

TELLING = {"comune", "phone", "opening_hours", "province", "url"}
PLACE = {
    "A1_10", "A1_11", "A1_12", "A1_15", "A2_01", "A2_02", "A2_03", "A2_04", "A2_05", "A2_06", "A8_03", "A16_02",
}  # fmt: skip


def test_a_shelters_path_asks_no_place_telephone_or_hours() -> None:
    path = find_path(instrument_a(), complete("02"), context("02"))
    assert not path.questions & PLACE
    assert not [code for code in path.questions if instrument_a().questions[code].type in TELLING]


def test_a_shelter_known_to_the_census_is_not_asked_a_telephone_even_when_it_is_not_active() -> None:
    answers = typed({"A0_04": "3"})
    assert "A16_02" not in find_path(instrument_a(), answers, context("02")).questions
    assert "A16_02" in find_path(instrument_a(), answers, context("01")).questions


@pytest.mark.parametrize("type_code", [code for code in TYPES if code != "02"])
def test_every_other_service_is_asked_its_place_telephone_and_hours(type_code: str) -> None:
    path = find_path(instrument_a(), complete(type_code), context(type_code))
    assert {"A1_10", "A1_12", "A2_04", "A16_02"} <= path.questions


def test_place_answers_given_before_a_service_says_it_is_a_shelter_are_kept_and_no_longer_asked() -> None:
    answers = {**complete("01"), "A1_02": "02"}
    path = find_path(instrument_a(), answers, context("01"))
    assert answers["A1_10"] and not path.asked("A1_10")
    assert not path.questions & PLACE
