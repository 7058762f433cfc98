"""Nothing asks a shelter where it is, its telephone or its hours (decisions.md 18)."""

import json

import pytest

from questionari import catalogue
from questionari.engine.path import find_path
from tests.instruments.world import FILE, TYPES, complete, context, instrument_a, typed

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


@pytest.mark.parametrize("code", ["A1_10", "A1_11", "A1_12", "A2_03", "A2_04"])
def test_the_document_is_refused_when_a_shelter_could_be_asked_where_it_is(code: str) -> None:
    document = json.loads(FILE.read_bytes())
    questions = [q for s in document["sections"] for p in s["pages"] for q in p["questions"]]
    pages = [p for s in document["sections"] for p in s["pages"]]
    for part in [*(q for q in questions if q["code"] == code), *(p for p in pages if p["code"] == "A2b")]:
        del part["visible_if"]
    found = catalogue.compile_document(document)
    assert found.questionnaire is None
    assert "PRI002" in {finding.code for finding in found.findings}
