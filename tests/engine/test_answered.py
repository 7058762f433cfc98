"""The answers of a response in words: what was asked and where, contacts apart, empty sections left out."""

from typing import Any

from questionari.engine.answer_document import read_answers
from questionari.engine.answered import answered, asked, contact_lines
from questionari.engine.path import find_path
from questionari.engine.shared import shared_sections
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


def test_of_what_is_shared_contacts_files_and_what_is_never_exported_stay_out_at_every_depth() -> None:
    hidden = [question("tel", "phone", store="contacts"), question("nota", export="never")]
    raw = document(
        question("Q1", "integer"),
        question("K", "computed", expression="Q1 + 1"),
        question("N1", export="never"),
        question("C1", "email", store="contacts"),
        question("F1", "attachment"),
        question("R1", "roster", questions=[question("nome"), *hidden, question("soli", "integer")]),
        question("R2", "roster", export="never", questions=[question("nome")]),
    )
    page = {"code": "P2", "title": {"it": "Due"}, "questions": [question("N2", export="never"), question("T1")]}
    raw["sections"].append({"code": "S2", "title": {"it": "Due"}, "pages": [page]})
    of = compiled(raw)
    rows = [{"nome": "Ada", "tel": "+390805772390", "nota": "segreta", "soli": 3}]
    file = {"file": "0" * 32, "name": "statuto.pdf", "size": 1}
    given = {"Q1": 1, "N1": "x", "C1": "a@example.org", "F1": file, "R1": rows, "R2": [{"nome": "B"}], "N2": "y"}
    read = read_answers(of, given)
    assert set(read.answers) == set(given)
    path = find_path(of, read.answers)
    (only,) = shared_sections(path, {**path.computed, **read.answers}, "it")
    assert (only.code, [(line.code, line.text) for line in only.lines][:2]) == ("S1", [("Q1", "1"), ("K", "2")])
    assert [one.code for one in shared_sections(path, {"T1": "Detto"}, "it")] == ["S2"]
    (table,) = (line.table for line in only.lines[2:])
    assert table is not None
    assert (table.headers, table.rows) == (("Domanda nome", "Domanda soli"), (("Ada", "3"),))
