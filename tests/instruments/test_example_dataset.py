"""What instruments B, C, D, E become: a whole life without a screen, columns, indicators, effects, burden."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from esportazioni.indicators import Indicators
from questionari.cli.questionnaire import command
from questionari.engine.answer_document import read_answers
from questionari.engine.burden import burdens
from questionari.engine.columns import layout
from questionari.engine.headless import context_of
from questionari.engine.path import find_path
from tests.instruments.example import CODES, content, example, instrument, report


@pytest.mark.parametrize(("code", "required"), [("B", 30), ("C", 18), ("D", 6), ("E", 10)])
def test_the_example_goes_from_the_first_page_to_submission(code: str, required: int) -> None:
    found = report(code)
    assert (found["errors"], found["warnings"], found["missing"], found["submittable"]) == ([], [], [], True)
    assert found["progress"] == {"answered": required, "required": required}
    assert [page["code"] for page in found["pages"]] == [page.code for page in instrument(code).pages()]


@pytest.mark.parametrize("code", CODES)
def test_the_command_walks_the_example(code: str, tmp_path: Path) -> None:
    files = {name: tmp_path / f"{name}.json" for name in ("document", "answers", "context")}
    for name, held in {"document": json.loads(content(code)), **example(code)}.items():
        files[name].write_text(json.dumps(held))
    words = ["run", files["document"], "--answers", files["answers"], "--context", files["context"]]
    told = CliRunner().invoke(command, list(map(str, words)))
    assert (told.exit_code, json.loads(told.stdout)) == (0, report(code))


@pytest.mark.parametrize("code", CODES)
def test_nothing_answered_is_no_error_but_what_is_missing(code: str) -> None:
    answers: dict[str, Any] = dict.fromkeys(example(code)["answers"])
    found = report(code, answers)
    assert {error["code"].rpartition(".")[2] for error in found["errors"]} == {"required"}
    assert found["submittable"] is False


@pytest.mark.parametrize(("code", "wide"), [("B", 221), ("C", 85), ("D", 155), ("E", 38)])
def test_the_wide_file_has_its_columns(code: str, wide: int) -> None:
    assert len(layout(instrument(code)).wide) == wide


def test_the_long_files_are_those_of_the_open_rosters() -> None:
    files = {name: len(columns) for code in CODES for name, columns in layout(instrument(code)).long.items()}
    assert files == {
        "B1_08": 4, "B2_01": 2, "B2_03": 3, "B2_04": 3, "B2_05": 3, "B3_06": 4, "B4": 8, "B5_03": 2, "B6_04": 4,
        "B7_01": 7, "B8_02": 5, "B9_01": 5, "B9_02": 6, "B9_05": 4, "B10_02": 6, "C1_02": 3, "C2": 6, "C3_01": 5,
        "C3_02": 5, "C4_03": 4, "C6_01": 5, "C7_01": 14, "C8_01": 4, "C9_01": 5, "C10_01": 7, "C10_02": 4, "C11_03":
        5,
    }  # fmt: skip


def test_the_columns_of_the_lists_bear_the_codes_of_the_outline() -> None:
    names = [column.name for column in layout(instrument("B")).long["B4"]]
    assert names == ["riga", "B4_01", "B4_02", "B4_02_98_testo", "B4_03", "B4_04", "B4_06", "B4_07"]


def test_no_person_and_no_code_of_a_record_leaves_with_the_data() -> None:
    left = {column.question for code in CODES for column in layout(instrument(code)).wide}
    assert not {q for q in left if q.startswith(("B1_09", "B1_10", "D1_01", "D1_06", "E2_01"))}
    assert not {q for q in left if q.endswith((".nome", ".telefono", ".email"))}


def test_records_of_reception_are_never_public_one_by_one() -> None:
    assert {column.rule for column in layout(instrument("D")).wide} == {"not_public"}


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("B", {"IB1": 20 / 168, "IB2": 0.5, "IB3": 0.5}),
        ("C", {"IC1": 6 / 11, "IC2": 0.75, "IC3": 0.75}),
        ("D", {}),
        ("E", {"IE7": 20 / 168}),
    ],
)
def test_the_indicators_of_a_record_are_those_reckoned_by_hand(code: str, expected: dict[str, float]) -> None:
    found = {name: float(value) for name, value in report(code)["indicators"].items()}
    assert found == pytest.approx(expected)


def test_the_indicators_of_many_transfers_are_those_reckoned_by_hand() -> None:
    """Ten calls: seven taken after 10, 20 … 70 seconds, one busy after 200, one person who refuses, one elsewhere."""
    taken: list[dict[str, Any]] = [{"E1_10": seconds} for seconds in range(10, 80, 10)]
    busy: dict[str, Any] = {"E1_09": "3", "E1_10": 200, "E1_11": 2, "E1_12": ["1"], "E2_02": "1"}
    counted = Indicators(instrument("E"))
    for changes in (*taken, busy, {"E1_05": "2", "E1_12": ["1"]}, {"E1_04": "1"}):
        given = {**example("E")["answers"], **changes}
        context = context_of(instrument("E"), example("E")["context"])
        answers = read_answers(instrument("E"), given).answers
        counted.add(find_path(instrument("E"), answers, context))
    values = {outcome.indicator.code: (outcome.value, outcome.n) for outcome in counted.outcomes()}
    assert values == {
        "IE1": (Decimal(9), 8),  # seven single attempts and two
        "IE2": (Decimal(7) / Decimal(8), 8),
        "IE3": (Decimal(0), 9),
        "IE4": (Decimal(45), 8),  # between 40 and 50
        "IE5": (Decimal(200), 8),  # nine in ten of eight: the eighth
        "IE6": (Decimal(1) / Decimal(8), 8),
        "IE8": (Decimal(0), 8),
    }


@pytest.mark.parametrize("code", CODES)
def test_every_declared_burden_keeps_its_limit(code: str) -> None:
    found = burdens(instrument(code))
    assert found
    assert [b.profile.code for b in found if b.over_required or not b.profile.max_required] == []


@pytest.mark.parametrize(
    ("code", "changes", "field"),
    [
        ("B", {"B1_07": "3"}, "B1_07"),
        ("B", {"B6_01": "CAV09"}, "B6_01"),
        ("B", {"B4": [{"B4_01": "Ente di prova", "B4_02": "09", "B4_03": "5"}]}, "B4"),
        ("C", {}, "C4_03"),
    ],
)
def test_a_change_is_told(code: str, changes: dict[str, object], field: str) -> None:
    assert field in {name for effect in report(code, changes)["effects"] for name in effect["fields"]}


@pytest.mark.parametrize("code", CODES)
def test_the_preparation_sheet_names_questions_of_the_instrument(code: str) -> None:
    lines = instrument(code).preparation
    assert lines
    assert {q for line in lines for q in line.questions} <= set(instrument(code).questions)


def test_the_census_and_the_registers_fill_in_what_is_marked() -> None:
    filled = {q.code: q.prefill for q in instrument("B").questions.values() if q.prefill}
    assert filled == {
        "B1_01": "atr_name", "B1_03.provincia": "atr_province", "B1_03.comune": "atr_comune", "B1_04.pec": "atr_pec",
        "B2_01": "atr_comuni", "B5_01": "atr_services", "B5_03": "atr_uncovered",
    }  # fmt: skip
