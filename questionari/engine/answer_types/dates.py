"""Dates (gg/mm/aaaa), months (mm/aaaa), times of the day (hh:mm), and dates with their time."""

import re
from datetime import date
from decimal import Decimal

from questionari.engine import locales
from questionari.engine.answer_types.base import Json, Problem, ScalarType, problem
from questionari.engine.definition import Question
from questionari.engine.values import Value
from questionari.engine.wording import ITALIAN, phrase

YEARS = range(1900, 2101)
MINUTES_OF_DAY = 24 * 60
_DATE = re.compile(r"(?P<d>[0-9]{1,2})(?:[/-]|\. ?)(?P<m>[0-9]{1,2})(?:[/-]|\. ?)(?P<y>[0-9]{4})")
_ISO_DATE = re.compile(r"(?P<y>[0-9]{4})-(?P<m>[0-9]{1,2})-(?P<d>[0-9]{1,2})")
_SHORT_YEAR = re.compile(r"[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{2}")
_MONTH = re.compile(r"(?P<m>[0-9]{1,2})[/.-](?P<y>[0-9]{4})")
_ISO_MONTH = re.compile(r"(?P<y>[0-9]{4})-(?P<m>[0-9]{1,2})")
_MOMENT = re.compile(
    r"(?P<day>[0-9/.-]{8,10}|[0-9]{1,2}\. [0-9]{1,2}\. [0-9]{4})(?:,? (?:ore )?|T)(?P<time>[0-9:.]{1,5})"
)
_TIME = re.compile(r"(?P<h>[0-9]{1,2})(?:[:.](?P<m>[0-9]{2}))?")

NOT_A_DATE = problem("not_a_date", "Scriva la data come giorno, mese e anno, ad esempio 31/12/2026.")
SHORT_YEAR = problem("short_year", "Scriva l'anno con quattro cifre, ad esempio 31/12/2026.")
NO_SUCH_DATE = problem("no_such_date", "Questa data non esiste nel calendario: controlli il giorno e il mese.")
YEAR_OUT = problem(
    "year_out", phrase("L'anno deve essere compreso fra {first} e {last}.", first=YEARS[0], last=YEARS[-1])
)
NOT_A_MONTH = problem("not_a_month", "Scriva il mese e l'anno, ad esempio 03/2026.")
NOT_A_MOMENT = problem("not_a_moment", "Scriva la data e l'ora, ad esempio 31/12/2026 09:30.")
NOT_A_TIME = problem("not_a_time", "Scriva l'ora come ore e minuti, ad esempio 09:30.")


class Date(ScalarType):
    """A day: ``datetime.date``."""

    def parse(self, question: Question, text: str) -> Value | Problem:
        """gg/mm/aaaa, also with dots or hyphens, or ISO."""
        match = _DATE.fullmatch(text) or _ISO_DATE.fullmatch(text)
        if match is None:
            return SHORT_YEAR if _SHORT_YEAR.fullmatch(text) else NOT_A_DATE
        return _day(int(match["y"]), int(match["m"]), int(match["d"]))

    def written(self, question: Question, value: Value) -> str:
        """gg/mm/aaaa."""
        return locales.day(value, ITALIAN) if isinstance(value, date) else str(value)

    def words(self, question: Question, value: Value, language: str) -> str:
        """As the language writes it."""
        return locales.day(value, language) if isinstance(value, date) else str(value)

    def json_value(self, question: Question, value: Value) -> Json:
        """ISO 8601: "2026-12-31"."""
        return value.isoformat() if isinstance(value, date) else str(value)


class Month(ScalarType):
    """A month: ``datetime.date`` on its first day."""

    def parse(self, question: Question, text: str) -> Value | Problem:
        """mm/aaaa, or ISO (aaaa-mm)."""
        match = _MONTH.fullmatch(text) or _ISO_MONTH.fullmatch(text)
        if match is None or not 1 <= int(match["m"]) <= 12:
            return NOT_A_MONTH
        return _day(int(match["y"]), int(match["m"]), 1)

    def written(self, question: Question, value: Value) -> str:
        """mm/aaaa."""
        return f"{value.month:02}/{value.year:04}" if isinstance(value, date) else str(value)

    def json_value(self, question: Question, value: Value) -> Json:
        """ISO 8601: "2026-12"."""
        return value.isoformat()[:7] if isinstance(value, date) else str(value)


class Time(ScalarType):
    """A time of the day: minutes since midnight as ``Decimal``."""

    def parse(self, question: Question, text: str) -> Value | Problem:
        """hh:mm, h.mm or the hour alone."""
        minutes = minutes_of(text)
        return NOT_A_TIME if minutes is None or minutes == MINUTES_OF_DAY else Decimal(minutes)

    def written(self, question: Question, value: Value) -> str:
        """hh:mm."""
        return clock(int(value)) if isinstance(value, Decimal) else str(value)

    def json_value(self, question: Question, value: Value) -> Json:
        """hh:mm."""
        return self.written(question, value)


class DateTime(ScalarType):
    """A day and a time, in Italy: a text "2026-12-31T09:30", whose day is `date(…)` in expressions."""

    def parse(self, question: Question, text: str) -> Value | Problem:
        """gg/mm/aaaa hh:mm, a comma or "ore" between them, or ISO."""
        match = _MOMENT.fullmatch(text)
        if match is None:
            return NOT_A_MOMENT
        day = Date().parse(question, match["day"])
        minutes = minutes_of(match["time"])
        if not isinstance(day, date):
            return day
        return NOT_A_TIME if minutes in (None, MINUTES_OF_DAY) else f"{day.isoformat()}T{clock(minutes or 0)}"

    def written(self, question: Question, value: Value) -> str:
        """gg/mm/aaaa hh:mm."""
        return self.words(question, value, ITALIAN)

    def words(self, question: Question, value: Value, language: str) -> str:
        """The day as the language writes it."""
        day, _, time = str(value).partition("T")
        return f"{locales.day(date.fromisoformat(day), language)} {time}"


def _day(year: int, month: int, day: int) -> date | Problem:
    if year not in YEARS:
        return YEAR_OUT
    try:
        return date(year, month, day)
    except ValueError:
        return NO_SUCH_DATE


def minutes_of(text: str) -> int | None:
    """Minutes since midnight of a typed time, 1440 for "24:00" (for callers that accept an end); None if unreadable."""
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    hours, minutes = int(match["h"]), int(match["m"] or 0)
    total = 60 * hours + minutes
    return total if minutes < 60 and total <= MINUTES_OF_DAY else None


def clock(minutes: int) -> str:
    """hh:mm.

    >>> clock(545), clock(1440)
    ('09:05', '24:00')
    """
    return f"{minutes // 60:02}:{minutes % 60:02}"
