"""Working days: weekends, public holidays, patron saints by province and, where several towns share one, by town."""

from datetime import date, timedelta

import pytest
from holidays.countries.italy import Italy
from hypothesis import given, settings, strategies as st

from questionari.engine.places import comuni, plain, provinces
from questionari.engine.working_days import TOWNS, add_working, last_working, next_working, place_of, working_day

DAYS = st.dates(date(2026, 1, 1), date(2028, 12, 31))


@pytest.mark.parametrize(
    ("day", "place", "works"),
    [
        (date(2027, 3, 26), "", True),  # Good Friday is none
        (date(2027, 3, 27), "", False),  # Saturday
        (date(2027, 3, 29), "", False),  # Easter Monday
        (date(2027, 6, 2), "RM", False),
        (date(2027, 6, 29), "RM", False),  # Saints Peter and Paul, of Rome alone
        (date(2027, 6, 29), "BA", True),
        (date(2027, 12, 6), "BA", False),
        (date(2027, 5, 17), "BZ", False),  # Whit Monday
    ],
)
def test_a_feast_is_kept_where_it_is_one(day: date, place: str, works: bool) -> None:
    assert working_day(day, place) is works


def test_a_place_is_known_by_its_town_or_province() -> None:
    assert (place_of("072006", "072"), place_of(None, "072"), place_of("110002", "110")) == ("BA", "BA", "Barletta")
    assert (place_of("072006", None), place_of("110002", None)) == ("BA", "Barletta")
    assert (place_of(None, None), place_of("999999", "999")) == ("", "")


def test_every_town_with_a_saint_of_its_own_is_known_by_its_code() -> None:
    names = {code: plain(comuni().by_code[code].name) for code in TOWNS}
    assert names == {code: plain(town) for code, town in TOWNS.items()}
    assert set(TOWNS.values()) == {place for place in Italy.subdivisions if len(place) > len("BA")}
    assert all(place_of(None, province) for province in provinces().by_code)


def test_working_days_are_counted_over_feasts_in_both_directions() -> None:
    friday = date(2027, 12, 3)
    assert add_working(friday, 1, "BA") == date(2027, 12, 7)  # Monday is Saint Nicholas
    assert add_working(friday, 1) == date(2027, 12, 6)
    assert add_working(date(2027, 12, 9), -2, "BA") == date(2027, 12, 3)
    assert add_working(friday, 0) == friday
    assert (next_working(date(2027, 12, 4)), last_working(date(2027, 12, 5))) == (date(2027, 12, 6), friday)
    assert working_day(friday) and not working_day(date(2027, 12, 8))


@settings(max_examples=60, deadline=None)
@given(DAYS, st.sampled_from(["", "BA", "RM", "BZ"]))
def test_the_nearest_working_days_are_working_days_with_none_between(day: date, place: str) -> None:
    after, before = next_working(day, place), last_working(day, place)
    assert before <= day <= after and working_day(after, place) and working_day(before, place)
    between = (before + timedelta(days=ahead) for ahead in range(1, (after - before).days))
    assert not any(working_day(one, place) for one in between)
