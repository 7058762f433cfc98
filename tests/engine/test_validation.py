"""Validation: every source of findings, confirmations, and the laws that hold whatever is answered."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings

from questionari.engine.answer_document import read_answers
from questionari.engine.definition import Questionnaire
from questionari.engine.findings import Confirmation
from questionari.engine.path import find_path
from questionari.engine.validating.sensitive import likenesses
from questionari.engine.validation import first_missing, missing, page_findings, progress, submittable, validate
from questionari.engine.values import NO_CONTEXT, Answers, Context, RoundInfo
from tests.engine.builders import codes, definition, findings, question, stored
from tests.engine.test_path import responses

ND = {"reserved": -7}
ROWS = {"tipo": "1", "ore": 10}

#: document, answers, codes of the findings expected
CASES: list[tuple[str, dict[str, Any], list[str]]] = [
    ("minimal", {}, ["Q1.required"]),
    ("minimal", {"Q1": "1", "Q2": "dodici"}, ["Q2.not_a_number"]),
    ("minimal", {"Q1": "1", "Q2": 3}, []),
    ("reserved", {"Q1": "1", "Q2": ND}, []),
    ("reserved", {"Q1": {"reserved": -8}, "Q2": 0}, []),
    ("details", {"Q1": "98"}, ["Q1.98.required"]),
    ("details", {"Q1": "98", "Q1.98": "x" * 21}, ["Q1.98.max_length"]),
    ("details", {"Q1": "1", "Q1.98": "x" * 21}, []),
    ("details", {"Q1": "1", "Q2": ["1", "3"]}, ["Q2.exclusive"]),
    ("details", {"Q1": "1", "Q2": ["2"], "Q2.2": 0}, ["Q2.2.min"]),
    ("answer_types", {"Q6": 0}, ["Q6.min"]),
    ("answer_types", {"Q6": 11}, ["Q6.max"]),
    ("answer_types", {"Q5": ["3", "1", "2"]}, ["Q5.max_picks"]),
    ("options_from", {"Q1": ["1"], "Q2": "2"}, ["Q2.not_offered"]),
    ("options_from", {"Q1": ["1", "2"], "Q2": "2"}, []),
    ("matrix", {"Q2": {"20": {"a": 3}}, "Q4": {"1": "1", "2": "2"}}, []),
    ("matrix", {"Q2": {"20": {"a": 3}}, "Q4": {"1": "1"}}, ["Q4.required"]),
    ("matrix", {"Q2": ND, "Q4": {"1": "1", "2": "1"}}, []),
    ("matrix", {"Q1": "2", "Q2": ND, "Q4": {"1": "1", "2": "1"}}, ["Q3.required"]),
    ("matrix", {"Q1": "2", "Q2": ND, "Q3": {"1": 101, "2": 0}, "Q4": {"1": "1", "2": "1"}}, ["Q3.max"]),
    ("matrix", {"Q1": "1", "Q2": {"20": {"a": 3, "b": 4}, "21": {"a": 1}}, "Q4": {"1": "1", "2": "1"}}, ["Q2.righe"]),
    ("roster", {}, ["Q1.required"]),
    ("roster", {"Q1": [ROWS]}, []),
    ("roster", {"Q1": [ROWS] * 4}, ["Q1.max_rows"]),
    ("roster", {"Q1": [ROWS, {"ore": 3}]}, ["Q1.tipo.required"]),
    ("roster", {"Q1": [{"tipo": "1", "ore": 200, "motivo": "m"}]}, ["Q1.ore.max"]),
    ("roster", {"Q1": [{"tipo": "1", "ore": 120}]}, ["Q1.motivo.required"]),
    ("roster", {"Q1": [{"tipo": "1", "ore": 0}]}, ["Q1.ore"]),
    ("roster", {"Q1": [{"tipo": "1", "ore": 50, "motivo": "scriva a x@y.it"}]}, ["Q1.motivo.sensitive"]),
    ("checks", {"Q1": 3, "Q2": 4}, ["Q2.contatti"]),
    ("checks", {"Q1": 3}, []),
    ("checks", {"Q1": ND, "Q2": 4}, []),
    ("checks", {"Q1": 900, "Q2": 600}, ["Q2.alto"]),
    ("checks", {"Q1": 9, "Q2": 0}, []),
    ("checks", {"Q1": 11, "Q2": 0}, ["Q2.nota"]),
]


@pytest.mark.parametrize(("name", "answers", "expected"), CASES, ids=lambda value: str(value)[:60])
def test_answers_give_these_findings(name: str, answers: dict[str, Any], expected: list[str]) -> None:
    assert codes(stored(name), answers) == expected


def test_messages_name_the_figures_and_the_words() -> None:
    (finding,) = findings(stored("checks"), {"Q1": 1200, "Q2": 4000})[:1]
    assert finding.message == "Le donne (4.000) superano i contatti (1.200)."
    assert (finding.fields, finding.page) == (("Q2", "Q1"), "P1")
    (note,) = findings(stored("checks"), {"Q1": 11, "Q2": 0})
    assert note.message == "Ha indicato zero donne."


def test_blank_cells_are_counted_and_named() -> None:
    (finding,) = findings(stored("matrix"), {"Q1": "1", "Q2": {"20": {"a": 0}}, "Q4": {"1": "1", "2": "1"}})
    assert finding.keys == ("20:b", "21:a")
    assert finding.message.startswith("Restano 2 caselle di 3 da compilare")


def test_an_unreadable_cell_is_reported_once_and_not_as_blank() -> None:
    found = findings(stored("matrix"), {"Q2": {"20": {"a": "tre"}}, "Q4": {"1": "1", "2": "1"}})
    assert [(f.severity, f.keys) for f in found] == [("error", ("20:a",))]


@pytest.mark.parametrize(("typed", "expected"), [(None, ["Q1.manca"]), ("aurora@", ["Q1.not_a_pec"]), ("a@pec.it", [])])
def test_a_check_does_not_call_empty_what_could_not_be_read(typed: str | None, expected: list[str]) -> None:
    check = {"code": "Q1.manca", "severity": "warning", "require": "answered(Q1)", "message": {"it": "La PEC è vuota."}}
    assert codes(definition(question("Q1", "pec", checks=[check])), {"Q1": typed} if typed else {}) == expected


def test_a_foreach_check_names_the_row_and_its_cells() -> None:
    answers = {"Q1": "1", "Q2": {"20": {"a": 3, "b": 4}, "21": {"a": 1}}, "Q4": {"1": "1", "2": "1"}}
    (finding,) = findings(stored("matrix"), answers)
    assert (finding.row, finding.keys) == ("20", ("20:a", "20:b"))
    assert finding.message.startswith("Nella riga Donne ")


HIGH = {"Q1": 900, "Q2": 600}


def test_a_warning_is_confirmed_with_a_reason() -> None:
    of = stored("checks")
    (open_,) = findings(of, HIGH)
    (confirmed,) = findings(of, HIGH, confirmed={"Q2.alto": Confirmation("Anno eccezionale", open_.fingerprint)})
    assert (open_.confirmed, confirmed.confirmed) == (None, "Anno eccezionale")
    assert (submittable([open_]), submittable([confirmed])) == (False, True)


@pytest.mark.parametrize(
    ("answers", "holds"), [(HIGH, True), ({"Q1": 900, "Q2": 601}, False), ({"Q1": 901, "Q2": 600}, True)]
)
def test_a_confirmation_falls_when_a_value_it_concerns_changes(answers: dict[str, Any], holds: bool) -> None:
    of = stored("checks")
    given_ = {"Q2.alto": Confirmation("Vero", findings(of, HIGH)[0].fingerprint)}
    assert (findings(of, answers, confirmed=given_)[0].confirmed is not None) == holds


def test_a_blank_reason_confirms_nothing_and_an_error_is_never_confirmed() -> None:
    of = stored("checks")
    assert findings(of, HIGH, confirmed={"Q2.alto": Confirmation("  ")})[0].confirmed is None
    given_ = {"Q2.contatti": Confirmation("Perché sì")}
    assert findings(of, {"Q1": 3, "Q2": 4}, confirmed=given_)[0].confirmed is None


def test_a_reason_may_be_given_for_one_row_or_for_all() -> None:
    of = stored("roster")
    answers = {"Q1": [{"tipo": "1", "ore": 0}, {"tipo": "1", "ore": 0}]}
    one = findings(of, answers, confirmed={"Q1.ore#2": Confirmation("Chiuso")})
    every = findings(of, answers, confirmed={"Q1.ore": Confirmation("Chiuso")})
    assert [f.confirmed for f in one] == [None, "Chiuso"]
    assert [f.confirmed for f in every] == ["Chiuso", "Chiuso"]


HALF = RoundInfo(date(2026, 1, 1), date(2026, 6, 30), date(2026, 9, 30))
OTHER_HALF = RoundInfo(date(2025, 7, 1), date(2025, 12, 31), date(2026, 2, 28))
YEAR = RoundInfo(date(2025, 1, 1), date(2025, 12, 31), date(2026, 2, 28))


@pytest.mark.parametrize(
    ("then", "now", "previous_round", "expected"),
    [
        (100, 151, OTHER_HALF, True),
        (100, 150, OTHER_HALF, False),
        (100, 49, OTHER_HALF, True),
        (10, 19, OTHER_HALF, False),
        (10, 20, OTHER_HALF, True),
        (0, 9, OTHER_HALF, False),
        (0, 10, OTHER_HALF, True),
        (100, 50, YEAR, False),
        (100, 100, YEAR, True),
        (100, 200, None, True),
    ],
)
def test_a_value_is_compared_with_the_previous_round_per_month(
    then: int, now: int, previous_round: RoundInfo | None, expected: bool
) -> None:
    context = Context(round=HALF, previous={"Q1": Decimal(then)}, previous_round=previous_round)
    found = findings(stored("computed"), {"Q1": now}, context)
    assert [f.code for f in found] == (["Q1.previous"] if expected else [])
    assert ("al mese" in "".join(f.message for f in found)) == (expected and previous_round is YEAR)


def test_a_computed_value_is_compared_with_what_it_was() -> None:
    context = Context(round=HALF, previous={"Q1": Decimal(5), "Q2": Decimal(5)}, previous_round=OTHER_HALF)
    assert codes(stored("computed"), {"Q1": 6, "Q2": 40}, context) == ["C2.previous"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ha chiamato Maria Rossini ieri", ("un nome e cognome",)),
        ("RSSMRA80A01H501U", ("un codice fiscale",)),
        ("scrivere a prova@esempio.it", ("un indirizzo e-mail",)),
        ("il numero è +39 333 1234567", ("un numero di telefono",)),
        ("chiamare lo 080/5551234", ("un numero di telefono",)),
        ("Via Giuseppe Garibaldi e piazza Santa Maria Maggiore", ()),
        ("nel 2024 abbiamo avuto 12.345 contatti, il 3,5% in più", ()),
        ("dal 01/01/2026 al 30/06/2026, delibera 0123/2024", ()),
        ("La Casa Giulia Verdi, il Centro Maria Rosa, l'ASL", ()),
        ("", ()),
    ],
)
def test_texts_that_look_like_personal_data_are_told(text: str, found: tuple[str, ...]) -> None:
    assert likenesses(text) == found


def test_progress_counts_required_questions_on_the_path() -> None:
    of = stored("routing")
    steps: list[tuple[Answers, tuple[int, int], str | None]] = [
        ({}, (0, 1), "Q1"),
        ({"Q1": "2"}, (1, 1), None),
        ({"Q1": "1"}, (1, 2), "Q2"),
        ({"Q1": "1", "Q2": "2"}, (2, 3), "Q3"),
        ({"Q1": "1", "Q2": "1", "Q4": Decimal(0)}, (3, 3), None),
    ]
    for answers, expected, first in steps:
        path = find_path(of, answers)
        assert progress(of, answers, path) == expected
        assert first_missing(of, answers, path) == first


def test_findings_are_read_page_by_page() -> None:
    of = stored("routing")
    found = findings(of, {"Q1": "1", "Q2": "1"})
    assert [f.code for f in page_findings(found, "P3")] == ["Q4.required"]
    assert page_findings(found, "P1") == ()


@given(responses())
@settings(max_examples=150, deadline=None)
def test_validation_never_raises_and_speaks_of_the_path_only(response: tuple[Questionnaire, Answers]) -> None:
    of, answers = response
    path = find_path(of, answers)
    for finding in validate(of, answers, path, NO_CONTEXT, {}, {}):
        assert finding.page in path.pages
        assert finding.message and "{" not in finding.message


@given(responses())
@settings(max_examples=100, deadline=None)
def test_hidden_answers_are_judged_by_nothing(response: tuple[Questionnaire, Answers]) -> None:
    of, answers = response
    path = find_path(of, answers)
    shown = {code: value for code, value in answers.items() if path.asked(code)}
    assert validate(of, answers, path, NO_CONTEXT, {}, {}) == validate(of, shown, path, NO_CONTEXT, {}, {})


@given(responses())
@settings(max_examples=100, deadline=None)
def test_progress_is_complete_exactly_when_nothing_is_missing(response: tuple[Questionnaire, Answers]) -> None:
    of, answers = response
    path = find_path(of, answers)
    answered, required = progress(of, answers, path)
    assert 0 <= answered <= required
    assert (answered == required) == (missing(of, answers, path) == ())


@given(responses())
@settings(max_examples=100, deadline=None)
def test_confirming_every_warning_leaves_only_errors_in_the_way(response: tuple[Questionnaire, Answers]) -> None:
    of, answers = response
    path = find_path(of, answers)
    found = validate(of, answers, path, NO_CONTEXT, {}, {})
    reasons = {f.key: Confirmation("Verificato", f.fingerprint) for f in found if f.severity == "warning"}
    again = validate(of, answers, path, NO_CONTEXT, {}, reasons)
    assert submittable(again) == (not any(f.severity == "error" for f in found))
    assert [replace(f, confirmed=None) for f in again] == list(found)


def test_answers_in_json_shapes_survive_a_round_trip_through_a_definition() -> None:
    of = definition(question("Q1", "integer"), question("Q2", "multi", options=[{"code": "1", "text": {"it": "a"}}]))
    read = read_answers(of, {"Q1": "1.234", "Q2": ["1"], "X": 1, "_confirmed": {}})
    assert (read.answers, read.problems, read.unknown) == ({"Q1": Decimal(1234), "Q2": ("1",)}, {}, ("X",))
