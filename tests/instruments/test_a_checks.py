"""Each check of instrument A fires on what it is for and is silent on what is right or not known."""

from collections.abc import Mapping
from typing import Any

import pytest

from questionari.engine.findings import Finding
from questionari.engine.path import find_path
from questionari.engine.validation import submittable, validate
from tests.instruments.check_cases import CASES
from tests.instruments.tables import UNAVAILABLE, Case
from tests.instruments.world import changed, context, instrument_a, typed

QUIET = [(case, answers) for case in CASES for answers in case.quiet]
TELEPHONE = "Chiamare il 080 574 1461 per avere notizie."


def findings(type_code: str, changes: Mapping[str, Any], **more: Any) -> list[Finding]:
    answers, around = changed(type_code, changes), context(type_code, **more)
    path = find_path(instrument_a(), answers, around)
    return list(validate(instrument_a(), answers, path, around, {}, {}))


def named(case: Case, answers: Mapping[str, Any]) -> list[Finding]:
    return [f for f in findings(case.type_code, answers, **case.context) if f.code == case.check]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.check)
def test_a_check_fires_on_what_contradicts_it(case: Case) -> None:
    found = named(case, case.fires)
    assert len(found) == 1
    assert "…" not in found[0].message  # every figure it names is known
    assert len(found[0].message) > 60


@pytest.mark.parametrize(("case", "answers"), QUIET, ids=lambda part: getattr(part, "check", None))
def test_a_check_is_silent_on_what_is_right_or_not_known(case: Case, answers: Mapping[str, Any]) -> None:
    assert named(case, answers) == []


def test_every_check_of_the_instrument_has_a_case() -> None:
    assert {case.check for case in CASES} == {check.code for check in instrument_a().checks}


def test_a_check_that_says_when_it_fires_is_a_warning_and_a_bound_marked_b_blocks() -> None:
    severities = {check.code: check.severity for check in instrument_a().checks}
    errors = {code for code, severity in severities.items() if severity == "error"}
    assert errors == {
        "A0_05.periodo", "A1_03.prevalente", "A1_17.anno", "A2_01.minimo", "A3_04.totale", "A3_05.totale",
        "A5_02.contatti", "A5_03.donne", "A5_07.somma", "A5_08.somma", "A5_10.somma", "A5_11.somma", "A5_12.donne",
        "A5_13.minimo", "A5_14.donne", "A5_15.donne", "A5_16.non_ue", "A6_01.riga", "A6_02.donne", "A6_03.somma",
        "A6_04.donne", "A6_06.donne", "A6_09.donne", "A7_01.giunte", "A8_05.trasferite", "A10A_03.proposte",
        "A10B_04.capienza",
    }  # fmt: skip
    assert set(severities.values()) == {"error", "warning"}


def test_a_row_at_fault_is_named() -> None:
    case = next(case for case in CASES if case.check == "A6_01.riga")
    assert [f.row for f in named(case, case.fires)] == ["05"]


@pytest.mark.parametrize(
    ("code", "before", "now", "fires"),
    [
        ("A5_01", 40, 61, True),
        ("A5_01", 40, 60, False),
        ("A5_01", 4, 13, False),
        ("A5_01", 0, 10, True),
        ("A5_02", 40, 19, True),
        ("A5_02", 40, UNAVAILABLE, False),
    ],
)
def test_contacts_and_women_are_compared_with_the_previous_round(code: str, before: int, now: Any, fires: bool) -> None:
    found = findings("01", {code: now}, previous=typed({code: before}), previous_round=context().round)
    assert bool([f for f in found if f.code == f"{code}.previous"]) is fires


def test_staff_totals_are_compared_with_the_previous_round() -> None:
    compared = [q.code for q in instrument_a().questions.values() if q.compare_previous]
    assert compared == ["A3_02a", "A3_02b", "A3_02c", "A5_01", "A5_02"]


@pytest.mark.parametrize("code", ["A8_10", "A15_02", "A15_05.descrizione", "A16_04"])
def test_a_free_text_that_looks_like_personal_data_is_warned_about(code: str) -> None:
    quiet = findings("01", {"A15_01": ["01"], "A15_04": "1", code: "Servono incontri più frequenti."})
    found = findings("01", {"A15_01": ["01"], "A15_04": "1", code: TELEPHONE})
    assert [f.severity for f in found if code in f.fields] == ["warning"]
    assert [f for f in quiet if code in f.fields] == []


def test_an_error_blocks_submission_and_a_warning_asks_for_a_reason() -> None:
    assert submittable(findings("01", {}))
    assert not submittable(findings("01", {"A2_01": 0}))
    assert not submittable(findings("01", {"A16_03": 601}))
