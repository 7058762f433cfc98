"""Numbers far from those of the same kind."""

from decimal import Decimal

import pytest
from hypothesis import given, settings, strategies as st

from questionari.engine.outliers import LEAST, Peers, outliers, peers

ALIKE = {str(place): Decimal(value) for place, value in enumerate((20, 22, 25, 24, 21, 23, 26, 22))}


@pytest.mark.parametrize(("value", "far"), [(24, False), (33, False), (90, True), (0, True)])
def test_a_number_far_from_the_others_is_found(value: int, far: bool) -> None:
    assert ("x" in outliers({**ALIKE, "x": Decimal(value)})) is far


def test_a_few_strange_numbers_do_not_hide_one_another() -> None:
    assert set(outliers({**ALIKE, "x": Decimal(900), "y": Decimal(4000)})) == {"x", "y"}


def test_among_few_numbers_none_is_far() -> None:
    seven = dict(list(ALIKE.items())[:7])
    assert set(outliers({**seven, "x": Decimal(9000)})) == {"x"}
    assert outliers({**dict(list(seven.items())[:6]), "x": Decimal(9000)}) == {}


@pytest.mark.parametrize(
    ("values", "reach"),
    [
        ([*[-10] * 4, 0, *[10] * 4], "51.891"),  # 3.5 times 1.4826 times 10
        ([*[0] * 9, 100], "43.8655"),  # most are equal: 3.5 times 1.2533 times the mean, 10
        ([*[0] * 9, 1], "5"),
    ],
)
def test_how_far_is_far(values: list[int], reach: str) -> None:
    limit = Decimal(reach)
    assert peers([Decimal(value) for value in values]) == Peers(len(values), Decimal(0), limit)
    told = Peers(len(values), Decimal(0), limit)
    assert [told.far(limit), told.far(-limit), told.far(-limit - Decimal("0.0001"))] == [False, False, True]


def test_where_most_numbers_are_equal_one_that_is_not_by_far_is_found_and_a_near_one_is_not() -> None:
    equal = {str(place): Decimal(0) for place in range(12)}
    assert set(outliers({**equal, "x": Decimal(400)})) == {"x"}
    assert outliers({**equal, "x": Decimal(4)}) == {}
    assert outliers(equal) == {} and peers(list(equal.values())) is None


@settings(max_examples=40, deadline=None)
@given(st.lists(st.decimals(-10_000, 10_000, places=2), min_size=LEAST, max_size=30))
def test_fewer_than_half_are_far_and_the_median_never_is(values: list[Decimal]) -> None:
    found = outliers(dict(enumerate(values)))
    assert 2 * len(found) <= len(values)
    told = peers(values)
    assert told is None or not told.far(told.middle)
