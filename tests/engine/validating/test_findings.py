"""Which question, row and cell a finding names, and what a reason given for a warning hangs on."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from questionari.engine.definition import Questionnaire
from questionari.engine.findings import Confirmation, Finding, StaticFinding, has_errors, submittable
from questionari.engine.values import Context, RoundInfo
from tests.engine.builders import codes, compiled, definition, document, findings, question

TEXT = {"it": "Il valore è insolito: lo confermi."}
OTHER = {"code": "98", "text": {"it": "Altro"}, "detail": {"text": {"it": "Quale?"}}}


def check(require: str, **keys: Any) -> dict[str, Any]:
    """A warning of the first question unless said otherwise."""
    return {"code": "Q1.x", "severity": "warning", "require": require, "message": TEXT, **keys}


def rows(*codes: str, **keys: Any) -> list[dict[str, Any]]:
    """Rows of a table or of a roster."""
    return [{"code": code, "text": {"it": f"Riga {code}"}, **keys} for code in codes]


def page(code: str, *questions: dict[str, Any]) -> dict[str, Any]:
    """A page with these questions."""
    return {"code": code, "title": {"it": code}, "questions": list(questions)}


def only(of: Questionnaire, answers: dict[str, Any]) -> Finding:
    """The one finding of these answers."""
    (found,) = findings(of, answers)
    return found


def test_a_finding_is_confirmed_under_its_rule_and_its_row() -> None:
    walked = check("row.a > 5", foreach="Q2", fields=["Q2"])
    assert only(definition(question("Q1", "integer", checks=[walked]), TABLE), {"Q2": SECOND[0][0]}).key == "Q1.x#2"
    assert only(definition(question("Q1", "integer", checks=[check("Q1 > 5")])), {"Q1": 1}).key == "Q1.x"


@pytest.mark.parametrize(("severity", "sent"), [("error", False), ("warning", False), ("note", True)])
def test_errors_and_warnings_hold_a_response_and_notes_do_not(severity: str, sent: bool) -> None:
    found = findings(definition(question("Q1", "integer", checks=[check("Q1 > 5", severity=severity)])), {"Q1": 1})
    assert submittable(found) is sent and submittable([])


def test_a_fault_of_a_document_is_printed_with_its_place_and_the_way_out() -> None:
    fault, advice = (
        StaticFinding("REF001", "error", "/sections/0", "a", "b"),
        StaticFinding("IT1", "note", "", "a", "b"),
    )
    said = {"code": "REF001", "severity": "error", "pointer": "/sections/0", "message": "a", "advice": "b"}
    assert fault.as_json() == said
    assert (has_errors([advice, fault]), has_errors([advice]), has_errors([])) == (True, False, False)


def test_a_check_is_silent_while_none_of_its_questions_is_asked() -> None:
    shown = question("Q2", "integer", visible_if="Q1 > 5")
    of = definition(question("Q1", "integer"), shown, checks=[check("Q1 > 10", code="T.x", fields=["Q2"])])
    assert (codes(of, {"Q1": 3}), codes(of, {"Q1": 6})) == ([], ["T.x"])


COLUMNS = [{"code": code, "text": {"it": code}} for code in "ab"]
TABLE = question("Q2", "matrix", rows=rows("1", "2"), columns=COLUMNS)
FIXED = question("Q2", "roster", fixed_rows=rows("1", "2"), questions=[question("a", "integer")])
OPEN = question("Q2", "roster", questions=[question("a", "integer")])
SECOND = [({"1": {"a": 9}, "2": {"a": 2}}, TABLE), ([{"a": 9}, {"a": 2}], FIXED), ([{"a": 9}, {"a": 2}], OPEN)]
TWO = (question("Q2", "integer"), question("Q3", "computed", expression="Q2 * 2"))


@pytest.mark.parametrize(
    ("questions", "one", "answers", "change"),
    [
        (TWO[:1], check("Q1 > Q2"), {"Q1": 1, "Q2": 5}, {"Q2": 6}),
        (TWO[:1], check("Q1 > 10", when="Q2 > 3"), {"Q1": 1, "Q2": 5}, {"Q2": 6}),
        (TWO, check("Q1 > Q3"), {"Q1": 1, "Q2": 5}, {"Q2": 6}),
        (
            [question("Q2", "choice", options=[OTHER])],
            check("Q1 > 10", when="detail(Q2, '98') == 'x' || detail(Q2, '98') == 'y'"),
            {"Q1": 1, "Q2": "98", "Q2.98": "x"},
            {"Q2.98": "y"},
        ),
    ],
)
def test_a_reason_falls_when_anything_that_its_check_reads_changes(
    questions: list[dict[str, Any]], one: dict[str, Any], answers: dict[str, Any], change: dict[str, Any]
) -> None:
    of = definition(question("Q1", "integer", checks=[one]), *questions)
    given = {"Q1.x": Confirmation("Vero", only(of, answers).fingerprint)}
    assert [f.confirmed for f in findings(of, answers, confirmed=given)] == ["Vero"]
    assert [f.confirmed for f in findings(of, {**answers, **change}, confirmed=given)] == [None]


def test_a_reason_does_not_fall_when_a_hidden_answer_changes() -> None:
    hidden = question("Q2", "integer", visible_if="Q1 > 5")
    of = definition(question("Q1", "integer", checks=[check("Q1 > 10", fields=["Q1", "Q2"])]), hidden)
    assert only(of, {"Q1": 1, "Q2": 7}) == only(of, {"Q1": 1, "Q2": 8}) == only(of, {"Q1": 1})


def test_a_reason_falls_when_the_table_that_its_check_walks_changes() -> None:
    walked = check("row.a > 5", foreach="Q2", fields=["Q1"])
    of = definition(question("Q1", "integer", checks=[walked]), TABLE)
    before, after = (only(of, {"Q1": 1, "Q2": {"1": {"a": n}}}) for n in (2, 3))
    assert before.fingerprint != after.fingerprint


@pytest.mark.parametrize(("answer", "table"), SECOND, ids=["matrix", "fixed rows", "open rows"])
def test_a_row_is_called_by_its_text_or_by_its_number(answer: Any, table: dict[str, Any]) -> None:
    walked = check("row.a > 5", foreach="Q2", fields=["Q2"], message={"it": "Guardi {row_code}."})
    found = only(definition(question("Q1", "integer", checks=[walked]), table), {"Q2": answer})
    assert (found.row, found.message) == ("2", "Guardi 2." if table is OPEN else "Guardi Riga 2.")


@pytest.mark.parametrize(
    ("fields", "keys"), [(["Q2"], ("2:a", "2:b")), (["Q2", "Q1"], ("2:a", "2:b")), (["Q1", "Q2"], ()), (["Q1"], ())]
)
def test_cells_are_named_when_the_table_walked_comes_first_in_the_finding(fields: list[str], keys: Any) -> None:
    walked = check("row.a > 5", foreach="Q2", fields=fields)
    of = definition(question("Q1", "integer", checks=[walked]), TABLE)
    assert only(of, {"Q1": 1, "Q2": SECOND[0][0]}).keys == keys


def test_a_finding_stands_on_the_page_of_its_first_question_asked() -> None:
    first = page("P1", question("Q0", "yes_no"), question("Q1", "integer", visible_if="Q0 == '1'"))
    pages = [first, page("P2", question("Q2", "integer"))]
    raw = document(checks=[check("Q2 > 5", code="T.x", fields=["Q1", "Q2"])])
    of = compiled({**raw, "sections": [{**raw["sections"][0], "pages": pages}]})
    assert only(of, {"Q2": 1}).page == "P2"


def test_findings_stand_page_by_page_and_by_weight_within_a_page() -> None:
    said = [check("Q1 > 9", code=f"Q1.{severity}", severity=severity) for severity in ("note", "warning", "error")]
    text = question("Q0", sensitive_text=True)
    pages = [page("P1", text, question("Q1", "integer", checks=said)), page("P2", question("Q2", required=True))]
    raw = document()
    of = compiled({**raw, "sections": [{**raw["sections"][0], "pages": pages}]})
    assert codes(of, {"Q0": "uno@due.it", "Q1": 1}) == [
        "Q1.error",
        "Q1.warning",
        "Q0.sensitive",
        "Q1.note",
        "Q2.required",
    ]


def test_figures_are_said_as_italians_write_them() -> None:
    of = definition(question("Q1", "decimal", min=1, max=1000))
    said = "Il valore può essere al massimo 1.000; ha indicato 1.234,5."
    assert only(of, {"Q1": "1234,5"}).message == said


def test_a_reason_given_for_a_text_falls_when_the_text_changes() -> None:
    of = definition(question("Q1", "text", sensitive_text=True))
    given = {"Q1.sensitive": Confirmation("Ente", only(of, {"Q1": "scriva a uno@x.it"}).fingerprint)}
    assert [f.confirmed for f in findings(of, {"Q1": "scriva a due@x.it"}, confirmed=given)] == [None]


HALF = RoundInfo(date(2026, 1, 1), date(2026, 6, 30), date(2026, 9, 30))
WEEK = RoundInfo(date(2025, 12, 1), date(2025, 12, 7), date(2025, 12, 31))
YEAR = RoundInfo(date(2025, 1, 1), date(2025, 12, 31), date(2026, 2, 28))
COMPARED = definition(
    question("Q1", "decimal", min=-1000, compare_previous={"relative": 0.5, "absolute": 10}),
    question("Q2", "integer"),
    question("C1", "computed", expression="Q2 * 2", compare_previous={"relative": 0.5, "absolute": 10}),
)


def compared(then: dict[str, int], now: dict[str, Any], round_: RoundInfo | None = HALF, **keys: Any) -> list[Finding]:
    """The findings about a value that was another one in the round before."""
    context = Context(round=HALF, previous={c: Decimal(n) for c, n in then.items()}, previous_round=round_)
    return list(findings(COMPARED, now, context, **keys))


def test_a_period_shorter_than_a_month_counts_as_one() -> None:
    (found,) = compared({"Q1": 10}, {"Q1": 100}, WEEK)
    assert "(10 in 1 mese; ora 100 in 6)" in found.message
    assert compared({"Q1": 10}, {"Q1": 60}, WEEK) == []


def test_a_comparison_says_both_values() -> None:
    assert "(1.000; ora 2.000,5)" in compared({"Q1": 1000}, {"Q1": "2000,5"})[0].message
    assert "(1.000 in 12 mesi; ora 2.000,5 in 6)" in compared({"Q1": 1000}, {"Q1": "2000,5"}, YEAR)[0].message


def test_values_are_compared_as_they_are_while_the_length_of_a_period_is_not_known() -> None:
    context = Context(previous={"Q1": Decimal(100)}, previous_round=YEAR)
    assert (codes(COMPARED, {"Q1": 150}, context), codes(COMPARED, {"Q1": 151}, context)) == ([], ["Q1.previous"])


@pytest.mark.parametrize(("then", "now", "found"), [(-100, -150, 0), (-100, -151, 1), (-100, -49, 1), (-100, -51, 0)])
def test_a_value_below_zero_is_compared_by_its_size(then: int, now: int, found: int) -> None:
    assert len(compared({"Q1": then}, {"Q1": now})) == found


def test_a_value_that_did_not_move_is_not_told_whatever_the_limits() -> None:
    any_change = {"relative": 0.1, "absolute": 0}
    of = definition(question("Q1", "integer", compare_previous=any_change))
    context = Context(previous={"Q1": Decimal(0)})
    assert (codes(of, {"Q1": 0}, context), codes(of, {"Q1": 1}, context)) == ([], ["Q1.previous"])


def test_a_reason_given_for_a_computed_value_falls_when_it_changes() -> None:
    (first,) = compared({"Q2": 1}, {"Q2": 40})
    given = {"C1.previous": Confirmation("Vero", first.fingerprint)}
    assert [f.confirmed for f in compared({"Q2": 1}, {"Q2": 40}, confirmed=given)] == ["Vero"]
    assert [f.confirmed for f in compared({"Q2": 1}, {"Q2": 41}, confirmed=given)] == [None]


GROUP = question("Q1", "group", questions=[question("n", "integer")])
WITH_DETAIL = question("Q1", "choice", options=[OTHER])


@pytest.mark.parametrize(
    ("asked", "before", "after", "same"),
    [
        (GROUP, {"Q1.n": 1}, {"Q1.n": 2}, False),
        (WITH_DETAIL, {"Q1": "98", "Q1.98": "x"}, {"Q1": "98", "Q1.98": "y"}, True),
    ],
)
def test_a_reason_hangs_on_the_parts_of_a_group_and_not_on_the_words_of_a_detail(
    asked: dict[str, Any], before: dict[str, Any], after: dict[str, Any], same: bool
) -> None:
    warned = check("Q2 > 5", code="T.x", fields=["Q1"])
    of = definition(asked, question("Q2", "integer"), checks=[warned])
    first, second = (only(of, {"Q2": 1, **answers}) for answers in (before, after))
    assert (first.fingerprint == second.fingerprint) == same
