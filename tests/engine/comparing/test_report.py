"""A comparison as JSON, whole; what stands around the questions, and questions that went from the front."""

import copy
from typing import Any

from questionari.engine.comparing import as_json, compare
from questionari.engine.comparing.model import COMPARABILITY, Kind, strongest
from questionari.engine.definition import Questionnaire
from tests.engine.builders import compiled, definition, document, question

Raw = dict[str, Any]
RECODED = {
    "old_code": "Q1",
    "new_code": "Q1",
    "old_title": "Domanda Q1",
    "new_title": "Domanda Q1",
    "matched_by": "code",
    "class": "options_recoded",
    "classes": ["options_recoded"],
    "comparability": "recode",
    "note": "Nuovo codice",
    "differences": [
        {
            "class": "options_recoded",
            "what": "option_code",
            "place": "1",
            "language": "",
            "old": "1",
            "new": "9",
            "marked": [],
        }
    ],
}
OPTIONS = [{"code": code, "text": {"it": f"Voce {code}"}} for code in ("1", "2")]

#: What may be done with the two series of values -> the changes that allow it.
ALLOWED = {
    "full": {"identical", "moved"},
    "caution": {
        "options_reordered",
        "reworded",
        "options_added",
        "rules_changed",
        "routing_changed",
        "options_removed",
    },  # fmt: skip
    "recode": {"options_recoded"},
    "none": {"recalculated", "type_changed", "new", "dropped"},
}


def test_every_change_says_what_may_be_done_with_the_values() -> None:
    assert {kind.value: told for kind, told in COMPARABILITY.items()} == {
        kind: told for told, kinds in ALLOWED.items() for kind in kinds
    }
    assert strongest([Kind.MOVED, Kind.RULES, Kind.MOVED]) == (Kind.RULES, Kind.MOVED)
    assert (strongest([]), set(COMPARABILITY)) == ((Kind.IDENTICAL,), set(Kind))


def two() -> tuple[Questionnaire, Questionnaire]:
    """A version, and one whose first question is recoded, whose second is gone and whose third is new."""
    old = definition(question("Q1", "choice", options=OPTIONS), question("Q2", "integer"))
    other = [{**OPTIONS[0], "code": "9"}, OPTIONS[1]]
    new = definition(
        question("Q1", "choice", options=other, change_note="Nuovo codice"),
        question("Q3", concept="test.new"),
        version="2027.1",
        change_note="Dopo la prova",
    )
    return old, new


def test_a_comparison_is_told_whole_as_json() -> None:
    old, new = two()
    told = as_json(compare(old, new))
    assert list(told) == ["old", "new", "identical", "note", "counts", "document", "questions", "columns"]
    assert told["old"] == {"code": "T", "version": "2026.1", "sha256": old.sha256, "title": "Prova"}
    assert (told["new"]["version"], told["identical"], told["note"]) == ("2027.1", False, "Dopo la prova")
    assert {kind: count for kind, count in told["counts"].items() if count} == {
        "options_recoded": 1,
        "dropped": 1,
        "new": 1,
    }
    assert told["questions"][0] == RECODED
    gone, came = told["questions"][1:]
    assert [gone[key] for key in ("old_code", "new_code", "new_title", "matched_by", "class")] == [
        "Q2", None, None, None, "dropped",
    ]  # fmt: skip
    assert (gone["note"], gone["differences"]) == ("", [])
    assert [came[key] for key in ("old_code", "old_title", "new_code", "class")] == [None, None, "Q3", "new"]


def test_the_columns_of_a_comparison_are_told_whole_as_json() -> None:
    recoded, came, lost = as_json(compare(*two()))["columns"]
    assert recoded == {
        "acts": ["recoded"],
        "old_file": "",
        "old_name": "Q1",
        "old_kind": "code",
        "new_file": "",
        "new_name": "Q1",
        "new_kind": "code",
        "codes": {"1": "9"},
        "codes_gained": [],
        "codes_lost": [],
    }
    assert (came["acts"], came["old_name"], came["new_name"], came["new_kind"]) == (["gained"], None, "Q3", "text")
    assert (lost["acts"], lost["old_name"], lost["old_kind"], lost["new_file"]) == (["lost"], "Q2", "integer", None)


def test_questions_that_went_from_the_front_stand_in_front() -> None:
    old, new = (question(code) for code in ("Q1", "Q2")), (question("Q2"),)
    found = compare(definition(*old), definition(*new, version="2027.1")).questions
    assert [(one.old_code, one.new_code) for one in found] == [("Q1", None), ("Q2", "Q2")]


def around() -> Raw:
    """A document with two sections, introductions and an indicator."""
    raw = document(question("Q1", "integer"), intro={"it": "Inizio"})
    indicator = {"code": "I1", "title": {"it": "Uno"}, "level": "record", "expression": "Q1 + 1"}
    page = {"code": "P2", "title": {"it": "Due"}, "intro": {"it": "Pagina"}, "questions": [question("Q2")]}
    section = {"code": "S2", "title": {"it": "Due"}, "intro": {"it": "Sezione"}, "pages": [page]}
    return {**raw, "sections": [*raw["sections"], section], "indicators": [indicator]}


def told(old: Raw, new: Raw) -> list[tuple[str, str, str, str | None, str | None]]:
    found = compare(compiled(old), compiled({**new, "version": "2027.1"})).document
    return [(one.kind.value, one.what, one.place, one.old, one.new) for one in found]


def test_sections_and_pages_come_and_go_with_their_titles() -> None:
    with_it, without = around(), around()
    without["sections"].pop()
    assert told(with_it, without) == [
        ("moved", "section_title", "S2", "Due", None),
        ("moved", "page_title", "P2", "Due", None),
    ]
    assert told(without, with_it) == [
        ("moved", "section_title", "S2", None, "Due"),
        ("moved", "page_title", "P2", None, "Due"),
    ]


def test_introductions_titles_and_formulas_around_the_questions_are_compared() -> None:
    old, new = around(), copy.deepcopy(around())
    new["intro"]["it"] = "Principio"
    new["sections"][1]["intro"]["it"] = "Parte"
    new["sections"][1]["pages"][0]["intro"]["it"] = "Foglio"
    new["indicators"] = [{**new["indicators"][0], "title": {"it": "Primo"}, "expression": "Q1 + 2"}]
    assert told(old, new) == [
        ("reworded", "intro", "", "Inizio", "Principio"),
        ("reworded", "section_intro", "S2", "Sezione", "Parte"),
        ("reworded", "page_intro", "P2", "Pagina", "Foglio"),
        ("recalculated", "indicator", "I1", "record: Q1 + 1", "record: Q1 + 2"),
        ("reworded", "indicator_title", "I1", "Uno", "Primo"),
    ]
    assert told(old, {**old, "indicators": []}) == [("recalculated", "indicator", "I1", "record: Q1 + 1", None)]


def test_who_fills_it_in_how_often_and_what_was_told_of_it_are_compared() -> None:
    old = document(question("Q1"), notice={"version": "1", "text": {"it": "Informativa"}})
    new = {**old, "unit": "atr", "cardinality": "many", "notice": {"version": "2", "text": {"it": "Nota"}}}
    assert told(old, new) == [
        ("rules_changed", "unit", "", "service", "atr"),
        ("rules_changed", "cardinality", "", "one", "many"),
        ("rules_changed", "notice_version", "", "1", "2"),
        ("reworded", "notice", "", "Informativa", "Nota"),
    ]


def test_an_order_is_told_of_what_stands_elsewhere_alone() -> None:
    first, second, third, fourth = ({"code": str(code), "text": {"it": f"Voce {code}"}} for code in range(1, 5))
    old = definition(question("Q1", "choice", options=[first, second, third]))
    new = definition(question("Q1", "choice", options=[fourth, first, third, second]), version="2027.1")
    more, order = compare(old, new).questions[0].differences
    assert (more.what, order.what) == ("option", "option_order")
    assert (order.old, order.new) == ("Voce 2, Voce 3", "Voce 3, Voce 2")
