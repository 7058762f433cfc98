"""What is missing is named once, by question, cell and row; what could not be read is not also called missing."""

from typing import Any

import pytest

from tests.engine.builders import definition, findings, question

ROWS = [{"code": code, "text": {"it": f"riga {code}"}} for code in "ab"]
OPTIONS = [{"code": code, "text": {"it": f"Voce {code}"}} for code in "12"]
CHILDREN = [question("n", "integer", required=True), question("s", required_if="row.n > 5")]


def said(answers: dict[str, Any], kind: str = "integer", **keys: Any) -> list[tuple[str, tuple[str, ...], str]]:
    """Code, cells and message of each finding about a required question."""
    of = definition(question("Q1", kind, required=True, **keys))
    return [(f.code, f.keys, f.message) for f in findings(of, answers)]


def test_what_could_not_be_read_is_not_also_missing() -> None:
    assert [code for code, *_ in said({"Q1": "dodici"})] == ["Q1.not_a_number"]
    assert said({}) == [("Q1.required", (), "Risponda a questa domanda: la risposta è obbligatoria.")]


@pytest.mark.parametrize(
    ("cell", "keys", "one", "two"),
    [
        ("integer", {}, "Resta 1 casella di 2 da compilare: scriva", "Restano 2 caselle di 2 da compilare: scriva"),
        ("yes_no", {}, "Resta 1 casella di 2 da compilare: scelga", "Restano 2 caselle di 2 da compilare: scelga"),
        ("choice", {"options": OPTIONS}, "Resta 1 casella di 2 da compilare: scelga", "Restano 2 caselle di 2 "),
    ],
)
def test_blank_cells_are_asked_for_as_their_kind_is_answered(cell: str, keys: Any, one: str, two: str) -> None:
    ((_, blank, first),) = said({"Q1": {"a": "1"}}, "matrix", rows=ROWS, cell=cell, **keys)
    ((_, all_blank, second),) = said({}, "matrix", rows=ROWS, cell=cell, **keys)
    assert (blank, all_blank) == (("b:n",), ("a:n", "b:n"))
    assert first.startswith(one) and second.startswith(two)


def test_a_roster_without_rows_is_asked_for_as_such() -> None:
    assert said({}, "roster", questions=CHILDREN) == [
        ("Q1.required", (), "Compili almeno una riga: la risposta è obbligatoria.")
    ]


def test_what_is_missing_in_a_row_is_named_by_row_and_question() -> None:
    assert said({"Q1": [{"n": 1}, {"s": "x"}, {"n": 6}]}, "roster", questions=CHILDREN) == [
        ("Q1.n.required", ("1:n",), "Riga 2, «Domanda n»: la risposta è obbligatoria."),
        ("Q1.s.required", ("2:s",), "Riga 3, «Domanda s»: la risposta è obbligatoria."),
    ]


def test_a_row_that_could_not_be_read_is_not_also_missing() -> None:
    found = said({"Q1": [{"n": "tre", "s": "x"}, {"s": "x"}]}, "roster", questions=CHILDREN)
    assert [(code, keys) for code, keys, _ in found] == [("Q1.not_a_number", ("0:n",)), ("Q1.n.required", ("1:n",))]


def test_a_row_of_which_nothing_could_be_read_keeps_its_number() -> None:
    found = said({"Q1": [{"n": "tre"}, {"s": "x"}]}, "roster", questions=CHILDREN)
    assert [(code, keys) for code, keys, _ in found] == [("Q1.not_a_number", ("0:n",)), ("Q1.n.required", ("1:n",))]


def test_of_several_rows_that_could_not_be_read_none_is_also_missing() -> None:
    found = said({"Q1": [{"n": "tre"}, {"n": "due"}, {"s": "x"}]}, "roster", questions=CHILDREN)
    assert [(code, keys) for code, keys, _ in found] == [
        ("Q1.not_a_number", ("0:n", "1:n")),
        ("Q1.n.required", ("2:n",)),
    ]
