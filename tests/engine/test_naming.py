"""Codes outside of expressions: where a new one is put, in documents and in answers; who reads a question."""

from typing import Any

from questionari.engine.editing.naming import item_renamed, question_renamed, rename_codes
from questionari.engine.editing.uses import readers
from tests.engine.builders import document, question

TWO = [{"code": "1", "text": {"it": "Una"}}, {"code": "2", "text": {"it": "Due"}}]


def check(code: str, **keys: Any) -> dict[str, Any]:
    return {"code": code, "severity": "note", "require": "Q9 > 1", "message": {"it": "No."}, **keys}


def naming() -> dict[str, Any]:
    """A document that names the list A and its child wherever codes stand in plain."""
    rules = [check("a", fields=["A.ore", "AB", "A"]), check("b", foreach="A"), check("c", foreach="AB.A")]
    asked = question("Q2", "choice", options_from="A.nome")
    effects = [{"code": "e", "fields": ["A", "B.A"]}]
    preparation = [{"text": {"it": "Prima"}, "questions": ["A.ore", "B"]}]
    return document(asked, checks=rules, effects=effects, preparation=preparation)


def test_a_new_code_is_put_for_the_question_and_what_stands_in_it_and_for_nothing_that_begins_alike() -> None:
    raw = naming()
    rename_codes(raw, "A", "C")
    assert raw["checks"][0]["fields"] == ["C.ore", "AB", "C"]
    assert [rule.get("foreach") for rule in raw["checks"]] == [None, "C", "AB.A"]
    assert (raw["effects"][0]["fields"], raw["preparation"][0]["questions"]) == (["C", "B.A"], ["C.ore", "B"])
    assert raw["sections"][0]["pages"][0]["questions"][0]["options_from"] == "C.nome"


def test_answers_follow_a_question_its_details_and_its_place_in_rows() -> None:
    given = {"A": [{"ore": 1, "nome": "x"}, None], "A.98": "y", "ore": 3, "AB": 4}
    assert question_renamed(given, "A", "C") == {"C": given["A"], "C.98": "y", "ore": 3, "AB": 4}
    assert question_renamed(given, "A.ore", "h") == {**given, "A": [{"h": 1, "nome": "x"}, None]}
    assert question_renamed({"G.n": 1, "n": 2}, "G.n", "m") == {"G.m": 1, "n": 2}  # in a group


def test_answers_follow_an_item_in_every_shape_that_holds_its_code() -> None:
    given = {
        "Q": "1",
        "Q.1": "x",
        "R": [{"tipo": "1"}, {"tipo": "2"}],
        "M": {"1": {"1": "1", "n": "2"}},
        "V": ["2", "1"],
    }
    users = [("Q", "options"), ("R.tipo", "options"), ("V", "options")]
    found = item_renamed(given, users, "1", "5")
    assert found == {"Q": "5", "Q.5": "x", "R": [{"tipo": "5"}, {"tipo": "2"}], "M": given["M"], "V": ["2", "5"]}
    asked = {"R": [{"tipo": "1", "tipo.1": "x"}]}
    assert item_renamed(asked, [("R.tipo", "options")], "1", "5") == {"R": [{"tipo": "5", "tipo.5": "x"}]}
    assert item_renamed(given, [("M", "options")], "1", "5")["M"] == {"1": {"1": "5", "n": "2"}}
    assert item_renamed(given, [("M", "rows")], "1", "5")["M"] == {"5": {"1": "1", "n": "2"}}
    assert item_renamed(given, [("M", "columns")], "1", "5")["M"] == {"1": {"5": "1", "n": "2"}}
    assert item_renamed(given, [("R", "fixed_rows")], "tipo", "5") == given


def test_who_reads_a_question_is_named_by_its_address_once_and_itself_never() -> None:
    raw = document(
        question("Q1", "multi", options=TWO, visible_if="'1' in Q1"),
        question("Q2", visible_if="'2' in Q1", help={"it": "Come a {Q1}"}),
        question("Q3", text={"it": "Anche {Q1}?"}),
        question("Q4", text={"it": "Non { Q1"}),
        question("Q5", "choice", options_from="Q1"),
        question("Q6", text={"it": "Q1"}),
        checks=[check("a", require="Q9 > 1", fields=["Q1"]), check("b", fields=["Q10"])],
        effects=[{"kind": "alert", "when": "Q9 > 1", "fields": ["Q1"], "text": {"it": "Oh"}}],
        preparation=[{"text": {"it": "Prima"}, "questions": ["Q10"]}, {"text": {"it": "Poi"}, "questions": ["Q1"]}],
    )
    asked = ("domanda/Q2", "domanda/Q3", "controllo/a", "domanda/Q5", "effetto/1", "preparazione/2")
    assert readers(raw, "Q1") == asked


def test_a_text_that_names_several_questions_reads_each_of_them() -> None:
    of = document(question("Q1"), question("Q2"), {**question("Q3"), "text": {"it": "Fra {Q1} e {Q2}"}})
    assert [readers(of, code) for code in ("Q1", "Q2", "Q3")] == [("domanda/Q3",), ("domanda/Q3",), ()]
