"""Indicators of a record stand beside it; those of the whole dataset grow row by row."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from esportazioni.csv_files import EXCEL
from esportazioni.indicators import Sums
from tests.esportazioni import world
from tests.instruments.tables import filled
from tests.instruments.world import changed

pairs = st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=3, max_size=30)


def sums(found: list[tuple[int, int]]) -> Sums:
    total = Sums()
    for x, y in found:
        total.add(Decimal(x), Decimal(y))
    return total


@settings(max_examples=100, deadline=None)
@given(pairs)
def test_a_correlation_lies_between_minus_one_and_one_whichever_side_is_first(found: list[tuple[int, int]]) -> None:
    one, other = sums(found).correlation(), sums([(y, x) for x, y in found]).correlation()
    assert one == other
    assert one is None or abs(one) <= Decimal("1.000000001")


@pytest.mark.parametrize(
    ("found", "value"),
    [([(1, 2), (2, 4), (3, 6)], 1), ([(1, 3), (2, 2), (3, 1)], -1), ([(1, 1), (2, 2)], None), ([(5, 1)] * 4, None)],
)
def test_a_correlation_needs_three_pairs_that_vary(found: list[tuple[int, int]], value: int | None) -> None:
    assert sums(found).correlation() == value


def test_a_share_of_nothing_is_unknown() -> None:
    assert sums([]).share() is None
    assert sums([(1, 1), (0, 1)]).share() == Decimal("0.5")


def test_totals_and_middles_of_nothing_are_unknown() -> None:
    assert [sums([]).total(), sums([]).median(), sums([]).ninth_decile()] == [None, None, None]


@pytest.mark.parametrize(
    ("numbers", "median", "ninth"),
    [([7], 7, 7), ([1, 2], "1.5", 2), ([3, 1, 2], 2, 3), (list(range(1, 11)), "5.5", 9), ([5, 5, 5, 9], 5, 9)],
)
def test_middles_and_ninth_deciles_are_those_reckoned_by_hand(
    numbers: list[int], median: int | str, ninth: int
) -> None:
    found = sums([(number, 1) for number in numbers])
    assert (found.total(), found.median(), found.ninth_decile()) == (sum(numbers), Decimal(median), ninth)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(0, 50), min_size=1, max_size=40))
def test_nine_in_ten_do_not_exceed_the_ninth_decile_and_half_do_not_exceed_the_median(numbers: list[int]) -> None:
    found = sums([(number, 1) for number in numbers])
    median, ninth = found.median(), found.ninth_decile()
    assert median is not None and ninth is not None
    assert 10 * sum(number <= ninth for number in numbers) >= 9 * len(numbers)
    assert 2 * sum(number <= median for number in numbers) >= len(numbers) <= 2 * sum(n >= median for n in numbers)


def test_the_indicators_of_a_record_and_of_the_dataset(tmp_path: Path) -> None:
    register = changed("01", {"A5_00": "1", "A5_02": 40, "A5_03": 10, "A7_02": filled("A7_02", "1", r02="4", r09="5")})
    estimate = changed("01", {"A5_00": "2", "A5_02": {"reserved": -7}})
    world.of_a(tmp_path / "d", [register, estimate])
    first, second = world.read(tmp_path / "d", "indicatori", EXCEL)
    assert (first["I3"], first["I4"], first["I7"]) == ("0,25", "0,105263", "1")
    assert (second["I3"], second["I7"]) == ("", "0")
    whole = {row["indicatore"]: row for row in world.read(tmp_path / "d", "indicatori_rilevazione", EXCEL)}
    assert (whole["I7"]["valore"], whole["I7"]["casi"]) == ("0,5", "2")
    assert set(whole) == {"I5", "I7"} and int(whole["I5"]["casi"]) > 20
