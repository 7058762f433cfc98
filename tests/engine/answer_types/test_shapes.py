"""Tables and lists in documents: what has the right shape is read, what has not is refused whole."""

from decimal import Decimal
from typing import Any

import pytest

from questionari.engine.answer_types import answer_type
from questionari.engine.values import Reserved
from tests.engine.answer_types.questions import QUESTIONS, question

UNAVAILABLE = {"reserved": -7}


@pytest.mark.parametrize(
    ("kind", "data", "value", "code"),
    [
        ("counts", {"1": {"a": 3}, "2": {"b": None}}, {("1", "a"): Decimal(3)}, None),
        ("counts", {"1": {"a": UNAVAILABLE}}, {("1", "a"): Reserved.NOT_AVAILABLE}, None),
        ("counts", {"1": {"a": {"reserved": -7, "x": 1}}}, None, "shape"),
        ("counts", {"1": {"a": {"x": 1}}}, None, "shape"),
        ("counts", {"1": {"a": {}}}, None, "shape"),
        ("counts", {"1": {"a": [1]}}, None, "shape"),
        ("counts", {"1": 3}, None, "shape"),
        ("counts", {"1": {"a": 3}, "2": 3}, None, "shape"),
        ("counts", {"1": {"reserved": -7}}, None, "unknown_cell"),
        ("counts", [1], None, "shape"),
        ("judgements", {"1": UNAVAILABLE}, {("1", "a"): Reserved.NOT_AVAILABLE}, None),
        ("judgements", {"1": {"a": "02"}, "2": "01"}, {("1", "a"): "02", ("2", "a"): "01"}, None),
        ("roster", [{"ore": 3}, {"ore": None}], ({"ore": Decimal(3)},), None),
        ("roster", ({"ore": 3},), ({"ore": Decimal(3)},), None),
        ("roster", [{"ore": 3}, 5], None, "shape"),
        ("roster", {"ore": 3}, None, "shape"),
        ("roster", "x", None, "shape"),
        ("roster", [{"nome": "x", "ore": 3}], ({"ore": Decimal(3)},), "unknown_field"),
        ("roster", [{"nome": {"a": 1}}], None, "unknown_field"),
        ("roster", [{"giorni": {"a": 1}}], None, "shape"),
        ("roster", [{"ore": "x", "comune": "072006"}], ({"comune": "072006"},), "not_a_number"),
        ("fixed", [{}, {}, {}], None, None),
        ("fixed", [{}, {"ore": 1}], ({}, {"ore": Decimal(1)}, {}), None),
    ],
)
def test_a_table_or_a_list_in_json_has_one_shape(kind: str, data: Any, value: object, code: str | None) -> None:
    of = QUESTIONS[kind]
    reading = answer_type(of).from_json(of, data)
    assert (reading.value, reading.problem.code if reading.problem else None) == (value, code)


def test_the_only_column_of_a_table_is_not_named_in_its_faults() -> None:
    of = QUESTIONS["judgements"]
    found = answer_type(of).read(of, {"1:a": ["99"]}).problem
    assert found is not None and found.message["it"].startswith("donne: ")


@pytest.mark.parametrize(("rows", "code"), [(500, None), (501, "too_many_rows")])
def test_a_list_takes_five_hundred_rows(rows: int, code: str | None) -> None:
    of = QUESTIONS["roster"]
    reading = answer_type(of).read(of, {f"{n}:ore": ["1"] for n in range(rows)})
    assert (reading.problem.code if reading.problem else None) == code


@pytest.mark.parametrize("index", ["00", "-1", "10000", "²", "x", ""])
def test_what_is_no_number_of_a_row_is_refused_when_something_is_typed_in_it(index: str) -> None:
    of = QUESTIONS["roster"]
    found = answer_type(of).read(of, {f"{index}:ore": ["1"]})
    assert (found.value, found.problem.code if found.problem else None) == (None, "unknown_field")
    assert answer_type(of).read(of, {f"{index}:ore": [" "], "0:_row": ["1"]}).problem is None


def test_rows_are_shown_in_the_fields_that_give_them_and_under_their_headers() -> None:
    of, kind = QUESTIONS["roster"], answer_type(QUESTIONS["roster"])
    value = ({"ore": Decimal(3)}, {"comune": "072006"})
    fields = {"0:_row": ("1",), "0:ore": ("3",), "1:_row": ("1",), "1:comune": ("Bari (BA)",)}
    assert dict(kind.raw(of, value)) == fields
    table = kind.rows_text(of, value)
    assert table is not None and len(table.headers) == len(table.rows[0]) == len(of.children)
    assert [kind.rows_text(of, nothing) for nothing in (None, Reserved.NOT_AVAILABLE)] == [None, None]


def test_what_is_wrong_in_a_row_is_said_of_the_question_it_is_in() -> None:
    children = (question("integer", "a", text={"it": "Ore"}), question("integer", "b", text={"it": "Donne"}))
    of = question("roster", children=children)
    found = answer_type(of).read(of, {"1:b": ["x"], "0:a": ["1"]}).problem
    assert found is not None
    assert (found.keys, found.message["it"][:16]) == (("1:b",), "Riga 2, Donne: S")
