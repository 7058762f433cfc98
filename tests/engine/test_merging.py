"""Two changes of one answer: what each touched is brought together, what both touched otherwise is named."""

from hypothesis import given, strategies as st

from questionari.engine.answer_types.fields import Raw
from questionari.engine.definition import Axis, Question
from questionari.engine.merging import WHOLE, at, merge_fields, part_of

WORDS = {"it": "Domanda"}
TABLE = Question("M", "matrix", WORDS)
TEXT = Question("T", "text", WORDS)
HOURS = Question("H", "opening_hours", WORDS)
ROWS = Question("R", "roster", WORDS)
FIXED = Question("F", "roster", WORDS, fixed_rows=(Axis("1", WORDS),))
CELLS: st.SearchStrategy[Raw] = st.dictionaries(
    st.sampled_from(["1:a", "1:b", "2:a", "2:a:nd", "nd"]), st.sampled_from([("1",), ("2",), ("3",)]), max_size=4
)


@given(CELLS, CELLS)
def test_whoever_changed_nothing_takes_what_the_other_wrote(base: Raw, written: Raw) -> None:
    for question in (TABLE, TEXT):
        assert merge_fields(question, base, written, base) == merge_fields(question, base, base, written)
        assert merge_fields(question, base, written, base).raw == written
        assert merge_fields(question, base, written, written).contested == ()


@given(CELLS, CELLS, CELLS)
def test_nothing_stored_is_taken_away_and_nothing_typed_is_forgotten(base: Raw, theirs: Raw, mine: Raw) -> None:
    for question in (TABLE, TEXT):
        met = merge_fields(question, base, theirs, mine)
        parts = {part_of(question, key) for key in (*base, *theirs, *mine)}
        for part in parts:
            moved = at(question, mine, part) != at(question, base, part)
            by_both = moved and at(question, theirs, part) != at(question, base, part)
            if WHOLE in met.contested or part in met.contested or not moved:
                assert at(question, met.raw, part) == at(question, theirs, part)
            elif not by_both:
                assert at(question, met.raw, part) == at(question, mine, part)
        assert not met.contested or met.raw != mine


def test_cells_days_and_fields_of_fixed_rows_do_not_disturb_each_other() -> None:
    for question, one, other in ((TABLE, "1:a", "1:b"), (HOURS, "lun:1:from", "mar:closed"), (FIXED, "0:n", "0:ore")):
        met = merge_fields(question, {}, {one: ("1",)}, {other: ("1",)})
        assert (met.raw, met.contested) == ({one: ("1",), other: ("1",)}, ())


def test_a_cell_and_its_reserved_answer_are_one_and_so_are_the_hours_of_a_day() -> None:
    assert merge_fields(TABLE, {}, {"1:a": ("4",)}, {"1:a:nd": ("-7",)}).contested == ("1:a",)
    assert merge_fields(HOURS, {}, {"lun:1:from": ("9",)}, {"lun:closed": ("1",)}).contested == ("lun",)


def test_a_table_said_to_be_unavailable_and_rows_that_come_and_go_are_one_answer() -> None:
    met = merge_fields(TABLE, {"1:a": ("4",)}, {"nd": ("-7",)}, {"1:a": ("4",), "1:b": ("2",)})
    assert (met.raw, met.contested) == ({"nd": ("-7",)}, (WHOLE,))
    assert merge_fields(ROWS, {}, {"0:n": ("1",)}, {"1:n": ("1",)}).contested == (WHOLE,)
