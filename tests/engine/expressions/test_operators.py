"""Each operator on true, false, unknown, reserved and mixed operands; a case for every operator of the table."""

from datetime import date
from decimal import Decimal
from itertools import product
from typing import Any

import pytest

from questionari.engine.expressions.operators import BINARY, UNARY
from questionari.engine.expressions.scope import UNKNOWN
from questionari.engine.values import NO_CONTEXT, Reserved
from tests.engine.expressions.world import NA, PREFER_NOT, numbers, value_of, verdict

T, F, U = True, False, None
WORDS = {T: "(1 == 1)", F: "(1 == 2)", U: "(N1 == 1)"}

AND = {(T, T): T, (T, F): F, (F, T): F, (F, F): F, (T, U): U, (U, T): U, (F, U): F, (U, F): F, (U, U): U}
OR = {(T, T): T, (T, F): T, (F, T): T, (F, F): F, (T, U): T, (U, T): T, (F, U): U, (U, F): U, (U, U): U}


@pytest.mark.parametrize(("sign", "table"), [("&&", AND), ("||", OR)])
def test_and_or_follow_kleene(sign: str, table: dict[tuple[bool | None, bool | None], bool | None]) -> None:
    for left, right in product((T, F, U), repeat=2):
        assert verdict(f"{WORDS[left]} {sign} {WORDS[right]}", {}) is table[left, right]


def test_not_follows_kleene() -> None:
    assert [verdict(f"!{WORDS[value]}", {}) for value in (T, F, U)] == [F, T, U]


LAWS = [
    ("a && b", "b && a"),
    ("a || b", "b || a"),
    ("a && (a || b)", "a"),
    ("a || (a && b)", "a"),
    ("!(a && b)", "!a || !b"),
    ("!(a || b)", "!a && !b"),
    ("a && (b && c)", "(a && b) && c"),
    ("a || (b || c)", "(a || b) || c"),
    ("a && (b || c)", "(a && b) || (a && c)"),
    ("a || (b && c)", "(a || b) && (a || c)"),
    ("!!a", "a"),
    ("a && a", "a"),
]


@pytest.mark.parametrize(("left", "right"), LAWS)
def test_kleenes_laws_hold_for_all_values(left: str, right: str) -> None:
    for values in product((1, 0, None), repeat=3):
        answers = {code: value for code, value in zip(("N1", "N2", "N3"), values, strict=True) if value is not None}
        names = str.maketrans({"a": "(N1 == 1)", "b": "(N2 == 1)", "c": "(N3 == 1)"})
        assert verdict(left.translate(names), answers) is verdict(right.translate(names), answers)


DAYS: dict[str, Any] = {"D1": date(2026, 1, 31), "D2": date(2026, 2, 1)}
COMPARISONS = [
    ("N1 == 2", {"N1": 2}, T),
    ("N1 == 2.0", {"N1": 2}, T),
    ("N1 == 2", {"N1": 3}, F),
    ("N1 != 2", {"N1": 2}, F),
    ("N1 != 2", {"N1": 3}, T),
    ("N1 < N2", {"N1": 2, "N2": 10}, T),
    ("N1 < 2", {"N1": 2}, F),
    ("N1 <= 2", {"N1": 2}, T),
    ("N1 <= 1", {"N1": 2}, F),
    ("N1 > 0", {"N1": 1}, T),
    ("N1 > 0", {"N1": 0}, F),
    ("N1 >= 1", {"N1": 1}, T),
    ("N1 >= 2", {"N1": 1}, F),
    ("C1 == '01'", {"C1": "01"}, T),
    ("C1 != '01'", {"C1": "01"}, F),
    ("T1 == 'a\\nb'", {"T1": "a\nb"}, T),
    ("D1 < D2", DAYS, T),
    ("D1 <= D2", DAYS, T),
    ("D1 > D2", DAYS, F),
    ("D1 >= date('2026-01-31')", DAYS, T),
    ("D1 == date('2026-01-31')", DAYS, T),
    ("(N1 > 0) == true", {"N1": 1}, T),
    ("(N1 > 0) != true", {"N1": 1}, F),
]


@pytest.mark.parametrize(("source", "answers", "expected"), COMPARISONS)
def test_comparisons_of_known_operands(source: str, answers: dict[str, Any], expected: bool) -> None:
    assert verdict(source, answers) is expected


@pytest.mark.parametrize("missing", [{}, {"N1": NA}, {"N1": PREFER_NOT}, {"N1": Reserved.MISSING}])
@pytest.mark.parametrize("sign", ["==", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/"])
def test_an_unanswered_or_reserved_operand_makes_the_result_unknown(sign: str, missing: dict[str, Any]) -> None:
    assert value_of(f"N1 {sign} 1", missing) is UNKNOWN
    assert value_of(f"1 {sign} N1", missing) is UNKNOWN


@pytest.mark.parametrize(
    "source", ["N1 == '1'", "C1 > '01'", "D1 == T1", "N1 + C1", "-C1", "!N1", "N1 && C1", "X1 > 0"]
)
def test_operands_of_different_families_are_unknown_rather_than_an_error(source: str) -> None:
    answers = {"N1": 1, "C1": "02", "T1": "2026-01-31", "X1": numbers("X1", 1, 2, 3)} | DAYS
    assert value_of(source, answers) is UNKNOWN


MEMBERS = [
    ("C1 in ['01', '03']", {"C1": "01"}, T),
    ("C1 in ['01', '03']", {"C1": "02"}, F),
    ("C1 in ['01', '03']", {}, U),
    ("C1 in ['01', '03']", {"C1": NA}, U),
    ("N1 in [1, 2]", {"N1": 2}, T),
    ("C1 in []", {"C1": "01"}, F),
    ("N1 in [1, N2]", {"N1": 1}, T),
    ("N1 in [1, N2]", {"N1": 3}, U),
    ("N1 in [1, N2]", {"N1": 3, "N2": 4}, F),
    ("'16' in M1", {"M1": ("1", "16")}, T),
    ("'16' in M1", {"M1": ("1",)}, F),
    ("'16' in M1", {"M1": ()}, F),
    ("'16' in M1", {}, U),
    ("'16' in M1", {"M1": NA}, U),
    ("C1 in M1", {"C1": "1", "M1": ("1",)}, T),
    ("0 in X1", {"X1": numbers("X1", 1, 0, None)}, T),
    ("0 in X1", {"X1": numbers("X1", 1, 2, None)}, U),
    ("0 in X1", {"X1": numbers("X1", 1, 2, 3)}, F),
    ("'072' in census.atr_provinces", {}, T),
    ("true in [1]", {}, U),
    ("N1 in [N2, 1]", {}, U),
    ("N1 in [N2, 1]", {"N1": NA, "N2": NA}, U),
    ("N1 in N2", {"N1": 1, "N2": 1}, U),
]


@pytest.mark.parametrize(("source", "answers", "expected"), MEMBERS)
def test_in_looks_into_lists_choices_and_tables(source: str, answers: dict[str, Any], expected: bool | None) -> None:
    assert verdict(source, answers) is expected


ARITHMETIC = [
    ("0.1 + 0.2", "0.3"),
    ("1 - 0.9", "0.1"),
    ("0.1 * 3", "0.3"),
    ("1 / 8", "0.125"),
    ("1 / 3 * 3", "1"),
    ("-(2 - 5)", "3"),
    ("-0", "0"),
    ("2 / 3", "0.6666666666666666666666666667"),
    ("123456789012345678901234567890 + 0.1", "123456789012345678901234567890.1"),
    ("abs(-1 / 3)", "0.3333333333333333333333333333"),
    ("1 + 1 / 3", "1.333333333333333333333333333"),
    ("-(1 / 3)", "-0.3333333333333333333333333333"),
    ("-(12345678901234567890123456789012 + 0.5)", "-12345678901234567890123456789012.5"),
    ("abs(0 - 12345678901234567890123456789012.5)", "12345678901234567890123456789012.5"),
]


@pytest.mark.parametrize(("source", "expected"), ARITHMETIC)
def test_arithmetic_is_exact_until_the_result_leaves(source: str, expected: str) -> None:
    assert str(value_of(source, {})) == expected


def test_shares_that_make_a_whole_make_exactly_one() -> None:
    assert verdict("N1 / (N1 + N2) + N2 / (N1 + N2) == 1", {"N1": 1, "N2": 2}) is True
    assert verdict("1 / 3 > 0.3333333333333333333333333333", {}) is True


@pytest.mark.parametrize("source", ["N1 / 0", "N1 / (2 - 2)", "0 / 0"])
def test_a_division_by_zero_is_unknown(source: str) -> None:
    assert value_of(source, {"N1": 1}) is UNKNOWN


@pytest.mark.parametrize("huge", ["1E+999999", "1E-999999", "NaN", "Infinity"])
def test_numbers_beyond_reason_are_unknown_at_no_cost(huge: str) -> None:
    for sign in ("+", "*", "-", "/"):
        assert value_of(f"N1 {sign} N2", {"N1": Decimal(huge), "N2": 3}) is UNKNOWN
    for source in ("1 / N1 + 1", "1 / 3 + N1", "N1 - 1 / 3", "N1 * N1"):
        assert value_of(source, {"N1": Decimal(huge)}) is UNKNOWN


def test_the_limit_of_size_is_where_it_is_said_to_be() -> None:
    """An exponent and the digits written count together, 200 in all; a zero has no size."""
    assert value_of("N1 * 1", {"N1": Decimal("1E+199")}) == Decimal("1E+199")
    assert value_of("N1 * 1", {"N1": Decimal("1E+200")}) is UNKNOWN
    for source in ("N1 * 1", "N1 / 3"):
        assert value_of(source, {"N1": Decimal("0E+500")}) == 0


def test_fractions_are_exact_while_their_value_is_of_sane_size() -> None:
    """However long numerator and denominator become on the way."""
    primes: dict[str, Any] = {f"N{n}": Decimal(10**99 + n) for n in (1, 2, 3)}
    assert value_of("1 / N1 / N2 * N3 / N3 * N2 * N1", primes) == 1
    assert value_of("1 / N1 / N2 / N3 * 1", primes) is UNKNOWN


CHOICES = [
    ("N1 > 0 ? 'a' : 'b'", {"N1": 1}, "a"),
    ("N1 > 0 ? 'a' : 'b'", {"N1": 0}, "b"),
    ("N1 > 0 ? 'a' : 'b'", {}, UNKNOWN),
    ("N1 > 0 ? 'a' : 'a'", {}, "a"),
    ("N1 > 0 ? N2 : N2", {}, UNKNOWN),
    ("N1 > 0 ? 1 : true", {}, UNKNOWN),
    ("C1 == '02' ? '3' : C1 == '03' ? '2' : '1'", {"C1": "03"}, "2"),
]


@pytest.mark.parametrize(("source", "answers", "expected"), CHOICES)
def test_a_condition_chooses_a_branch(source: str, answers: dict[str, Any], expected: object) -> None:
    assert value_of(source, answers) == expected


def test_every_operator_of_the_tables_has_a_case() -> None:
    written = " ".join(row[0] for rows in (COMPARISONS, MEMBERS, ARITHMETIC, CHOICES) for row in rows)
    assert {sign for sign in BINARY if sign not in written} == {"&&", "||"}
    assert set(UNARY) == {"!", "-"}


def test_the_parts_of_the_context_that_are_missing_are_unknown() -> None:
    assert verdict("today > round.period_end", {}) is True
    assert value_of("round.days", {}) == 181
    assert value_of("linked.calls + 1", {}) == 6
    for source in ("today", "round.days", "census.type", "linked.calls", "previous(N1)"):
        assert value_of(source, {}, NO_CONTEXT) is UNKNOWN
    for source in ("census.owner", "round.nothing", "census", "round"):
        assert value_of(source, {}) is UNKNOWN


def test_an_unknown_is_never_taken_for_true_or_false() -> None:
    with pytest.raises(TypeError, match="neither true nor false"):
        bool(UNKNOWN)
