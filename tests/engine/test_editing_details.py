"""Acts inside questions, and on what a document holds besides them: each taken back gives the document that was."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from questionari import catalogue
from questionari.engine.checks.shape import APPLIES
from questionari.engine.editing import acts, adding, details
from questionari.engine.editing.conditions import clauses, joined, number_source, without_clause
from questionari.engine.editing.operands import in_rows, operands
from questionari.engine.editing.places import EditError, find
from questionari.engine.editing.skeletons import SKELETONS
from questionari.engine.expressions.parser import parse
from questionari.engine.findings import has_errors

VALID = Path("tests/documents/valid")
CODES: dict[str, Any] = json.loads((VALID / "codes_together.json").read_bytes())
SMALL: dict[str, Any] = json.loads((VALID / "respond.json").read_bytes())
EVERY = [(row, column) for row in ("1", "2") for column in ("a", "b")]


def sound(document: dict[str, Any]) -> bool:
    return not has_errors(catalogue.compile_document(document).findings)


@pytest.mark.parametrize("kind", SKELETONS)
@pytest.mark.parametrize("first", ["choice", "matrix", "text"])
def test_a_question_of_any_type_becomes_one_of_any_other(first: str, kind: str) -> None:
    document = adding.add_question(SMALL, "pagina/P1", "", first, "NUOVA", "Una domanda")
    changed = details.retype(document, "domanda/NUOVA", kind)
    raw = find(changed, "domanda/NUOVA").raw
    assert raw["type"] == kind and sound(changed)
    assert [key for key in raw if kind not in APPLIES.get(key, {kind})] == []


def test_a_type_that_no_form_makes_is_refused() -> None:
    with pytest.raises(EditError, match="non si sceglie"):
        details.retype(SMALL, "domanda/Q3", "invented")


def test_what_is_taken_of_a_list_is_narrowed_widened_and_copied() -> None:
    narrowed = details.pick_items(CODES, "domanda/M", "rows", {"1"})
    assert find(narrowed, "domanda/M").raw["rows"] == {"list": "L", "without": ["2", "3"]}
    assert details.pick_items(narrowed, "domanda/M", "rows", {"1", "2"}) == CODES
    whole = details.pick_items(CODES, "domanda/M", "rows", {"1", "2", "3"})
    assert find(whole, "domanda/M").raw["rows"] == {"list": "L"}
    own = details.own_items(CODES, "domanda/Q1", "options")
    assert [one["code"] for one in find(own, "domanda/Q1").raw["options"]] == ["1", "2", "3", "9"]
    rows = find(details.own_items(CODES, "domanda/M", "rows"), "domanda/M").raw["rows"]
    assert [one["code"] for one in rows] == ["1", "2"] and set(rows[0]) == {"code", "text"}
    with pytest.raises(EditError, match="almeno una"):
        details.pick_items(CODES, "domanda/M", "rows", set())
    with pytest.raises(EditError, match="non vengono da un elenco"):
        details.pick_items(CODES, "domanda/D", "options", {"1"})


def test_what_a_question_adds_to_a_list_comes_and_goes() -> None:
    more = adding.add_item(CODES, "domanda/M", "rows+", "8", "Altro")
    assert find(more, "domanda/M/rows+/8").raw["text"] == {"it": "Altro"} and sound(more)
    assert acts.remove(more, "domanda/M/rows+/8") == CODES
    without = acts.remove(CODES, "domanda/Q1/options+/9")
    assert find(without, "domanda/Q1").raw["options"] == {"list": "L"}


def test_cells_close_open_and_have_conditions() -> None:
    closed = details.set_open_cells(CODES, "domanda/M", EVERY, [("1", "a"), ("2", "b")])
    raw = find(closed, "domanda/M").raw
    assert raw["blocked"] == [["1", "b"], ["2", "a"]] and "cell_rules" not in raw  # of a closed cell nothing is asked
    open_ = details.set_open_cells(CODES, "domanda/M", EVERY, EVERY)
    assert "blocked" not in find(open_, "domanda/M").raw
    cell = "domanda/M/cells/2:b"
    asked = acts.set_condition(CODES, cell, "visible_if", "'1' in Q1")
    assert find(asked, cell).raw["visible_if"] == "'1' in Q1" and sound(asked)
    assert acts.set_condition(asked, cell, "visible_if", "") == CODES
    with pytest.raises(EditError, match="almeno una"):
        details.set_open_cells(CODES, "domanda/M", EVERY, [])


def test_an_answer_asks_to_be_specified_and_no_more() -> None:
    asked = details.ask_detail(CODES, "domanda/D/options/1", "")
    inner = "domanda/D/options/1/detail"
    said = acts.say(asked, inner, "text", "it", "Quale altro?")
    assert find(said, inner).raw == {"text": {"it": "Quale altro?"}, "required": True} and sound(said)
    assert acts.set_condition(said, inner, "required_if", "'1' in Q1") != said
    assert acts.remove(said, inner) == CODES
    with pytest.raises(EditError, match="già"):
        details.ask_detail(CODES, "domanda/D/options/98", "Ancora")
    with pytest.raises(EditError, match="non chiede più"):
        find(CODES, inner)


def test_what_is_specified_is_chosen_among_answers_of_its_own_that_stand_in_a_list() -> None:
    inner = "domanda/D/options/1/detail"
    asked = details.ask_detail(CODES, "domanda/D/options/1", "Quale?")
    chosen = details.set_detail_type(asked, inner, "own")
    assert find(chosen, inner).raw["options"] == {"list": "L_D_1"} and sound(chosen)
    more = acts.say(adding.add_item(chosen, "elenco/L_D_1", "options", "", "Una terza"), inner, "text", "it", "Scelga")
    assert [one["code"] for one in more["lists"]["L_D_1"]["options"]] == ["1", "2", "3"] and sound(more)
    assert "options" not in find(details.set_detail_type(more, inner, "text"), inner).raw
    again = details.set_detail_type(more, inner, "own")
    assert find(again, inner).raw["options"] == {"list": "L_D_1_1"}


def test_answers_that_an_author_wrote_into_a_detail_move_to_a_list_as_they_are() -> None:
    inner, own = "domanda/D/options/1/detail", [{"code": "a", "text": {"it": "A"}}, {"code": "b", "text": {"it": "B"}}]
    asked = details.ask_detail(CODES, "domanda/D/options/1", "Quale?")
    find(asked, inner).raw.update(type="choice", options=own)
    moved = details.set_detail_type(asked, inner, "own")
    assert moved["lists"]["L_D_1"] == {"options": own} and sound(moved)


@pytest.mark.parametrize(
    ("kind", "made"),
    [
        ("effetto", {"kind": "agenda", "when": "answered(Q1)", "fields": ["Q1"], "text": {"it": "Da discutere."}}),
        ("indicatore", {"code": "I1", "title": {"it": "Quante"}, "level": "record", "expression": "size(Q1)"}),
        ("preparazione", {"text": {"it": "Il registro."}}),
    ],
)
def test_effects_indicators_and_lines_of_the_sheet_come_and_go(kind: str, made: dict[str, Any]) -> None:
    more = details.add_top(CODES, kind, copy.deepcopy(made))
    address = f"{kind}/{made.get('code', '1')}"
    assert find(more, address).raw == made and sound(more)
    assert acts.remove(more, address) == CODES


def test_limits_of_change_and_the_notice_come_and_go() -> None:
    moved = details.set_compare(SMALL, "domanda/Q2", "50", "10")
    assert find(moved, "domanda/Q2").raw["compare_previous"] == {"relative": 0.5, "absolute": 10} and sound(moved)
    assert details.set_compare(moved, "domanda/Q2", "", "") == SMALL
    told = details.set_notice(CODES, "bozza-2", {"it": "Informativa nuova."})
    assert told["notice"] == {"version": "bozza-2", "text": {"it": "Informativa nuova."}} and sound(told)
    assert details.set_notice(told, "", {}) == CODES


def test_another_notice_takes_the_signatures_of_its_translations_away() -> None:
    signed = {"state": "reviewed", "reviewer": "Anna Prova", "on": "2026-11-23"}
    told = details.set_notice(CODES, "1", {"it": "Una.", "de": "Eins."}) | {"translations": {"de": signed}}
    assert details.set_notice(told, "2", {"it": "Una.", "de": "Eins. "})["translations"]["de"] == signed
    for words in ({"it": "Due."}, {"de": "Zwei."}):
        assert details.set_notice(told, "2", words)["translations"]["de"] == {"state": "to_review"}


def test_codes_left_blank_are_the_next_after_those_beside() -> None:
    assert adding.free_code("", ["Q7"], ["Q7", "Q8"], "Q") == "Q9"
    assert adding.free_code("", ["A5_09"], ["A5_09"], "Q") == "A5_10"
    assert adding.free_code("", ["nome"], ["nome"], "Q") == "Q1"
    assert adding.free_code("MIO", ["Q7"], [], "Q") == "MIO"


def test_a_condition_is_taken_apart_and_put_together() -> None:
    three = joined(joined("Q1 == '1'", "Q2 > 3", "and"), "answered(Q3)", "and")
    assert clauses(three) == ("Q1 == '1'", "Q2 > 3", "answered(Q3)")
    assert without_clause(three, 1) == "Q1 == '1' && answered(Q3)"
    assert without_clause("Q1 == '1'", 0) == "" and clauses("Q1 ==") == ()
    assert joined(joined("A2", number_source("168"), "over"), "B1 + 1", "times") == "A2 / 168 * (B1 + 1)"


def test_what_a_form_may_read_is_a_source_of_the_language() -> None:
    definition = catalogue.compile_document(SMALL).questionnaire
    assert definition is not None
    found = {one.key: one.type for one in operands(definition, definition.questions)}
    assert {"Q1", "size(Q5)", "rows(R1)", "sum(R1.ore)", "detail(Q4, '98')", "sum(M1)"} <= set(found), found
    assert found["sum(M1)"] == "integer"
    assert all(parse(key).source == key for key in found)
    assert [one.key for one in in_rows(definition, "R1", "ore")] == ["row.comune"]
    assert {"row.a", "row.b"} <= {one.key for one in in_rows(definition, "M1")}
    nested = catalogue.compile_document((VALID / "nested_roster.json").read_bytes()).questionnaire
    assert nested is not None
    inner = next(f"{q.code}.{child.code}" for q in nested.questions.values() for child in q.children if child.children)
    assert any(one.key.startswith("outer.") for one in in_rows(nested, inner))
