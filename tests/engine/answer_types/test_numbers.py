"""Numbers as Italians type them (decisions.md 14)."""

from decimal import Decimal

import pytest

from questionari.engine.answer_types import answer_type
from questionari.engine.answer_types.base import Reading
from questionari.engine.definition import Option, Question
from tests.engine.answer_types.questions import QUESTIONS, question

INTEGER, DECIMAL, CURRENCY = QUESTIONS["integer"], QUESTIONS["decimal"], QUESTIONS["currency"]


def read(asked: Question, typed: str) -> Reading:
    """What the page's main field gives."""
    return answer_type(asked).read(asked, {"": [typed]})


@pytest.mark.parametrize(
    ("asked", "typed", "number"),
    [
        (INTEGER, "0", "0"),
        (INTEGER, "-0", "0"),
        (INTEGER, "007", "7"),
        (INTEGER, "1.234", "1234"),
        (INTEGER, "1 234", "1234"),
        (INTEGER, "1\N{NARROW NO-BREAK SPACE}234\N{NO-BREAK SPACE}567", "1234567"),
        (INTEGER, " +12 ", "12"),
        (INTEGER, "999999999999999", "999999999999999"),
        (DECIMAL, "1234,5", "1234.5"),
        (DECIMAL, "1234.5", "1234.5"),
        (DECIMAL, "1.234,5", "1234.5"),
        (DECIMAL, "1.234,567", "1234.567"),
        (DECIMAL, "1.234.567", "1234567"),
        (DECIMAL, "12,500", "12.5"),
        (DECIMAL, "0,333", "0.333"),
        (CURRENCY, "€ 1.234,50", "1234.5"),
        (CURRENCY, "1 234,50 euro", "1234.5"),
        (CURRENCY, "12,500", "12.5"),
        (QUESTIONS["percent"], "12,5 %", "12.5"),
        (QUESTIONS["signed"], "\N{MINUS SIGN}12,5", "-12.5"),
    ],
)
def test_a_number_is_read_as_it_is_meant(asked: Question, typed: str, number: str) -> None:
    reading = read(asked, typed)
    assert (reading.problem, reading.value) == (None, Decimal(number))


@pytest.mark.parametrize(
    ("asked", "typed", "code"),
    [
        (INTEGER, "1.23", "not_whole"),
        (INTEGER, "12,0", "not_whole"),
        (INTEGER, "0.123", "not_whole"),
        (INTEGER, "1234.567", "not_whole"),
        (INTEGER, "-3", "negative"),
        (INTEGER, "12%", "share_for_count"),
        (INTEGER, "1000000000000000", "too_many_digits"),
        (INTEGER, "12 13", "not_a_number"),
        (INTEGER, "dodici", "not_a_number"),
        (INTEGER, "1e9", "not_a_number"),
        (INTEGER, "١٢", "not_a_number"),
        (INTEGER, "1..2", "not_a_number"),
        (INTEGER, "NaN", "not_a_number"),
        (DECIMAL, "1.234", "ambiguous_dot"),
        (DECIMAL, "0.123", "ambiguous_dot"),
        (DECIMAL, "1,2,3", "not_a_number"),
        (DECIMAL, "1.23.456", "not_a_number"),
        (DECIMAL, "-0,5", "negative"),
        (CURRENCY, "1,234", "too_many_places"),
    ],
)
def test_what_is_unclear_is_refused_with_its_own_reason(asked: Question, typed: str, code: str) -> None:
    reading = read(asked, typed)
    assert reading.value is None
    assert reading.problem is not None
    assert reading.problem.code == code
    assert reading.raw == {"": (typed,)}


def test_an_ambiguous_dot_is_asked_back_with_both_readings() -> None:
    problem = read(DECIMAL, "1.234").problem
    assert problem is not None
    assert "1234 oppure 1,234" in problem.message["it"]


def test_a_value_and_a_reserved_answer_together_are_asked_back_and_the_value_is_kept() -> None:
    reading = answer_type(INTEGER).read(INTEGER, {"": ["5"], "nd": ["-7"]})
    assert reading.value == Decimal(5)
    assert reading.problem is not None
    assert (reading.problem.code, reading.problem.keys) == ("value_and_reserved", ("", "nd"))


@pytest.mark.parametrize(
    ("asked", "data", "number"),
    [
        (INTEGER, 12, "12"),
        (INTEGER, 12.0, "12"),
        (INTEGER, "1.234", "1234"),
        (DECIMAL, "12,5", "12.5"),
        (DECIMAL, "12.345", "12.345"),
        (DECIMAL, "1.234,5", "1234.5"),
        (DECIMAL, 12.345, "12.345"),
        (DECIMAL, 1234567, "1234567"),
    ],
)
def test_numbers_in_json_are_exact(asked: Question, data: object, number: str) -> None:
    reading = answer_type(asked).from_json(asked, data)
    assert (reading.problem, reading.value) == (None, Decimal(number))


@pytest.mark.parametrize("data", [True, [1], {"a": 1}, 12.5, float("nan"), float("inf"), "", "x"])
def test_json_that_is_no_whole_number_is_no_count(data: object) -> None:
    assert answer_type(INTEGER).from_json(INTEGER, data).value is None


def test_a_decimal_is_shown_so_that_it_is_not_asked_back() -> None:
    assert answer_type(DECIMAL).raw(DECIMAL, Decimal(2901)) == {"": ("2901",)}
    assert answer_type(INTEGER).raw(INTEGER, Decimal(2901)) == {"": ("2.901",)}
    assert answer_type(DECIMAL).raw(DECIMAL, Decimal("1234.5")) == {"": ("1.234,5",)}


def test_numbers_in_words_carry_their_unit() -> None:
    hours = question("decimal", unit_label={"it": "ore"})
    assert answer_type(hours).text(hours, Decimal("1234.5")) == "1.234,5 ore"
    assert answer_type(hours).text(hours, Decimal(1)) == "1 ora"
    assert answer_type(hours).text(hours, Decimal(0)) == "0 ore"
    assert answer_type(CURRENCY).text(CURRENCY, Decimal(1250)) == "1.250 €"
    assert answer_type(QUESTIONS["percent"]).text(QUESTIONS["percent"], Decimal("12.5")) == "12,5%"


def test_a_computed_number_is_never_typed_and_keeps_its_digits_in_documents() -> None:
    computed = question("computed")
    third = Decimal(1) / Decimal(3)
    assert answer_type(computed).read(computed, {"": ["5"]}).value is None
    assert answer_type(computed).from_json(computed, answer_type(computed).to_json(computed, third)).value == third
    assert answer_type(computed).text(computed, third) == "0,33"


def test_a_text_that_the_system_gives_is_never_typed_and_is_read_by_its_option() -> None:
    given = question("computed_text", options=(Option("2", {"it": "Fuori orario"}),))
    assert answer_type(given).read(given, {"": ["2"]}).value is None
    assert answer_type(given).from_json(given, "2").value is None
    assert [answer_type(given).text(given, value) for value in ("2", "CAV01")] == ["Fuori orario", "CAV01"]


YEAR, BELOW = question("integer", max=Decimal(9999)), question("integer", min=Decimal(-5))
TENTHS, HUNDREDTHS = question("decimal", places=1), question("decimal", places=2)


@pytest.mark.parametrize(
    ("asked", "typed", "expected"),
    [
        (question("integer", min=Decimal(0)), "-3", "negative"),
        (BELOW, "-3", Decimal(-3)),
        (BELOW, "-1,5", "not_whole"),
        (INTEGER, "-1,5", "not_whole"),
        (BELOW, "\N{EN DASH}1.234", Decimal(-1234)),
        (DECIMAL, "12%", Decimal(12)),
        (INTEGER, "€ 12", Decimal(12)),
        (INTEGER, "12euro", "not_a_number"),
        (INTEGER, "1 23", "not_a_number"),
        (INTEGER, "0 123", "not_a_number"),
        (INTEGER, "12.34.567", "not_a_number"),
        (INTEGER, "+", "not_a_number"),
        (DECIMAL, "1 234,5", Decimal("1234.5")),
        (DECIMAL, "1234,500", Decimal("1234.5")),
        (DECIMAL, "0,1234567", "too_many_places"),
        (DECIMAL, "0,123456", Decimal("0.123456")),
        (TENTHS, "1,20", Decimal("1.2")),
        (TENTHS, "1,25", "too_many_places"),
        (DECIMAL, "12.3456", Decimal("12.3456")),
        (DECIMAL, "12.34", Decimal("12.34")),
        (DECIMAL, "123456789012,345", Decimal("123456789012.345")),
        (DECIMAL, "1234567890123,456", "too_many_digits"),
    ],
)
def test_numbers_at_the_border_of_a_rule(asked: Question, typed: str, expected: Decimal | str) -> None:
    reading = read(asked, typed)
    found = reading.problem.code if reading.problem else reading.value
    assert found == expected


def test_the_message_says_how_many_digits_there_may_be() -> None:
    problem = read(INTEGER, "1" * 16).problem
    assert problem is not None and problem.message["it"] == "Il numero ha troppe cifre: al massimo 15."


def test_the_message_says_how_many_decimals_there_may_be() -> None:
    said = [read(asked, "1,234567").problem for asked in (TENTHS, HUNDREDTHS)]
    assert [found.message["it"] for found in said if found] == [
        "Scriva al massimo una cifra dopo la virgola.",
        "Scriva al massimo 2 cifre dopo la virgola.",
    ]


@pytest.mark.parametrize(
    ("asked", "value", "written"),
    [
        (YEAR, "2026", "2026"),
        (question("integer", max=Decimal(10_000)), "2026", "2.026"),
        (question("decimal", min=Decimal(-9999)), "-2901", "-2901"),
        (question("decimal", min=Decimal(-9999)), "-2901.5", "-2.901,5"),
        (DECIMAL, "12901", "12901"),
        (DECIMAL, "1234567", "1.234.567"),
    ],
)
def test_a_number_is_written_so_that_it_is_read_again(asked: Question, value: str, written: str) -> None:
    assert answer_type(asked).raw(asked, Decimal(value)) == {"": (written,)}
    assert read(asked, written).value == Decimal(value)


@pytest.mark.parametrize(
    ("many", "one"),
    [
        ("ore", "ora"),
        ("giorni", "giorno"),
        ("notti", "notte"),
        ("persone", "persona"),
        ("donne", "donna"),
        ("minuti", "minuto"),
        ("secondi", "secondo"),
        ("incontri", "incontro"),
        ("tentativi", "tentativo"),
        ("km", "km"),
    ],
)
def test_a_unit_agrees_with_the_number_one(many: str, one: str) -> None:
    asked = question("integer", unit_label={"it": many})
    assert [answer_type(asked).text(asked, Decimal(n)) for n in (1, 2)] == [f"1 {one}", f"2 {many}"]


def test_a_computed_number_is_shown_with_its_places_and_read_from_documents_alone() -> None:
    third = Decimal(1) / Decimal(3)
    shown = [answer_type(q).text(q, third) for q in (question("computed"), question("computed", places=0))]
    assert shown == ["0,33", "0"]
    computed = question("computed")
    for data, value in (("-12.50", Decimal("-12.5")), (12, Decimal(12)), ("12,5", None), ("1" * 2001, None)):
        assert answer_type(computed).from_json(computed, data).value == value
    for data, code in ((None, None), ("x", "not_a_number"), ([1], "shape")):
        found = answer_type(computed).from_json(computed, data).problem
        assert (found.code if found else None) == code


def test_a_count_is_a_json_integer_and_other_numbers_are_texts() -> None:
    pairs = [(INTEGER, Decimal(1234)), (DECIMAL, Decimal(1234)), (CURRENCY, Decimal("12.50")), (TENTHS, Decimal(0))]
    assert [answer_type(asked).to_json(asked, value) for asked, value in pairs] == [1234, "1234", "12.5", "0"]
