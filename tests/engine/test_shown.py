"""What a page shows of a question: rows, columns, options and details follow their own conditions."""

from decimal import Decimal
from typing import Any

import pytest

from questionari.engine.answer_types import answer_type
from questionari.engine.path import find_path
from questionari.engine.values import Answers, Context
from tests.engine.builders import definition, question


def option(code: str, **keys: Any) -> dict[str, Any]:
    return {"code": code, "text": {"it": f"Voce {code}"}, **keys}


def test_the_detail_of_an_option_that_is_hidden_is_not_asked_though_it_was_chosen() -> None:
    other = option("98", visible_if="Q1 == '1'", detail={"text": {"it": "Quale?"}})
    of = definition(question("Q1", "yes_no"), question("Q2", "choice", options=[option("1"), other]))
    chosen: Answers = {"Q2": "98", "Q2.98": "x"}
    assert find_path(of, {"Q1": "1", **chosen}, Context()).asked("Q2.98")
    assert not find_path(of, {"Q1": "2", **chosen}, Context()).asked("Q2.98")


def test_a_column_that_is_hidden_takes_its_cells_along() -> None:
    columns = [option("a"), option("b", visible_if="Q1 == '1'")]
    of = definition(question("Q1", "yes_no"), question("Q2", "matrix", rows=[option("r")], columns=columns))
    assert find_path(of, {"Q1": "1"}, Context()).cells("Q2") == (("r", "a"), ("r", "b"))
    assert find_path(of, {"Q1": "2"}, Context()).cells("Q2") == (("r", "a"),)


def test_a_table_of_which_every_part_has_a_condition_has_no_cell_when_none_holds() -> None:
    rows, columns = [option("r", visible_if="Q1 == '1'")], [option("a", visible_if="Q1 == '1'")]
    of = definition(question("Q1", "yes_no"), question("Q2", "matrix", rows=rows, columns=columns))
    assert [find_path(of, {"Q1": said}, Context()).cells("Q2") for said in "12"] == [(("r", "a"),), ()]


def test_a_cell_with_a_condition_is_there_only_when_it_holds() -> None:
    rules = [{"row": "r", "column": "b", "visible_if": "Q1 == '1'"}]
    table = question("Q2", "matrix", rows=[option("r")], columns=[option("a"), option("b")], cell_rules=rules)
    of = definition(question("Q1", "yes_no"), table)
    cells = [find_path(of, {"Q1": said}, Context()).cells("Q2") for said in "12"]
    assert cells == [(("r", "a"), ("r", "b")), (("r", "a"),)]


def test_a_reserved_answer_is_offered_beside_whatever_was_chosen_before() -> None:
    options = [option("1"), option("2"), option("8", reserved=-8)]
    of = definition(
        question("Q1", "multi", options=[option("1"), option("2")]),
        question("Q2", "choice", options=options, options_from="Q1"),
    )
    path = find_path(of, {"Q1": ("2",)}, Context())
    assert [found.code for found in path.options(of.questions["Q2"])] == ["2", "8"]


@pytest.mark.parametrize(
    ("expression", "places", "value", "shown"),
    [
        ("Q1 * Q1 * Q1", 0, 10**42, "1" + ".000" * 14),
        ("Q1 * Q1 * Q1", None, 10**42, "1" + ".000" * 14),
        ("1 / (Q1 / 1000)", None, Decimal("1E-11"), "0"),
        ("5 / 8", 2, Decimal("0.63"), "0,63"),
        ("0 - 5 / 8", 2, Decimal("-0.63"), "-0,63"),
        ("0 - 1 / Q1", 2, 0, "0"),
    ],
)
def test_a_total_of_any_size_is_rounded_half_up(expression: str, places: int | None, value: Any, shown: str) -> None:
    keys = {} if places is None else {"places": places}
    of = definition(question("Q1", "integer"), question("C1", "computed", expression=expression, **keys))
    found = find_path(of, {"Q1": Decimal(10**14)}, Context()).computed["C1"]
    assert found == value
    assert answer_type(of.questions["C1"]).text(of.questions["C1"], found) == shown
