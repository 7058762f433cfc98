"""Names of before: whether a document means the new one, for every kind of part; answers that follow it."""

from typing import Any

import pytest

from questionari.engine.definition import Questionnaire
from questionari.engine.editing.aliases import Alias, alias, answers_under, codes_under, meant
from tests.engine.builders import compiled, document, question
from tests.engine.test_copying import R


def coded(*codes: str) -> list[dict[str, Any]]:
    return [{"code": code, "text": {"it": f"Voce {code}"}} for code in codes]


def parts() -> Questionnaire:
    """A list in the rows of a list, a table, choices: each place in which a part may stand."""
    inner = question(
        "S", "roster", questions=[question("ore", "integer"), question("tipo", "choice", options=coded("i"))]
    )
    grouped = question("R", "roster", max_rows=2, questions=[question("v", "choice", options=coded("z"))])
    check: dict[str, Any] = {"code": "c", "severity": "note", "require": "Q1 != 'a'", "fields": ["Q1"]}
    check["message"] = {"it": "No."}
    return compiled(
        document(
            question("Q1", "choice", options=coded("a", "b")),
            question("M", "matrix", rows=coded("r"), columns=coded("x", "y")),
            question("N", "matrix", rows=coded("r"), cell="choice", options=coded("q")),
            question("L", "roster", fixed_rows=coded("f"), questions=[question("t", "choice", options=coded("o"))]),
            question("G", "group", questions=[question("g", "choice", options=coded("k")), grouped]),
            question("R", "roster", max_rows=2, questions=[question("nome"), inner]),
            checks=[check],
        )
    )


KNOWN = [
    ("domanda", "Q1", ()),
    ("domanda", "R.S.ore", ()),
    ("domanda", "G.g", ()),
    ("domanda", "G.R.v", ()),
    ("pagina", "P1", ()),
    ("controllo", "c", ()),
    ("voce", "b", (("Q1", "options"),)),
    ("voce", "r", (("M", "rows"),)),
    ("voce", "y", (("M", "columns"),)),
    ("voce", "q", (("N", "options"),)),
    ("voce", "f", (("L", "fixed_rows"),)),
    ("voce", "o", (("L.t", "options"),)),
    ("voce", "k", (("G.g", "options"),)),
    ("voce", "z", (("G.R.v", "options"),)),
    ("voce", "i", (("R.S.tipo", "options"),)),
    ("voce", "b", (("M", "columns"), ("Q1", "options"))),
]


@pytest.mark.parametrize(("kind", "known", "users"), KNOWN)
def test_the_new_name_is_meant_where_the_document_knows_it_and_not_the_old_one(
    kind: str, known: str, users: tuple[tuple[str, str], ...]
) -> None:
    of = parts()
    assert meant(of, Alias(kind, "gone", known, users))
    assert not meant(of, Alias(kind, known, "later", users))
    assert not meant(of, Alias(kind, known, known, users))
    assert not meant(of, Alias(kind, "gone", "later", users))


def test_what_is_known_as_one_kind_of_part_is_not_as_another() -> None:
    of = parts()
    assert not meant(of, Alias("domanda", "gone", "P1"))
    assert not meant(of, Alias("pagina", "gone", "Q1"))
    assert not meant(of, Alias("controllo", "gone", "Q1"))
    for user in (("M", "options"), ("M", "rows"), ("Q1", "columns"), ("nessuna", "options"), ("R.nessuna", "options")):
        assert not meant(of, Alias("voce", "gone", "b", (user,)))


def test_a_page_or_check_with_a_dot_in_its_code_has_the_whole_new_one() -> None:
    made = {**R, "checks": [{"code": "Q2.molte", "severity": "note", "require": "Q2 > 1", "message": {"it": "No."}}]}
    assert alias(made, "controllo/Q2.molte", "altro") == Alias("controllo", "Q2.molte", "altro")


def test_an_answer_row_or_column_has_the_questions_that_take_it() -> None:
    assert alias(R, "domanda/Q4/options/1", "9") == Alias("voce", "1", "9", (("Q4", "options"),))


def test_answers_follow_a_child_of_a_list_and_an_answer_that_was_picked() -> None:
    child = Alias("domanda", "R.ore", "R.tempo")
    assert answers_under({"R": [{"ore": 1}], "ore": 2}, child) == {"R": [{"tempo": 1}], "ore": 2}
    child = Alias("domanda", "G.R.v", "G.R.w")
    assert answers_under({"G.R": [{"v": "1"}], "v": "1"}, child) == {"G.R": [{"w": "1"}], "v": "1"}
    picked = Alias("voce", "1", "9", (("Q4", "options"),))
    assert answers_under({"Q4": "1", "Q5": "1"}, picked) == {"Q4": "9", "Q5": "1"}
    grouped = Alias("voce", "1", "9", (("G.R.v", "options"),))
    assert answers_under({"G.R": [{"v": "1", "w": "1"}]}, grouped) == {"G.R": [{"v": "9", "w": "1"}]}
    assert codes_under(["1.molte"], picked) == ["1.molte"]


def test_a_name_comes_back_from_where_it_is_kept() -> None:
    for one in (Alias("pagina", "P1", "P9"), Alias("voce", "1", "9", (("Q4", "options"), ("M", "rows")))):
        assert Alias.of(one.kept) == one
