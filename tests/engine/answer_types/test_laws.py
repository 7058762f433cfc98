"""What holds for every answer type, whatever is typed."""

import json

import pytest
from hypothesis import given, settings, strategies as st

from questionari.engine.answer_types import ANSWER_TYPES, Problem, answer_type, field_name, group_form, is_empty
from questionari.engine.values import WEEKDAYS, Reserved
from tests.engine.answer_types.questions import PASSIVE, QUESTIONS, VALUES

KINDS = sorted(QUESTIONS)
EVERYDAY = settings(max_examples=40, deadline=None)

PARTS = st.sampled_from(
    ["", "nd", "1", "2", "20", "a", "b", "0", "3", "_row", "comune", "ore", "giorni", "orario", "h24", "closed", "from"]
    + ["to", "00", "-1", "9999", "²", *WEEKDAYS]
)
KEYS = st.lists(PARTS, max_size=5).map(":".join) | st.text(max_size=8)
TYPED = st.text(max_size=20) | st.sampled_from(
    [
        "",
        " ",
        "-7",
        "-8",
        "01",
        "7",
        "12",
        "1.234",
        "09:00",
        "24:00",
        "31/12/2026",
        "31/02/2026",
        "\x00",
        "\ud800",
        "١٢",
    ]
    + ["1" * 5000, "9" * 20, "http://[", "https://a:99999999", "a@b.it", "+", "NaN", "Infinity", "1e9", "∞", "((", "=?"]
)
FORMS = st.dictionaries(KEYS, st.lists(TYPED, max_size=3), max_size=12)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TYPED,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(PARTS | st.just("reserved"), inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize("kind", KINDS)
def test_a_value_survives_being_shown_and_read_again(kind: str) -> None:
    question, kind_of = QUESTIONS[kind], answer_type(QUESTIONS[kind])

    @EVERYDAY
    @given(VALUES[kind])
    def law(value: object) -> None:
        reading = kind_of.read(question, kind_of.raw(question, value))
        assert (reading.problem, reading.value) == (None, value)

    law()


@pytest.mark.parametrize("kind", KINDS)
def test_a_value_survives_the_canonical_document(kind: str) -> None:
    question, kind_of = QUESTIONS[kind], answer_type(QUESTIONS[kind])

    @EVERYDAY
    @given(VALUES[kind])
    def law(value: object) -> None:
        document = json.dumps(kind_of.to_json(question, value))
        assert "." not in document or not isinstance(json.loads(document), float)
        reading = kind_of.from_json(question, json.loads(document))
        assert (reading.problem, reading.value) == (None, value)
        assert json.dumps(kind_of.to_json(question, reading.value)) == document

    law()


@pytest.mark.parametrize("kind", [*KINDS, *PASSIVE])
def test_reading_a_page_never_raises_and_keeps_all_that_was_typed(kind: str) -> None:
    question = {**QUESTIONS, **PASSIVE}[kind]

    @settings(max_examples=60, deadline=None)
    @given(FORMS)
    def law(form: dict[str, list[str]]) -> None:
        reading = answer_type(question).read(question, form)
        assert sum(map(len, reading.raw.values())) <= sum(map(len, form.values()))
        assert all(text.encode() is not None for texts in reading.raw.values() for text in texts)
        assert reading.value is None or not is_empty(reading.value)
        assert reading.problem is None or (reading.problem.message["it"] and reading.problem.keys)
        answer_type(question).text(question, reading.value)

    law()


@pytest.mark.parametrize("kind", [*KINDS, *PASSIVE])
def test_what_was_read_without_a_problem_is_read_alike_once_shown(kind: str) -> None:
    question = {**QUESTIONS, **PASSIVE}[kind]

    @EVERYDAY
    @given(FORMS)
    def law(form: dict[str, list[str]]) -> None:
        kind_of = answer_type(question)
        reading = kind_of.read(question, form)
        if reading.value is not None:
            again = kind_of.read(question, kind_of.raw(question, reading.value))
            filled = tuple(filter(None, reading.value)) if kind == "roster" else reading.value
            assert (again.problem, again.value) == (None, filled)

    law()


@pytest.mark.parametrize("kind", [*KINDS, *PASSIVE])
def test_reading_json_never_raises(kind: str) -> None:
    question = {**QUESTIONS, **PASSIVE}[kind]

    @settings(max_examples=60, deadline=None)
    @given(JSON)
    def law(data: object) -> None:
        reading = answer_type(question).from_json(question, data)
        assert reading.problem is None or isinstance(reading.problem, Problem)
        assert reading.value is None or not is_empty(reading.value)

    law()


@pytest.mark.parametrize("kind", [*KINDS, *PASSIVE])
def test_a_number_too_long_to_be_written_out_is_refused_in_peace(kind: str) -> None:
    question = {**QUESTIONS, **PASSIVE}[kind]
    huge = 10**5000  # Python itself refuses to turn it into text
    shapes = (
        huge,
        [huge],
        {"reserved": huge},
        {"1": {"a": huge}},
        {"1": {"reserved": huge}},
        [{"ore": huge, "x": huge}],
    )
    for data in (*shapes, {"lun": [[huge, huge]]}):
        assert answer_type(question).from_json(question, data).value is None


@pytest.mark.parametrize("kind", KINDS)
def test_a_blank_page_is_no_answer_and_no_problem(kind: str) -> None:
    question = QUESTIONS[kind]
    blank = {"": ["", "  ", "\x00"], "1:a": [""], "1:a:nd": [""], "lun:1:from": [" "], "0:comune": [""]}
    for form in ({}, blank):
        reading = answer_type(question).read(question, form)
        assert (reading.value, reading.problem) == (None, None)


@pytest.mark.parametrize("kind", KINDS)
def test_a_reserved_answer_is_read_only_where_it_is_offered(kind: str) -> None:
    question = QUESTIONS[kind]
    reading = answer_type(question).read(question, {"nd": ["-7"]})
    if question.not_available or kind in ("choice", "multi", "ordered"):
        assert (reading.value, reading.problem) == (Reserved.NOT_AVAILABLE, None)
    else:
        assert reading.value is None
        assert reading.problem is not None
        assert reading.problem.code == "reserved_not_offered"


@pytest.mark.parametrize("kind", [*KINDS, *PASSIVE])
def test_system_codes_cannot_be_typed(kind: str) -> None:
    question = {**QUESTIONS, **PASSIVE}[kind]
    for code in ("-1", "-9"):
        assert answer_type(question).read(question, {"nd": [code]}).value is None
        assert answer_type(question).from_json(question, {"reserved": int(code)}).value is None


@pytest.mark.parametrize("kind", KINDS)
def test_bytes_and_single_texts_in_a_form_are_read_as_text(kind: str) -> None:
    question = QUESTIONS[kind]
    reading = answer_type(question).read(question, {"": b"\xff\xfe\x00", b"1:a": [b"\x80"]})  # type: ignore[dict-item]  # on purpose
    assert reading.value is None or isinstance(reading.value, str)


def test_every_type_of_the_table_is_exercised_here() -> None:
    exercised = {question.type for question in (*QUESTIONS.values(), *PASSIVE.values())}
    assert set(ANSWER_TYPES) - exercised == {"yes_no_na"}
    assert ANSWER_TYPES["yes_no_na"] is ANSWER_TYPES["yes_no"]


def test_page_fields_are_sorted_by_question_and_key() -> None:
    posted = [("A1", "x"), ("A1:nd", "-7"), ("A1", "y"), ("A2:01:a", "3"), ("csrf_token", "z"), ("A10", "no")]
    assert group_form(["A1", "A2", "A3"], posted) == {
        "A1": {"": ["x", "y"], "nd": ["-7"]},
        "A2": {"01:a": ["3"]},
        "A3": {},
    }
    assert [field_name("A1"), field_name("A2", "01:a")] == ["A1", "A2:01:a"]
