"""How each language writes days and numbers. What is typed is read the same way in all of them (``answer_types``)."""

from collections.abc import Mapping
from datetime import date

ITALIAN_DAY = "{d:02}/{m:02}/{y:04}"
#: Days as the language writes them; Slovene leaves a space after each dot.
DAYS: Mapping[str, str] = {"de": "{d:02}.{m:02}.{y:04}", "sl": "{d}. {m}. {y:04}"}
#: What stands between thousands where it is not a dot: a space that no line is broken at.
THOUSANDS: Mapping[str, str] = {"fr": "\N{NARROW NO-BREAK SPACE}"}


def day(value: date, language: str) -> str:
    """A day in figures.

    >>> day(date(2026, 3, 9), "it"), day(date(2026, 3, 9), "de"), day(date(2026, 3, 9), "sl")
    ('09/03/2026', '09.03.2026', '9. 3. 2026')
    """
    return DAYS.get(language, ITALIAN_DAY).format(d=value.day, m=value.month, y=value.year)


#: How each language writes a rank.
RANKS: Mapping[str, str] = {"it": "{n}ª", "de": "{n}.", "fr": "{n}e", "sl": "{n}."}


def ordinal(rank: int, language: str) -> str:
    """A place in an order.

    >>> ordinal(2, "it"), ordinal(2, "de"), ordinal(1, "fr")
    ('2ª', '2.', '1re')
    """
    return "1re" if (rank, language) == (1, "fr") else RANKS.get(language, "{n}.").format(n=rank)


def number(italian: str, language: str) -> str:
    """A number written the Italian way ("1.234,5") as the language writes it: all of ours have the decimal comma."""
    return italian.replace(".", THOUSANDS.get(language, "."))
