"""What is told of expressions where they stand, and of the texts beside them."""

from typing import Any

import pytest

from questionari.catalogue import compile_document
from tests.engine.builders import document, question
from tests.engine.checks.test_borders import codes, options, told

Raw = dict[str, Any]
NUMBER, WHERE = question("Q1", "integer"), "1/visible_if"


def check(**keys: Any) -> Raw:
    return {"code": "c", "severity": "note", "require": "Q1 > 0", "message": {"it": "No."}, "fields": ["Q1"], **keys}


@pytest.mark.parametrize(
    ("kind", "keys", "good"),
    [
        ("province", {}, True),
        ("choice", {"options": options(2)}, True),
        ("multi", {"options": options(2)}, True),
        ("ordered", {"options": options(2)}, True),
        ("yes_no", {}, False),
        ("text", {}, False),
        ("comune", {}, False),
        ("integer", {}, False),
        ("date", {}, False),
    ],
)
def test_a_comune_lies_within_what_is_a_province_or_a_choice_of_some(kind: str, keys: Raw, good: bool) -> None:
    where = question("Q2", "comune", within="Q1", concept="test.place")
    assert (("LST012", "1/within") not in told(question("Q1", kind, **keys), where)) == good


def test_the_provinces_of_the_census_are_provinces() -> None:
    where = question("Q2", "comune", within="census.atr_provinces", concept="test.place")
    assert "LST012" not in codes(where)


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        ("Q1 == Q1", "EXP007"),
        ("Q1 + Q1 > 2", None),
        ("1 == 2", "EXP008"),
        ("Q1 / 0 > 1", "EXP009"),
        ("Q1 / 2 > 0", None),
        ("Q1 > 1 && Q1 < 9 && Q1 > 1", "EXP010"),
        ("Q1 > 1 || Q1 > 1", "EXP010"),
        ("(Q1 > 1 || Q1 < 0) && Q1 > 1", None),
        ("Q1 in [1, 2, 1]", "EXP011"),
        ("Q1 in [1, 2]", None),
        ("Q1 > 0" + " " * 995, "LIM004"),
        ("Q1 > 0" + " " * 994, None),
    ],
)
def test_a_condition_that_says_less_than_it_seems_is_told(condition: str, code: str | None) -> None:
    found = told(NUMBER, question("Q2", visible_if=condition))
    assert [each for each in found if each[1] == WHERE] == ([(code, WHERE)] if code else [])


def test_every_kind_of_condition_must_read_something() -> None:
    effect = {"kind": "invite", "when": "1 == 1", "fields": ["Q1"], "text": {"it": "Avviso"}}
    line = {"text": {"it": "Il registro"}, "when": "1 == 1"}
    found = told(question("Q1", "integer", required_if="1 == 1"), effects=[effect], preparation=[line])
    assert {place for code, place in found if code == "EXP008"} == {
        "0/required_if",
        "/effects/0/when",
        "/preparation/0/when",
    }
    assert "EXP008" not in codes(question("Q1", "computed", expression="1 + 1"))


def test_the_preparation_sheet_reads_the_census_alone() -> None:
    def line(when: str) -> list[Raw]:
        return [{"text": {"it": "Il registro"}, "when": when}]

    assert ("EXP005", "/preparation/0/when") in told(NUMBER, preparation=line("Q1 > 0"))
    assert "EXP005" not in codes(NUMBER, preparation=line("census.type == '01'"))


@pytest.mark.parametrize(
    ("other", "repeated"),
    [({}, True), ({"when": "Q1 < 9"}, False), ({"require": "Q1 > 1"}, False), ({"severity": "error"}, True)],
)
def test_two_checks_that_require_the_same_are_told(other: Raw, repeated: bool) -> None:
    found = told(NUMBER, checks=[check(), check(code="d", **other)])
    assert (("CHK006", "/checks/1") in found) == repeated


@pytest.mark.parametrize(
    ("keys", "elsewhere"),
    [
        ({"fields": ["Q1"]}, False),
        ({"fields": ["Q2"]}, True),
        ({"fields": ["Q2"], "when": "Q2 > 1"}, False),
        ({"fields": ["Q2", "Q1"]}, False),
        ({"fields": ["G.n"], "require": "Q1 > 0 && G.n > 1"}, False),
        ({"fields": ["G"], "require": "G.n > 1"}, False),
        ({"fields": ["R"], "require": "row.n > 1", "foreach": "R"}, False),
        ({"fields": ["Q2"], "require": "row.n > Q1", "foreach": "R"}, True),
        ({"fields": ["R"], "require": "row.n > Q1", "foreach": "R"}, False),
    ],
)
def test_a_check_points_at_something_that_it_reads(keys: Raw, elsewhere: bool) -> None:
    group = question("G", "group", questions=[question("n", "integer")])
    rows = question("R", "roster", questions=[question("n", "integer")])
    found = told(NUMBER, question("Q2", "integer"), group, rows, checks=[check(**keys)])
    assert (("CHK007", "/checks/0/require") in found) == elsewhere


def test_a_placeholder_is_resolved_in_every_language() -> None:
    asked = {**question("Q2"), "text": {"it": "Sono {Q1}", "de": "Es sind {Q9}"}}
    found = told(NUMBER, asked)
    assert ("TXT002", "1/text/de") in found and ("TXT002", "1/text/it") not in found
    assert ("TXT005", "1/text/de") in found
    broken = {**question("Q2"), "text": {"it": "Sono {Q1"}}
    assert ("TXT002", "1/text/it") in told(NUMBER, broken)


def test_the_words_inside_a_placeholder_may_differ_between_languages() -> None:
    asked = {**question("Q2"), "text": {"it": "{plural(Q1, 'donna', 'donne')}", "de": "{plural(Q1, 'Frau', 'Frauen')}"}}
    assert "TXT005" not in codes(NUMBER, asked)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Vedi <b>qui</b>", "TXT004"),
        ("Più di &nbsp;", "TXT004"),
        ("Se 3 < 5 e 5 > 3", None),
        ("   ", "TXT003"),
        ("I campi rossi", "ACC001"),
        ("La Croce rossa", None),
        ("Il campo a destra", "ACC002"),
        ("SCRIVA TUTTO CON MAIUSCOLE", "ACC003"),
        ("SCRIVA TUTTO CON calma", None),
        ("Vedi [clicca qui](https://example.org)", "ACC006"),
        ("Vedi [il sito](https://example.org)", None),
        ("x" * 401, "ACC005"),
        ("x" * 400, None),
    ],
)
def test_a_text_that_only_some_can_follow_is_told(words: str, code: str | None) -> None:
    found = codes({**question("Q1"), "text": {"it": words}}) & {
        "TXT003", "TXT004", "ACC001", "ACC002", "ACC003", "ACC005", "ACC006",
    }  # fmt: skip
    assert found == ({code} if code else set())


def test_a_note_may_be_long_and_pages_and_options_are_told_apart() -> None:
    assert "ACC005" not in codes({**question("Q1", "note"), "text": {"it": "x" * 401}})
    alike = [{"code": "1", "text": {"it": "Una "}}, {"code": "2", "text": {"it": "una"}}, *options(1)]
    assert ("ACC004", "0/options/1/text") in told(question("Q1", "choice", options=alike))
    assert "ACC004" not in codes(question("Q1", "choice", options=options(2)))


def test_a_translation_is_signed_and_is_one_of_this_document() -> None:
    signed = {"state": "reviewed", "reviewer": "Chi rivede", "on": "2026-01-31"}
    both = codes(NUMBER, languages=["it", "de"], translations={"de": signed})
    assert "TXT006" not in both and "TXT001" in both
    assert ("TXT006", "/languages") in told(NUMBER, languages=["it", "de"])
    assert ("TXT007", "/translations/fr") in told(NUMBER, translations={"fr": signed})


@pytest.mark.parametrize(
    ("code", "good"),
    [("a" * 32, True), ("a" * 33, False), ("A_1", True), ("1a", False), ("a-b", False), ("row", False), ("in", False)],
)
def test_a_question_s_code_can_be_a_name(code: str, good: bool) -> None:
    assert (not codes(question(code)) & {"COD005", "COD007"}) == good


@pytest.mark.parametrize(
    ("code", "good"), [("P1", True), ("Invio", True), ("s-2", True), ("invio", False), ("A/1", False)]
)
def test_a_page_s_code_is_no_address_of_the_product(code: str, good: bool) -> None:
    document_ = document(NUMBER)
    document_["sections"][0]["pages"][0]["code"] = code
    found = {(each.code, each.pointer) for each in compile_document(document_).findings}
    assert (("COD005", "/sections/0/pages/0/code") not in found) == good


@pytest.mark.parametrize(("code", "good"), [("1-a", True), ("a" * 40, True), ("a" * 41, False), ("_a", False)])
def test_an_option_s_code_is_well_formed(code: str, good: bool) -> None:
    listed = [{"code": code, "text": {"it": "Una"}}, *options(1)]
    assert (("COD005", "0/options/0/code") not in told(question("Q1", "choice", options=listed))) == good
