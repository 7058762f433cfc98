"""Answers to one version read by another: by concept, in today's codes, and only what today's question can hold."""

from typing import Any

import pytest

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


def kindred(kind: str, code: str, answer: Any) -> tuple[dict[str, Any], Any]:
    """A question of that type, and an answer to it."""
    listed = {"options": options(("1", "Sì"), ("2", "No"))} if kind in ("choice", "multi", "ordered") else {}
    return question(code, kind, **listed), answer


@pytest.mark.parametrize(
    ("before", "after", "answer", "held"),
    [
        ("integer", "currency", 3, 3),
        ("currency", "percent", 3, 3),
        ("percent", "decimal", 3, 3),
        ("decimal", "integer", 3, 3),
        ("decimal", "integer", "3,5", None),
        ("choice", "yes_no", "1", "1"),
        ("yes_no", "yes_no_na", "2", "2"),
        ("yes_no_na", "choice", "2", "2"),
        ("text", "long_text", "bene", "bene"),
        ("long_text", "text", "bene", "bene"),
        ("multi", "multi", ["2"], ("2",)),
        ("ordered", "ordered", ["2", "1"], ("2", "1")),
        ("multi", "ordered", ["2"], None),
        ("text", "integer", "3", None),
    ],
)
def test_types_that_mean_the_same_hold_each_other_s_answers(before: str, after: str, answer: Any, held: Any) -> None:
    (asked, given), (now, _) = kindred(before, "Q1", answer), kindred(after, "Q1", answer)
    assert moved(definition(asked), definition(now), {"Q1": given}).get("Q1") == held


@pytest.mark.parametrize("kind", ["yes_no", "yes_no_na"])
def test_a_yes_is_a_yes_whatever_its_code_was(kind: str) -> None:
    old = definition(question("Q1", "choice", options=options(("1", "No"), ("2", "Sì"))))
    assert moved(old, definition(question("Q1", kind)), {"Q1": "2"}) == {"Q1": "1"}


def test_ranks_follow_the_words_of_their_options() -> None:
    old = definition(question("Q1", "ordered", options=options(("1", "No"), ("2", "Sì"))))
    new = definition(question("Q1", "ordered", options=options(("7", "Sì"), ("8", "No"))))
    assert moved(old, new, {"Q1": ["2", "1"]}) == {"Q1": ("7", "8")}


def test_only_what_is_wanted_is_carried() -> None:
    of = definition(question("Q1", "integer"), question("Q2", "integer"))
    answers = read_answers(of, {"Q1": 1, "Q2": 2}).answers
    assert carried(of, of, answers, {"Q2"}) == {"Q2": 2}


def test_a_choice_in_a_cell_follows_its_words_and_never_becomes_another() -> None:
    def table(*voices: tuple[str, str]) -> Questionnaire:
        rows = options(("1", "Donne"), ("2", "Uomini"))
        return definition(question("M1", "matrix", cell="choice", options=options(*voices), rows=rows))

    old, new = table(("1", "Bassa"), ("2", "Alta")), table(("1", "Alta"), ("3", "Media"))
    assert moved(old, new, {"M1": {"1": "1", "2": "2"}}) == {"M1": {("2", "n"): "1"}}
    assert moved(old, new, {"M1": {"1": "1"}}) == {}


def test_a_table_that_could_not_hold_one_of_its_cells_is_not_told_in_part() -> None:
    rows = options(("1", "Donne"), ("2", "Uomini"))
    old, new = (definition(question("M1", "matrix", rows=rows, not_available=offered)) for offered in (True, False))
    assert moved(old, new, {"M1": {"1": 3, "2": {"reserved": -7}}}) == {}
    assert moved(old, new, {"M1": {"1": 3}}) == {"M1": {("1", "n"): 3}}


def test_a_yes_in_a_cell_stays_a_yes() -> None:
    of = definition(question("M1", "matrix", cell="yes_no", rows=options(("1", "Donne"))))
    assert moved(of, of, {"M1": {"1": "2"}}) == {"M1": {("1", "n"): "2"}}


def test_cells_of_a_column_that_is_gone_and_of_another_kind_are_left_out() -> None:
    def table(cell: str, *columns: tuple[str, str]) -> Questionnaire:
        rows = options(("1", "Donne"))
        return definition(question("M1", "matrix", cell=cell, rows=rows, columns=options(*columns)))

    old = table("integer", ("a", "Giunte"), ("b", "Inviate"))
    new = table("integer", ("c", "Inviate"), ("d", "Altre"))
    assert moved(old, new, {"M1": {"1": {"a": 1, "b": 2}}}) == {"M1": {("1", "c"): 2}}
    assert moved(old, table("decimal", ("a", "Giunte"), ("b", "Inviate")), {"M1": {"1": {"a": 1}}}) == {}


def days(*rows: tuple[str, str]) -> Questionnaire:
    """A roster whose rows are fixed, if any are given."""
    fixed = {"fixed_rows": options(*rows)} if rows else {}
    return definition(question("R1", "roster", questions=[question("ore", "integer")], **fixed))


def test_fixed_rows_are_found_by_their_words() -> None:
    old = days(("1", "Lunedì"), ("2", "Martedì"), ("3", "Sabato"))
    new = days(("1", "Martedì"), ("2", "Mercoledì"), ("3", "Lunedì"))
    assert moved(old, new, {"R1": [{"ore": 1}, {"ore": 2}, {"ore": 3}]}) == {"R1": ({"ore": 2}, {}, {"ore": 1})}
    assert moved(old, days(("9", "Martedì")), {"R1": [{"ore": 1}, {}, {}]}) == {}


def test_rows_that_become_fixed_or_no_longer_are_say_something_else() -> None:
    fixed = days(("1", "Lunedì"), ("2", "Martedì"))
    assert moved(days(), fixed, {"R1": [{"ore": 1}]}) == moved(fixed, days(), {"R1": [{"ore": 1}]}) == {}


def test_rows_of_which_nothing_is_asked_today_are_left_out() -> None:
    ore, note = question("ore", "integer", concept="desk.hours"), question("note", concept="desk.notes")
    desks = [definition(question("R1", "roster", questions=asked)) for asked in ([ore, note], [ore])]
    assert moved(*desks, {"R1": [{"note": "x"}, {"ore": 2}]}) == {"R1": ({"ore": 2},)}
    assert moved(*desks, {"R1": [{"note": "x"}]}) == {}


def test_a_child_that_has_moved_into_another_list_is_not_told_of_this_one() -> None:
    def desks(*children: dict[str, Any]) -> dict[str, Any]:
        return question("R1", "roster", concept="desks.all", questions=list(children))

    hours, ore = question("ore", "integer", concept="desk.hours"), question("ore", "decimal", concept="desk.cost")
    old = definition(desks(hours, question("via")))
    inner = question("S", "roster", questions=[{**hours, "code": "ore"}])
    answers = {"R1": [{"ore": 3, "via": "via"}]}
    assert moved(old, definition(desks(question("via"), ore, inner)), answers) == {"R1": ({"via": "via"},)}
    apart = definition(desks(question("via")), question("R2", "roster", questions=[hours]))
    assert moved(old, apart, answers) == {"R1": ({"via": "via"},)}


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
