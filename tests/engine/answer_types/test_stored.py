"""What a canonical document holds comes back as it was submitted, without being read as if it were typed."""

import json

import pytest
from hypothesis import given, settings

from questionari.engine.answer_types import answer_type, decoder
from questionari.engine.canonical import canonical
from questionari.engine.definition import Axis, MatrixShape
from questionari.engine.values import Reserved
from tests.engine.answer_types.questions import COLUMNS, PASSIVE, QUESTIONS, VALUES, question, shape


def ordered(value: object) -> object:
    """The value with its keys in order, all the way down: two mappings may be equal and differ in that."""
    return [(key, ordered(inner)) for key, inner in value.items()] if isinstance(value, dict) else value


@pytest.mark.parametrize("kind", sorted(QUESTIONS))
def test_a_stored_answer_is_what_reading_it_as_json_gives(kind: str) -> None:
    of, kind_of = QUESTIONS[kind], answer_type(QUESTIONS[kind])

    @settings(max_examples=40, deadline=None)
    @given(VALUES[kind])
    def law(value: object) -> None:
        stored = json.loads(canonical(kind_of.to_json(of, value)))
        found, read = decoder(of)(stored), kind_of.from_json(of, stored).value
        assert type(found) is type(read)
        assert ordered(found) == ordered(read)
        assert found == value

    law()


@pytest.mark.parametrize("kind", sorted(QUESTIONS))
@pytest.mark.parametrize("reserved", Reserved)
def test_a_reserved_answer_stays_reserved_whatever_the_type(kind: str, reserved: Reserved) -> None:
    of = QUESTIONS[kind]
    assert decoder(of)(answer_type(of).to_json(of, reserved)) is reserved


@pytest.mark.parametrize(("kind", "stored"), [("multi", []), ("opening_hours", {}), ("matrix", {}), ("roster", [])])
def test_what_is_empty_is_no_answer(kind: str, stored: object) -> None:
    of = question("matrix", matrix=shape("integer")) if kind == "matrix" else QUESTIONS[kind]
    assert decoder(of)(stored) is None


@pytest.mark.parametrize("kind", ["note", "group"])
def test_what_only_groups_and_explains_holds_nothing(kind: str) -> None:
    assert decoder(PASSIVE[kind])("x") is None


def test_a_place_that_a_later_list_no_longer_has_is_kept() -> None:
    assert decoder(QUESTIONS["comune"])("999999") == "999999"


def test_a_row_of_a_table_may_be_called_reserved() -> None:
    table = shape("integer", COLUMNS[:1])
    row = type(table.rows[0])("reserved", {"it": "riservati"})
    of = question("matrix", matrix=type(table)((row,), table.columns, table.cell))
    assert decoder(of)({"reserved": 3}) == {("reserved", "a"): 3}


@pytest.mark.parametrize(
    ("columns", "stored", "value"),
    [
        (COLUMNS[:1], {"reserved": -7, "1": 2}, {("reserved", "a"): -7, ("1", "a"): 2}),
        (COLUMNS, {"reserved": {"a": 3}}, {("reserved", "a"): 3}),
    ],
)
def test_a_row_called_reserved_stays_a_row_beside_others_and_with_columns(
    columns: tuple[Axis, ...], stored: object, value: object
) -> None:
    table = shape("integer", columns)
    row = Axis("reserved", {"it": "riservati"})
    of = question("matrix", matrix=MatrixShape((row, *table.rows), columns, table.cell))
    assert decoder(of)(stored) == value


def test_a_computed_number_comes_back_as_a_number() -> None:
    assert repr(decoder(PASSIVE["computed"])("12.5")) == "Decimal('12.5')"


def test_the_numbers_of_cells_come_back_as_exact_numbers() -> None:
    for cell, stored, value in (("integer", 3, "3"), ("decimal", "1.50", "1.50")):
        found = decoder(question("matrix", matrix=shape(cell)))({"1": {"a": stored}})
        assert repr(found) == f"{{('1', 'a'): Decimal('{value}')}}"
