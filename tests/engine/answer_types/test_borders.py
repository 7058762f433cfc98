"""Dates, texts, contacts, codes and places at the borders of their rules, and how each is written again."""

from datetime import date
from decimal import Decimal

import pytest

from questionari.engine.answer_types import answer_type
from questionari.engine.answer_types.dates import minutes_of
from questionari.engine.definition import Option
from tests.engine.answer_types.questions import PASSIVE, QUESTIONS, question
from tests.engine.answer_types.test_scalars import read


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        ("date", "1/1/1900", date(1900, 1, 1)),
        ("date", "31/12/2100", date(2100, 12, 31)),
        ("date", "31. 12. 2026", date(2026, 12, 31)),
        ("month", "1/1900", date(1900, 1, 1)),
        ("month", "12.2100", date(2100, 12, 1)),
        ("time", "9", Decimal(540)),
        ("time", "23:59", Decimal(1439)),
        ("datetime", "31/12/2026 0:00", "2026-12-31T00:00"),
        ("datetime", "31. 12. 2026, 9", "2026-12-31T09:00"),
        ("text", "x" * 20_000, "x" * 20_000),
        ("text", "perche\u0301", "perch\u00e9"),
        ("long_text", "perche\u0301\n\nno", "perch\u00e9\n\nno"),
        ("long_text", "x" * 20_000, "x" * 20_000),
        ("long_text", " \r\n ", None),
        ("phone", "112", "112"),
        ("phone", "800.123.456", "+39800123456"),
        ("phone", "+41 44 668 18 00", "+41446681800"),
        ("phone", "0041 44 668 18 00", "+41446681800"),
        ("phone", "0041 (0)44 668 18 00", "+41446681800"),
        ("url", "http://esempio.it:1/", "http://esempio.it:1/"),
        ("url", "Https://Sotto.Esempio.IT/Pagina?A=B", "https://sotto.esempio.it/Pagina?A=B"),
        ("url", "x-y.esempio.it", "https://x-y.esempio.it"),
        ("url", f"esempio.it/{'x' * 1981}", f"https://esempio.it/{'x' * 1981}"),
        ("url", f"https://esempio.it/{'x' * 1981}", f"https://esempio.it/{'x' * 1981}"),
        ("fiscal_code", "it 80015010723", "80015010723"),
        ("ipa_code", "a1", "a1"),
        ("ipa_code", "x" * 20, "x" * 20),
    ],
)
def test_what_is_just_right_is_understood(kind: str, typed: str, value: object) -> None:
    reading = read(kind, typed)
    assert (reading.problem, reading.value) == (None, value)


@pytest.mark.parametrize(
    ("kind", "typed", "code"),
    [
        ("date", "31/12/1899", "year_out"),
        ("date", "1/1/2101", "year_out"),
        ("date", "1/12/026", "not_a_date"),
        ("date", "0/1/2026", "no_such_date"),
        ("date", "1/13/2026", "no_such_date"),
        ("month", "0/2026", "not_a_month"),
        ("month", "marzo", "not_a_month"),
        ("month", "12/1899", "year_out"),
        ("time", "24", "not_a_time"),
        ("time", "24:01", "not_a_time"),
        ("time", "nove", "not_a_time"),
        ("datetime", "31/12/26 09:30", "short_year"),
        ("datetime", "1/1/2101 09:30", "year_out"),
        ("datetime", "31/12/2026 9:60", "not_a_time"),
        ("email", f"{'x' * 64}@{'y' * 60}.{'z' * 60}.{'w' * 60}.esempio.it", "too_long"),
        ("email", "perché@esempio.it", "not_an_email"),
        ("phone", "12345", "not_a_phone"),
        ("phone", "+39 1522", "not_a_phone"),
        ("phone", "+", "not_a_phone"),
        ("phone", "+36 06 1 234 5678", "not_a_phone"),
        ("phone", "0" * 41, "too_long"),
        ("url", f"esempio.it/{'x' * 1982}", "too_long"),  # with its scheme it could not be read again
        ("text", "\u0958" * 10_001, "too_long"),  # composed, each is two
        ("url", "http://esempio.it:0/", "not_a_url"),
        ("url", "http://esempio.it:/", "not_a_url"),
        ("url", "http://esempio.it:70000/", "not_a_url"),
        ("url", "http://-esempio.it", "not_a_url"),
        ("url", "esempio.it/due parole", "not_a_url"),
        ("url", "http://192.168.1.1/", "not_a_url"),
        ("fiscal_code", "800150107230", "not_eleven_digits"),
        ("ipa_code", "a", "not_ipa"),
        ("ipa_code", "_a", "not_ipa"),
        ("ipa_code", "x" * 21, "not_ipa"),
    ],
)
def test_what_is_just_beyond_is_refused(kind: str, typed: str, code: str) -> None:
    problem = read(kind, typed).problem
    assert problem is not None and (problem.code, problem.keys) == (code, ("",))


@pytest.mark.parametrize(
    ("kind", "value", "typed", "stored"),
    [
        ("date", date(2026, 12, 3), "03/12/2026", "2026-12-03"),
        ("month", date(2026, 3, 1), "03/2026", "2026-03"),
        ("time", Decimal(545), "09:05", "09:05"),
        ("datetime", "2026-12-03T09:05", "03/12/2026 09:05", "2026-12-03T09:05"),
        ("phone", "1522", "1522", "1522"),
        ("phone", "+390805772390", "080 577 2390", "+390805772390"),
        ("comune", "072006", "Bari (BA)", "072006"),
        ("ipa_code", "c_a662", "c_a662", "c_a662"),
    ],
)
def test_an_answer_is_written_again_as_people_type_it(kind: str, value: object, typed: str, stored: str) -> None:
    of = answer_type(QUESTIONS[kind])
    assert (of.raw(QUESTIONS[kind], value), of.to_json(QUESTIONS[kind], value)) == ({"": (typed,)}, stored)
    assert of.from_json(QUESTIONS[kind], stored).value == value


def test_days_are_said_as_the_language_writes_them() -> None:
    said = {kind: answer_type(QUESTIONS[kind]) for kind in ("date", "datetime")}
    assert said["date"].text(QUESTIONS["date"], date(2026, 12, 3), "de") == "03.12.2026"
    assert said["datetime"].text(QUESTIONS["datetime"], "2026-12-03T09:05", "de").endswith("2026 09:05")


def test_the_years_that_are_taken_are_named() -> None:
    problem = read("date", "1/1/1026").problem
    assert problem is not None and "1900" in problem.message["it"] and "2100" in problem.message["it"]


@pytest.mark.parametrize(("text", "minutes"), [("24:00", 1440), ("24:01", None), ("0:60", None), ("9.5", None)])
def test_the_end_of_a_day_is_a_time_for_those_who_accept_it(text: str, minutes: int | None) -> None:
    assert minutes_of(text) == minutes


def test_a_long_text_posted_twice_is_one_when_both_agree() -> None:
    assert read("long_text", "una\nriga", "una\r\nriga ").value == "una\nriga"
    problem = read("long_text", "una", "due").problem
    assert problem is not None and problem.code == "several_values"


@pytest.mark.parametrize("kind", ["computed_text", "generated"])
def test_what_a_page_posts_for_a_given_text_is_not_believed(kind: str) -> None:
    of, given = answer_type(PASSIVE[kind]), PASSIVE[kind]
    reading = of.read(given, {"": ["altro"]})
    assert (reading.value, reading.problem, dict(reading.raw)) == (None, None, {"": ("altro",)})
    assert of.input_count(given) == 0


def test_a_given_text_is_said_as_the_option_it_names() -> None:
    given = question("computed_text", options=(Option("1", {"it": "Alto", "de": "Hoch"}),))
    of = answer_type(given)
    assert (of.text(given, "1"), of.text(given, "1", "de"), of.text(given, "9")) == ("Alto", "Hoch", "9")


def test_at_most_five_places_are_named() -> None:
    problem = read("comune", "San").problem
    assert problem is not None and problem.message["it"].count(";") == 4
    assert problem.message["it"].startswith("Questo comune non è nell'elenco ISTAT")
    nowhere = read("comune", "Qzxw").problem
    assert nowhere is not None and "Forse" not in nowhere.message["it"]
