"""Mistakes seen before anybody answers: each has a stable code, a column and the way out; what is right has none."""

import pytest

from questionari.engine.expressions.checking import check, infer
from questionari.engine.expressions.kinds import Kind
from questionari.engine.expressions.parser import parse
from questionari.engine.expressions.types import Checker, listing
from tests.engine.expressions.world import World

SCOPE = World({})

MISTAKES = [
    ("Q9 == '1'", "unknown_name", 1, "no question has the code Q9"),
    ("row > 1", "unknown_name", 1, "only in a check with foreach"),
    ("C1 == '77'", "unknown_option", 7, "no option '77'"),
    ("'77' != C1", "unknown_option", 1, "no option '77'"),
    ("C1 in ['01', '77']", "unknown_option", 14, "no option '77'"),
    ("C2 == '3'", "unknown_option", 7, "known: 1, 2"),
    ("'17' in M1", "unknown_option", 1, "known: 1, 16, 2"),
    ("X3['1'] == '6'", "unknown_option", 12, "known: 4, 5"),
    ("X3.all(r, r in ['4', '9'])", "unknown_option", 22, "known: 4, 5"),
    ("count(X3, '6') > 1", "unknown_option", 11, "known: 4, 5"),
    ("value_or(C1, '77') == '01'", "unknown_option", 14, "no option '77'"),
    ("C1 == '9'", "reserved_option", 7, "write unavailable(...)"),
    ("C1 == 1", "type_mismatch", 4, "option codes go in quotes"),
    ("N1 > '1'", "operand", 6, "only == and != take texts"),
    ("N1 == '1'", "type_mismatch", 4, "numbers do not"),
    ("C1 in [1, 2]", "type_mismatch", 4, "go in quotes"),
    ("D1 == '2026-01-31'", "type_mismatch", 4, "date('2026-01-31')"),
    ("D1 > 2026", "type_mismatch", 4, "year(...)"),
    ("N1 in [1, '2']", "type_mismatch", 11, "go in quotes"),
    ("value_or(N1, 'x') == 1", "type_mismatch", 14, "of one kind"),
    ("count(X1, '4') > 1", "type_mismatch", 11, "looks for a number"),
    ("(N1 > 0 ? 1 : 'a') == 1", "type_mismatch", 9, "go in quotes"),
    ("X1 > 0", "bare_matrix", 1, "sum(...)"),
    ("X2['01'] > 0", "bare_matrix", 3, "name a column"),
    ("C1 > '01'", "operand", 1, "in ['1','2']"),
    ("M1 == '1'", "operand", 1, "'16' in A15_01"),
    ("R1 > 0", "operand", 1, "rows(...)"),
    ("X2.b > 0", "operand", 4, "sum(...)"),
    ("H1 > 0", "operand", 1, "hours(...)"),
    ("G1 == 'x'", "operand", 1, "name one of its questions"),
    ("Z1 == 'x'", "operand", 1, "a note has no answer"),
    ("N1 && N2 > 0", "operand", 1, "compare it first"),
    ("(N1 > 0) + 1 == 1", "operand", 5, "join conditions"),
    ("'01' < C1", "operand", 8, "codes have no order"),
    ("C1 in C2", "operand", 7, "use == for one value"),
    ("M1 in ['1']", "operand", 1, "'16' in A15_01"),
    ("N1.a > 0", "operand", 4, "has no parts"),
    ("N1['a'] > 0", "operand", 3, "takes a row of a matrix"),
    ("X1[2] > 0", "operand", 4, "in quotes"),
    ("N1.all(r, r > 0)", "operand", 4, "walks a roster"),
    ("X1.all(r, r + 1)", "operand", 13, "needs a condition"),
    ("X1['9'] > 0", "unknown_row", 4, "known: 1, 2, 3"),
    ("X2.c == 1", "unknown_column", 4, "known: a, b"),
    ("X2['01'].c == 1", "unknown_column", 10, "known: a, b"),
    ("X2['01']['c'] == 1", "unknown_column", 10, "known: a, b"),
    ("X2['20'].b > 0", "blocked_cell", 10, "never answered"),
    ("R1.all(r, r.or > 0)", "unknown_child", 13, "did you mean ore?"),
    ("sum(R1.oer) > 0", "unknown_child", 8, "did you mean ore?"),
    ("G1.titoli == 'x'", "unknown_child", 4, "no question titoli"),
    ("census.tipe == '01'", "unknown_field", 8, "did you mean type?"),
    ("round.end > today", "unknown_field", 7, "known: "),
    ("census == '01'", "operand", 1, "census.type"),
    ("summ(X1) > 0", "unknown_function", 1, "did you mean sum?"),
    ("abs(1, 2) > 0", "arity", 1, "takes 1 argument, not 2"),
    ("count() > 0", "arity", 1, "1 or more arguments"),
    ("sum(N1) > 0", "argument", 5, "this is a number"),
    ("sum(X3) > 0", "argument", 5, "count(..., code)"),
    ("year(N1) > 0", "argument", 6, "takes a date"),
    ("asked(N1 + 1)", "argument", 10, "a question's code"),
    ("score(C2) > 1", "argument", 7, "have a score"),
    ("known(detail(S1, T1))", "argument", 7, "an option in quotes"),
    ("known(detail(S1, '1'))", "unknown_detail", 18, "asks for no detail"),
    ("D1 > date('2026-02-30')", "bad_date", 11, "is no day"),
    ("R1.all(N1, N1.ore > 0)", "variable", 4, "another name"),
    ("N1 + 1", "result", 4, "a condition is needed here"),
    ("N1 in [1, '2', 3]", "type_mismatch", 11, "go in quotes"),
    ("N1 in [1, 2, '3']", "type_mismatch", 14, "go in quotes"),
    ("R1 in ['1']", "operand", 1, "rows(...)"),
    ("'6' in X3.n", "unknown_option", 1, "known: 4, 5"),
    ("'6' in X3", "unknown_option", 1, "known: 4, 5"),
    ("X2.all(r, r.c > 0)", "unknown_column", 13, "known: a, b"),
    ("D1 > date(2026)", "argument", 11, "date takes a text"),
    ("today.year > 1", "operand", 7, "has no parts"),
    ("outer.ore > 1", "unknown_name", 1, "in the rows of another"),
    ("V1 == 1", "type_mismatch", 4, "go in quotes"),
    ("abs() > 0", "arity", 1, "takes 1 argument, not 0"),
    ("plural(N1, 'x') == 'x'", "arity", 1, "not 2"),
    ("max(N1, 'x') > 0", "argument", 9, "this is a text"),
    ("size(N1) > 0", "argument", 6, "this is a number"),
    ("answered(census)", "argument", 10, "this is a part of the context"),
    ("known(G1)", "argument", 7, "this is a group"),
    ("asked(Z1)", "argument", 7, "this is a note"),
]


@pytest.mark.parametrize(("source", "code", "column", "advice"), MISTAKES)
def test_a_mistake_is_told_once_with_its_place_and_advice(source: str, code: str, column: int, advice: str) -> None:
    (finding,) = check(parse(source), SCOPE, expected=Kind.BOOLEAN)
    assert (finding.code, finding.column) == (f"expression.{code}", column)
    assert advice in finding.message


def test_the_advice_lists_the_codes_there_are_and_how_many_more() -> None:
    (few,) = check(parse("C2 == '3'"), SCOPE)
    assert few.message == "there is no option '3': known: 1, 2"
    assert listing([str(number) for number in range(30)]).endswith("28, 29")
    assert listing([str(number) for number in range(32)]).endswith("28, 29 and 2 more")
    (where,) = check(parse("row > 1"), SCOPE)
    assert where.message.endswith("in the conditions inside a roster")


RIGHT = [
    "C1 in ['01', '03'] && N1 > 0",
    "sum(X1) == N1 && sum(X2.a) >= X2['01'].b",
    "!('16' in M1) && size(M1) > 0",
    "X3['1'] == '4' && count(X3, '4', '5') / 2 > 1",
    "known(C1) && unavailable(N1) || asked(G1.titolo) && answered(X1)",
    "value_or(N1, 0) + value_or(N2, 0) >= X2['01']['a']",
    "R1.all(r, r.ore <= 200 && r.tipo == '1') && rows(R1) == N1",
    "hours(H1) / 168 > 0.5 && open_days(H1) < 5",
    "D1 > D2 && D1 >= date('2026-01-31') && year(D1) <= year(today)",
    "today > round.deadline && round.days > 30",
    "census.type in ['01', '03'] && '072' in census.atr_provinces",
    "linked.calls > N1 && linked.name == 'x'",
    "N1 > previous(N1) * 1.5 && previous(sum(X1)) > 0",
    "(C2 == '1' ? N1 : N2) > max(N1, N2, 1)",
    "detail(S1, '98') == 'altro' && S1 == '98'",
    "C1 == C2 || C1 in M1",
    "K1 > 0 && K3 > 0 && score(C1) > 1 && min(X1) > 0",
    "M1.exists(m, m == '2') && [1, 2].all(n, n > 0) && X2['01'].all(c, c > 0)",
    "X1[C1] > 0 && abs(-N1) == N1",
    "N1 in []",
    "'4' in X3 && '4' in X3.n",
    "sum([linked.calls, 1]) > 0",
    "size(M1) + size(R1) + size(T1) + size(R1.tipo) > 0",
    "score(C1) + score(M1) + score(X3) + score(X3['1']) + score(X3.n) > 0",
    "value_or(T1, 'x') == 'x' && value_or(D1, today) > D2 && value_or(K2, true)",
    "count(X3, C1) > 0 && max(X1, N1) > 0 && min(R1.ore) > 0",
    "value_or(linked.calls, 1) > 0 && value_or(N1, linked.calls) > 0",
]


@pytest.mark.parametrize("source", RIGHT)
def test_a_right_condition_has_no_findings(source: str) -> None:
    assert check(parse(source), SCOPE, expected=Kind.BOOLEAN) == []


ROWS = [
    ("X1", "row <= N1 && row_code != '2'", []),
    ("X2", "row.b <= row.a", []),
    ("X2", "row > 1", ["expression.bare_matrix"]),
    ("X2", "row.c > 1", ["expression.unknown_column"]),
    ("X3", "row in ['4', '6']", ["expression.unknown_option"]),
    ("R1", "row.ore > 1 && row.tipo == '3'", ["expression.unknown_option"]),
    (None, "row.ore > 1", ["expression.unknown_name"]),
    ("Q9", "row > 1", ["expression.unknown_name"]),
    ("R1.turni", "row.n > 0 && outer.ore > 1 && row_code != '2'", []),
    ("R1.turni", "outer.n > 1", ["expression.unknown_child"]),
    ("R1", "outer.ore > 1", ["expression.unknown_name"]),
]


@pytest.mark.parametrize(("foreach", "source", "codes"), ROWS)
def test_the_row_of_a_foreach_has_the_type_of_its_table(foreach: str | None, source: str, codes: list[str]) -> None:
    assert [finding.code for finding in check(parse(source), SCOPE, foreach=foreach)] == codes


def test_several_mistakes_are_all_told_in_reading_order() -> None:
    found = check(parse("Q9 > 0 && C1 == '77' && X1 + X2 > 0"), SCOPE)
    assert [finding.code for finding in found] == [
        "expression.unknown_name",
        "expression.unknown_option",
        "expression.bare_matrix",
        "expression.bare_matrix",
    ]


TYPES = [
    ("N1 + 1", Kind.NUMBER),
    ("N1 > 1", Kind.BOOLEAN),
    ("C1", Kind.CODE),
    ("T1", Kind.TEXT),
    ("today", Kind.DATE),
    ("K1", Kind.NUMBER),
    ("K2", Kind.BOOLEAN),
    ("X1", Kind.MATRIX),
    ("X1['1']", Kind.NUMBER),
    ("R1.ore", Kind.LIST),
    ("previous(C1)", Kind.CODE),
    ("C2 == '1' ? '3' : '1'", Kind.TEXT),
    ("linked.calls", Kind.ANY),
    ("C2 == '1' ? linked.calls : 1", Kind.NUMBER),
    ("C2 == '1' ? 1 : linked.calls", Kind.NUMBER),
    ("Q9", Kind.ANY),
    ("V1", Kind.TEXT),  # a generated code is a text, whatever gives it
]


@pytest.mark.parametrize(("source", "kind"), TYPES)
def test_the_type_of_a_result_is_known(source: str, kind: Kind) -> None:
    assert infer(parse(source).root, Checker(SCOPE, {})).kind is kind


def test_a_code_will_do_where_a_text_is_expected_and_unknown_types_fit_everywhere() -> None:
    assert check(parse("C1"), SCOPE, expected=Kind.TEXT) == []
    assert check(parse("linked.calls"), SCOPE, expected=Kind.BOOLEAN) == []
