"""Sources become trees with the right precedence; wrong ones get a message with a place and a way out."""

from decimal import Decimal

import pytest

from questionari.engine.expressions import tree
from questionari.engine.expressions.errors import ExpressionError
from questionari.engine.expressions.parser import MAX_DEPTH, MAX_LENGTH, parse
from questionari.engine.expressions.render import render

PRECEDENCE = [
    ("a || b && c", "a || (b && c)"),
    ("a && b || c", "(a && b) || c"),
    ("!a && b", "(!a) && b"),
    ("a + 1 > b && c", "((a + 1) > b) && c"),
    ("a - b - c", "(a - b) - c"),
    ("a + b * c / d", "a + ((b * c) / d)"),
    ("-a * b", "(-a) * b"),
    ("a == -1", "a == (-1)"),
    ("a in [1] || b", "(a in [1]) || b"),
    ("a ? b : c ? d : e", "a ? b : (c ? d : e)"),
    ("a || b ? c : d", "(a || b) ? c : d"),
    ("!a['1'].b", "!(((a['1'])).b)"),
    ("a.all(r, r > 1) && b", "(a.all(r, (r > 1))) && b"),
]


@pytest.mark.parametrize(("plain", "bracketed"), PRECEDENCE)
def test_brackets_written_where_precedence_puts_them_change_nothing(plain: str, bracketed: str) -> None:
    assert parse(plain).root == parse(bracketed).root
    assert render(parse(bracketed).root) == plain


@pytest.mark.parametrize(
    "source", ["(a || b) && c", "a - (b - c)", "!(a in ['1'])", "(a ? b : c) ? d : e", "(a == b) == c"]
)
def test_brackets_against_precedence_survive_rendering(source: str) -> None:
    assert render(parse(source).root) == source


def test_literals_are_exact_and_escapes_are_resolved() -> None:
    assert parse("12.50").root == tree.Literal(Decimal("12.50"))
    assert parse(r"'l\'altra \\ \"x\" \n'").root == tree.Literal('l\'altra \\ "x" \n')
    assert parse(r'"l\'altra"').root == tree.Literal("l'altra")
    assert parse("true").root == tree.Literal(True)
    assert parse("trueish").root == tree.Name("trueish")
    assert parse("index in inside").root == tree.Binary("in", tree.Name("index"), tree.Name("inside"))


def test_nodes_know_their_column_on_any_line() -> None:
    root = parse("A1 == '1' &&\n  B2 > 3").root
    assert isinstance(root, tree.Binary) and isinstance(root.right, tree.Binary)
    assert (root.column, root.right.left.column, root.right.column) == (11, 16, 19)


ERRORS = [
    ("A = 1", 3, "write =="),
    ("A and B", 3, "write &&"),
    ("A or B", 3, "write ||"),
    ("not A", 5, "write ! for 'not'"),
    ("A B", 3, "look for a missing operator"),
    ("A not in B", 3, "write ! for 'not'"),
    ("A <> B", 4, "write !="),
    ("A ≤ 3", 3, "write <="),
    ("A ≥ 3", 3, "write >="),
    ("A ≠ 3", 3, "write !="),
    ("A < B < C", 7, "do not chain"),
    ("A in [1] in B", 10, "do not chain"),
    ("A == 'x", 6, "not closed"),
    ("A == “x”", 6, "quote texts with"),
    ("A == 1,5", 7, "decimals take a point"),
    ("A == 1a", 6, "go in quotes"),
    ("(A > 1", 7, "a bracket is not closed"),
    ("A in [", 7, "something is missing"),
    ("A >", 4, "something is missing"),
    ("A > 1)", 6, "missing operator, bracket or quote"),
    ("M1.size() > 1", 4, "write size(x)"),
    ("R.all(r.x > 1)", 3, "takes a variable and a condition"),
    ("R.all(1, r.x > 1)", 3, "takes a variable and a condition"),
    ("A & B", 3, "write &&"),
    ("A == 'a\\q'", 6, "not closed, or holds"),
]


@pytest.mark.parametrize(("source", "column", "advice"), ERRORS)
def test_a_wrong_source_gets_its_place_and_the_way_out(source: str, column: int, advice: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(source)
    assert (caught.value.code, caught.value.column) == ("expression.syntax", column)
    assert advice in caught.value.message
    assert str(caught.value) == f"column {column}: {caught.value.message}"


@pytest.mark.parametrize("source", ["", "   \n"])
def test_an_empty_source_is_refused_by_name(source: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(source)
    assert caught.value.code == "expression.empty"


BOMBS = ["!" * 1900 + "a", "(" * 900 + "a" + ")" * 900, "[" * 900 + "]" * 900, "a" + "[a" * 600 + "]" * 600]
DEEP = [
    "!" * MAX_DEPTH + "a",
    "1" + "+1" * MAX_DEPTH,
    "[" * 50 + "]" * 50,
    "a?b:" * 50 + "c",
    "abs(" * 50 + "1" + ")" * 50,
]


@pytest.mark.parametrize("source", DEEP + [BOMBS[0], BOMBS[2], BOMBS[3]])
def test_a_depth_bomb_is_refused_cleanly(source: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(source)
    assert caught.value.code == "expression.too_deep"


def test_brackets_alone_add_no_depth() -> None:
    assert parse(BOMBS[1]).root == tree.Name("a")


def test_the_deepest_and_the_longest_allowed_are_read() -> None:
    assert parse("!" * (MAX_DEPTH - 1) + "a")
    assert parse("a".ljust(MAX_LENGTH))
    with pytest.raises(ExpressionError) as caught:
        parse("a".ljust(MAX_LENGTH + 1))
    assert caught.value.code == "expression.too_long"


NAMES = [
    ("A1 in ['01'] && B2 > 0", {"A1", "B2"}),
    ("today > round.period_end && census.type == '01' && linked.calls > 1", set()),
    ("R1.all(r, r.ore <= N1)", {"R1", "N1"}),
    ("R1.all(r, r.ore > 1) && r > 1", {"R1", "r"}),
    ("row.a <= N1 && row_code == '1'", {"N1"}),
    ("N1 > previous(N2 + N3)", {"N1"}),
    ("known(detail(S1, '98'))", {"S1", "S1.98"}),
    ("G1.titolo == 'x'", {"G1"}),
]


@pytest.mark.parametrize(("source", "names"), NAMES)
def test_names_are_the_questions_read_now(source: str, names: set[str]) -> None:
    assert parse(source).names == names


def test_equal_sources_are_equal_expressions_and_are_parsed_once() -> None:
    assert parse("N1 > 0") is parse("N1 > 0")
    assert hash(parse("N1 > 0")) != hash(parse("N1 > 1"))


@pytest.mark.parametrize("text", ["", "a\\b", "a'b", "a\nb", "\\n", "\\'", 'a"b', "à\\\n'"])
def test_a_text_with_signs_of_its_own_is_written_so_that_it_reads_back(text: str) -> None:
    assert parse(render(tree.Literal(text))).root == tree.Literal(text)
    assert parse(f"A == {render(tree.Literal(text))}").root == tree.Binary("==", tree.Name("A"), tree.Literal(text))
