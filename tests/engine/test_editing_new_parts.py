"""New parts of a document and conditions made by a form: which codes are given, what is offered, what is refused."""

from typing import Any

import pytest

from questionari import catalogue
from questionari.engine.answer_types import ANSWER_TYPES
from questionari.engine.definition import Option, Question
from questionari.engine.editing import adding
from questionari.engine.editing.conditions import OPERATORS, condition, joined, operators_for
from questionari.engine.editing.layout import laid_out
from questionari.engine.editing.operands import Operand, operand_of, operands
from questionari.engine.editing.places import EditError, find
from questionari.engine.editing.skeletons import SKELETONS, skeleton
from tests.engine.builders import document, question

Raw = dict[str, Any]
OPTIONS = [{"code": "01", "text": {"it": "Una"}}, {"code": "98", "text": {"it": "Altra"}}]


def small() -> Raw:
    group = question("G", "group", questions=[question("n")])
    asked = question("Q1", "choice", options=[dict(option) for option in OPTIONS])
    return document(asked, group, question("M", "matrix", rows=[{"text": {"it": "Riga"}}]))


def of(kind: str, code: str = "Q1") -> Operand:
    """The answer to a question of a type, with two answers to choose from where it has some."""
    listed = (Option("1", {"it": "Una"}), Option("2", {"it": "Due"})) if kind in ("choice", "multi", "ordered") else ()
    return operand_of(Question(code, kind, {"it": "Domanda"}, options=listed))


def test_a_new_question_of_any_type_keeps_contacts_apart_and_gives_every_text_an_end() -> None:
    new = {kind: skeleton(kind, "Q9", "Nuova") or {} for kind in ANSWER_TYPES}
    assert set(SKELETONS) == set(ANSWER_TYPES)
    assert {kind for kind, raw in new.items() if raw.get("store") == "contacts"} == {"email", "pec", "phone"}
    typed = [new["text"], new["long_text"], *new["roster"]["questions"], *new["group"]["questions"]]
    assert [raw["max_length"] for raw in typed] == [200, 2000, 200, 200]
    assert (new["decimal"]["places"], new["attachment"]["file_types"], new["roster"]["max_rows"]) == (2, ["pdf"], 10)
    assert (new["text"]["code"], new["text"]["text"]) == ("Q9", {"it": "Nuova"})


@pytest.mark.parametrize("code", ["1a", "à", "a b", "a" * 33, "a-b", "Q1", "G.n"])
def test_a_new_question_gets_no_code_that_is_wrong_or_taken(code: str) -> None:
    with pytest.raises(EditError):
        adding.add_question(small(), "pagina/P1", "", "text", code, "Nuova")


def test_in_a_group_only_the_codes_beside_it_are_taken() -> None:
    made = adding.add_question(small(), "domanda/G", "n", "text", " Q1 ", " Nuova ")
    assert [raw["code"] for raw in find(made, "domanda/G").raw["questions"]] == ["n", "Q1"]
    assert find(made, "domanda/G.Q1").raw["text"] == {"it": "Nuova"}
    with pytest.raises(EditError, match="già usato"):
        adding.add_question(small(), "domanda/G", "", "text", "n", "Nuova")
    with pytest.raises(EditError, match="non si possono aggiungere"):
        adding.add_question(small(), "domanda/Q1", "", "text", "Q9", "Nuova")
    with pytest.raises(EditError, match="non si aggiunge da qui"):
        adding.add_question(small(), "pagina/P1", "", "ignoto", "Q9", "Nuova")


@pytest.mark.parametrize(("after", "place"), [("", 0), ("Q1", 1), ("M", 3), ("scomparsa", 3)])
def test_a_new_question_stands_after_another_or_first(after: str, place: int) -> None:
    made = adding.add_question(small(), "pagina/P1", after, "text", "Q9", "Nuova")
    assert [raw["code"] for raw in find(made, "pagina/P1").raw["questions"]].index("Q9") == place


@pytest.mark.parametrize(
    ("present", "code"),
    [([], "1"), (["1", "2"], "3"), (["01", "98"], "02"), (["09"], "10"), (["89"], "90"), (["a"], "1")],
)
def test_a_new_answer_has_the_next_number_that_is_no_special_one(present: list[str], code: str) -> None:
    raw = small()
    raw["lists"] = {"L": {"options": [{"code": each, "text": {"it": each}} for each in present]}}
    made = adding.add_item(raw, "elenco/L", "options", " ", " Nuova ")
    assert find(made, f"elenco/L/options/{code}").raw["text"] == {"it": "Nuova"}


def test_answers_rows_and_columns_are_added_where_there_are_some() -> None:
    assert find(adding.add_item(small(), "domanda/M", "columns", "a-1", "Nuova"), "domanda/M/columns/a-1").at == 0
    for address, part, code in (
        ("domanda/Q1", "options", "01"),
        ("domanda/Q1", "options", "_a"),
        ("domanda/Q1", "rows", "1"),
        ("domanda/M", "options", "1"),
    ):
        with pytest.raises(EditError):
            adding.add_item(small(), address, part, code, "Nuova")


def test_pages_and_sections_have_codes_of_their_own() -> None:
    first = adding.first_question(small(), "text", "Q9", "Nuova")
    page = adding.add_page(small(), "S1", "P2", " Altra ", first)["sections"][0]["pages"][1]
    assert page == {"code": "P2", "title": {"it": "Altra"}, "questions": [first]}
    section = adding.add_section(small(), "P1", "Altra", first)["sections"][1]
    assert (section["code"], section["title"], section["pages"][0]["code"]) == ("P1", {"it": "Altra"}, "P1_2")
    assert adding.add_section(small(), "S2", "Altra", first)["sections"][1]["pages"][0]["code"] == "S2"
    for act in (
        lambda: adding.add_page(small(), "S1", "P1", "x", first),
        lambda: adding.add_section(small(), "S1", "x", first),
        lambda: adding.first_question(small(), "text", "G.n", "x"),
    ):
        with pytest.raises(EditError):
            act()


def test_a_first_question_without_a_code_is_named_as_its_section_names_its_own() -> None:
    raw = small()
    assert (
        adding.first_question(raw, "text", "", "Nuova", "S2")["code"] == "Q2"
    )  # questions here have no section's name
    raw["sections"][0]["pages"][0]["questions"] = [{"code": "S1_07", "type": "text", "text": {"it": "Nome"}}]
    codes = [adding.first_question(raw, "text", "", "Nuova", section)["code"] for section in ("S1", "S2", "")]
    assert codes == ["S1_08", "S2_01", "S1_08"]


def test_a_rule_says_what_must_hold_and_how_gravely() -> None:
    made = adding.add_check(small(), "domanda/Q1", " Q1.c ", "note", " Q1 != '98' ", " No. ")
    assert find(made, "controllo/Q1.c").raw == {
        "code": "Q1.c",
        "severity": "note",
        "require": "Q1 != '98'",
        "message": {"it": "No."},
    }
    for code, severity, require in (
        ("Q1.c", "note", "1 > 0"),
        ("d", "fatal", "1 > 0"),
        ("d", "note", " "),
        ("1", "note", "x"),
    ):
        with pytest.raises(EditError):
            adding.add_check(made, "documento", code, severity, require, "No.")
    assert adding.add_check(made, "documento", "d", "error", "1 > 0", "No.")["checks"][0]["code"] == "d"


def test_a_list_is_used_by_the_questions_that_name_it() -> None:
    listed = adding.add_list(small(), "L", "01", " Una ")
    assert listed["lists"]["L"] == {"options": [{"code": "01", "text": {"it": "Una"}}]}
    assert adding.users_of(listed, "L") == ()
    used = adding.use_list(listed, "Q1", "L")
    find(used, "domanda/M").raw["rows"] = {"list": "L"}
    assert adding.users_of(used, "L") == ("Q1", "M")
    for act in (
        lambda: adding.use_list(listed, "M", "L"),
        lambda: adding.use_list(listed, "Q1", "K"),
        lambda: adding.add_list(listed, "L", "01", "x"),
        lambda: adding.add_list(listed, "K", "_", "x"),
    ):
        with pytest.raises(EditError):
            act()


@pytest.mark.parametrize(
    ("kind", "operators"),
    [
        ("choice", "== != answered not-answered"),
        ("comune", "== != answered not-answered"),
        ("multi", "in not-in answered not-answered"),
        ("ordered", "in not-in answered not-answered"),
        ("integer", "== != > >= < <= answered not-answered"),
        ("computed", "== != > >= < <="),
        ("date", "== != > >= < <= answered not-answered"),
        ("text", "answered not-answered"),
        ("matrix", "answered not-answered"),
    ],
)
def test_a_question_is_compared_in_the_ways_that_fit_it(kind: str, operators: str) -> None:
    assert operators_for(of(kind)) == tuple((operator, OPERATORS[operator]) for operator in operators.split())


def test_a_condition_reads_what_has_one_value_and_the_measures_of_what_has_many() -> None:
    definition = catalogue.compile_document(small()).questionnaire
    assert definition is not None
    assert [one.key for one in operands(definition, definition.questions)] == ["Q1", "G.n", "sum(M)"]


@pytest.mark.parametrize(
    ("kind", "operator", "value", "source"),
    [
        ("choice", "==", " 1 ", "Q1 == '1'"),
        ("choice", "!=", "2", "Q1 != '2'"),
        ("yes_no", "==", "1", "Q1 == '1'"),
        ("comune", "==", "072006", "Q1 == '072006'"),
        ("multi", "in", "1", "'1' in Q1"),
        ("ordered", "not-in", "2", "!('2' in Q1)"),
        ("decimal", ">=", "2,50", "Q1 >= 2.50"),
        ("computed", "<", "-3", "Q1 < -3"),
        ("date", ">", "2026-01-31", "Q1 > date('2026-01-31')"),
        ("text", "answered", "", "answered(Q1)"),
        ("text", "not-answered", "", "!answered(Q1)"),
    ],
)
def test_the_form_makes_the_source_that_an_author_would_write(
    kind: str, operator: str, value: str, source: str
) -> None:
    assert condition(of(kind), operator, value) == source


@pytest.mark.parametrize(
    ("kind", "operator", "value"),
    [
        ("choice", "==", "9"),
        ("choice", ">", "1"),
        ("yes_no", "<=", "1"),
        ("choice", "in", "1"),
        ("multi", "in", "9"),
        ("multi", "==", "1"),
        ("integer", "==", "uno"),
        ("integer", "==", "NaN"),
        ("integer", "==", "Infinity"),
        ("integer", "~", "1"),
        ("text", "==", "x"),
    ],
)
def test_the_form_refuses_what_does_not_fit(kind: str, operator: str, value: str) -> None:
    with pytest.raises(EditError):
        condition(of(kind), operator, value)


def test_two_answers_are_compared_when_both_are_numbers_or_days() -> None:
    assert condition(of("integer"), "<", "", of("computed", "Q2")) == "Q1 < Q2"
    assert condition(of("date"), ">=", "", of("date", "Q2")) == "Q1 >= Q2"
    assert condition(of("integer"), "answered", "", of("integer", "Q2")) == "answered(Q1)"
    for first, second in (("integer", "date"), ("choice", "choice"), ("text", "text")):
        with pytest.raises(EditError):
            condition(of(first), "==", "", of(second, "Q2"))


def test_a_condition_is_joined_to_the_present_one_or_takes_its_place() -> None:
    assert joined("A > 1 || B > 1", "C > 1", "and") == "(A > 1 || B > 1) && C > 1"
    assert joined("A > 1", "C > 1", "or") == "A > 1 || C > 1"
    assert joined("A > 1", "C > 1", "new") == joined(" ", "C > 1", "and") == joined("A > 1", "C > 1", "?") == "C > 1"
    with pytest.raises(EditError):
        joined("A >", "C > 1", "and")


def test_a_document_is_laid_out_in_the_order_in_which_people_read_it() -> None:
    shown = laid_out(
        {"zeta": 1, "sections": [{"title": {"fr": "b", "it": "à"}, "code": "S1"}], "code": "T", "$schema": "x"}
    )
    assert shown == (
        '{\n  "$schema": "x",\n  "code": "T",\n  "sections": [\n    {\n      "code": "S1",\n      "title": {\n'
        '        "it": "à",\n        "fr": "b"\n      }\n    }\n  ],\n  "zeta": 1\n}\n'
    )
