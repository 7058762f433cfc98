"""Opening hours day by day: every day by its name, the fields at fault, the shapes of documents."""

from typing import Any

import pytest

from questionari.engine.answer_types import answer_type
from questionari.engine.answer_types.base import Reading
from questionari.engine.values import WEEKDAYS
from tests.engine.answer_types.questions import QUESTIONS

HOURS = QUESTIONS["opening_hours"]
KIND = answer_type(HOURS)
NAMES = ("lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica")
SPAN = ((540, 780),)
ALL_DAY = ((0, 1440),)


def read(**fields: str) -> Reading:
    """What these fields give; "__" stands for the colon."""
    return KIND.read(HOURS, {key.replace("__", ":"): [text] for key, text in fields.items()})


def fault(**fields: str) -> tuple[str, tuple[str, ...], str]:
    """Code, fields and message of the problem."""
    found = read(**fields).problem
    assert found is not None
    return found.code, found.keys, found.message["it"]


@pytest.mark.parametrize(("day", "name"), list(zip(WEEKDAYS, NAMES, strict=True)))
def test_each_day_is_called_by_its_name(day: str, name: str) -> None:
    assert KIND.text(HOURS, {day: SPAN}) == f"{name} 09:00–13:00"
    code, keys, message = fault(**{f"{day}__1__from": "9"})
    assert (code, keys) == ("half_span", (f"{day}:1:from", f"{day}:1:to"))
    assert message == f"{name.capitalize()}: scriva sia l'ora di inizio sia l'ora di fine."


def test_a_week_is_shown_day_by_day() -> None:
    table = KIND.rows_text(HOURS, {"lun": SPAN, "dom": ()})
    assert table is not None and table.headers == ("Giorno", "Orario")
    texts = {"lunedì": "09:00–13:00", "domenica": "chiuso"}
    assert table.rows == tuple((name, texts.get(name, "")) for name in NAMES)
    assert KIND.rows_text(HOURS, None) is None


@pytest.mark.parametrize(
    ("fields", "code", "keys", "said"),
    [
        ({"closed": "1", "h24": "1"}, "day_conflict", ("h24", "closed"), "«chiuso» e anche «24 ore». Lasci"),
        ({"closed": "1", "1__from": "9", "1__to": "10"}, "day_conflict", ("closed",), "«chiuso» e anche un orario"),
        ({"h24": "1", "2__from": "9", "2__to": "10"}, "day_conflict", ("h24",), "«24 ore» e anche un orario"),
        ({"2__to": "10"}, "half_span", ("2:from", "2:to"), "sia l'ora di inizio"),
        ({"1__from": "9", "1__to": "x"}, "not_a_time", ("1:from", "1:to"), "come 09:30"),
        ({"1__from": "24", "1__to": "24"}, "not_a_time", ("1:from", "1:to"), "come 09:30"),
        ({"2__from": "10", "2__to": "10"}, "span_backwards", ("2:from", "2:to"), "(10:00) deve venire dopo"),
        (
            {"1__from": "9", "1__to": "12", "2__from": "11", "2__to": "13"},
            "spans_overlap",
            ("1:from", "1:to", "2:from", "2:to"),
            "si sovrappongono",
        ),
    ],
)
def test_the_fields_at_fault_are_named(fields: dict[str, str], code: str, keys: tuple[str, ...], said: str) -> None:
    found = fault(**{f"mer__{key}": text for key, text in fields.items()})
    assert found[:2] == (code, tuple(f"mer:{key}" for key in keys))
    assert found[2].startswith("Mercoledì: ") and said in found[2]


def test_a_whole_week_and_a_day_are_asked_back_as_the_week() -> None:
    reading = read(h24="1", lun__closed="1")
    assert reading.problem is not None
    assert (reading.problem.code, reading.problem.keys) == ("week_and_days", ("h24",))
    assert reading.value == dict.fromkeys(WEEKDAYS, ALL_DAY)
    assert read(h24="1").problem is None


def test_a_span_may_end_at_midnight_and_begin_at_it() -> None:
    assert read(lun__1__from="0", lun__1__to="24").value == {"lun": ALL_DAY}
    assert read(lun__2__from="20:30", lun__2__to="24:00").value == {"lun": ((1230, 1440),)}


@pytest.mark.parametrize(
    ("value", "fields"),
    [
        (dict.fromkeys(WEEKDAYS, ALL_DAY), {"h24": ("1",)}),
        ({"lun": (), "mar": ALL_DAY}, {"lun:closed": ("1",), "mar:h24": ("1",)}),
        ({"lun": ((540, 780), (900, 960))}, dict(zip(
            ("lun:1:from", "lun:1:to", "lun:2:from", "lun:2:to"),
            (("09:00",), ("13:00",), ("15:00",), ("16:00",)),
            strict=True,
        ))),
    ],
)  # fmt: skip
def test_hours_are_shown_in_the_fields_that_give_them(value: Any, fields: dict[str, tuple[str, ...]]) -> None:
    assert dict(KIND.raw(HOURS, value)) == fields
    assert KIND.read(HOURS, fields).value == value


@pytest.mark.parametrize(
    ("data", "value"),
    [
        ({"lun": []}, {"lun": ()}),
        ({"lun": [["09:00", "13:00"]]}, {"lun": SPAN}),
        ({"lun": (("09:00", "13:00"),)}, {"lun": SPAN}),
        ({"lun": [["09:00", "13:00"], ["15:00", "16:00"]]}, {"lun": (*SPAN, (900, 960))}),
        ({"lun": [["09:00", "13:00", "15:00"]]}, None),
        ({"lun": [["09:00"]]}, None),
        ({"lun": [[9, 13]]}, None),
        ({"lun": ["0913"]}, None),
        ({"lun": ["91"]}, None),
        ({"lun": [["09:00", "13:00"], "0913"]}, None),
        ({"lun": [["09:00", 13]]}, None),
        ({"lun": "x"}, None),
        ({"xxx": []}, None),
        ({"lun": [], "xxx": []}, None),
        ([], None),
    ],
)
def test_hours_in_json_have_one_shape(data: object, value: object) -> None:
    reading = KIND.from_json(HOURS, data)
    assert reading.value == value
    assert (reading.problem.code if reading.problem else None) == (None if value else "shape")
