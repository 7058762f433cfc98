"""Bounds hold at their very border, for questions, cells and rows, and say where and how much."""

from typing import Any

import pytest

from questionari.engine.findings import Finding
from tests.engine.builders import codes, definition, findings, question

OPTIONS = [{"code": code, "text": {"it": f"Voce {code}"}} for code in "1234"]
NONE = {"code": "9", "text": {"it": "Nessuna"}, "exclusive": True}
CHILDREN = [question("n", "integer", min=1, max=10), question("s", "multi", options=OPTIONS, min_picks=1, max_picks=2)]
ROWS = [{"code": code, "text": {"it": f"riga {code}"}} for code in "ab"]
ASKED = {
    "integer": question("Q1", "integer", min=1, max=10),
    "text": question("Q1", max_length=3),
    "multi": question("Q1", "multi", options=[*OPTIONS, NONE], min_picks=2, max_picks=3),
    "ordered": question("Q1", "ordered", options=OPTIONS, min_picks=2, max_picks=3),
    "roster": question("Q1", "roster", min_rows=2, max_rows=3, questions=CHILDREN, not_available=True),
    "fixed": question("Q1", "roster", fixed_rows=ROWS, questions=CHILDREN[:1]),
    "matrix": question("Q1", "matrix", rows=ROWS, min=1, max=10),
}
OF = {kind: definition(asked) for kind, asked in ASKED.items()}
ROW = {"n": 5}


@pytest.mark.parametrize(
    ("kind", "answer", "found"),
    [
        ("integer", 0, ["min"]),
        ("integer", 1, []),
        ("integer", 10, []),
        ("integer", 11, ["max"]),
        ("text", "abc", []),
        ("text", "abcd", ["max_length"]),
        ("multi", ["1"], ["min_picks"]),
        ("multi", ["1", "2"], []),
        ("multi", ["1", "2", "3"], []),
        ("multi", ["1", "2", "3", "4"], ["max_picks"]),
        ("multi", ["9"], []),
        ("multi", ["1", "9"], ["exclusive"]),
        ("multi", [], []),
        ("ordered", ["1"], ["min_picks"]),
        ("ordered", ["1", "2", "3", "4"], ["max_picks"]),
        ("roster", [ROW], ["min_rows"]),
        ("roster", [ROW] * 2, []),
        ("roster", [ROW] * 3, []),
        ("roster", [ROW] * 4, ["max_rows"]),
        ("roster", [], []),
        ("roster", {"reserved": -7}, []),
        ("roster", [{"n": 11}, {"n": 0}], ["n.max", "n.min"]),
        ("roster", [ROW, {"s": ["1", "2", "3"]}], ["s.max_picks"]),
        ("fixed", [{}, {"n": 11}], ["n.max"]),
        ("matrix", {"a": 1, "b": 10}, []),
        ("matrix", {"a": 0, "b": 11}, ["min", "max"]),
    ],
)
def test_a_bound_is_kept_up_to_its_border(kind: str, answer: Any, found: list[str]) -> None:
    assert codes(OF[kind], {"Q1": answer}) == [f"Q1.{code}" for code in found]


def one(kind: str, answer: Any) -> Finding:
    """The one finding of an answer."""
    (found,) = findings(OF[kind], {"Q1": answer})
    return found


@pytest.mark.parametrize(
    ("kind", "answer", "message"),
    [
        ("integer", 0, "Il valore deve essere almeno 1; ha indicato 0."),
        ("text", "abcd", "Il testo può avere al massimo 3 caratteri; il Suo ne ha 4: lo accorci."),
        ("multi", ["1"], "Scelga almeno 2 risposte; ne ha scelte 1."),
        ("multi", ["1", "2", "3", "4"], "Può scegliere al massimo 3 risposte; ne ha scelte 4."),
        ("roster", [ROW], "Le righe devono essere almeno 2; ne ha compilate 1."),
        ("roster", [ROW] * 4, "Le righe possono essere al massimo 3; ne ha compilate 4."),
    ],
)
def test_a_bound_says_what_it_is_and_what_was_given(kind: str, answer: Any, message: str) -> None:
    assert one(kind, answer).message == message


def test_an_exclusive_option_is_named() -> None:
    assert one("multi", ["1", "9"]).message.startswith("«Nessuna» non può stare insieme")


def test_a_cell_out_of_bounds_is_named() -> None:
    found = one("matrix", {"a": 5, "b": 11})
    said = "riga b: Il valore può essere al massimo 10; ha indicato 11."
    assert (found.fields, found.keys, found.message) == (("Q1",), ("b:n",), said)


def test_a_value_out_of_bounds_in_a_row_is_named() -> None:
    found = one("roster", [ROW, {"n": 11}])
    said = "Riga 2, «Domanda n»: Il valore può essere al massimo 10; ha indicato 11."
    assert (found.fields, found.row, found.keys, found.message) == (("Q1",), "2", ("1:n",), said)
