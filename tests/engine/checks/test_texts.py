"""Characters, marks and links of texts; what a page and a data file can bear."""

from typing import Any

import pytest

from questionari.engine.checks.codes import RULES
from questionari.engine.checks.effort import MAX_PAGE_INPUTS
from questionari.engine.checks.italian import ITALIAN
from tests.engine.builders import question
from tests.engine.checks.test_borders import axis, codes, told

Raw = dict[str, Any]
MARKS = {"TXT008", "TXT009", "TXT010", "TXT011", "TXT012"}


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Uno **due** tre", None),
        ("Uno **due tre", "TXT012"),
        ("Uno\u200bdue", "TXT008"),
        ("Uno\u00addue", "TXT008"),
        ("Uno d\u0443e", "TXT008"),
        ("Uno \u0443", None),
        ("È così, già", None),
        ("Vedi [il sito](http://example.org)", "TXT009"),
        ("Vedi [il sito](/pagina)", "TXT009"),
        ("Vedi [il sito](https://example.org)", None),
        ("Scriva a [noi](mailto:a@example.org) o [chiami](tel:1522)", None),
        ("Vedi [uno](https://example.org) e [due](ftp://example.org)", "TXT009"),
        (" Uno", "TXT011"),
        ("Uno ", "TXT011"),
        ("Uno\n", "TXT011"),
        ("Uno  due", "TXT011"),
        ("Uno\x07due", "TXT008"),
        ("Uno\ufffedue", "TXT008"),
        ("Uno\u2028due", "TXT008"),
        ("Uno\U000e0041due", "TXT008"),
        ("Uno\u00a0due", None),
        ("Uno\n\ndue", None),
        ("- uno\n  - due", None),
    ],
)
def test_what_authors_do_not_see_in_a_text_is_told(words: str, code: str | None) -> None:
    found = told({**question("Q1"), "text": {"it": words}})
    assert [each for each in found if each[0] in MARKS] == ([(code, "0/text/it")] if code else [])


@pytest.mark.parametrize(
    ("german", "copied"),
    [("Una domanda di prova", True), ("Eine Frage zur Probe", False), ("Una domanda di prova ", False)],
)
def test_a_translation_that_is_the_italian_text_is_told_where_it_is_long_enough(german: str, copied: bool) -> None:
    asked = {**question("Q1"), "text": {"it": "Una domanda di prova", "de": german}}
    assert (("TXT010", "0/text/de") in told(asked)) == copied
    assert "TXT010" not in codes({**question("Q1"), "text": {"it": "Tre parole sole", "de": "Tre parole sole"}})


def test_every_rule_is_told_in_italian() -> None:
    assert set(ITALIAN) == set(RULES)
    assert all(words.endswith((".", "?")) for words in ITALIAN.values())


def test_a_page_shows_so_many_fields_and_no_more() -> None:
    table, page = question("Q1", "matrix", rows=axis(MAX_PAGE_INPUTS)), "/sections/0/pages/0"
    assert "LIM003" not in codes(table)
    assert ("LIM003", page) in told(table, question("Q2"))


def test_a_profile_of_effort_holds_to_its_limits_and_its_answers_can_be_read() -> None:
    def profile(**keys: Any) -> list[Raw]:
        return [{"code": "b", "title": {"it": "Chi"}, "census": {}, "assume": {}, **keys}]

    asked = [question("Q1", "integer", required=True), question("Q2", "integer", required=True)]
    assert not {"BUR001", "BUR002", "BUR003"} & codes(*asked, burden=profile(max_inputs=2, max_required=2))
    assert ("BUR001", "/burden/0/max_inputs") in told(*asked, burden=profile(max_inputs=1))
    assert ("BUR002", "/burden/0/max_required") in told(*asked, burden=profile(max_required=1))
    assert ("BUR003", "/burden/0/assume/Q9") in told(*asked, burden=profile(assume={"Q9": 1}))
    assert ("BUR003", "/burden/0/assume/Q1") in told(*asked, burden=profile(assume={"Q1": "x"}))


def test_a_variable_s_name_is_made_up_only_where_its_code_is_too_long() -> None:
    def rows(of: str, code: str) -> Raw:
        return question(of, "matrix", rows=[{"code": code, "text": {"it": "Riga"}}])

    assert ("VAR001", "0") in told(rows("Q" * 32, "r" * 40))
    assert "VAR001" not in codes(rows("Q1", "abc123"))
    assert "VAR001" not in codes(question("Q_abc123"))
