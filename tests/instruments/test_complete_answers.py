"""The invented services of the demo answer in full, consistently, and always alike for the same seed."""

from collections.abc import Mapping
from types import MappingProxyType

import pytest

from questionari.demo.answers import WITHOUT_RECEPTION, complete_values
from questionari.engine.answer_types import Json, answer_type
from questionari.engine.headless import run
from questionari.engine.values import NO_CONTEXT, Context, Value
from tests.instruments.world import TYPES, context, instrument_a

A = instrument_a()
ROUND = {"period_start": "2026-01-01", "period_end": "2026-06-30", "deadline": "2026-09-30"}


def answers_of(
    type_code: str, seed: int = 0, around: Context = NO_CONTEXT, fixed: Mapping[str, Value] = MappingProxyType({})
) -> dict[str, Json]:
    """Answers as ``flask questionnaire run`` takes them."""
    found = complete_values(A, type_code, seed, around, fixed)
    return {code: answer_type(A.questions[code]).to_json(A.questions[code], value) for code, value in found.items()}


def census(type_code: str) -> dict[str, object]:
    return {"type": type_code, "province": "072", "atr_provinces": ["072"]}


def report(type_code: str, seed: int, around: Context = NO_CONTEXT, **fixed: str) -> dict[str, object]:
    answers = answers_of(type_code, seed, around, fixed)
    return run(A, answers, {"today": "2026-09-01", "round": ROUND, "census": census(type_code)})


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("type_code", TYPES)
def test_a_service_of_each_type_can_submit_without_a_warning(type_code: str, seed: int) -> None:
    found = report(type_code, seed)
    assert (found["errors"], found["warnings"], found["missing"]) == ([], [], [])
    assert found["submittable"] is True


@pytest.mark.parametrize("changes", [{"A0_04": "3"}, {"A0_04": "4"}, {"A0_04": "5"}, {"A0_07": "3"}, {"A5_00": "4"}])
def test_a_service_may_be_fixed_on_another_path(changes: dict[str, str]) -> None:
    found = report("01", 1, context("01"), **changes)
    assert found["submittable"] is True
    assert found["warnings"] == []


def test_the_same_seed_gives_the_same_answers_and_another_seed_others() -> None:
    assert answers_of("01", 7) == answers_of("01", 7)
    assert answers_of("01", 7) != answers_of("01", 8)


def test_the_census_is_believed_and_a_value_that_is_no_option_is_not() -> None:
    known = {"type": "04", "name": "Consultorio di prova", "comune": "072028", "nature": "asl", "phone": "0805741461"}
    answers = answers_of("04", 0, Context(census=known))
    assert (answers["A1_01"], answers["A1_10"], answers["A1_12"]) == ("Consultorio di prova", "072028", "+390805741461")
    assert A.questions["A1_05"].option(str(answers["A1_05"])) is not None


@pytest.mark.parametrize("type_code", TYPES)
def test_only_services_that_receive_women_count_them(type_code: str) -> None:
    answers: dict[str, Json] = answers_of(type_code)
    assert ("A5_02" in answers) == (type_code not in WITHOUT_RECEPTION)


def test_the_headless_run_exports_computed_values_and_no_contact() -> None:
    answers = answers_of("01")
    found = run(A, answers, {"census": census("01")})
    values, computed = found["exported"]["values"], found["computed"]
    assert {code: values[code] for code in computed} == computed
    assert computed["A2_05"] == 35
    assert not [name for name in values if name.startswith(("A16_01", "A16_02"))]
