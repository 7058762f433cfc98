"""What instrument A becomes: columns, indicators, effects, burden, preparation sheet, prefilled fields."""

from collections import Counter
from typing import Any

import pytest

from questionari.engine.burden import burdens
from questionari.engine.columns import layout
from questionari.engine.outcomes import effects, indicators
from questionari.engine.path import find_path
from tests.instruments.tables import filled, staff
from tests.instruments.world import REMOVED, TYPES, changed, context, instrument_a

COLUMNS = layout(instrument_a())


def test_the_wide_file_has_621_columns() -> None:
    assert len(COLUMNS.wide) == 621


def test_the_long_files_are_those_of_the_open_rosters() -> None:
    assert {code: len(columns) for code, columns in COLUMNS.long.items()} == {
        "A0_09": 2, "A2_03": 10, "A11_02": 5, "A14_02": 3,
    }  # fmt: skip
    rows = {code: instrument_a().questions[code].max_rows for code in COLUMNS.long}
    assert rows == {"A0_09": 20, "A2_03": 20, "A11_02": 11, "A14_02": 9}


def test_the_widest_questions_are_those_of_the_outline() -> None:
    widths = Counter(column.question for column in COLUMNS.wide)
    assert {code: widths[code] for code in ("A7_01", "A3_01", "A2_04", "A4_01")} == {
        "A7_01": 44, "A3_01": 42, "A2_04": 28, "A4_01": 21,
    }  # fmt: skip


def test_no_contact_and_no_note_is_a_column() -> None:
    assert not {"A0_01", "A16_01", "A16_02", "A15_05.contatto"} & {column.question for column in COLUMNS.wide}


def test_every_declared_burden_keeps_its_limit() -> None:
    found = burdens(instrument_a())
    assert [b.profile.code for b in found if b.over_required or b.over_inputs] == []
    assert all(b.profile.max_required for b in found)


def test_every_type_of_service_has_a_burden_profile_with_the_limits_of_the_outline() -> None:
    profiles = instrument_a().burden
    assert {p.census["type"] for p in profiles} == set(TYPES)
    assert {p.max_required for p in profiles if p.assume.get("A0_07") == "2"} == {60}
    assert {p.max_required for p in profiles if p.assume.get("A0_07") == "1"} == {250}


@pytest.mark.parametrize("type_code", TYPES)
def test_the_preparation_sheet_is_that_of_the_type_of_service(type_code: str) -> None:
    path = find_path(instrument_a(), {}, context(type_code))
    lines = [line for line in instrument_a().preparation if path.scope.holds(line.when)]
    named = {code for line in lines for code in line.questions}
    assert len(lines) >= 7
    assert named <= set(instrument_a().questions)
    assert ("A10B_01" in named) == (type_code == "02")
    assert ("A2_04" in named) == (type_code != "02")


def test_the_census_fills_in_what_it_knows() -> None:
    prefilled = {q.code: q.prefill for q in instrument_a().questions.values() if q.prefill}
    assert prefilled == {
        "A1_01": "name", "A1_02": "type", "A1_04": "owner", "A1_05": "nature", "A1_09": "manager", "A1_10": "comune",
        "A1_12": "phone", "A1_13": "email", "A1_14": "pec",
    }  # fmt: skip


def record(**changes: Any) -> dict[str, Any]:
    answers = changed("01", changes)
    return indicators(instrument_a(), find_path(instrument_a(), answers, context()))


def test_the_indicators_of_a_record_are_exact() -> None:
    week = {"lun": [["09:00", "13:00"]], "mer": [["09:00", "13:00"]], "ven": [["09:00", "13:00"]]}
    found = record(
        A2_04=week,
        A3_01=staff(2, 0, 72),
        A5_02=40,
        A5_03=10,
        A7_02=filled("A7_02", "1", r02="4", r09="5"),
        A8_02="1",
        A8_04=8,
        A8_05=6,
    )
    shares = {code: round(float(value), 4) for code, value in found.items()}
    assert shares == {"I1": 0.0714, "I2": 20, "I3": 0.25, "I4": 0.1053, "I6": 0.75}


def test_an_indicator_without_its_figures_is_unknown() -> None:
    found = record(A5_02={"reserved": -7}, A2_04=REMOVED, A8_02="3")
    assert {code for code, value in found.items() if value is None} == {"I1", "I2", "I3", "I6"}


def test_two_indicators_are_of_the_whole_dataset() -> None:
    levels = {i.code: (i.level, i.method) for i in instrument_a().indicators if i.level == "dataset"}
    assert levels == {"I5": ("dataset", "correlation"), "I7": ("dataset", "share")}


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"A0_04": "3"}, "A0_04"),
        ({"A0_04": "4"}, "A0_04"),
        ({"A0_04": "5"}, "A0_04"),
        ({"A1_02": "03"}, "A1_02"),
        ({"A1_21": "2"}, "A1_21"),
        ({"A8_02": "1", "A8_03": "2"}, "A8_03"),
    ],
)
def test_a_change_is_told_to_the_territory(answers: dict[str, str], field: str) -> None:
    path = find_path(instrument_a(), changed("01", answers), context())
    told = [effect for effect in effects(instrument_a(), path) if effect.kind == "variation"]
    assert [field in effect.fields for effect in told] == [True]


def test_a_service_that_confirms_the_census_sets_off_nothing() -> None:
    path = find_path(instrument_a(), changed("01", {}), context())
    assert effects(instrument_a(), path) == ()
