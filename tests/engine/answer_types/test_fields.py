"""Names of page fields, the cleaning of what a page posts, and what every type does with a reserved answer."""

from typing import Any

import pytest

from questionari.engine.answer_types import answer_type
from questionari.engine.answer_types.base import Problem, is_empty, json_text, problem, together
from questionari.engine.answer_types.fields import (
    below,
    clean_form,
    field_name,
    group_form,
    join_key,
    many_lines,
    one_line,
    typed,
    under,
)
from questionari.engine.values import Reserved
from tests.engine.answer_types.questions import QUESTIONS, question

ND = question("integer", not_available=True, prefer_not=True)


def test_a_field_is_named_by_its_question_and_its_place_in_it() -> None:
    assert (field_name("Q1"), field_name("Q1", "lun:1:from")) == ("Q1", "Q1:lun:1:from")
    assert (join_key("0", "", "n"), join_key("", "")) == ("0:n", "")


def test_what_a_page_posted_is_grouped_by_question_and_field() -> None:
    posted = [("Q1", "1"), ("Q1", "2"), ("Q2:0:n", "3"), ("_csrf", "x"), ("Q1:nd", "-7")]
    assert group_form(["Q1", "Q2", "Q3"], posted) == {
        "Q1": {"": ["1", "2"], "nd": ["-7"]},
        "Q2": {"0:n": ["3"]},
        "Q3": {},
    }


@pytest.mark.parametrize(
    ("values", "clean"),
    [
        (["a", 1, None], ("a", "1", "None")),
        ("due", ("due",)),
        (b"due\xff", ("due\ufffd",)),
        ([b"uno"], ("uno",)),
        (7, ("7",)),
        (["x\ud800"], ("x\ufffd",)),
    ],
)
def test_whatever_is_handed_in_becomes_text_that_can_be_stored(values: Any, clean: tuple[str, ...]) -> None:
    assert clean_form({"k": values}) == {"k": clean}


@pytest.mark.parametrize(
    ("text", "line", "lines"),
    [
        ("  a  b ", "a b", "a  b"),
        ("a\r\nb\rc\nd\u2028e", "a b c d e", "a\nb\nc\nd\ne"),
        ("a\tb\x00c\x7fd", "a b c d", "a b c d"),
        ("a\u202eb\ufeffc", "a b c", "a b c"),
        ("\n a \n", "a", "a"),
    ],
)
def test_controls_and_marks_that_reorder_are_dropped(text: str, line: str, lines: str) -> None:
    assert (one_line(text), many_lines(text)) == (line, lines)


def test_what_is_typed_twice_alike_is_typed_once() -> None:
    assert typed({"": ("b ", "a", " b", " ")}) == ("b", "a")
    assert typed({"k": ("a",)}) == ()
    assert typed({"k": ("a",)}, "k") == ("a",)


def test_the_fields_of_a_part_are_taken_out_and_put_back() -> None:
    raw = {"0": ("x",), "0:n": ("1",), "0:s:1": ("2",), "01:n": ("3",), "1:n": ("4",)}
    inner = below(raw, "0")
    assert inner == {"": ("x",), "n": ("1",), "s:1": ("2",)}
    assert below(raw, "1") == {"n": ("4",)}
    assert under("0", inner) == {"0": ("x",), "0:n": ("1",), "0:s:1": ("2",)}


@pytest.mark.parametrize(
    ("form", "value", "code", "keys"),
    [
        ({"nd": ["-7"]}, Reserved.NOT_AVAILABLE, None, ()),
        ({"nd": ["-8"], "": [" "]}, Reserved.PREFER_NOT, None, ()),
        ({"nd": ["-1"]}, None, "reserved_not_offered", ("nd",)),
        ({"nd": ["-7", "-8"]}, None, "reserved_not_offered", ("nd",)),
        ({"nd": ["-7"], "": ["3"]}, 3, "value_and_reserved", ("", "nd")),
        ({"nd": ["-7"], "": ["tre"]}, None, "value_and_reserved", ("", "nd")),
        ({"": ["3", "4"]}, None, "several_values", ("",)),
        ({"": ["3", "3 "]}, 3, None, ()),
    ],
)
def test_an_answer_is_given_or_kept_back_and_not_both(
    form: dict[str, list[str]], value: object, code: str | None, keys: tuple[str, ...]
) -> None:
    reading = answer_type(ND).read(ND, form)
    wrong = reading.problem
    assert (reading.value, wrong and wrong.code, wrong.keys if wrong else ()) == (value, code, keys)
    assert dict(reading.raw) == {key: tuple(values) for key, values in form.items()}


def test_a_reserved_answer_that_an_option_stands_for_is_offered() -> None:
    of = QUESTIONS["choice"]
    assert answer_type(of).read(of, {"nd": ["-7"]}).value == Reserved.NOT_AVAILABLE
    assert answer_type(of).read(of, {"nd": ["-8"]}).value is None


@pytest.mark.parametrize(
    ("data", "value", "code"),
    [
        (None, None, None),
        ({"reserved": -7}, Reserved.NOT_AVAILABLE, None),
        ({"reserved": "-7"}, Reserved.NOT_AVAILABLE, None),
        ({"reserved": True}, None, "shape"),
        ({"reserved": -7, "note": "x"}, None, "shape"),
        ({"riservata": -7}, None, "shape"),
        ([3], None, "shape"),
        (True, None, "shape"),
    ],
)
def test_json_is_an_answer_only_in_its_own_shape(data: object, value: object, code: str | None) -> None:
    reading = answer_type(ND).from_json(ND, data)
    assert (reading.value, reading.problem and reading.problem.code) == (value, code)


@pytest.mark.parametrize(
    ("data", "text"),
    [("a", "a"), (10**30, str(10**30)), (-(10**30), str(-(10**30))), (10**30 + 1, None), (False, None), (1.5, None)],
)
def test_texts_and_whole_numbers_of_json_are_texts(data: object, text: str | None) -> None:
    assert json_text(data) == text


@pytest.mark.parametrize("data", [[3], {"it": "x"}, 1.5, True])
def test_json_of_another_shape_is_not_read_as_a_text(data: object) -> None:
    reading = answer_type(QUESTIONS["text"]).from_json(QUESTIONS["text"], data)
    assert reading.value is None and reading.problem and reading.problem.code == "shape"


def test_how_long_a_text_may_be_is_said() -> None:
    reading = answer_type(QUESTIONS["phone"]).read(QUESTIONS["phone"], {"": ["0" * 41]})
    assert reading.problem and reading.problem.message["it"].endswith("al massimo 40 caratteri.")


def test_a_reserved_answer_is_written_said_and_stored_as_such() -> None:
    of = answer_type(ND)
    assert of.raw(ND, Reserved.PREFER_NOT) == {"nd": ("-8",)}
    assert of.to_json(ND, Reserved.PREFER_NOT) == {"reserved": -8}
    words = ["Dato non disponibile", "Preferisco non rispondere", "Non pertinente", "Manca la risposta"]
    reserved = (Reserved.NOT_AVAILABLE, Reserved.PREFER_NOT, Reserved.NOT_APPLICABLE, Reserved.MISSING)
    assert [of.text(ND, one) for one in reserved] == words


@pytest.mark.parametrize(
    ("value", "empty"), [(None, True), ("", True), ((), True), ({}, True), (0, False), (Reserved.MISSING, False)]
)
def test_zero_and_reserved_answers_are_answers(value: Any, empty: bool) -> None:
    assert is_empty(value) is empty


def test_problems_of_one_question_are_one_with_each_message_once() -> None:
    first, second, other = problem("a", "Uno."), problem("b", "Uno.", "1", "2"), problem("c", "Due.", "2", "3")
    found = together([first, second, other])
    assert found == Problem("a", found.message if found else {}, ("", "1", "2", "3"))
    assert found.message["it"] == "Uno. Due."
    assert together([]) is None


def test_a_type_of_one_field_is_one_input_and_no_table() -> None:
    of, asked = answer_type(QUESTIONS["text"]), QUESTIONS["text"]
    assert (of.input_count(asked), of.rows_text(asked, "x"), of.missing_cells(asked, None, [("1", "a")])) == (
        1,
        None,
        (),
    )
