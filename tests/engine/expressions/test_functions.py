"""Each function on values, unknowns and reserved answers; a case for every function of the table."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from questionari.engine.expressions.evaluate import evaluate, truth
from questionari.engine.expressions.functions import FUNCTIONS
from questionari.engine.expressions.parser import parse
from questionari.engine.expressions.scope import UNKNOWN
from questionari.engine.expressions.views import row_variables
from questionari.engine.values import Attached
from tests.engine.expressions.world import CONTEXT, NA, PREFER_NOT, World, answer, numbers, value_of

FULL = {"X1": numbers("X1", 1, 2, 3)}
BLANK = {"X1": numbers("X1", 1, None, 3)}
RESERVED = {"X1": numbers("X1", 1, NA, 3)}
WHOLE = {"X1": NA}
TWO = {"X2": numbers("X2", 1, 2, 4)}
CHOICES = {"X3": {("1", "n"): "4", ("2", "n"): "5"}}
HALF = {"X3": {("1", "n"): "4"}}
HOURS = {"H1": {"lun": ((540, 780), (840, 1080)), "mar": ((0, 1440),), "mer": ()}}
ROWS: dict[str, Any] = {"R1": ({"ore": answer(3), "tipo": "1"}, {"ore": answer(4.5)})}
U = UNKNOWN
SLOVENE = "'a', 'b', 'c', 'd'"  # one, two, three or four, the rest

CASES: list[tuple[str, dict[str, Any], object]] = [
    ("sum(X1)", FULL, 6),
    ("sum(X1)", BLANK, U),
    ("sum(X1)", RESERVED, U),
    ("sum(X1)", WHOLE, U),
    ("sum(X1)", {}, U),
    ("sum(X2.a)", TWO, 5),
    ("sum(X2.b)", TWO, 2),
    ("sum(X2['01'])", TWO, 3),
    ("sum(R1.ore)", ROWS, answer(7.5)),
    ("sum(R1.ore)", {"R1": ({"ore": answer(3)}, {})}, U),
    ("sum(R1.ore)", {"R1": ()}, 0),
    ("sum(X3)", CHOICES, U),
    ("min(N1, N2)", {"N1": 2, "N2": 10}, 2),
    ("min(X1)", FULL, 1),
    ("max(N1, N2, 4)", {"N1": 2, "N2": 3}, 4),
    ("max(N1, 4)", {}, U),
    ("max(N1, 4)", {"N1": NA}, U),
    ("max(1 / 3, 0.3) == 1 / 3", {}, True),
    ("max(R1.ore)", {"R1": ()}, U),
    ("abs(N1 - 5)", {"N1": 2}, 3),
    ("abs(N1 / 3) == 1 / 3", {"N1": -1}, True),
    ("abs(N1)", {}, U),
    ("abs(C1)", {"C1": "01"}, U),
    ("size(M1)", {"M1": ("1", "2")}, 2),
    ("size(M1)", {"M1": ()}, 0),
    ("size(M1)", {}, U),
    ("size(T1)", {"T1": "però"}, 4),
    ("rows(R1)", ROWS, 2),
    ("rows(R1)", {}, U),
    ("rows(R1)", {"R1": NA}, U),
    ("count(X3, '4')", CHOICES, 1),
    ("count(X3, '4', '5')", CHOICES, 2),
    ("count(X3, '4')", HALF, U),
    ("count(X3)", HALF, 1),
    ("count(X1)", RESERVED, 2),
    ("count(X1)", {}, U),
    ("count(X1)", WHOLE, U),
    ("count(M1, '1', '16')", {"M1": ("1", "2")}, 1),
    ("count(R1.tipo, '1')", ROWS, U),
    ("count(X3, C1)", CHOICES, U),
    ("score(C1)", {"C1": "02"}, 3),
    ("score(C1)", {"C1": "03"}, U),
    ("score(C1)", {}, U),
    ("score(M1)", {"M1": ("1", "2")}, 3),
    ("score(X3)", CHOICES, 9),
    ("score(X3)", HALF, U),
    ("score(X3['1'])", HALF, 4),
    ("score(N1)", {"N1": 1}, U),
    ("year(D1)", {"D1": date(2026, 1, 31)}, 2026),
    ("year(D1)", {}, U),
    ("year(T1)", {"T1": "2026-01-31"}, U),
    ("province(T1)", {"T1": "072006"}, "072"),
    ("province(T1) in census.atr_provinces", {"T1": "072006"}, True),
    ("province(T1)", {}, U),
    ("date(T1)", {"T1": "2026-12-31T09:30"}, date(2026, 12, 31)),
    ("date(T1)", {"T1": "2026-12-31T9"}, U),
    ("date('2026-01-31')", {}, date(2026, 1, 31)),
    ("date('2026-02-30')", {}, U),
    ("date('20260131')", {}, U),
    ("hours(H1)", HOURS, 32),
    ("hours(H1)", {"H1": {"lun": ((0, 20),)}}, Decimal("0.3333333333333333333333333333")),
    ("hours(H1)", {}, U),
    ("open_days(H1)", HOURS, 2),
    ("open_days(H1)", {"H1": NA}, U),
    ("answered(N1)", {"N1": 0}, True),
    ("answered(N1)", {"N1": NA}, True),
    ("answered(N1)", {}, False),
    ("answered(X1)", RESERVED, True),
    ("answered(X1)", BLANK, False),
    ("known(N1)", {"N1": 0}, True),
    ("known(N1)", {"N1": NA}, False),
    ("known(N1)", {}, False),
    ("known(X1)", FULL, True),
    ("known(X1)", RESERVED, False),
    ("known(X1['2'])", RESERVED, False),
    ("known(X1['3'])", RESERVED, True),
    ("unavailable(N1)", {"N1": NA}, True),
    ("unavailable(N1)", {"N1": PREFER_NOT}, False),
    ("unavailable(N1)", {"N1": 1}, False),
    ("unavailable(N1)", {}, False),
    ("unavailable(X1)", WHOLE, True),
    ("unavailable(X1)", {"X1": numbers("X1", NA, NA, NA)}, True),
    ("unavailable(X1)", RESERVED, False),
    ("asked(N1)", {}, True),
    ("asked(G1.titolo)", {}, True),
    ("asked(detail(S1, '98'))", {}, True),
    ("asked(Q9)", {}, False),
    ("value_or(N1, 0)", {"N1": 5}, 5),
    ("value_or(N1, 0)", {"N1": NA}, 0),
    ("value_or(N1, 0) + 1", {}, 1),
    ("previous(N1)", {"N1": 1}, 10),
    ("previous(N2)", {"N2": 1}, U),
    ("previous(N3)", {"N3": 1}, U),
    ("previous(sum(X1))", FULL, 10),
    ("previous(X1['1'])", FULL, 4),
    ("previous(asked(N1))", {}, True),
    ("previous(round.days)", {}, U),
    ("previous(previous(N1))", {}, U),
    ("T1 == previous(T1)", {"T1": Attached.file("a" * 32, "statuto.pdf", 2)}, True),  # the same file, by its key
    ("T1 == previous(T1)", {"T1": Attached.file("b" * 32, "statuto.pdf", 1)}, False),
    ("detail(S1, '98')", {"S1.98": "altro"}, "altro"),
    ("detail(S1, '98')", {}, U),
    ("detail(S1, T1)", {"T1": "98", "S1.98": "altro"}, U),
    *(
        ("plural(N3, 'donna', 'donne')", {"N3": answer(n)}, f)
        for n, f in ((1, "donna"), (0, "donne"), (1.5, "donne"), (101, "donne"), (-1, "donne"))
    ),
    *(("plural(N3, 'a', 'b', 'c')", {"N3": answer(n)}, f) for n, f in ((1, "a"), (2, "b"), (3, "c"), (101, "c"))),
    *(
        (f"plural(N3, {SLOVENE})", {"N3": answer(n)}, f)
        for n, f in ((101, "a"), (2, "b"), (3, "c"), (4, "c"), (5, "d"), (11, "d"), (1.5, "d"), (-99, "d"))
    ),
    ("plural(N1, 'donna', 'donne')", {}, U),
    *((f"whole({n})", {}, int(n.split(".")[0])) for n in ("2.5", "-2.5", "7", "-0.5")),
    ("whole(N1)", {}, U),
    ("days(date('2026-03-01'), date('2026-02-01'))", {}, 28),
    ("days(date('2026-02-01'), date('2026-03-01'))", {}, -28),
    ("days(today, D1)", {}, U),
    ("nothing(1)", {}, U),
    ("abs(1, 2)", {}, U),
]


@pytest.mark.parametrize(("source", "answers", "expected"), CASES)
def test_functions_on_values_and_on_what_is_unknown(source: str, answers: dict[str, Any], expected: object) -> None:
    assert value_of(source, answers) == expected


def test_every_function_of_the_table_has_a_case_and_a_sentence() -> None:
    written = " ".join(source for source, _, _ in CASES)
    assert [name for name in FUNCTIONS if f"{name}(" not in written] == []
    assert all(function.doc for function in FUNCTIONS.values())


PARTS: list[tuple[str, dict[str, Any], object]] = [
    ("X1['2']", FULL, 2),
    ("X1['2']", RESERVED, U),
    ("X1['9']", FULL, U),
    ("X2['01'].b", TWO, 2),
    ("X2['01']['b']", TWO, 2),
    ("X2['20'].b", TWO, U),
    ("X2['20'].a", TWO, 4),
    ("X2.b", TWO, (2,)),
    ("X1.n", BLANK, (1, U, 3)),
    ("R1.tipo", ROWS, ("1", U)),
    ("R1.ore", {}, U),
    ("[N1, 1 / 4, N2]", {"N1": 1, "N2": NA}, (1, answer(0.25), U)),
    ("G1.titolo", {"G1.titolo": "x"}, "x"),
    ("N1.a", {"N1": 1}, U),
    ("N1['a']", {"N1": 1}, U),
    ("X1", FULL, FULL["X1"]),
    ("X2['01']", TWO, {"a": 1, "b": 2}),
    ("N1", {"N1": NA}, U),
    ("K1", {"N1": 1, "N2": 2}, 3),
]


@pytest.mark.parametrize(("source", "answers", "expected"), PARTS)
def test_parts_of_tables_rosters_and_groups(source: str, answers: dict[str, Any], expected: object) -> None:
    assert value_of(source, answers) == expected


QUANTIFIERS: list[tuple[str, dict[str, Any], object]] = [
    ("R1.all(r, r.ore <= 200)", ROWS, True),
    ("R1.all(r, r.ore <= 4)", ROWS, False),
    ("R1.all(r, r.tipo == '1')", ROWS, U),
    ("R1.exists(r, r.tipo == '1')", ROWS, True),
    ("R1.exists(r, r.tipo == '2')", ROWS, U),
    ("R1.exists(r, r.ore > 9)", ROWS, False),
    ("R1.all(r, r.ore > 0)", {"R1": ()}, True),
    ("R1.exists(r, r.ore > 0)", {"R1": ()}, False),
    ("R1.all(r, r.ore > 0)", {}, U),
    ("X1.all(n, n <= N1)", FULL | {"N1": 3}, True),
    ("X1.all(n, n <= 2)", BLANK, False),
    ("X1.all(n, n <= 3)", BLANK, U),
    ("X2.all(r, r.b <= r.a)", TWO, False),
    ("X2['01'].all(c, c > 0)", TWO, True),
    ("X3.all(r, r in ['4', '9'])", CHOICES, False),
    ("M1.exists(m, m == '2')", {"M1": ("2",)}, True),
    ("R1.all(r, R1.exists(s, s.ore > r.ore || s.ore == r.ore))", ROWS, True),
    ("N1.all(r, r > 0)", {"N1": 1}, U),
]


@pytest.mark.parametrize(("source", "answers", "expected"), QUANTIFIERS)
def test_all_and_exists_walk_rows_with_three_values(source: str, answers: dict[str, Any], expected: object) -> None:
    assert value_of(source, answers) == expected


def test_only_active_cells_are_summed() -> None:
    world = World({"X1": numbers("X1", 1, None, 3)}, inactive=frozenset({("X1", "2", "n")}))
    assert evaluate(parse("sum(X1)"), world) == 4
    assert evaluate(parse("X1['2']"), world) is UNKNOWN
    assert truth(parse("known(X1)"), world) is True


def test_a_hidden_question_is_unknown_and_not_asked() -> None:
    world = World({"N1": answer(1)}, CONTEXT, hidden=frozenset({"N1"}))
    assert truth(parse("N1 == 1"), world) is None
    assert truth(parse("asked(N1)"), world) is False


def test_foreach_gives_a_cell_a_row_or_the_rosters_row_with_its_code() -> None:
    world = World({**FULL, **TWO, "R1": ROWS["R1"], "F1": ({"ore": answer(1)}, {"ore": answer(9)})})
    bounds = {"X1": "row <= 2", "X2": "row.b <= row.a", "R1": "row.ore > 4", "F1": "row.ore > 4"}
    found = {
        code: [(rows["row_code"], truth(parse(source), world, rows)) for rows in row_variables(world, code)]
        for code, source in bounds.items()
    }
    assert found == {
        "X1": [("1", True), ("2", True), ("3", False)],
        "X2": [("01", False), ("20", None)],
        "R1": [("1", False), ("2", True)],
        "F1": [("map", False), ("rel", True)],
    }


@pytest.mark.parametrize("answers", [{}, {"X1": NA}, {"X1": answer(1)}])
def test_foreach_over_what_has_no_rows_is_empty(answers: dict[str, Any]) -> None:
    assert row_variables(World(answers), "X1") == []


def test_the_row_can_be_compared_with_the_same_row_of_another_table() -> None:
    world = World({**FULL, "X2": numbers("X2", 1, 2, 4)}, CONTEXT)
    (first, *_) = row_variables(world, "X1")
    assert truth(parse("row <= previous(X1[row_code])"), world, first) is True
