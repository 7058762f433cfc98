"""What a dataset holds of answers gives the same answers back."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings

from questionari.engine.answer_types import answer_type
from questionari.engine.columns import ExportRow, export_row, intake
from questionari.engine.columns.intake import NOT_TAKEN, Cell
from questionari.engine.definition import Questionnaire
from questionari.engine.path import find_path
from questionari.engine.values import NO_CONTEXT, Answers, Context, Reserved, Value
from tests.engine import builders
from tests.engine.builders import question
from tests.instruments.strategies import answers_for
from tests.instruments.world import complete, context, instrument_a

GIVEN = (Reserved.NOT_AVAILABLE, Reserved.PREFER_NOT)


def exported(definition: Questionnaire, answers: Answers, around: Context) -> ExportRow:
    return export_row(definition, answers, find_path(definition, answers, around))


def back(definition: Questionnaire, row: ExportRow) -> dict[str, Value]:
    """The answers read again from the row they were exported in; texts as a file holds them."""
    wide: dict[str, Cell] = {name: str(value) for name, value in row.values.items() if value is not None}
    wide |= {name: Reserved(state) for name, state in row.stati.items() if state in GIVEN}
    long = {
        code: [{name: str(value) for name, value in one.items() if value is not None} for one in rows]
        for code, rows in row.long.items()
    }
    found = {}
    for code, data in intake(definition, wide, long).items():
        reading = answer_type(definition.questions[code]).from_json(definition.questions[code], data)
        assert reading.problem is None, (code, data, reading.problem)
        found[code] = reading.value
    return {code: value for code, value in found.items() if value is not None}


def typed(definition: Questionnaire, row: ExportRow) -> Mapping[str, object]:
    """The columns that people answer, with their states and the open lists."""
    passed = {code for code, question in definition.questions.items() if question.type in NOT_TAKEN}
    kept = {name: value for name, value in row.values.items() if name.partition("_")[0] not in passed}
    return {**kept, "stati": row.stati, "long": row.long}


@pytest.mark.parametrize("kind", ["01", "02", "03", "09"])
def test_complete_answers_to_instrument_a_come_back_from_its_dataset(kind: str) -> None:
    definition, around = instrument_a(), context(kind)
    first = exported(definition, complete(kind), around)
    again = exported(definition, {**complete_contacts(definition, kind), **back(definition, first)}, around)
    assert typed(definition, again) == typed(definition, first)


def complete_contacts(definition: Questionnaire, kind: str) -> dict[str, Value]:
    """Answers that no dataset holds."""
    apart = (code for code, question in definition.questions.items() if question.store == "contacts")
    return {code: value for code, value in complete(kind).items() if code in apart}


@settings(max_examples=40, deadline=None)
@given(answers=answers_for(builders.stored("answer_types")))
def test_an_answer_of_each_type_comes_back(answers: Mapping[str, Value]) -> None:
    definition = builders.stored("answer_types")
    first = exported(definition, answers, NO_CONTEXT)
    again = exported(definition, back(definition, first), NO_CONTEXT)
    assert typed(definition, again) == typed(definition, first)


OPTIONS = [{"code": code, "text": {"it": f"Voce {code}"}} for code in ("1", "2", "3")]
AXES = [{"code": code, "text": {"it": code}} for code in ("a", "b")]
TURNS = question("turni", "roster", questions=[question("n", "integer"), question("m")])
KINDS: Mapping[str, Mapping[str, Any]] = {
    "N": {"kind": "decimal", "places": 2, "not_available": True},
    "D": {"kind": "date"},
    "M": {"kind": "month"},
    "T": {"kind": "time"},
    "C": {"kind": "choice", "options": OPTIONS},
    "S": {"kind": "multi", "options": OPTIONS},
    "O": {"kind": "ordered", "options": OPTIONS},
    "H": {"kind": "opening_hours"},
    "X": {"kind": "matrix", "cell": "integer", "not_available": True, "rows": AXES, "columns": AXES},
    "Y": {"kind": "matrix", "cell": "integer", "rows": AXES, "columns": AXES[:1]},
    "U": {"kind": "unit_ref", "units_from": "territory"},
    "V": {"kind": "unit_ref"},
    "R": {"kind": "roster", "max_rows": 3, "questions": [question("nome"), question("ore", "decimal")]},
    "L": {"kind": "roster", "questions": [question("nome"), TURNS]},
    "K": {"kind": "computed", "expression": "N + 1"},
    "W": {"kind": "computed_text", "expression": "C"},
}
OTHERS = ["mar", "mer", "gio", "ven", "sab", "dom"]
AWAY = Reserved.NOT_AVAILABLE
MORNING = {"H_lun_1_da": "09:00:00", "H_lun_1_a": "13:00", "H_lun_2_da": "14:00", "H_lun_2_a": "18:00"}


@cache
def of_kinds() -> Questionnaire:
    return builders.definition(*(question(code, **keys) for code, keys in KINDS.items()))


@pytest.mark.parametrize(
    ("wide", "answers"),
    [
        ({"N": "12.500000"}, {"N": "12.5"}),
        ({"N": "12.00"}, {"N": "12"}),
        ({"N": "100"}, {"N": "100"}),
        ({"N": "-0.50"}, {"N": "-0.5"}),
        ({"N": "1.200,50"}, {"N": "1.200,50"}),
        ({"N": AWAY}, {"N": {"reserved": -7}}),
        (
            {"D": "2026-01-31T00:00:00", "M": "2026-03-01", "T": "09:30:00"},
            {"D": "2026-01-31", "M": "2026-03", "T": "09:30"},
        ),
        ({"D": "31/01/2026", "T": "9.30"}, {"D": "31/01/2026", "T": "9.30"}),
        ({"M": "03/2026"}, {"M": "03/2026"}),
        ({"M": "2026-03-02"}, {"M": "2026-03-02"}),
        ({"C": "2"}, {"C": "2"}),
        ({"S_1": "1", "S_2": "0", "S_3": "x"}, {"S": ["1", "3"]}),
        ({"S_1": "TRUE", "S_2": "FALSE", "S_3": "X"}, {"S": ["1", "3"]}),
        ({"S_1": "true", "S_2": "false"}, {"S": ["1"]}),
        ({"S_1": "1", "S_2": "forse"}, {"S": ["forse"]}),
        ({"S_1": "0", "S_2": "0"}, {}),
        ({"O_2": "1", "O_1": "3"}, {"O": ["3", "1"]}),
        ({"U": "BA-001", "U_nome": "Sportello"}, {"U": {"code": "BA-001", "name": "Sportello"}}),
        ({"U": "BA-001"}, {"U": {"code": "BA-001", "name": "BA-001"}}),
        ({"U_nome": "Sportello"}, {"U": "Sportello"}),
        ({"V": "Sportello"}, {"V": "Sportello"}),
        (MORNING, {"H": {"lun": [["09:00", "13:00"], ["14:00", "18:00"]], **dict.fromkeys(OTHERS, [])}}),
        ({"H_mar_1_da": "9"}, {"H": {"lun": [], "mar": [["9", ""]], **dict.fromkeys(OTHERS[1:], [])}}),
        ({"X_a_a": AWAY}, {"X": {"a": {"a": {"reserved": -7}}}}),
        ({"X_a_a": "1", "X_a_b": "2", "X_b_b": "3"}, {"X": {"a": {"a": "1", "b": "2"}, "b": {"b": "3"}}}),
        ({"Y_a": "1", "Y_b": "2"}, {"Y": {"a": "1", "b": "2"}}),
        ({"R_2_nome": "Ada", "R_2_ore": "3.50"}, {"R": [{}, {"nome": "Ada", "ore": "3.5"}]}),
        ({"S_1": AWAY, "S_2": "1"}, {"S": ["2"]}),
        ({"K": "3", "W": "x", "C": "1"}, {"C": "1"}),
        ({"Z": "3"}, {}),
    ],
)
def test_the_cells_of_a_row_become_answers(wide: Mapping[str, Cell], answers: Mapping[str, Any]) -> None:
    assert intake(of_kinds(), wide, {}) == answers


@pytest.mark.parametrize(
    ("long", "answers"),
    [
        (
            {"L": [{"riga": "2", "L_nome": "B"}, {"riga": "10", "L_nome": "C"}, {"riga": "1", "L_nome": ""}]},
            {"L": [{}, {"nome": "B"}, {"nome": "C"}]},
        ),
        (
            {
                "L": [{"riga": "1", "L_nome": "A"}, {"riga": "2", "L_nome": "B"}],
                "L.turni": [
                    {"riga": "2", "riga_interna": "2", "L_turni_n": "4"},
                    {"riga": "2", "riga_interna": "1", "L_turni_n": "3", "L_turni_m": ""},
                    {"riga": "3", "riga_interna": "1", "L_turni_n": "9"},
                ],
            },
            {"L": [{"nome": "A"}, {"nome": "B", "turni": [{"n": "3"}, {"n": "4"}]}]},
        ),
        (
            {"L": [{"riga": "1", "L_nome": "A"}, {"riga": "x", "L_nome": "B"}, {"riga": "²", "L_nome": "C"}]},
            {"L": [{"nome": "B"}, {"nome": "C"}, {"nome": "A"}]},
        ),
        ({"L": []}, {}),
    ],
)
def test_the_rows_of_an_open_list_come_in_their_order_with_the_lists_inside_them(
    long: Mapping[str, Any], answers: Mapping[str, Any]
) -> None:
    assert intake(of_kinds(), {}, long) == answers
