"""To whom a question is put: the conditions of all that stands around it, in words."""

import pytest

from questionari.engine.definition import Questionnaire
from questionari.engine.universe import EVERYONE, Universes
from tests.engine.builders import compiled, definition, document, question

OPTIONS = [{"code": code, "text": {"it": f"Voce {code}"}} for code in ("1", "2", "3")]
YES = question("Q1", "yes_no")


def in_two_sections() -> Questionnaire:
    """Q1 and Q2 for all; Q3 under conditions of its section, its page and its own; Q4 on the page behind."""
    first = document(YES, question("Q2", "choice", options=OPTIONS))
    pages = [
        {"code": "P2", "title": {"it": "Due"}, "visible_if": "Q2 in ['1', '2']", "questions": [question("Q3", "text")]},
        {"code": "P3", "title": {"it": "Tre"}, "visible_if": "Q2 == '3'", "questions": [question("Q4", "text")]},
    ]
    pages[0]["questions"][0]["visible_if"] = "Q1 != '2'"
    second = {"code": "S2", "title": {"it": "Seconda"}, "visible_if": "Q1 == '1'", "pages": pages}
    return compiled({**first, "sections": [*first["sections"], second]})


def test_the_conditions_of_section_page_and_question_are_joined_and_no_others() -> None:
    universes = Universes(in_two_sections())
    assert universes.of("Q1") == universes.of("Q2") == EVERYONE
    assert universes.of("Q3") == (
        "se «Domanda Q1» è «Sì» e («Domanda Q2» è «Voce 1» oppure «Voce 2») e «Domanda Q1» non è «No»"
    )
    assert universes.of("Q4") == "se «Domanda Q1» è «Sì» e «Domanda Q2» è «Voce 3»"


def test_a_condition_that_stands_alone_has_no_brackets_and_one_that_stands_twice_is_said_once() -> None:
    either = "Q1 == '1' || Q1 == '2'"
    inner = question("Q3", "text", visible_if=either)
    group = question("Q2", "group", questions=[inner], visible_if=either)
    universes = Universes(definition(YES, group))
    assert universes.of("Q2") == universes.of("Q2.Q3") == "se «Domanda Q1» è «Sì» oppure «Domanda Q1» è «No»"


def test_a_part_of_a_group_is_put_to_whom_the_group_is_and_a_detail_to_whom_has_picked_its_option() -> None:
    other = {"code": "98", "text": {"it": "Altra"}, "detail": {"text": {"it": "Quale?"}}}
    chosen = question("c", "choice", options=[*OPTIONS, other])
    universes = Universes(definition(YES, question("G", "group", visible_if="Q1 == '1'", questions=[chosen])))
    assert universes.of("G.c") == "se «Domanda Q1» è «Sì»"
    assert universes.of("G.c.98") == "se «Domanda Q1» è «Sì» e in «Domanda c» è indicato «Altra»"


def test_a_fact_of_the_census_is_named_and_its_codes_are_those_of_the_question_that_it_fills_in() -> None:
    kind = question("Q1", "choice", options=OPTIONS, prefill="type")
    asked = question("Q2", "text", visible_if="census.type == '2'")
    other = question("Q3", "text", visible_if="census.sector == '2'")
    universes = Universes(definition(kind, asked, other))
    assert universes.of("Q2") == "se «Tipologia nel censimento» è «Voce 2»"
    assert universes.of("Q3") == "se «Settore nel censimento» è «2»"


@pytest.mark.parametrize(
    ("field", "named"),
    [
        ("province", "Provincia nel censimento"),
        ("comune", "Comune nel censimento"),
        ("public", "Natura pubblica o privata nel censimento"),
        ("nature", "Natura giuridica nel censimento"),
    ],
)
def test_what_a_condition_reads_of_the_census_has_a_name(field: str, named: str) -> None:
    asked = question("Q1", "text", visible_if=f"census.{field} == '1'")
    assert Universes(definition(asked)).of("Q1") == f"se «{named}» è «1»"


def test_rows_columns_and_options_of_a_matrix_are_named() -> None:
    axis = [{"code": "a", "text": {"it": "Prima"}}, {"code": "b", "text": {"it": "Seconda"}}]
    table = question("Q1", "matrix", rows=axis, columns=axis, cell="choice", options=OPTIONS)
    asked = question("Q2", "text", visible_if="Q1['a'].b == '2'")
    said = Universes(definition(table, asked)).of("Q2")
    assert said == "se «Domanda Q1», riga «Prima», voce «Seconda» è «Voce 2»"


def test_on_paper_a_question_is_named_by_its_number_and_enough_of_its_text() -> None:
    words = "Quante donne si sono rivolte al servizio nel semestre di riferimento"
    sixty = "Quante donne si sono rivolte al servizio nel semestre di"
    asked = {**question("Q1", "integer"), "text": {"it": words}}
    exact = {**question("Q2", "integer"), "text": {"it": "x" * 60}}
    last = question("Q3", "text", visible_if="Q1 > 0 && Q2 > 0")
    universes = Universes(definition(asked, exact, last), {"Q1": "1", "Q2": "2"})
    assert universes.of("Q3") == f"se «1. {sixty} …» è maggiore di 0 e «2. {'x' * 60}» è maggiore di 0"
