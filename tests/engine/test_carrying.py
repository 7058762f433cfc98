"""Answers to one version read by another: by concept, in today's codes, and only what today's question can hold."""

from typing import Any

from questionari.engine.answer_document import read_answers
from questionari.engine.carrying import carried
from questionari.engine.definition import Questionnaire
from questionari.engine.linked import linked_names, previous_codes
from questionari.engine.values import Reserved, Value
from tests.engine.builders import definition, question, stored


def options(*pairs: tuple[str, str]) -> list[dict[str, Any]]:
    return [{"code": code, "text": {"it": text}} for code, text in pairs]


def moved(old: Questionnaire, new: Questionnaire, answers: dict[str, Any]) -> dict[str, Value]:
    return carried(old, new, read_answers(old, answers).answers, frozenset(new.questions))


def test_a_question_is_found_by_its_concept_whatever_its_code() -> None:
    old = definition(question("Q1", "integer", concept="women.new"))
    new = definition(question("N7", "decimal", concept="women.new"), question("Q1", "integer", concept="men.new"))
    assert moved(old, new, {"Q1": 12}) == {"N7": 12}


def test_the_same_code_of_another_concept_says_something_else() -> None:
    old = definition(question("Q1", "integer", concept="women.new"))
    assert moved(old, definition(question("Q1", "integer", concept="men.new")), {"Q1": 12}) == {}


def test_another_type_is_no_answer() -> None:
    old = definition(question("Q1", "choice", options=options(("1", "Sì"), ("2", "No"))))
    assert moved(old, definition(question("Q1", "integer")), {"Q1": "1"}) == {}


def test_options_are_found_by_their_words() -> None:
    before, after = options(("1", "Diretta"), ("2", "Affidata")), options(("1", "Affidata"), ("9", "Altra"))
    old = definition(question("Q1", "choice", options=before), question("Q2", "multi", options=before))
    new = definition(question("Q1", "choice", options=after), question("Q2", "multi", options=after))
    assert moved(old, new, {"Q1": "2", "Q2": ["2"]}) == {"Q1": "1", "Q2": ("1",)}


def test_picks_of_which_one_is_gone_are_not_told_in_part() -> None:
    before, after = options(("1", "Ascolto"), ("2", "Consulenza"), ("3", "Gruppi")), options(("1", "Ascolto"))
    old = definition(question("Q2", "multi", options=before))
    assert moved(old, definition(question("Q2", "multi", options=[*after, before[2]])), {"Q2": ["1", "2"]}) == {}


def test_cells_follow_their_rows_and_columns() -> None:
    def table(rows: list[dict[str, Any]]) -> Questionnaire:
        return definition(question("M1", "matrix", cell="integer", rows=rows))

    old, new = table(options(("1", "Donne"), ("2", "Uomini"))), table(options(("2", "Donne"), ("3", "Altre")))
    assert moved(old, new, {"M1": {"1": 3, "2": {"reserved": -7}}}) == {"M1": {("2", "n"): 3}}


def test_rows_are_carried_child_by_child() -> None:
    def desks(*children: dict[str, Any]) -> Questionnaire:
        return definition(question("R1", "roster", concept="desks.all", questions=list(children)))

    old = desks(question("a", "integer", concept="desk.hours"), question("b"))
    new = desks(question("ore", "decimal", concept="desk.hours"), question("c"))
    assert moved(old, new, {"R1": [{"a": 3, "b": "via"}, {"a": 4}]}) == {"R1": ({"ore": 3}, {"ore": 4})}


def test_a_reserved_answer_goes_on_where_it_is_offered() -> None:
    old = definition(question("Q1", "integer"), question("Q2", "integer"))
    new = definition(question("Q1", "integer"), question("Q2", "integer", not_available=False))
    assert moved(old, new, {"Q1": {"reserved": -7}, "Q2": {"reserved": -7}}) == {"Q1": Reserved.NOT_AVAILABLE}


def test_what_is_read_of_the_previous_round_is_told_from_the_document() -> None:
    assert previous_codes(stored("previous")) == {"Q1", "Q2"}
    assert previous_codes(stored("confirmed")) == {"sedi", "posti", "gestione"}
    assert previous_codes(stored("minimal")) == set()


def test_what_only_a_text_reads_is_read() -> None:
    of = definition(
        question("Q1", "integer"),
        {**question("Q2"), "text": {"it": "Erano {previous(Q1)} ({linked.joined})."}},
    )
    assert previous_codes(of) == {"Q1"} and linked_names(of) == {"joined"}


def test_of_a_computed_value_that_is_compared_its_parts_are_read() -> None:
    compare = {"relative": 0.5, "absolute": 10}
    of = definition(
        question("Q1", "integer"), question("C1", "computed", expression="Q1 * 2", compare_previous=compare)
    )
    assert previous_codes(of) >= {"Q1"}
