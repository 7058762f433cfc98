"""What is named exists and comes in time; lists are there, used and not empty."""

from typing import Any

import pytest

from questionari.catalogue import compile_document
from questionari.engine.checks.circles import circles
from tests.engine.builders import document, question
from tests.engine.checks.test_borders import axis, codes, options, told

Raw = dict[str, Any]
FIRST = question("Q1", "integer")


def test_a_condition_reads_what_stands_before_it_through_computed_values_too() -> None:
    later, value = question("Q9", "integer"), question("C1", "computed", expression="Q9 + 1")
    assert ("REF002", "0/visible_if") in told(question("Q1", visible_if="Q9 > 1"), later)
    assert ("REF002", "1/visible_if") in told(value, question("Q1", visible_if="C1 > 1"), later)
    assert ("REF002", "0/visible_if") in told(question("Q1", "integer", visible_if="Q1 > 1"))
    assert "REF002" not in codes(later, value, question("Q1", visible_if="C1 > 1"))


def test_what_obliges_or_suggests_may_read_what_comes_later_and_so_may_its_readers() -> None:
    asked = question("Q1", "integer", required_if="Q9 > 1", suggest="Q9")
    assert "REF002" not in codes(asked, question("Q2", visible_if="Q1 > 1"), question("Q9", "integer"))


TEXT = {"it": "Testo"}
CHECK = {"code": "c", "severity": "note", "require": "Q1 > 0", "message": TEXT, "fields": ["Q1"]}
EFFECT = {"kind": "invite", "when": "Q1 > 0", "fields": ["Q1", "Q9"], "text": TEXT}


@pytest.mark.parametrize(
    ("keys", "place"),
    [
        ({"checks": [{**CHECK, "fields": ["Q9"]}]}, "/checks/0/fields/0"),
        ({"effects": [EFFECT]}, "/effects/0/fields/1"),
        ({"preparation": [{"text": TEXT, "questions": ["Q9"]}]}, "/preparation/0/questions/0"),
    ],
)
def test_a_question_that_is_named_is_there(keys: Raw, place: str) -> None:
    assert ("REF001", place) in told(FIRST, **keys)


def test_cells_that_are_named_are_there() -> None:
    table = question("Q2", "matrix", rows=axis(2), columns=axis(2))
    rule = {"row": "r0", "column": "r9", "visible_if": "Q1 > 1"}
    assert ("REF004", "1/blocked/1") in told(FIRST, {**table, "blocked": [["r0", "r1"], ["r9", "r0"]]})
    assert ("REF004", "1/cell_rules/0") in told(FIRST, {**table, "cell_rules": [rule]})
    assert "REF004" not in codes(FIRST, {**table, "cell_rules": [{**rule, "column": "r1"}]})


def test_what_fills_in_is_known_and_stands_on_the_roster() -> None:
    assert ("REF005", "0/prefill") in told(question("Q1", prefill="altro"))
    assert "REF005" not in codes(question("Q1", prefill="owner"))
    rows = question("Q1", "roster", questions=[question("n", prefill="owner")])
    assert ("REF005", "0/questions/0/prefill") in told(rows)


def test_no_list_is_empty_or_left_empty_and_none_lies_idle() -> None:
    lists = {"L": {"options": options(2)}, "M": {"options": options(2)}}
    none = {"list": "L", "without": ["o0", "o1"]}
    asked = question("Q1", "choice", options={"list": "L"})
    assert ("LST006", "/lists/M") in told(asked, lists=lists)
    assert "LST006" not in codes(asked, question("Q2", "matrix", rows={"list": "M"}), lists=lists)
    assert ("LST001", "0/options") in told({**asked, "options": none}, lists=lists)
    assert ("LST001", "0/rows") in told(question("Q1", "matrix", rows=none), lists=lists)
    cells = question("Q1", "matrix", rows=axis(1), cell="choice", options=none)
    assert ("LST001", "0/options") in told(cells, lists=lists)
    assert [place for code, place in told(question("Q1", "matrix", rows=[])) if code == "LST001"] == ["0/rows"]
    assert ("LST001", "/lists/L/options") in told(FIRST, lists={"L": {"options": []}})


@pytest.mark.parametrize(
    ("source", "told_of"),
    [
        (question("Q1", "multi", options=options(2)), False),
        (question("Q1", "ordered", options=options(2)), False),
        (question("Q1", "choice", options=options(2)), True),
        (question("Q1", "multi", options=axis(2)), True),
    ],
)
def test_options_come_from_an_earlier_choice_of_several_with_these_codes(source: Raw, told_of: bool) -> None:
    limited = question("Q2", "choice", options=options(3), options_from="Q1")
    assert (("LST005", "1/options_from") in told(source, limited)) == told_of


def test_options_come_from_what_stands_before_and_rows_of_a_table_too() -> None:
    source = question("Q1", "multi", options=options(2))
    limited = question("Q2", "choice", options=options(2), options_from="Q1")
    assert ("LST005", "0/options_from") in told(limited, source)
    rows = [{"code": f"o{place}", "text": {"it": "Riga"}} for place in range(2)]
    assert "LST005" not in codes(source, question("Q2", "matrix", rows=rows, options_from="Q1"))
    assert ("LST005", "1/options_from") in told(source, question("Q2", "matrix", rows=axis(2), options_from="Q1"))
    inside = question("Q2", "roster", questions=[question("n", "choice", options=options(2), options_from="Q1")])
    assert "LST005" not in codes(source, inside)
    other = question("Q2", "roster", questions=[question("n", "choice", options=axis(2), options_from="Q1")])
    assert ("LST005", "1/questions/0/options_from") in told(source, other)


@pytest.mark.parametrize(("kind", "told_of"), [("choice", False), ("multi", False), ("ordered", False), ("text", True)])
def test_options_come_from_a_choice_in_the_rows_of_a_roster(kind: str, told_of: bool) -> None:
    child = question("n", kind, **({} if kind == "text" else {"options": options(2)}))
    limited = question("Q2", "choice", options=options(2), options_from="R.n")
    found = told(question("R", "roster", questions=[child]), limited)
    assert (("LST005", "1/options_from") in found) == told_of
    if kind == "choice":
        assert ("LST005", "0/options_from") in told(limited, question("R", "roster", questions=[child]))


def test_a_check_has_a_message_a_place_rows_that_are_there_and_reads_an_answer() -> None:
    silent = {key: value for key, value in CHECK.items() if key != "message"}
    nowhere = {key: value for key, value in CHECK.items() if key != "fields"}
    assert ("CHK001", "/checks/0") in told(FIRST, checks=[silent])
    assert ("CHK002", "/checks/0") in told(FIRST, checks=[nowhere])
    assert not {"CHK001", "CHK002", "CHK003", "CHK004"} & codes({**FIRST, "checks": [nowhere]})
    assert ("CHK003", "/checks/0/foreach") in told(FIRST, checks=[{**CHECK, "foreach": "Q1"}])
    assert ("CHK004", "/checks/0/require") in told(FIRST, checks=[{**CHECK, "require": "1 > 0"}])
    table = question("Q2", "matrix", rows=axis(2))
    walked = {**CHECK, "foreach": "Q2", "require": "row > 0", "fields": ["Q2"]}
    assert not {"CHK003", "CHK004"} & codes(FIRST, table, checks=[walked])


def test_the_place_of_a_list_with_strange_signs_in_its_name_is_a_pointer_all_the_same() -> None:
    assert ("LST006", "/lists/a~1b~0c") in told(FIRST, lists={"a/b~c": {"options": options(2)}})


def test_options_may_come_from_a_part_of_the_same_group_that_stands_before() -> None:
    source, limited = question("m", "multi", options=options(2)), question("c", "choice", options=options(2))
    inside = {**limited, "options_from": "G.m"}
    assert "LST005" not in codes(question("G", "group", questions=[source, inside]))
    assert ("LST005", "0/questions/0/options_from") in told(question("G", "group", questions=[inside, source]))


def test_values_and_visibilities_that_read_each_other_are_told_as_the_circle_they_are() -> None:
    values = [question(f"C{n}", "computed", expression=f"C{n % 3 + 1} + 1") for n in (1, 2, 3)]
    found = compile_document(document(*values)).findings
    assert [(each.pointer, each.message) for each in found if each.code == "REF003"] == [
        ("/sections/0/pages/0/questions/0", "circle: C1 → C2 → C3 → C1")
    ]
    hidden = question("Q1", "integer", visible_if="C1 > 1")
    assert ("REF003", "0") in told(hidden, question("C1", "computed", expression="Q1 + 1"))
    assert "REF003" not in codes(
        FIRST, question("C1", "computed", expression="Q1"), question("Q2", visible_if="C1 > 1")
    )


def test_each_circle_is_found_once_however_it_is_entered() -> None:
    graph = {"a": {"b"}, "b": {"c", "d"}, "c": {"b"}, "d": set[str](), "e": {"a", "e"}}
    assert circles(graph) == [("b", "c"), ("e",)]
    assert circles({"a": {"b", "c"}, "b": {"d"}, "c": {"d"}, "d": {"x"}}) == []


def test_codes_of_rules_sections_and_pages_are_given_once() -> None:
    indicator = {"code": "I", "title": TEXT, "level": "record", "expression": "Q1 + 1"}
    profile = {"code": "I", "title": TEXT, "census": {}, "assume": {}}
    other = {**CHECK, "require": "Q1 > 1"}
    assert ("COD003", "/checks/1/code") in told(FIRST, checks=[CHECK, other])
    assert ("COD003", "/checks/0/code") in told({**FIRST, "checks": [CHECK]}, checks=[other])
    assert ("COD003", "/indicators/1/code") in told(FIRST, indicators=[indicator, indicator])
    assert ("COD003", "/burden/1/code") in told(FIRST, burden=[profile, profile])
    assert "COD003" not in codes(FIRST, indicators=[indicator], burden=[profile], checks=[{**CHECK, "code": "I"}])
    raw = document(FIRST)
    raw["sections"].append({**raw["sections"][0]})
    found = {(each.code, each.pointer) for each in compile_document(raw).findings}
    assert {("COD001", "/sections/1/pages/0/questions/0/code"), ("COD002", "/sections/1/code")} <= found
    assert ("COD002", "/sections/1/pages/0/code") in found


def test_codes_of_one_list_are_given_once_those_that_are_added_too() -> None:
    twice = [*options(1), *options(1)]
    assert ("COD004", "0/options/1/code") in told(question("Q1", "choice", options=twice))
    added = question("Q1", "choice", options={"list": "L", "plus": options(1)})
    assert ("COD004", "0") in told(added, lists={"L": {"options": options(2)}})
    assert ("COD006", "1") in told(question("Q1"), question("q1"))
