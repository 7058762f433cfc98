"""Whether a service answers at an instant: hours, closures, holidays of Italy."""

from datetime import date, datetime, timedelta

import pytest

from questionari.engine.on_duty import CLOSED_DAY, OPEN, SHUT, duty, easter, is_holiday
from questionari.engine.values import Hours

WEEK: Hours = {"lun": ((540, 780),), "mer": ((540, 780), (900, 1080)), "dom": ((0, 1440),)}
AUGUST = ((date(2026, 8, 3), date(2026, 8, 19)),)


@pytest.mark.parametrize(
    ("moment", "state"),
    [
        ("2026-11-16T09:00", OPEN),
        ("2026-11-16T08:59", SHUT),
        ("2026-11-16T13:00", SHUT),  # the end of a span is no more in it
        ("2026-11-18T15:30", OPEN),  # the second span of a day
        ("2026-11-17T10:00", SHUT),  # a day without hours
        ("2026-11-22T23:59", OPEN),
        ("2026-08-03T10:00", CLOSED_DAY),
        ("2026-08-19T10:00", CLOSED_DAY),  # both ends of a closure are closed
        ("2026-08-24T10:00", OPEN),
        ("2026-08-05T14:00", SHUT),  # it would not have been open anyway
        ("2026-04-06T10:00", CLOSED_DAY),  # Easter Monday
        ("2026-04-05T10:00", OPEN),  # Easter, but open round the clock
    ],
)
def test_a_service_answers_in_its_hours_unless_the_day_is_closed(moment: str, state: str) -> None:
    assert duty(WEEK, AUGUST, datetime.fromisoformat(moment)) == state


def test_easter_falls_where_the_calendar_says() -> None:
    known = {2019: (4, 21), 2024: (3, 31), 2025: (4, 20), 2026: (4, 5), 2038: (4, 25), 2049: (4, 18), 2285: (3, 22)}
    assert {year: (easter(year).month, easter(year).day) for year in known} == known


def test_holidays_are_those_of_italy() -> None:
    assert [day for day in range(1, 32) if is_holiday(date(2026, 12, day))] == [8, 25, 26]
    assert [day for day in range(1, 31) if is_holiday(date(2026, 4, day))] == [5, 6, 25]
    assert (is_holiday(date(2025, 10, 4)), is_holiday(date(2026, 10, 4))) == (False, True)


def test_a_year_has_its_holidays_and_the_answers_are_those_of_the_instrument() -> None:
    days = (date(2025, 1, 1) + timedelta(days=number) for number in range(365))
    found = " ".join(f"{day:%d/%m}" for day in days if is_holiday(day))
    assert found == "01/01 06/01 20/04 21/04 25/04 01/05 02/06 15/08 01/11 08/12 25/12 26/12"
    assert (OPEN, SHUT, CLOSED_DAY) == ("1", "2", "3")  # E1_08
