"""Weekly opening hours (decisions.md 13): up to two spans a day, minutes 0–1440, a night span written as two spans."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from questionari.engine.answer_types.base import AnswerType, Json, Problem, Reading, Table, problem, together
from questionari.engine.answer_types.dates import MINUTES_OF_DAY, clock, minutes_of
from questionari.engine.answer_types.fields import Form, Raw, below, join_key, typed
from questionari.engine.definition import Question, Text
from questionari.engine.values import WEEKDAYS, Span, Value
from questionari.engine.wording import phrase, translated

SPANS = ("1", "2")
ALL_DAY: Span = (0, MINUTES_OF_DAY)
_NAMES = ("lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica")
DAY_NAMES: Mapping[str, Text] = {day: phrase(name) for day, name in zip(WEEKDAYS, _NAMES, strict=True)}
_TITLES = ("Lunedì", "Martedì", "Mercoledì", "Giovedì", "Venerdì", "Sabato", "Domenica")
DAY_TITLES: Mapping[str, Text] = {day: phrase(name) for day, name in zip(WEEKDAYS, _TITLES, strict=True)}
TICKED = ("1",)
#: What a day cannot be at once, by the ticks set and whether hours are written.
CONFLICTS: Mapping[tuple[bool, bool, bool], str] = {
    (True, True, False): "{day}: ha indicato «chiuso» e anche «24 ore». Lasci una sola indicazione e tolga l'altra.",
    (True, False, True): "{day}: ha indicato «chiuso» e anche un orario. Lasci una sola indicazione e tolga l'altra.",
    (False, True, True): "{day}: ha indicato «24 ore» e anche un orario. Lasci una sola indicazione e tolga l'altra.",
    (True, True, True): (
        "{day}: ha indicato «chiuso» e anche «24 ore» e anche un orario. Lasci una sola indicazione e tolga l'altra."
    ),
}
BACKWARDS = (
    "{day}: l'ora di fine ({end}) deve venire dopo l'inizio ({start}). "
    "Un turno di notte si scrive in due fasce: fino alle 24:00 e, il giorno dopo, dalle 00:00."
)
WEEK_AND_DAYS = problem(
    "week_and_days",
    "Ha segnato «aperto 24 ore tutta la settimana» e anche l'orario di un giorno: lasci una sola indicazione.",
    "h24",
)
_TIME_KEYS = tuple(join_key(span, end) for span in SPANS for end in ("from", "to"))


class OpeningHours(AnswerType):
    """Weekday -> spans. A day that is ticked as closed is there with no span; a day left blank is absent."""

    def read_value(self, question: Question, raw: Raw) -> Reading:
        """The readable days; the problem names the others."""
        readings = {day: _read_day(day, below(raw, day)) for day in WEEKDAYS}
        if typed(raw, "h24"):
            alone = all(reading is None for reading in readings.values())
            return Reading(_week(), None if alone else WEEK_AND_DAYS, raw)
        wrong = [reading for reading in readings.values() if isinstance(reading, Problem)]
        days = {day: spans for day, spans in readings.items() if isinstance(spans, tuple)}
        return Reading(days or None, together(wrong), raw)

    def json_form(self, question: Question, data: object) -> Form | None:
        """{"lun": [["09:00", "13:00"]], "dom": []}."""
        if not isinstance(data, Mapping) or not all(day in WEEKDAYS for day in data):
            return None
        form: dict[str, tuple[str, ...]] = {}
        for day, spans in data.items():
            fields = _json_day(spans)
            if fields is None:
                return None
            form.update({join_key(day, key): value for key, value in fields.items()})
        return form

    def raw_value(self, question: Question, value: Value) -> Raw:
        """The tick of the whole week, or the fields of each day."""
        days = _days(value)
        if days == _week():
            return {"h24": TICKED}
        return {join_key(day, key): fields for day, spans in days.items() for key, fields in _raw_day(spans).items()}

    def json_value(self, question: Question, value: Value) -> Json:
        """{"lun": [["09:00", "13:00"]]}, days in order."""
        return {day: [[clock(start), clock(end)] for start, end in spans] for day, spans in _days(value).items()}

    def words(self, question: Question, value: Value, language: str) -> str:
        """In words: "lunedì 09:00–13:00 e 15:00–18:00; domenica chiuso"."""
        days = _days(value)
        if days == _week():
            return translated("aperto 24 ore su 24, tutti i giorni", language)
        return "; ".join(f"{DAY_NAMES[day][language]} {_spans_text(spans, language)}" for day, spans in days.items())

    def rows_text(self, question: Question, value: Value | None, language: str = "it") -> Table | None:
        """One row a day."""
        days = _days(value)
        texts = {day: _spans_text(spans, language) for day, spans in days.items()}
        rows = tuple((DAY_NAMES[day][language], texts.get(day, "")) for day in WEEKDAYS)
        return Table((translated("Giorno", language), translated("Orario", language)), rows) if days else None

    def input_count(self, question: Question, active_cells: Sequence[tuple[str, str]] | None = None) -> int:
        """One a day: what a person answers is the day, not each of its four boxes."""
        return len(WEEKDAYS)


def spans_of(value: Value | None, day: str) -> tuple[Span, ...]:
    """The spans of a day, none when it is closed, blank or the answer is reserved."""
    return _days(value).get(day, ())


def _week() -> dict[str, tuple[Span, ...]]:
    return {day: (ALL_DAY,) for day in WEEKDAYS}


def _days(value: Value | None) -> dict[str, tuple[Span, ...]]:
    """The days of a value in the order of the week."""
    hours: dict[object, object] = dict(value.items()) if isinstance(value, Mapping) else {}
    return {day: _spans(hours[day]) for day in WEEKDAYS if day in hours}


def _spans(spans: object) -> tuple[Span, ...]:
    found = spans if isinstance(spans, Sequence) else ()
    return tuple((int(start), int(end)) for start, end in found)


def _read_day(day: str, raw: Raw) -> tuple[Span, ...] | Problem | None:
    """The spans of one day, None when it is blank."""
    ticks = [key for key in ("h24", "closed") if typed(raw, key)]
    spans = [_read_span(day, raw, span) for span in SPANS]
    given = [span for span in spans if span is not None]
    if len(ticks) + bool(given) > 1:
        return _conflict(day, ticks, bool(given))
    wrong = together([span for span in given if isinstance(span, Problem)])
    if ticks or wrong:
        return wrong or ((ALL_DAY,) if ticks == ["h24"] else ())
    ordered = tuple(sorted(span for span in given if not isinstance(span, Problem)))
    return (_overlap(day, ordered) or ordered) if ordered else None


def _conflict(day: str, ticks: Sequence[str], hours: bool) -> Problem:
    """More than one of: closed, open all day, hours."""
    message = _of_day(CONFLICTS["closed" in ticks, "h24" in ticks, hours], day)
    return problem("day_conflict", message, *(join_key(day, tick) for tick in ticks))


def _of_day(message: str, day: str, **values: str) -> Text:
    """A message about a day, which it begins with."""
    return phrase(message, day=DAY_TITLES[day], **values)


def _read_span(day: str, raw: Raw, span: str) -> Span | Problem | None:
    keys = [join_key(span, end) for end in ("from", "to")]
    texts = [typed(raw, key) for key in keys]
    if not any(texts):
        return None
    fields = [join_key(day, key) for key in keys]
    if not all(len(text) == 1 for text in texts):
        return problem("half_span", _of_day("{day}: scriva sia l'ora di inizio sia l'ora di fine.", day), *fields)
    start, end = (minutes_of(text[0]) for text in texts)
    if start is None or end is None or start == MINUTES_OF_DAY:
        return problem("not_a_time", _of_day("{day}: scriva le ore come 09:30 o 9.30.", day), *fields)
    return (start, end) if start < end else _backwards(day, start, end, fields)


def _backwards(day: str, start: int, end: int, fields: Sequence[str]) -> Problem:
    return problem("span_backwards", _of_day(BACKWARDS, day, start=clock(start), end=clock(end)), *fields)


def _overlap(day: str, spans: Sequence[Span]) -> Problem | None:
    if all(first[1] <= second[0] for first, second in pairwise(spans)):
        return None
    keys = [join_key(day, key) for key in _TIME_KEYS]
    return problem("spans_overlap", _of_day("{day}: le due fasce orarie si sovrappongono.", day), *keys)


def _raw_day(spans: tuple[Span, ...]) -> dict[str, tuple[str, ...]]:
    if spans in ((), (ALL_DAY,)):
        return {"h24" if spans else "closed": TICKED}
    times = (clock(minute) for span in spans for minute in span)
    return {key: (time,) for key, time in zip(_TIME_KEYS, times, strict=False)}


def _json_day(spans: object) -> dict[str, tuple[str, ...]] | None:
    """The fields of a day written as a list of at most two [from, to] pairs of texts."""
    if not isinstance(spans, list | tuple) or len(spans) > len(SPANS):
        return None
    if not spans:
        return {"closed": TICKED}
    if not all(isinstance(span, list | tuple) and len(span) == 2 for span in spans):
        return None
    times = [time for span in spans for time in span]
    if not all(isinstance(time, str) for time in times):
        return None
    return {key: (time,) for key, time in zip(_TIME_KEYS, times, strict=False)}


def _spans_text(spans: tuple[Span, ...], language: str) -> str:
    if spans == (ALL_DAY,):
        return translated("24 ore su 24", language)
    between = f" {translated('e', language)} "
    return between.join(f"{clock(start)}–{clock(end)}" for start, end in spans) or translated("chiuso", language)
