"""The answers of a response in words: what was asked and where, contacts apart, empty sections left out."""

from typing import Any

from questionari.engine.answer_document import read_answers
from questionari.engine.answered import answered, asked, contact_lines
from questionari.engine.path import find_path
from tests.engine.builders import compiled, document, question

Raw = dict[str, Any]


def told(answers: Raw, how: Any = asked, **keys: Any) -> list[tuple[str, list[tuple[str, str]]]]:
    """Each section with its lines."""
    raw = document(
        question("Q1", "yes_no"),
        question("Q2", "integer", visible_if="Q1 == '1'"),
        question("N", "note"),
        question("K", "computed", expression="Q2 + 1"),
        question("C", "email", store="contacts"),
    )
    page = {"code": "P2", "title": {"it": "Due"}, "questions": [question("G", "group", questions=[question("n")])]}
    raw["sections"].append({"code": "S2", "title": {"it": "Due"}, "visible_if": "Q1 == '1'", "pages": [page]})
    of = compiled(raw)
    values = read_answers(of, answers).answers
    views = how(find_path(of, values), values, "it", **keys)
    return [(view.code, [(line.code, line.text) for line in view.lines]) for view in views]


def test_every_question_that_was_asked_is_told_and_contacts_are_told_apart() -> None:
    nothing = "Nessuna risposta"
    assert told({"Q1": "1", "Q2": 3}) == [
        ("S1", [("Q1", "Sì"), ("Q2", "3")]),
        ("S2", [("G", ""), ("G.n", nothing)]),
    ]
    assert told({"Q1": "2"}) == [("S1", [("Q1", "No")])]
    assert told({"Q1": "2"}, store="contacts") == [("S1", [("Q1", "No"), ("C", nothing)])]


def test_of_the_values_alone_only_those_are_told_and_sections_without_any_are_left_out() -> None:
    assert told({"Q1": "1", "Q2": 3}, answered) == [("S1", [("Q1", "Sì"), ("Q2", "3")])]
    assert told({}, answered) == []


def test_contacts_are_told_in_the_order_they_are_kept_in() -> None:
    of = compiled(document(question("A", "email", store="contacts"), question("B", "phone", store="contacts")))
    values = {"B": "+390801234567", "A": "a@example.org"}
    assert [line.code for line in contact_lines(find_path(of, {}), values, "it")] == ["B", "A"]
