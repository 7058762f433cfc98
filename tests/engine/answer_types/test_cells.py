"""Cells of tables: every kind of cell, and what many cells of one fault have in common."""

from decimal import Decimal

import pytest

from questionari.engine.answer_types import answer_type
from questionari.engine.values import Reserved
from tests.engine.answer_types.questions import COLUMNS, question, shape


@pytest.mark.parametrize(
    ("cell", "typed", "value", "words"),
    [
        ("integer", "1.234", Decimal(1234), "1.234"),
        ("decimal", "1,5", Decimal("1.5"), "1,5"),
        ("yes_no", "1", "1", "Sì"),
        ("yes_no", "2", "2", "No"),
        ("choice", "02", "02", "Sportello, in sede"),
    ],
)
def test_a_cell_is_read_and_said_as_its_kind(cell: str, typed: str, value: object, words: str) -> None:
    of = question("matrix", matrix=shape(cell, COLUMNS[:1]))
    reading = answer_type(of).read(of, {"1:a": [typed]})
    assert (reading.problem, reading.value) == (None, {("1", "a"): value})
    assert answer_type(of).text(of, reading.value) == f"donne: {words}"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("x", "2 celle non contengono un numero (la prima: donne, giunte da)."),
        ("1,5", "2 celle non contengono un numero intero (la prima: donne, giunte da)."),
        ("-1", "2 celle contengono un numero negativo (la prima: donne, giunte da)."),
        ("12%", "2 celle sono da correggere (la prima: donne, giunte da)."),
    ],
)
def test_what_many_cells_have_in_common_is_said_once(typed: str, said: str) -> None:
    of = question("matrix", matrix=shape("integer"))
    found = answer_type(of).read(of, {"1:a": [typed], "2:b": [typed]}).problem
    assert found is not None
    assert found.message["it"].startswith(said) and found.keys == ("1:a", "2:b")
    one = answer_type(of).read(of, {"2:b": [typed]}).problem
    assert one is not None and one.message["it"].startswith("uomini, inviate a: ")


def test_a_table_blank_or_reserved_has_no_rows_to_show() -> None:
    of = question("matrix", matrix=shape("integer"), not_available=True)
    assert [answer_type(of).rows_text(of, value) for value in (None, Reserved.NOT_AVAILABLE)] == [None, None]
    assert answer_type(of).from_json(of, {"1": 3}).value is None
