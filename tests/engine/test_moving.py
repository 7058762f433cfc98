"""The dates of a round moved to those of the next."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings, strategies as st

from questionari.engine import moving
from questionari.engine.working_days import add_working, next_working

DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        ((date(2026, 1, 1), date(2026, 12, 31)), (date(2027, 1, 1), date(2027, 12, 31))),
        ((date(2026, 7, 1), date(2026, 12, 31)), (date(2027, 1, 1), date(2027, 6, 30))),
        ((date(2026, 10, 1), date(2026, 12, 31)), (date(2027, 1, 1), date(2027, 3, 31))),
        ((date(2028, 1, 1), date(2028, 1, 31)), (date(2028, 2, 1), date(2028, 2, 29))),
        ((date(2026, 7, 1), date(2027, 6, 30)), (date(2027, 7, 1), date(2028, 6, 30))),
        ((date(2026, 3, 9), date(2026, 3, 22)), (date(2026, 3, 23), date(2026, 4, 5))),
        ((date(2026, 3, 9), date(2026, 3, 31)), (date(2026, 4, 1), date(2026, 4, 23))),  # months that are not whole
        ((date(2026, 3, 1), date(2026, 3, 22)), (date(2026, 3, 23), date(2026, 4, 13))),
    ],
)
def test_a_period_is_followed_by_one_of_its_own_length(period: tuple[date, date], expected: tuple[date, date]) -> None:
    assert moving.next_period(*period) == expected


@settings(max_examples=60, deadline=None)
@given(DAYS, st.integers(-60, 60))
def test_so_many_working_days_on_are_so_many_between(start: date, number: int) -> None:
    day = next_working(start)
    assert moving.working_days_between(day, add_working(day, number)) == number


@settings(max_examples=60, deadline=None)
@given(DAYS, st.integers(0, 60))
def test_periods_follow_each_other_without_a_gap(first: date, length: int) -> None:
    last = first + timedelta(days=length)
    begin, end = moving.next_period(first, last)
    assert begin == last + timedelta(days=1) and begin <= end
