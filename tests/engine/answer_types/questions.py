"""Small questions of every type, and a strategy of values for each."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from unicodedata import normalize

from hypothesis import strategies as st

from questionari.engine.answer_types.numbers import tidy
from questionari.engine.definition import Axis, MatrixShape, Option, Question
from questionari.engine.places import comuni, countries, provinces
from questionari.engine.values import WEEKDAYS, Attached, Named, Reserved

OPTIONS = (
    Option("01", {"it": "Telefono"}),
    Option("02", {"it": "Sportello, in sede"}),
    Option("3", {"it": "Altro"}),
    Option("7", {"it": "Dato non disponibile"}, reserved=-7),
)
VALUE_CODES = ("01", "02", "3")
ROWS = (Axis("1", {"it": "donne"}), Axis("2", {"it": "uomini"}), Axis("20", {"it": "familiari"}))
COLUMNS = (Axis("a", {"it": "giunte da"}), Axis("b", {"it": "inviate a"}))


def question(kind: str, code: str = "X", **more: object) -> Question:
    """A question of that type, with the Italian text "Domanda"."""
    return replace(Question(code, kind, {"it": "Domanda"}), **more)


def shape(cell: str, columns: tuple[Axis, ...] = COLUMNS) -> MatrixShape:
    """A matrix of three rows whose cell (20, b) is blocked."""
    options = OPTIONS if cell == "choice" else ()
    return MatrixShape(ROWS, columns, cell, options, blocked=frozenset({("20", "b")}))


CHILDREN = (
    question("comune", "comune"),
    question("multi", "giorni", options=OPTIONS),
    question("decimal", "ore", not_available=True),
    question("opening_hours", "orario"),
)

QUESTIONS = {
    "yes_no": question("yes_no", options=(Option("1", {"it": "Sì"}), Option("2", {"it": "No"})), prefer_not=True),
    "choice": question("choice", options=OPTIONS),
    "multi": question("multi", options=OPTIONS),
    "ordered": question("ordered", options=OPTIONS, max_picks=3),
    "integer": question("integer", not_available=True),
    "decimal": question("decimal", not_available=True),
    "currency": question("currency"),
    "percent": question("percent", places=1),
    "signed": question("decimal", min=Decimal(-1000)),
    "text": question("text"),
    "long_text": question("long_text"),
    "unit_ref": question("unit_ref"),
    "attachment": question("attachment"),
    "email": question("email"),
    "pec": question("pec"),
    "phone": question("phone"),
    "url": question("url"),
    "fiscal_code": question("fiscal_code"),
    "ipa_code": question("ipa_code"),
    "date": question("date", not_available=True),
    "month": question("month"),
    "datetime": question("datetime"),
    "time": question("time"),
    "comune": question("comune"),
    "province": question("province"),
    "country": question("country"),
    "opening_hours": question("opening_hours"),
    "counts": question("matrix", matrix=shape("integer"), not_available=True),
    "judgements": question("matrix", matrix=shape("choice", COLUMNS[:1])),
    "yes_noes": question("matrix", matrix=shape("yes_no", COLUMNS[:1])),
    "roster": question("roster", children=CHILDREN, max_rows=20),
    "fixed": question("roster", children=CHILDREN[2:3], fixed_rows=ROWS),
}
PASSIVE = {kind: question(kind) for kind in ("note", "group", "computed", "computed_text", "generated")}


def numbers(places: int, least: int = 0) -> st.SearchStrategy[Decimal]:
    """Exact numbers within what a question takes."""
    return st.decimals(least, 10**8, places=places).map(lambda n: tidy(n + 0))


SPAN = st.lists(st.integers(0, 1440), min_size=4, max_size=4, unique=True).map(sorted)
DAY = SPAN.flatmap(lambda t: st.sampled_from([(), ((0, 1440),), ((t[0], t[1]),), ((t[0], t[1]), (t[2], t[3]))]))
HOURS = st.dictionaries(st.sampled_from(WEEKDAYS), DAY, min_size=1).map(
    lambda days: {day: days[day] for day in WEEKDAYS if day in days}
)
LINES = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), min_size=1, max_size=30).map(
    lambda text: " ".join(normalize("NFC", text).split())
)
CELLS = (("1", "a"), ("1", "b"), ("2", "a"), ("2", "b"), ("20", "a"))


def table(cells: tuple[tuple[str, str], ...], content: st.SearchStrategy) -> st.SearchStrategy:
    """Matrices with at least one filled cell."""
    return st.dictionaries(st.sampled_from(cells), content, min_size=1)


DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))
VALUES = {
    "yes_no": st.sampled_from(["1", "2", Reserved.PREFER_NOT]),
    "choice": st.sampled_from([*VALUE_CODES, Reserved.NOT_AVAILABLE]),
    "multi": st.sets(st.sampled_from(VALUE_CODES), min_size=1).map(
        lambda codes: tuple(code for code in VALUE_CODES if code in codes)
    ),
    "ordered": st.lists(st.sampled_from(VALUE_CODES), min_size=1, unique=True).map(tuple),
    "integer": st.integers(0, 10**15 - 1).map(Decimal) | st.just(Reserved.NOT_AVAILABLE),
    "decimal": numbers(4),
    "currency": numbers(2),
    "percent": numbers(1),
    "signed": numbers(3, -1000),
    "text": LINES.filter(bool),
    "long_text": st.sampled_from(["una riga", "due\nrighe", "tre\n\nrighe «così»"]),
    "unit_ref": st.sampled_from(["BA-001", Named("BA-001", "Sportello di via Roma [sede]")]),
    "attachment": st.builds(Attached.file, st.just("0af3" * 8), st.just("statuto «2026».pdf"), st.integers(0, 10**8)),
    "email": st.sampled_from(["servizio01@rete-bari.example", "a.b+c@comune.esempio.it"]),
    "pec": st.just("ente@pec.esempio.it"),
    "phone": st.sampled_from(["+390805772390", "1522", "112", "+39800123456", "+393331234567", "+41446681800"]),
    "url": st.sampled_from(["https://www.esempio.it", "http://esempio.it:8080/a?b=c&d=%20#e", "https://città.it/à"]),
    "fiscal_code": st.sampled_from(["80015010723", "07643520567"]),
    "ipa_code": st.sampled_from(["c_a662", "agid", "r_puglia"]),
    "date": DAYS,
    "month": DAYS.map(lambda day: day.replace(day=1)),
    "time": st.integers(0, 1439).map(Decimal),
    "datetime": st.tuples(DAYS, st.times()).map(lambda at: f"{at[0].isoformat()}T{at[1]:%H:%M}"),
    "comune": st.sampled_from(sorted(comuni().by_code)),
    "province": st.sampled_from(sorted(provinces().by_code)),
    "country": st.sampled_from(sorted(countries().by_code)),
    "opening_hours": HOURS,
    "counts": table(CELLS, st.integers(0, 10**6).map(Decimal) | st.just(Reserved.NOT_AVAILABLE)),
    "judgements": table(CELLS[::2], st.sampled_from([*VALUE_CODES, Reserved.NOT_AVAILABLE])),
    "yes_noes": table(CELLS[::2], st.sampled_from(["1", "2"])),
}
ROW = st.fixed_dictionaries(
    {"comune": VALUES["comune"]},
    optional={
        "giorni": VALUES["multi"],
        "ore": VALUES["decimal"] | st.just(Reserved.NOT_AVAILABLE),
        "orario": VALUES["opening_hours"],
    },
)
VALUES["roster"] = st.lists(ROW, min_size=1, max_size=4).map(tuple)
VALUES["fixed"] = (
    st.lists(st.fixed_dictionaries({}, optional={"ore": VALUES["decimal"]}), min_size=3, max_size=3)
    .map(tuple)
    .filter(any)
)
