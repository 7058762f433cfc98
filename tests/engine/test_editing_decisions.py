"""What single acts on a document decide: what is taken away, what stays, what is refused."""

import copy
import json
from typing import Any

import pytest

from questionari.engine.editing import acts
from questionari.engine.editing.places import EditError, find
from tests.engine.builders import document, question

Raw = dict[str, Any]
OPTIONS = [{"code": "1", "text": {"it": "Una"}}, {"code": "2", "text": {"it": "Due"}}]


def small() -> Raw:
    """Two pages, a rule, a list."""
    asked = question("Q1", "multi", options=copy.deepcopy(OPTIONS), help={"it": "Aiuto"}, max_picks=2)
    rule = {"code": "c", "severity": "note", "require": "Q1 > 1", "message": {"it": "No."}, "fields": ["Q1"]}
    raw = document(asked, question("G", "group", questions=[question("n")]), checks=[rule])
    raw["lists"] = {"L": {"options": copy.deepcopy(OPTIONS)}}
    page = {"code": "P2", "title": {"it": "Altra"}, "questions": [question("Q2")]}
    raw["sections"][0]["pages"].append(page)
    return raw


def at(raw: Raw, address: str) -> Any:
    return find(raw, address).raw


def test_words_that_must_stand_are_blank_and_others_go() -> None:
    assert at(acts.say(small(), "domanda/Q1", "text", "it", "  "), "domanda/Q1")["text"] == {"it": ""}
    assert "help" not in at(acts.say(small(), "domanda/Q1", "help", "it", " "), "domanda/Q1")
    said = acts.say(small(), "domanda/Q1", "help", "de", " Hilfe ")
    assert at(said, "domanda/Q1")["help"] == {"it": "Aiuto", "de": "Hilfe"}
    assert at(acts.say(said, "domanda/Q1", "help", "it", ""), "domanda/Q1")["help"] == {"de": "Hilfe"}


def test_a_changed_text_is_signed_no_more_in_its_language_and_an_original_in_none() -> None:
    signed = {"state": "reviewed", "reviewer": "Chi rivede", "on": "2026-01-31"}
    raw = {**small(), "translations": {"de": signed, "fr": signed, "sl": {"state": "to_review"}}}
    states = {language: acts.say(raw, "pagina/P1", "title", language, "x")["translations"] for language in ("it", "de")}
    open_again = {"state": "to_review"}
    assert states["it"] == {"de": open_again, "fr": open_again, "sl": open_again}
    assert states["de"] == {"de": open_again, "fr": signed, "sl": open_again}


def test_a_flag_that_does_not_hold_is_written_only_where_it_says_something() -> None:
    def flag(raw: Raw, key: str, holds: bool) -> Any:
        return at(acts.set_flag(raw, "domanda/Q1", key, holds), "domanda/Q1").get(key)

    assert flag(small(), "required", True) is True
    assert flag(small(), "required", False) is None
    assert flag(acts.set_flag(small(), "domanda/Q1", "required", True), "required", False) is False
    assert flag(small(), "not_available", False) is False  # numbers offer it unless told otherwise
    with pytest.raises(EditError, match="non si cambia da qui"):
        acts.set_flag(small(), "domanda/Q1", "type", True)


def test_a_condition_goes_when_it_is_blank_but_a_rule_requires_something() -> None:
    asked = acts.set_condition(small(), "domanda/Q2", "visible_if", " Q1 > 1 ")
    assert at(asked, "domanda/Q2")["visible_if"] == "Q1 > 1"
    assert "visible_if" not in at(acts.set_condition(asked, "domanda/Q2", "visible_if", "  "), "domanda/Q2")
    assert at(acts.set_condition(small(), "controllo/c", "require", "Q1 > 2"), "controllo/c")["require"] == "Q1 > 2"
    for key, source in (("require", " "), ("severity", "Q1 > 1")):
        with pytest.raises(EditError):
            acts.set_condition(small(), "controllo/c", key, source)


@pytest.mark.parametrize(
    ("typed", "written"),
    [("3", 3), (" 2,50 ", 2.5), ("-1", -1), ("1000000000000", 10**12), ("-1000000000000", -(10**12)), ("4.0", 4)],
)
def test_a_limit_is_a_number_with_comma_or_point(typed: str, written: float) -> None:
    found = at(acts.set_number(small(), "domanda/Q1", "max_picks", typed), "domanda/Q1")["max_picks"]
    assert (found, type(found)) == (written, type(written))
    assert "max_picks" not in at(acts.set_number(small(), "domanda/Q1", "max_picks", " "), "domanda/Q1")


@pytest.mark.parametrize("typed", ["x", "1000000000001", "-1000000000001", "Infinity", "NaN", "1.2.3"])
def test_what_is_no_number_is_no_limit(typed: str) -> None:
    with pytest.raises(EditError, match="numero"):
        acts.set_number(small(), "domanda/Q1", "max_picks", typed)


def test_codes_are_typed_with_commas_or_blanks_and_stand_once() -> None:
    found = acts.set_words(small(), "controllo/c", "fields", " Q1, Q2 Q1,")
    assert at(found, "controllo/c")["fields"] == ["Q1", "Q2"]
    assert "fields" not in at(acts.set_words(small(), "controllo/c", "fields", " , "), "controllo/c")


@pytest.mark.parametrize(
    ("low", "high", "minutes"),
    [
        ("5", "9", {"min": 5, "max": 9}),
        ("5", "", {"min": 5, "max": 5}),
        ("", "9", {"min": 9, "max": 9}),
        (" ", "", None),
    ],
)
def test_one_number_of_minutes_stands_for_both(low: str, high: str, minutes: Raw | None) -> None:
    assert acts.set_minutes({**small(), "minutes": {"min": 1, "max": 2}}, low, high).get("minutes") == minutes


def test_a_language_that_goes_takes_its_state_along_and_italian_stays() -> None:
    raw = {**small(), "languages": ["it", "de", "fr"], "translations": {"de": {"state": "to_review"}}}
    assert acts.set_languages(raw, ("fr", "de", "fr"))["languages"] == ["it", "fr", "de"]
    assert acts.set_languages(raw, ("de",))["translations"] == {"de": {"state": "to_review"}}
    gone = acts.set_languages(raw, ("fr",))
    assert gone["languages"] == ["it", "fr"] and "translations" not in gone


def test_parts_move_among_their_neighbours_and_stay_at_the_ends() -> None:
    down = acts.move(small(), "domanda/Q1/options/1", 1)
    assert [raw["code"] for raw in at(down, "domanda/Q1")["options"]] == ["2", "1"]
    for address, by in (("domanda/Q1", -1), ("pagina/P2", 1), ("domanda/G.n", 1)):
        assert acts.move(small(), address, by) == small()


def test_what_goes_leaves_one_of_its_kind_but_rules_and_lists_may_all_go() -> None:
    assert "checks" not in acts.remove(small(), "controllo/c")
    assert "lists" not in acts.remove(small(), "elenco/L")
    assert [raw["code"] for raw in at(acts.remove(small(), "elenco/L/options/1"), "elenco/L")["options"]] == ["2"]
    one = acts.remove(small(), "domanda/Q1/options/1")
    for raw, address in ((one, "domanda/Q1/options/2"), (small(), "domanda/Q2"), (small(), "domanda/G.n")):
        with pytest.raises(EditError, match="l'unica voce"):
            acts.remove(raw, address)
    with pytest.raises(EditError, match="eliminando la bozza"):
        acts.remove(small(), "documento")


def test_a_question_goes_to_the_end_of_another_page_and_nowhere_else() -> None:
    there = acts.put_into(small(), "domanda/Q1", "pagina/P2")
    pages = there["sections"][0]["pages"]
    assert [[raw["code"] for raw in page["questions"]] for page in pages] == [["G"], ["Q2", "Q1"]]
    assert acts.put_into(small(), "domanda/Q1", "pagina/P1") == small()
    for address, target in (
        ("domanda/Q1", "sezione/S1"),
        ("domanda/G.n", "pagina/P2"),
        ("domanda/Q1/options/1", "pagina/P2"),
        ("sezione/S1", "pagina/P2"),
        ("domanda/Q2", "pagina/P1"),
    ):
        with pytest.raises(EditError):
            acts.put_into(small(), address, target)


def test_what_is_taken_from_elsewhere_is_not_changed_here() -> None:
    raw = json.loads(json.dumps(small()))
    raw["sections"][0]["pages"][0]["questions"][0]["options"] = {"list": "L"}
    for address in ("domanda/Q1/options/1", "domanda/Q1/help/1", "domanda/Q9", "elenco/M/options/1", "altro/Q1"):
        with pytest.raises(EditError):
            find(raw, address)
