"""Working days of a place in Italy: neither weekend, nor public holiday, nor the feast of its patron saint."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType

from holidays.countries.italy import Italy

from questionari.engine.places import provinces

DAY = timedelta(days=1)
SATURDAY = 5
#: Where a province has several chief towns each keeps its own saint: comune (ISTAT) -> its name in the list of feasts.
TOWNS: Mapping[str, str] = MappingProxyType(
    {
        "040007": "Cesena",
        "040012": "Forli",
        "041044": "Pesaro",
        "041067": "Urbino",
        "110001": "Andria",
        "110002": "Barletta",
        "110009": "Trani",
    }
)


@lru_cache(maxsize=4096)
def place_of(comune: str | None, province: str | None) -> str:
    """The place of a comune or province (ISTAT codes) whose feasts are known; blank where there is none."""
    area = provinces().by_code.get(province or (comune or "")[:3])
    found = TOWNS.get(comune or "") or (area.abbreviation if area else "")
    return found if found in Italy.subdivisions else ""


@lru_cache(maxsize=512)
def _feasts(place: str, year: int) -> frozenset[date]:
    return frozenset(Italy(subdiv=place or None, years=year))  # type: ignore[no-untyped-call]  # its own


def working_day(day: date, place: str = "") -> bool:
    """Whether offices of a place (`place_of`) work on a day; a blank place keeps the national holidays only.

    >>> working_day(date(2027, 12, 6)), working_day(date(2027, 12, 6), "BA")
    (True, False)
    """
    return day.weekday() < SATURDAY and day not in _feasts(place, day.year)


def next_working(day: date, place: str = "") -> date:
    """The day itself if it is a working day, else the first one after it."""
    while not working_day(day, place):
        day += DAY
    return day


def last_working(day: date, place: str = "") -> date:
    """The day itself if it is a working day, else the last one before it."""
    while not working_day(day, place):
        day -= DAY
    return day


def add_working(day: date, number: int, place: str = "") -> date:
    """So many working days after a day (before it, where the number is negative); 0 is the day itself."""
    step = DAY if number > 0 else -DAY
    left = abs(number)
    while left:
        day += step
        left -= working_day(day, place)
    return day
