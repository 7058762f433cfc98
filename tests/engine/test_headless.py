"""The headless run: shapes in, shapes out, and input that is refused with the way out."""

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings

from questionari.engine.answer_document import written_answers
from questionari.engine.definition import Questionnaire
from questionari.engine.headless import InputError, context_of, run
from questionari.engine.path import find_path
from questionari.engine.values import Answers
from tests.engine.builders import definition, question, stored
from tests.engine.test_path import responses

CONTEXT: dict[str, Any] = {
    "today": "2026-12-01",
    "round": {"period_start": "2026-01-01", "period_end": "2026-06-30", "deadline": "2026-12-31", "title": "Prova"},
    "census": {"type": "01", "atr_provinces": ["072"], "public": 1},
}


def test_a_run_says_path_findings_row_and_outcomes() -> None:
    report = run(stored("outcomes"), {"Q1": "2", "Q2": "10", "Q3": 4}, CONTEXT)
    of = stored("outcomes")
    assert report["questionnaire"] == {"code": "T", "version": of.version, "sha256": of.sha256}
    assert report["pages"] == [{"code": "P1", "questions": ["Q1", "Q2", "Q3"]}]
    assert (report["errors"], report["warnings"], report["notes"], report["missing"]) == ([], [], [], [])
    assert report["submittable"] is True
    assert report["progress"] == {"answered": 1, "required": 1}
    assert report["exported"]["values"] == {"Q1": "2", "Q2": 10, "Q3": 4}
    assert report["indicators"] == {"I1": "2.5"}
    assert report["effects"] == [{"kind": "variation", "fields": ["Q1"], "text": "Il servizio non è attivo."}]


def test_computed_values_are_exact_and_unknown_indicators_are_null() -> None:
    assert run(stored("computed"), {"Q1": 10, "Q2": 7}, {})["computed"] == {"C1": "5.67", "C2": 17}
    assert run(stored("outcomes"), {"Q1": "1", "Q2": 1, "Q3": 0}, {})["indicators"] == {"I1": None}


def test_what_is_missing_or_unreadable_is_told() -> None:
    report = run(stored("minimal"), {"Q2": "dodici"}, {})
    assert report["missing"] == ["Q1"] and not report["submittable"]
    assert [error["code"] for error in report["errors"]] == ["Q1.required"]
    assert (report["warnings"], report["progress"]) == ([], {"answered": 0, "required": 1})


def test_warnings_are_confirmed_by_code() -> None:
    answers: dict[str, Any] = {"Q1": 900, "Q2": 600}
    alone = run(stored("checks"), answers, {})
    assert (alone["submittable"], alone["errors"], alone["notes"]) == (False, [], [])
    confirmed = run(stored("checks"), {**answers, "_confirmed": {"Q2.alto": "Anno eccezionale"}}, {})
    assert confirmed["submittable"] is True
    assert confirmed["warnings"][0]["confirmed"] == "Anno eccezionale"


def test_previous_answers_and_rounds_are_read_from_the_context() -> None:
    context = {**CONTEXT, "previous": {"Q1": 100, "gone": 3}, "previous_round": CONTEXT["round"]}
    assert [w["code"] for w in run(stored("computed"), {"Q1": 300}, context)["warnings"]] == ["Q1.previous"]


@pytest.mark.parametrize(
    ("answers", "context", "message"),
    [
        ({"Q9": 1}, {}, "no question has the code Q9"),
        ([], {}, "the answers must be a JSON object"),
        ({"_confirmed": []}, {}, "_confirmed must be a JSON object"),
        ({}, {"moon": 1}, "the context has no moon"),
        ({}, {"today": "tomorrow"}, "context.today: 'tomorrow' is not a date"),
        ({}, {"today": 3}, "context.today: 3 is not a date"),
        ({}, {"round": {"period_start": "2026-01-01"}}, "context.round needs period_end, deadline"),
        ({}, {"census": ["01"]}, "context.census must be a JSON object"),
    ],
)
def test_input_of_another_shape_is_refused(answers: Any, context: Any, message: str) -> None:
    with pytest.raises(InputError, match=message):
        run(stored("minimal"), answers, context)


def test_a_finding_is_reported_with_its_place() -> None:
    report = run(stored("matrix"), {"Q1": "1", "Q2": {"20": {"a": 3, "b": 4}, "21": {"a": 1}}}, {})
    by_code = {one["code"]: one for one in (*report["errors"], *report["warnings"])}
    assert {key: value for key, value in by_code["Q2.righe"].items() if key != "message"} == {
        "code": "Q2.righe",
        "fields": ["Q2"],
        "page": "P1",
        "row": "20",
        "keys": ["20:a", "20:b"],
        "confirmed": None,
    }
    assert [one["code"] for one in run(stored("checks"), {"Q1": 11, "Q2": 0}, {})["notes"]] == ["Q2.nota"]


def test_a_row_of_the_dataset_holds_totals_too_and_says_why_a_value_is_not_there() -> None:
    exported = run(stored("computed"), {"Q1": 10, "Q2": {"reserved": -7}}, {})["exported"]
    assert (exported["values"]["Q1"], exported["values"]["Q2"], exported["stati"]["Q2"]) == (10, None, -7)
    assert run(stored("computed"), {"Q1": 10, "Q2": 7}, {})["exported"]["values"]["C2"] == 17


def test_a_number_with_many_digits_is_told_whole() -> None:
    of = definition(question("Q1", "decimal"), question("C1", "computed", expression="Q1 * Q1 * Q1"))
    assert run(of, {"Q1": "12345678901,25"}, {})["computed"] == {"C1": "1881676372360714064087083907345.703125"}


@pytest.mark.parametrize(
    ("fact", "is_number"), [(3, True), (2.5, True), ("3", False), (["a", 1], False), (None, False)]
)
def test_facts_of_other_instruments_are_numbers_texts_or_lists(fact: Any, is_number: bool) -> None:
    of = definition(
        question("C1", "computed", expression="linked.n * 2"), question("C2", "computed_text", expression="linked.n")
    )
    found = run(of, {}, {"linked": {"n": fact}})["computed"]
    assert found.get("C1") == ({3: 6, 2.5: 5}[fact] if is_number else None)


def test_answers_are_written_whole_or_as_far_as_the_path_goes() -> None:
    of = definition(question("Q1", "integer"), question("Q2", "integer", visible_if="Q1 > 5"))
    answers: Answers = {"Q1": Decimal(3), "Q2": Decimal(4)}
    assert written_answers(of, answers) == {"Q1": 3, "Q2": 4}
    assert written_answers(of, answers, find_path(of, answers)) == {"Q1": 3}


def test_a_role_that_no_section_has_is_refused_with_those_there_are() -> None:
    with pytest.raises(
        InputError, match="no section is filled in by 'direttrice': the roles of this document are none"
    ):
        run(stored("minimal"), {}, {"role": "direttrice"})


def test_a_role_has_its_own_pages_and_a_wrong_one_is_told_the_others() -> None:
    of = stored("roles")
    assert [page["code"] for page in run(of, {"Q1": "1"}, {})["pages"]] == ["P1", "P2"]
    assert [page["code"] for page in run(of, {"Q1": "1"}, {"role": "first"})["pages"]] == ["P1"]
    with pytest.raises(InputError, match="the roles of this document are first, second"):
        run(of, {}, {"role": "third"})


def test_pages_list_what_is_asked_and_lists_are_written_whole() -> None:
    rows = question("L", "roster", questions=[question("nome"), question("ore", "decimal")])
    total = question("C1", "computed", expression="[Q1, 1 / 4]")
    report = run(
        definition(question("Q1", "integer"), question("Q2", visible_if="Q1 > 5"), rows, total),
        {"Q1": 3, "L": [{"nome": "A", "ore": "1.5"}]},
        {},
    )
    assert report["pages"] == [{"code": "P1", "questions": ["Q1", "L", "C1"]}]
    assert report["exported"]["long"] == {"L": [{"riga": 1, "L_nome": "A", "L_ore": "1.5"}]}
    assert report["computed"] == {"C1": [3, "0.25"]}


def test_what_a_context_does_not_say_is_not_there() -> None:
    of = stored("minimal")
    known = context_of(of, {**CONTEXT, "census": {"type": None, "public": 1, "owner": True, "units": ["A", 2]}})
    assert known.census == {"public": Decimal(1), "owner": "True", "units": ("A", "2")}
    assert known.round is not None and known.round.title == "Prova"
    dates = {key: day for key, day in CONTEXT["round"].items() if key != "title"}
    untitled = context_of(of, {"round": dates}).round
    assert untitled is not None and untitled.title == ""
    with pytest.raises(InputError, match="^context.previous must be a JSON object"):
        context_of(of, {"previous": []})


@given(responses())
@settings(max_examples=100, deadline=None)
def test_any_run_can_be_written_as_json_and_exports_only_the_path(response: tuple[Questionnaire, Answers]) -> None:
    of, answers = response
    report = run(of, json.loads(json.dumps(written_answers(of, answers))), CONTEXT)
    assert json.loads(json.dumps(report)) == report
    shown = {code for page in report["pages"] for code in page["questions"]}
    hidden = {code: value for code, value in report["exported"]["values"].items() if code in set(of.questions) - shown}
    assert all(value is None for value in hidden.values())
