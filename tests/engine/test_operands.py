"""What a condition made by a form may read: by which names, of which questions, in which rows."""

from questionari.engine.definition import Questionnaire
from questionari.engine.editing.operands import in_rows, operands
from tests.engine.builders import definition, question

TWO = [{"code": code, "text": {"it": f"Voce {code}"}} for code in ("1", "2")]


def asked() -> Questionnaire:
    """Tables, lists, a list in the rows of a list, choices."""
    kinds = ("integer", "decimal", "currency", "percent", "text")
    inner = question("S", "roster", max_rows=2, questions=[question("a", "integer"), question("b")])
    return definition(
        question("P", "multi", options=TWO),
        question("O", "ordered", options=TWO),
        question("M", "matrix", rows=TWO, columns=TWO),
        question("C", "matrix", rows=TWO, cell="choice", options=TWO),
        question("N", "note"),
        question("L", "roster", max_rows=2, questions=[question(kind, kind) for kind in kinds]),
        question("R", "roster", max_rows=2, questions=[question("nome"), inner, question("dopo")]),
    )


def test_picks_totals_and_rows_are_read_and_whole_tables_lists_and_notes_are_not() -> None:
    of = asked()
    keys = {code: [one.key for one in operands(of, [code])] for code in of.questions}
    assert keys == {
        "P": ["P", "size(P)"],
        "O": ["O", "size(O)"],
        "M": ["sum(M)", "sum(M.1)", "sum(M.2)"],
        "C": [],
        "N": [],
        "L": ["rows(L)", *(f"sum(L.{kind})" for kind in ("integer", "decimal", "currency", "percent"))],
        "R": ["rows(R)"],
    }


def test_a_row_says_its_own_questions_and_of_the_list_around_those_before() -> None:
    of = asked()
    assert [one.key for one in in_rows(of, "R")] == ["row.nome", "row.dopo"]
    assert [one.key for one in in_rows(of, "R", "dopo")] == ["row.nome"]
    assert [one.key for one in in_rows(of, "R.S")] == ["row.a", "row.b", "outer.nome"]
    assert [one.key for one in in_rows(of, "R.S", "b")] == ["row.a", "outer.nome"]
    assert [one.key for one in in_rows(of, "P")] == []
