"""Dates, contacts, identifiers, places, texts and choices: what is read, what is asked back."""

from datetime import date
from decimal import Decimal

import pytest

from questionari.engine.answer_types import answer_type
from questionari.engine.answer_types.base import Reading
from questionari.engine.values import Reserved
from tests.engine.answer_types.questions import QUESTIONS


def read(kind: str, *typed: str) -> Reading:
    """What the page's main field gives."""
    return answer_type(QUESTIONS[kind]).read(QUESTIONS[kind], {"": typed})


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        ("date", "31/12/2026", date(2026, 12, 31)),
        ("date", "1/2/2026", date(2026, 2, 1)),
        ("date", "1.2.2026", date(2026, 2, 1)),
        ("date", "2026-12-31", date(2026, 12, 31)),
        ("date", "29/02/2024", date(2024, 2, 29)),
        ("month", "03/2026", date(2026, 3, 1)),
        ("month", "2026-03", date(2026, 3, 1)),
        ("time", "09:30", Decimal(570)),
        ("datetime", "31/12/2026 9:30", "2026-12-31T09:30"),
        ("datetime", "1.3.2026, ore 14.05", "2026-03-01T14:05"),
        ("datetime", "2026-12-31T09:30", "2026-12-31T09:30"),
        ("time", "9.30", Decimal(570)),
        ("time", "0:00", Decimal(0)),
        ("email", " A.B@Comune.Esempio.IT ", "A.B@comune.esempio.it"),
        ("phone", "080 577 2390", "+390805772390"),
        ("phone", "080/5772390", "+390805772390"),
        ("phone", "0039 080 5772390", "+390805772390"),
        ("phone", "+41 (0)44 668 18 00", "+41446681800"),
        ("phone", "1522", "1522"),
        ("url", "www.esempio.it/Pagina", "https://www.esempio.it/Pagina"),
        ("url", "HTTP://WWW.Esempio.IT", "http://www.esempio.it"),
        ("url", "esempio.it:8080/a", "https://esempio.it:8080/a"),
        ("fiscal_code", "800 150 107 23", "80015010723"),
        ("fiscal_code", "IT07643520567", "07643520567"),
        ("ipa_code", "r_puglia", "r_puglia"),
        ("comune", "Bari", "072006"),
        ("comune", "bari (ba)", "072006"),
        ("comune", "072006", "072006"),
        ("comune", "Samone (TN)", "022165"),
        ("comune", "Bozen", "021008"),
        ("comune", "reggio nell emilia", "035033"),
        ("province", "BA", "072"),
        ("province", "bolzano", "021"),
        ("country", "francia", "FR"),
        ("country", "it", "IT"),
        ("country", "Kosovo", "XK"),
        ("text", " due \x00 parole\r\n", "due parole"),
        ("long_text", "una\r\nriga\x07 e\t una", "una\nriga  e  una"),
        ("choice", "01", "01"),
        ("choice", "7", Reserved.NOT_AVAILABLE),
    ],
)
def test_what_people_type_is_understood(kind: str, typed: str, value: object) -> None:
    reading = read(kind, typed)
    assert (reading.problem, reading.value) == (None, value)


@pytest.mark.parametrize(
    ("kind", "typed", "code"),
    [
        ("date", "31/12/26", "short_year"),
        ("date", "31/02/2026", "no_such_date"),
        ("date", "12/31/2026", "no_such_date"),
        ("date", "1/1/1026", "year_out"),
        ("date", "domani", "not_a_date"),
        ("month", "13/2026", "not_a_month"),
        ("time", "24:00", "not_a_time"),
        ("datetime", "31/12/2026", "not_a_moment"),
        ("datetime", "31/02/2026 09:30", "no_such_date"),
        ("datetime", "31/12/2026 24:00", "not_a_time"),
        ("time", "9:5", "not_a_time"),
        ("time", "09:60", "not_a_time"),
        ("email", "servizio@", "not_an_email"),
        ("email", "a@b.it\r\nBcc: c@d.it", "not_an_email"),
        ("email", "=?utf-8?q?a?=@b.it", "not_an_email"),
        ("email", "a@b.it, c@d.it", "not_an_email"),
        ("pec", "ente", "not_a_pec"),
        ("phone", "5551234", "not_a_phone"),
        ("phone", "080 5772390 int. 3", "not_a_phone"),
        ("phone", "080 5772390 / 080 5772391", "not_a_phone"),
        ("phone", "800-CASA", "not_a_phone"),
        ("url", "javascript:alert(1)", "not_a_url"),
        ("url", "ftp://esempio.it", "not_a_url"),
        ("url", "https://nome:segreto@esempio.it", "not_a_url"),
        ("url", "https://localhost/", "not_a_url"),
        ("url", "http://[::1", "not_a_url"),
        ("url", "due parole.it", "not_a_url"),
        ("fiscal_code", "80015010724", "wrong_check_digit"),
        ("fiscal_code", "00000000000", "wrong_check_digit"),
        ("fiscal_code", "8001501072", "not_eleven_digits"),
        ("ipa_code", "c a662", "not_ipa"),
        ("comune", "Samone", "several_places"),
        ("comune", "Bariii", "unknown_place"),
        ("comune", "Bari (TO)", "unknown_place"),
        ("country", "Atlantide", "unknown_place"),
        ("choice", "99", "unknown_option"),
        ("multi", "99", "unknown_option"),
        ("text", "x" * 20_001, "too_long"),
        ("long_text", "x" * 20_001, "too_long"),
        ("comune", "x" * 5_000, "too_long"),
    ],
)
def test_what_is_no_answer_is_refused_with_its_own_reason(kind: str, typed: str, code: str) -> None:
    reading = read(kind, typed)
    assert reading.value is None
    assert reading.problem is not None
    assert reading.problem.code == code
    assert reading.raw[""] == (typed,)


def test_several_comuni_of_one_name_are_listed() -> None:
    problem = read("comune", "Samone").problem
    assert problem is not None
    assert "Samone (TO); Samone (TN)" in problem.message["it"]


def test_a_name_begun_is_answered_with_the_nearest_comuni() -> None:
    problem = read("comune", "Bar").problem
    assert problem is not None
    assert "Bari (BA)" in problem.message["it"]


def test_a_single_choice_posted_twice_is_asked_back_unless_both_agree() -> None:
    assert read("choice", "01", "01").value == "01"
    problem = read("choice", "01", "02").problem
    assert problem is not None
    assert problem.code == "several_values"


def test_multiple_choices_follow_the_list_and_ordered_ones_the_person() -> None:
    assert read("multi", "3", "01", "3").value == ("01", "3")
    assert read("ordered", "3", "01").value == ("3", "01")
    ordered = QUESTIONS["ordered"]
    assert answer_type(ordered).read(ordered, {"2": ["01"], "1": [""], "10": ["3"]}).value == ("01", "3")


def test_a_voice_ranked_twice_is_named_with_its_fields() -> None:
    ordered = QUESTIONS["ordered"]
    problem = answer_type(ordered).read(ordered, {"1": ["01"], "2": ["3"], "3": ["01"]}).problem
    assert problem is not None
    assert (problem.code, problem.keys) == ("repeated_choice", ("1", "3"))


@pytest.mark.parametrize("kind", ["multi", "ordered"])
def test_a_reserved_option_stands_alone(kind: str) -> None:
    assert read(kind, "7").value == Reserved.NOT_AVAILABLE
    problem = read(kind, "7", "01").problem
    assert problem is not None
    assert problem.code == "reserved_with_others"


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        ("choice", "02", "Sportello, in sede"),
        ("choice", Reserved.NOT_AVAILABLE, "Dato non disponibile"),
        ("multi", ("01", "3"), "Telefono; Altro"),
        ("yes_no", Reserved.PREFER_NOT, "Preferisco non rispondere"),
        ("date", date(2026, 12, 31), "31/12/2026"),
        ("month", date(2026, 3, 1), "03/2026"),
        ("phone", "+390805772390", "080 577 2390"),
        ("phone", "+41446681800", "+41 44 668 18 00"),
        ("comune", "021008", "Bolzano/Bozen (BZ)"),
        ("country", "FR", "Francia"),
        ("integer", None, ""),
    ],
)
def test_answers_are_said_in_words(kind: str, value: object, words: str) -> None:
    assert answer_type(QUESTIONS[kind]).text(QUESTIONS[kind], value) == words
