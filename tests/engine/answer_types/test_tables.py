"""Opening hours, matrices and rosters: one unreadable part never loses the others."""

from decimal import Decimal

import pytest

from questionari.engine.answer_types import answer_type
from questionari.engine.answer_types.base import Reading, Table
from questionari.engine.values import WEEKDAYS, Reserved
from tests.engine.answer_types.questions import PASSIVE, QUESTIONS

CELLS = (("1", "a"), ("1", "b"), ("2", "a"), ("2", "b"), ("20", "a"))


def read(kind: str, **fields: str) -> Reading:
    """What these fields give; in names "__" stands for the colon."""
    form = {key.strip("_").replace("__", ":"): [text] for key, text in fields.items()}
    return answer_type(QUESTIONS[kind]).read(QUESTIONS[kind], form)


def codes(reading: Reading) -> tuple[str, tuple[str, ...]]:
    """The problem's code and the fields it names."""
    assert reading.problem is not None
    return reading.problem.code, reading.problem.keys


def test_hours_are_read_by_day_and_sorted() -> None:
    reading = read("opening_hours", lun__1__from="15", lun__1__to="24:00", lun__2__from="9.00", lun__2__to="13:00")
    assert reading.value == {"lun": ((540, 780), (900, 1440))}
    assert reading.problem is None


def test_a_closed_day_and_a_day_and_night_are_ticks() -> None:
    assert read("opening_hours", dom__closed="1", sab__h24="1").value == {"sab": ((0, 1440),), "dom": ()}
    assert read("opening_hours", h24="1").value == {day: ((0, 1440),) for day in WEEKDAYS}


def test_a_night_span_is_asked_back_as_two_with_the_day_named() -> None:
    reading = read("opening_hours", mar__1__from="20:00", mar__1__to="08:00", gio__h24="1")
    assert codes(reading) == ("span_backwards", ("mar:1:from", "mar:1:to"))
    assert reading.problem is not None
    assert "Martedì" in reading.problem.message["it"]
    assert "due fasce" in reading.problem.message["it"]
    assert reading.value == {"gio": ((0, 1440),)}


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"lun__1__from": "9", "lun__1__to": "13", "lun__2__from": "12:59", "lun__2__to": "15"}, "spans_overlap"),
        ({"lun__1__from": "9", "lun__1__to": "9"}, "span_backwards"),
        ({"lun__1__from": "24:00", "lun__1__to": "24:00"}, "not_a_time"),
        ({"lun__1__from": "9"}, "half_span"),
        ({"lun__1__from": "alba", "lun__1__to": "13"}, "not_a_time"),
        ({"lun__closed": "1", "lun__1__from": "9", "lun__1__to": "13"}, "day_conflict"),
        ({"lun__closed": "1", "lun__h24": "1"}, "day_conflict"),
        ({"h24": "1", "lun__1__from": "9", "lun__1__to": "13"}, "week_and_days"),
    ],
)
def test_hours_that_cannot_be_are_asked_back(fields: dict[str, str], code: str) -> None:
    assert codes(read("opening_hours", **fields))[0] == code


def test_a_day_with_several_indications_names_them_all() -> None:
    reading = read("opening_hours", lun__closed="1", lun__h24="1", lun__1__from="9", lun__1__to="13")
    assert reading.problem is not None
    said = "Lunedì: ha indicato «chiuso» e anche «24 ore» e anche un orario. Lasci una sola indicazione"
    assert reading.problem.message["it"].startswith(said)


def test_spans_may_touch() -> None:
    reading = read("opening_hours", lun__1__from="9", lun__1__to="13", lun__2__from="13", lun__2__to="15")
    assert reading.value == {"lun": ((540, 780), (780, 900))}


def test_hours_are_said_in_words() -> None:
    hours, kind = QUESTIONS["opening_hours"], answer_type(QUESTIONS["opening_hours"])
    value = {"lun": ((540, 780), (900, 1080)), "sab": ((0, 1440),), "dom": ()}
    words = "lunedì 09:00–13:00 e 15:00–18:00; sabato 24 ore su 24; domenica chiuso"
    assert kind.text(hours, value) == words
    assert kind.text(hours, {day: ((0, 1440),) for day in WEEKDAYS}) == "aperto 24 ore su 24, tutti i giorni"
    assert kind.rows_text(hours, value).rows[1] == ("martedì", "")  # type: ignore[union-attr]  # hours have rows


def test_hours_in_json_take_two_spans_a_day() -> None:
    kind = answer_type(QUESTIONS["opening_hours"])
    reading = kind.from_json(QUESTIONS["opening_hours"], {"lun": [["09:00", "13:00"]], "dom": []})
    assert reading.value == {"lun": ((540, 780),), "dom": ()}
    for data in ({"mon": []}, {"lun": [["9", "10"]] * 3}, {"lun": ["9-13"]}, {"lun": 9}, [1]):
        problem = kind.from_json(QUESTIONS["opening_hours"], data).problem
        assert problem is not None
        assert problem.code == "shape"


def test_an_unreadable_cell_is_named_and_the_others_are_kept() -> None:
    reading = read("counts", _1__a="12", _1__b="molte", _2__a="0", _20__a__nd="-7")
    assert reading.value == {("1", "a"): Decimal(12), ("2", "a"): Decimal(0), ("20", "a"): Reserved.NOT_AVAILABLE}
    assert codes(reading) == ("not_a_number", ("1:b",))
    assert reading.problem is not None
    assert reading.problem.message["it"].startswith("donne, inviate a: ")


def test_many_cells_of_one_fault_are_counted_and_said_once() -> None:
    reading = read("counts", _1__a="a", _1__b="b", _20__a="c", _2__a="-1")
    assert reading.problem is not None
    message = reading.problem.message["it"]
    assert message.startswith("3 celle non contengono un numero (la prima: donne, giunte da)")
    assert message.count("Scriva un numero usando solo cifre") == 1
    assert {"1:a", "1:b", "20:a", "2:a"} == set(reading.problem.keys)


def test_a_blocked_or_unknown_cell_is_refused_unless_blank() -> None:
    assert codes(read("counts", _20__b="3")) == ("unknown_cell", ("20:b",))
    assert codes(read("counts", _7__a="3")) == ("unknown_cell", ("7:a",))
    assert read("counts", _20__b=" ").problem is None


def test_a_table_can_be_unavailable_as_a_whole() -> None:
    assert read("counts", nd="-7").value == Reserved.NOT_AVAILABLE
    assert codes(read("counts", nd="-7", _1__a="3"))[0] == "value_and_reserved"
    assert read("counts", nd="-7", _1__a="3").value == {("1", "a"): Decimal(3)}


def test_blank_cells_are_missing_and_never_zero() -> None:
    counts, kind = QUESTIONS["counts"], answer_type(QUESTIONS["counts"])
    value = {("1", "a"): Decimal(0), ("20", "a"): Reserved.NOT_AVAILABLE}
    assert kind.missing_cells(counts, value, CELLS) == (("1", "b"), ("2", "a"), ("2", "b"))
    assert kind.missing_cells(counts, None, CELLS) == CELLS
    assert kind.missing_cells(counts, Reserved.NOT_AVAILABLE, CELLS) == ()


def test_a_matrix_in_json_has_rows_then_columns_or_rows_alone() -> None:
    counts, single = QUESTIONS["counts"], QUESTIONS["judgements"]
    value = {("1", "a"): Decimal(3), ("2", "b"): Reserved.NOT_AVAILABLE}
    document = {"1": {"a": 3}, "2": {"b": {"reserved": -7}}}
    assert answer_type(counts).to_json(counts, value) == document
    assert answer_type(counts).from_json(counts, document).value == value
    assert answer_type(single).to_json(single, {("1", "a"): "02"}) == {"1": "02"}
    for data in ({"1": "02"}, {"1": {"a": "02"}}):
        assert answer_type(single).from_json(single, data).value == {("1", "a"): "02"}


def test_a_matrix_is_said_as_a_table_and_in_words() -> None:
    counts, kind = QUESTIONS["counts"], answer_type(QUESTIONS["counts"])
    value = {("1", "a"): Decimal(1234), ("2", "b"): Reserved.NOT_AVAILABLE}
    table = kind.rows_text(counts, value)
    assert table == Table(
        ("", "giunte da", "inviate a"),
        (("donne", "1.234", ""), ("uomini", "", "Dato non disponibile"), ("familiari", "", "")),
    )
    assert kind.text(counts, value) == "donne: 1.234, –; uomini: –, Dato non disponibile"


def test_blank_rows_of_a_roster_are_dropped_and_the_order_is_kept() -> None:
    reading = read(
        "roster", _2__comune="Bari", _0__comune="072028", _0___row="1", _1__comune=" ", _1___row="1", _10__ore="3"
    )
    assert reading.value == ({"comune": "072028"}, {"comune": "072006"}, {"ore": Decimal(3)})
    assert reading.problem is None


def test_an_unreadable_cell_of_a_row_is_named_and_the_others_are_kept() -> None:
    reading = read("roster", _0__comune="Bari", _0__ore="tante", _1__ore="1,5", _1__orario__lun__1__from="9")
    assert reading.value == ({"comune": "072006"}, {"ore": Decimal("1.5")})
    assert codes(reading)[1] == ("0:ore", "1:orario:lun:1:from", "1:orario:lun:1:to")
    assert reading.problem is not None
    assert "Riga 1" in reading.problem.message["it"]


def test_a_field_the_roster_does_not_have_is_refused() -> None:
    assert codes(read("roster", _0__nome="x")) == ("unknown_field", ("0:nome",))
    roster = QUESTIONS["roster"]
    problem = answer_type(roster).from_json(roster, [{"comune": "072006", "nome": {"a": 1}}]).problem
    assert problem is not None
    assert problem.keys == ("0:nome",)


def test_more_rows_than_anyone_fills_are_refused() -> None:
    roster = QUESTIONS["roster"]
    reading = answer_type(roster).read(roster, {f"{n}:ore": ["1"] for n in range(600)})
    assert len(reading.value) == 500  # type: ignore[arg-type]  # a text
    assert codes(reading)[0] == "too_many_rows"


def test_fixed_rows_keep_their_place() -> None:
    reading = read("fixed", _2__ore="4")
    assert reading.value == ({}, {}, {"ore": Decimal(4)})
    assert codes(read("fixed", _3__ore="4"))[0] == "unknown_field"
    table = answer_type(QUESTIONS["fixed"]).rows_text(QUESTIONS["fixed"], reading.value)
    assert table == Table(("", "Domanda"), (("donne", ""), ("uomini", ""), ("familiari", "4")))


def test_rows_are_said_in_words() -> None:
    roster = QUESTIONS["roster"]
    value = ({"comune": "072006", "giorni": ("01",), "ore": Decimal("12.5")}, {"ore": Reserved.NOT_AVAILABLE})
    assert answer_type(roster).text(roster, value) == "1) Bari (BA), Telefono, 12,5; 2) Dato non disponibile"


@pytest.mark.parametrize(
    ("kind", "inputs"),
    [
        ("integer", 1),
        ("multi", 1),
        ("opening_hours", 7),
        ("counts", 5),
        ("judgements", 3),
        ("roster", 10),
        ("fixed", 3),
    ],
)
def test_inputs_are_counted_as_a_person_meets_them(kind: str, inputs: int) -> None:
    assert answer_type(QUESTIONS[kind]).input_count(QUESTIONS[kind]) == inputs


def test_hidden_cells_and_passive_questions_are_no_burden() -> None:
    assert answer_type(QUESTIONS["counts"]).input_count(QUESTIONS["counts"], CELLS[:2]) == 2
    assert [answer_type(q).input_count(q) for q in PASSIVE.values()] == [0] * len(PASSIVE)
