"""The headless run: shapes in, shapes out, and input that is refused with the way out."""

import json
from typing import Any

import pytest
from hypothesis import given, settings

from questionari.engine.answer_document import written_answers
from questionari.engine.definition import Questionnaire
from questionari.engine.headless import InputError, run
from questionari.engine.values import Answers
from tests.engine.builders import stored
from tests.engine.test_path import responses

CONTEXT = {
    "today": "2026-12-01",
    "round": {"period_start": "2026-01-01", "period_end": "2026-06-30", "deadline": "2026-12-31", "title": "Prova"},
    "census": {"type": "01", "atr_provinces": ["072"], "public": 1},
}


def test_a_run_says_path_findings_row_and_outcomes() -> None:
    report = run(stored("outcomes"), {"Q1": "2", "Q2": "10", "Q3": 4}, CONTEXT)
    assert report["questionnaire"]["code"] == "T" and len(report["questionnaire"]["sha256"]) == 64
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


def test_warnings_are_confirmed_by_code() -> None:
    answers: dict[str, Any] = {"Q1": 900, "Q2": 600}
    assert run(stored("checks"), answers, {})["submittable"] is False
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


@given(responses())
@settings(max_examples=100, deadline=None)
def test_any_run_can_be_written_as_json_and_exports_only_the_path(response: tuple[Questionnaire, Answers]) -> None:
    of, answers = response
    report = run(of, json.loads(json.dumps(written_answers(of, answers))), CONTEXT)
    assert json.loads(json.dumps(report)) == report
    shown = {code for page in report["pages"] for code in page["questions"]}
    hidden = {code: value for code, value in report["exported"]["values"].items() if code in set(of.questions) - shown}
    assert all(value is None for value in hidden.values())
