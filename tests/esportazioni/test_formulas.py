"""Nothing in a text cell starts a formula, and what was answered can always be had back."""

import pyarrow as pa
import pytest
from hypothesis import given, settings, strategies as st

from esportazioni.formulas import protect
from questionari.engine.columns.protection import STARTS, restore

FORMULAS = "=+-@\t\r\n"
cells = st.lists(st.one_of(st.none(), st.text(st.sampled_from(FORMULAS + "'a1 à\""), max_size=8), st.text(max_size=8)))


def protected(values: list[str | None]) -> list[str | None]:
    return protect(pa.array(values, pa.string())).to_pylist()


@settings(max_examples=200, deadline=None)
@given(cells)
def test_no_protected_cell_begins_with_a_formula_character(values: list[str | None]) -> None:
    assert not [cell for cell in protected(values) if cell and cell[0] in FORMULAS]


@settings(max_examples=200, deadline=None)
@given(cells)
def test_restoring_gives_back_what_was_answered(values: list[str | None]) -> None:
    assert [None if cell is None else restore(cell) for cell in protected(values)] == values


@pytest.mark.parametrize("text", ["l'ascolto", "'quotato'", "", "12-3", "a=b", "à"])
def test_harmless_texts_stay_as_they_are(text: str) -> None:
    assert protected([text]) == [text] and restore(text) == text


def test_the_characters_are_those_of_the_decision() -> None:
    assert set(STARTS.replace("\\", "")) == set(FORMULAS)
