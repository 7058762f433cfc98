"""Small values that everything stands on: names in order, days, numbers and ranks, and whose data leave."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from questionari.engine import locales
from questionari.engine.alphabet import LONGEST, reading_key
from questionari.engine.canonical import canonical, sha256
from questionari.engine.dataset import stays_with_service, unit_of_analysis
from questionari.engine.definition import say
from questionari.engine.roles import pages_of, roles
from questionari.engine.values import Attached, Named, Reserved, RoundInfo, rounded
from questionari.engine.wording import catalogue, counted, joined, phrase
from tests.engine.builders import compiled, definition, document, question


def test_names_stand_as_a_reader_looks_for_them() -> None:
    names = ["Città", "ASL Bari", "Cittadella", "Aied", "L'Aquila", "Œuvre 10", "  a  b "]
    assert sorted(names, key=reading_key) == [
        "  a  b ",
        "Aied",
        "ASL Bari",
        "Città",
        "Cittadella",
        "L'Aquila",
        "Œuvre 10",
    ]
    assert (reading_key("L'Aquila (AQ)"), reading_key("Cèva")) == ("l aquila aq", "ceva")
    assert len(reading_key("x" * (LONGEST + 1))) == LONGEST == 200


@pytest.mark.parametrize(
    ("number", "places", "text"),
    [
        ("0.125", 2, "0.13"),
        ("-0.125", 2, "-0.13"),
        ("-0.001", 2, "0.00"),
        ("2.5", 0, "3"),
        ("1" * 40 + ".5", 0, "1" * 39 + "2"),
    ],
)
def test_numbers_are_rounded_as_people_do(number: str, places: int, text: str) -> None:
    assert str(rounded(Decimal(number), places)) == text


def test_a_period_has_both_its_ends() -> None:
    assert RoundInfo(date(2026, 1, 1), date(2026, 6, 30), date(2026, 9, 30)).days == 181
    assert RoundInfo(date(2026, 1, 1), date(2026, 1, 1), date(2026, 9, 30)).days == 1


def test_what_is_read_by_its_words_is_its_code() -> None:
    named, attached = Named("BA-001", "Centro di prova"), Attached.file("k1", "Statuto.pdf", 9)
    assert (named, named.words) == ("BA-001", "Centro di prova")
    assert (attached, attached.words, attached.size) == ("k1", "Statuto.pdf", 9)


def test_reserved_answers_have_the_numbers_of_the_files() -> None:
    assert {each.name: int(each) for each in Reserved} == {
        "NOT_APPLICABLE": -1,
        "NOT_AVAILABLE": -7,
        "PREFER_NOT": -8,
        "MISSING": -9,
    }


@pytest.mark.parametrize(
    ("language", "day", "second", "first", "number"),
    [
        ("it", "09/03/0926", "2ª", "1ª", "1.234,5"),
        ("de", "09.03.0926", "2.", "1.", "1.234,5"),
        ("fr", "09/03/0926", "2e", "1re", "1\N{NARROW NO-BREAK SPACE}234,5"),
        ("sl", "9. 3. 0926", "2.", "1.", "1.234,5"),
        ("xx", "09/03/0926", "2.", "1.", "1.234,5"),
    ],
)
def test_days_ranks_and_numbers_are_written_as_the_language_does(
    language: str, day: str, second: str, first: str, number: str
) -> None:
    assert locales.day(date(926, 3, 9), language) == day
    assert (locales.ordinal(2, language), locales.ordinal(1, language)) == (second, first)
    assert locales.number("1.234,5", language) == number


def test_the_canonical_form_sorts_keys_and_keeps_numbers_exact() -> None:
    assert canonical({"b": (1, Decimal("0.10")), "a": [{2: None}]}) == b'{"a":[{"2":null}],"b":[1,"0.10"]}'
    assert sha256({"a": 1}) == "015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862"


@pytest.mark.parametrize(
    ("count", "german", "slovene"),
    [
        (1, "1", "1"),
        (2, "n", "2"),
        (3, "n", "3"),
        (4, "n", "3"),
        (5, "n", "n"),
        (101, "n", "1"),
        (102, "n", "2"),
        (0, "n", "n"),
    ],
)
def test_a_noun_agrees_with_its_number(count: int, german: str, slovene: str) -> None:
    many = next(iter(catalogue("sl").plurals))
    one, more = catalogue("de").plurals[many]
    assert counted(count, "uno", many, "de") == (one if german == "1" else more)
    forms = dict(zip(("1", "2", "3", "n"), catalogue("sl").plurals[many], strict=True))
    assert counted(count, "uno", many, "sl") == forms[slovene]
    assert counted(count, "uno", many, "it") == ("uno" if count == 1 else many)
    assert counted(count, "una voce", "voci mai tradotte", "sl") == ("una voce" if count == 1 else "voci mai tradotte")


def test_in_french_nothing_is_one() -> None:
    many = next(iter(catalogue("fr").plurals))
    assert counted(0, "uno", many, "fr") == counted(1, "uno", many, "fr") == catalogue("fr").plurals[many][0]


def test_a_phrase_says_its_values_in_the_language_of_who_reads_it() -> None:
    text = phrase("{what}: {count}", what={"it": "Righe", "de": "Zeilen"}, count=3)
    both = joined((text, {"it": "fine"}), "; ")
    assert (say(text), say(text, "de"), say(both), say(both, "de")) == (
        "Righe: 3",
        "Zeilen: 3",
        "Righe: 3; fine",
        "Zeilen: 3; fine",
    )
    assert set(text) == {"it", "de", "fr", "sl"} and len(text) == 4
    assert hash(text) == hash(phrase("Righe: 3"))


def told(*exports: str, cardinality: str = "many") -> Any:
    """A document whose questions leave the service as said; the last is a note."""
    asked = [question(f"Q{place}", export=export) for place, export in enumerate(exports)]
    return definition(*asked, question("N", "note"), cardinality=cardinality)


def test_single_records_stay_with_the_service_when_no_answer_of_theirs_may_be_public() -> None:
    assert stays_with_service(told("never", "not_public"))
    assert not stays_with_service(told("never", "coarsened"))
    assert not stays_with_service(told("never", "always"))
    assert not stays_with_service(told("never", "not_public", cardinality="one"))


@pytest.mark.parametrize(
    ("unit", "cardinality", "row"),
    [
        ("service", "one", "servizio nella tornata"),
        ("atr", "one", "territorio (ATR) nella tornata"),
        ("service", "many", "scheda di un servizio (contatto, chiamata o caso)"),
        ("atr", "many", "scheda di un territorio (ATR)"),
    ],
)
def test_a_row_of_a_dataset_stands_for_something(unit: str, cardinality: str, row: str) -> None:
    assert unit_of_analysis(definition(question("Q1"), unit=unit, cardinality=cardinality)) == row


def test_a_role_fills_in_its_sections_and_everybody_s() -> None:
    raw = document(question("Q1"), cardinality="many")
    for code, role in (("S2", "line"), ("S3", "referent"), ("S4", "line")):
        page = {"code": f"P{code}", "title": {"it": f"Pagina {code}"}, "questions": [question(f"Q{code}")]}
        raw["sections"].append({"code": code, "title": {"it": code}, "role": role, "pages": [page]})
    of = compiled(raw)
    assert roles(of) == ("line", "referent")
    assert pages_of(of) == {"P1", "PS2", "PS3", "PS4"}
    assert pages_of(of, "line") == {"P1", "PS2", "PS4"}
    assert pages_of(of, "referent") == {"P1", "PS3"}
