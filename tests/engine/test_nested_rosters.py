"""A roster in the rows of another: read, said, judged row by row, exported in a file of its own, drawn on paper."""

from typing import Any

import pytest

from questionari.engine.answer_document import read_answers
from questionari.engine.answer_types import answer_type, decoder
from questionari.engine.columns import layout
from questionari.engine.comparing import compare
from questionari.engine.definition import Questionnaire
from questionari.engine.headless import run
from questionari.engine.paper import paper_form
from tests.engine.builders import definition, question, stored

ROWS: list[dict[str, Any]] = [
    {"nome": "A", "posti": 1, "turni": [{"giorno": "3", "ore": 24}, {"ore": 24}, {"giorno": "2", "ore": 20}]},
    {"nome": "B", "posti": 11, "turni": [{"giorno": "1", "ore": 0}, {"giorno": "2", "ore": 13}]},
]


@pytest.fixture(scope="module")
def nested() -> Questionnaire:
    """The tiny document of the feature."""
    return stored("nested_roster")


def said(of: Questionnaire, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The report of a run with these rows."""
    return run(of, {"Q1": rows}, {})


def test_an_answer_goes_through_fields_json_and_the_store_unchanged(nested: Questionnaire) -> None:
    roster = nested.questions["Q1"]
    kind, value = answer_type(roster), read_answers(nested, {"Q1": ROWS}).answers["Q1"]
    assert kind.read(roster, kind.raw(roster, value)).value == value
    assert decoder(roster)(kind.to_json(roster, value)) == value
    assert kind.to_json(roster, value) == ROWS
    assert kind.text(roster, value).startswith("1) A, 1, [1) Sabato, 24; 2) 24; 3) Martedì, 20]; 2) B, 11, [")


def test_what_is_missing_or_out_of_bounds_is_told_with_both_rows(nested: Questionnaire) -> None:
    found = {(one["code"], one["row"], *one["keys"]) for one in said(nested, ROWS)["errors"]}
    assert found == {
        ("Q1.turni.giorno.required", "1.2", "0:turni:1:giorno"),
        ("Q1.turni.giorno.not_offered", "1.1", "0:turni:0:giorno"),
        ("Q1.turni.motivo.required", "2.2", "1:turni:1:motivo"),
        ("Q1.settimana", "2.1"),
        ("Q1.ogni", None),
    }
    many = [{"nome": "A", "turni": [{"giorno": "1"}] * 8}, {"nome": "B", "turni": [{"ore": 30}]}]
    messages = {one["code"]: one["message"] for one in said(nested, many)["errors"]}
    assert messages["Q1.turni.max_rows"].startswith("Riga 1, «Turni della settimana»:")
    assert messages["Q1.turni.ore.max"].startswith("Riga 2.1, «Ore»:")


def test_what_cannot_be_read_is_told_of_its_field(nested: Questionnaire) -> None:
    roster = nested.questions["Q1"]
    problem = answer_type(roster).read(roster, {"0:nome": ("A",), "0:turni:1:ore": ("molte",)}).problem
    assert problem is not None
    assert problem.keys == ("0:turni:1:ore",)
    assert problem.message["it"].startswith("Riga 1, Turni della settimana: Riga 2, Ore:")


def test_expressions_read_all_inner_rows_together_or_those_of_a_row(nested: Questionnaire) -> None:
    assert said(nested, ROWS)["computed"] == {"Q2": 81}
    assert said(nested, [{"nome": "A"}, {"nome": "B", "turni": [{"ore": 7}]}])["computed"] == {"Q2": 7}
    assert said(nested, [{"nome": "B", "turni": [{"ore": 7}, {"giorno": "1"}]}])["computed"] == {}


def test_inner_rows_have_a_file_that_names_both_rows(nested: Questionnaire) -> None:
    assert [column.name for column in layout(nested).wide] == ["Q2"]
    lines = said(nested, ROWS)["exported"]["long"]
    assert [[*line.values()] for line in lines["Q1"]] == [[1, "A", 1], [2, "B", 11]]
    assert [[*line.values()] for line in lines["Q1.turni"]] == [
        [1, 1, "3", 24, None],
        [1, 2, None, 24, None],
        [1, 3, "2", 20, None],
        [2, 1, "1", 0, None],
        [2, 2, "2", 13, None],
    ]
    assert [*lines["Q1.turni"][0]] == ["riga", "riga_interna", "Q1_turni_giorno", "Q1_turni_ore", "Q1_turni_motivo"]


def test_a_roster_that_is_not_asked_in_a_row_is_neither_judged_nor_exported() -> None:
    inner = question("s", "roster", visible_if="row.n > 1", questions=[question("c", "integer", max=5, required=True)])
    check = {"code": "Q1.zero", "severity": "error", "require": "row.c > 0", "foreach": "Q1.s", "fields": ["Q1"]}
    outer = question("Q1", "roster", max_rows=2, questions=[question("n", "integer"), inner])
    of = definition(outer, checks=[{**check, "message": {"it": "Zero."}}])
    found = said(of, [{"n": 1, "s": [{"c": 0}, {"c": 9}]}, {"n": 2, "s": [{"c": 0}, {"c": 9}]}])
    assert {(one["code"], one["row"]) for one in found["errors"]} == {("Q1.s.c.max", "2.2"), ("Q1.zero", "2.1")}
    assert [line["riga"] for line in found["exported"]["long"]["Q1.s"]] == [2, 2]


def test_a_check_of_inner_rows_is_silent_while_the_outer_ones_cannot_be_read() -> None:
    check = {"code": "Q1.zero", "severity": "error", "require": "row.c > 0", "foreach": "Q1.s", "fields": ["Q1"]}
    inner = question("s", "roster", questions=[question("c", "integer")])
    outer = question("Q1", "roster", max_rows=2, questions=[question("n", "integer"), inner])
    of = definition(outer, checks=[{**check, "message": {"it": "Zero."}}])
    rows = [{"n": typed, "s": [{"c": 0}]} for typed in ("tre", 3)]
    assert [[one["code"] for one in said(of, [row])["errors"]] for row in rows] == [["Q1.not_a_number"], ["Q1.zero"]]


def test_fixed_rows_inside_fixed_rows_are_named_by_their_codes() -> None:
    rows = [{"code": code, "text": {"it": code.upper()}} for code in ("a", "b")]
    inner = question("s", "roster", fixed_rows=rows, questions=[question("c", "integer")])
    of = definition(question("Q1", "roster", fixed_rows=rows, questions=[inner]))
    lines = said(of, [{}, {"s": [{}, {"c": 3}]}])["exported"]["long"]["Q1.s"]
    assert [[*line.values()] for line in lines] == [[2, "b", 1, "a", None], [2, "b", 2, "b", 3]]


def test_versions_are_compared_down_to_the_inner_rows() -> None:
    def version(limit: int, code: str = "ore") -> Questionnaire:
        inner = question(
            "s", "roster", questions=[question(code, "integer", text={"it": "Ore"}, max=limit, concept="turni.ore")]
        )
        return definition(question("Q1", "roster", questions=[inner]))

    found = compare(version(24), version(12, "durata"))
    pair = next(one for one in found.questions if one.new_code == "Q1.s.durata")
    assert (pair.old_code, {each.what for each in pair.differences}) == ("Q1.s.ore", {"max"})
    renamed = next(change for change in found.columns if "renamed" in change.acts)
    assert (renamed.new_file, renamed.old_name, renamed.new_name) == ("Q1.s", "Q1_s_ore", "Q1_s_durata")


def test_on_paper_the_inner_rows_are_a_table_of_their_own(nested: Questionnaire) -> None:
    outer = paper_form(nested).sections[0].pages[0].questions[0]
    (inner,) = outer.inner
    assert outer.grid is not None and outer.grid.headers[1:] == (
        "Nome dello sportello",
        "Persone che si ricevono in un'ora",
    )
    assert inner.grid is not None and inner.grid.headers[1:] == ("Giorno", "Ore", "Perché così lungo")
    assert [title for title, _ in inner.grid.rows][:3] == ["1.1", "1.2", "2.1"]
