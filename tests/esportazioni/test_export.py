"""Count in = count out, hidden answers stay behind, and what is read back is what was answered."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings, strategies as st

from esportazioni.csv_files import CLEAN, DIALECTS, EXCEL, Dialect
from esportazioni.errors import ExportError
from esportazioni.export import export_csv
from esportazioni.fields import Field, fitted
from esportazioni.indicators import SCALE
from esportazioni.sheets import sheets
from questionari.engine.columns import export_row
from questionari.engine.columns.protection import restore
from questionari.engine.path import find_path
from questionari.engine.values import Value
from tests.engine import builders
from tests.esportazioni import world
from tests.instruments.strategies import answers_for
from tests.instruments.world import complete, context, instrument_a, typed

LEADING = 14
A = sheets(instrument_a())
some_answers = st.lists(answers_for(instrument_a()), max_size=3)


def shown(value: object, dialect: Dialect) -> str:
    """How a value stands in a file, once its protection is off."""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}".replace(".", "," if dialect.comma else ".")
    return "" if value is None else value.isoformat() if isinstance(value, date) else str(value)


def found_cell(field: Field, cell: str, dialect: Dialect) -> str:
    """What a reader makes of a cell."""
    if field.column.kind == "decimal" and cell and dialect is CLEAN:
        return f"{Decimal(cell).normalize():f}"
    return restore(cell) if field.free else cell


def test_the_wide_file_of_a_has_635_columns_and_the_states_the_same(tmp_path: Path) -> None:
    world.of_a(tmp_path / "d", [complete("01")])
    (wide,), (states,) = world.read(tmp_path / "d", "dati"), world.read(tmp_path / "d", "stati")
    assert len(wide) == LEADING + 621
    assert list(wide) == list(states)
    assert [wide[name] for name in list(wide)[:LEADING]] == [states[name] for name in list(wide)[:LEADING]]


@settings(max_examples=6, deadline=None)
@given(some_answers)
def test_what_is_read_back_is_what_the_path_holds(answers: list[dict[str, Value]]) -> None:
    with TemporaryDirectory() as folder:
        made = world.of_a(Path(folder) / "d", answers)
        paths = [find_path(instrument_a(), given, context()) for given in answers]
        rows = [export_row(instrument_a(), {**g, **p.computed}, p) for g, p in zip(answers, paths, strict=True)]
        assert made.rows == len(answers)
        for dialect in DIALECTS:
            cells = world.read(Path(folder) / "d", "dati", dialect)
            assert len(cells) == len(answers)
            for row, line in zip(rows, cells, strict=True):
                assert_same(row.values, line, dialect)


def assert_same(values: Mapping[str, object], line: Mapping[str, str], dialect: Dialect) -> None:
    for field in A.wide.fields[LEADING:]:
        value = values[field.name]
        wanted = fitted(value, SCALE) if isinstance(value, Decimal) else value
        assert found_cell(field, line[field.name], dialect) == shown(wanted, dialect), field.name


@settings(max_examples=6, deadline=None)
@given(some_answers)
def test_every_cell_has_a_value_or_a_reason_and_no_formula(answers: list[dict[str, Value]]) -> None:
    with TemporaryDirectory() as folder:
        world.of_a(Path(folder) / "d", answers)
        wide, states = (world.read(Path(folder) / "d", name) for name in ("dati", "stati"))
        for values, reasons in zip(wide, states, strict=True):
            for field in A.wide.fields[LEADING:]:
                assert (values[field.name] == "") == (reasons[field.name] in ("-1", "-7", "-8", "-9"))
                assert not (field.free and values[field.name].startswith(("=", "+", "-", "@", "\t", "\r", "\n")))


@settings(max_examples=6, deadline=None)
@given(answers_for(instrument_a()))
def test_a_hidden_answer_is_never_exported(answers: dict[str, Value]) -> None:
    path = find_path(instrument_a(), answers, context())
    kept = {code: value for code, value in answers.items() if path.asked(code)}
    with TemporaryDirectory() as folder:
        for name, given_answers in (("all", answers), ("asked", kept)):
            world.of_a(Path(folder) / name, [given_answers])
        for file in sorted(p.name for p in (Path(folder) / "all").glob("*.csv")):
            assert (Path(folder) / "all" / file).read_bytes() == (Path(folder) / "asked" / file).read_bytes()


def test_rows_keep_their_order_across_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("esportazioni.export.CELLS", 2 * (LEADING + 621))
    told: list[int] = []
    found = [world.submission(number, complete("01", number % 3), context()) for number in range(5)]
    export_csv(world.around(instrument_a(), 5), found, tmp_path / "d", world.NOW, told.append)
    assert told == [2, 4, 5]
    for name in ("dati", "stati", "indicatori"):
        assert [row["id_risposta"] for row in world.read(tmp_path / "d", name)] == ["r0", "r1", "r2", "r3", "r4"]


def test_an_open_roster_has_a_row_for_each_of_its_rows(tmp_path: Path) -> None:
    desks = [{"comune": "072006", "giorni": ["lun"], "ore": "3,5"}, {"comune": "072019", "ore": 2}]
    world.of_a(tmp_path / "d", [{**complete("01"), **typed({"A2_02": 2, "A2_03": desks})}, complete("02")])
    rows = world.read(tmp_path / "d", "elenco_A2_03", EXCEL)
    assert [(row["id_risposta"], row["riga"], row["A2_03_comune"], row["A2_03_ore"]) for row in rows] == [
        ("r0", "1", "072006", "3,5"),
        ("r0", "2", "072019", "2"),
    ]


def test_a_roster_in_the_rows_of_another_has_a_file_that_names_both_rows(tmp_path: Path) -> None:
    shift = {"giorno": "1", "ore": Decimal(4)}
    rows = ({"nome": "=A1", "turni": (shift, {"ore": Decimal(5)})}, {"nome": "B"}, {"nome": "C", "turni": (shift,)})
    world.written(builders.stored("nested_roster"), [world.submission(1, {"Q1": rows})], tmp_path / "d")
    found = world.read(tmp_path / "d", "elenco_Q1.turni")
    assert [(line["riga"], line["riga_interna"], line["Q1_turni_ore"]) for line in found] == [
        ("1", "1", "4"),
        ("1", "2", "5"),
        ("3", "1", "4"),
    ]
    told = {
        line["variabile"]: line for line in world.read(tmp_path / "d", "variabili") if line["file"] == "elenco_Q1.turni"
    }
    assert told["Q1_turni_giorno"]["categorie"] == "1 = Lunedì | 2 = Martedì | 3 = Sabato"
    assert "dato non disponibile" in told["Q1_turni_ore"]["codici_riservati"].lower()


def test_a_telephone_keeps_its_plus_and_a_text_gets_an_apostrophe(tmp_path: Path) -> None:
    definition = builders.definition(builders.question("T", "phone"), builders.question("L", "long_text"))
    answers: dict[str, Value] = {"T": "+390805741461", "L": "=1+1"}
    world.written(definition, [world.submission(0, answers)], tmp_path / "d")
    (row,) = world.read(tmp_path / "d", "dati")
    assert (row["T"], row["L"]) == ("+390805741461", "'=1+1")


def test_a_dataset_without_responses_has_headers_and_no_rows(tmp_path: Path) -> None:
    made = world.of_a(tmp_path / "d", [])
    assert made.rows == 0 and world.read(tmp_path / "d", "dati") == []
    assert (tmp_path / "d" / "dati.csv").read_text().startswith('"tornata","periodo_dal"')


def test_the_manifest_vouches_for_every_file(tmp_path: Path) -> None:
    world.of_a(tmp_path / "d", [complete("01"), complete("02")])
    manifest = json.loads((tmp_path / "d" / "manifest.json").read_text())
    files = {file["name"]: file for file in manifest["files"]}
    assert set(files) | {"manifest.json"} == {path.name for path in (tmp_path / "d").iterdir()}
    for name, file in files.items():
        assert hashlib.sha256((tmp_path / "d" / name).read_bytes()).hexdigest() == file["sha256"]
    assert (manifest["rows"], files["dati.csv"]["rows"], files["dati.csv"]["columns"]) == (2, 2, LEADING + 621)
    assert manifest["questionnaire"]["sha256"] == instrument_a().sha256 and manifest["round"]["provisional"]


def test_an_excel_file_begins_with_its_mark_and_the_clean_one_does_not(tmp_path: Path) -> None:
    world.of_a(tmp_path / "d", [complete("01")])
    assert (tmp_path / "d" / "dati_excel.csv").read_bytes().startswith(b'\xef\xbb\xbf"tornata";')
    assert not (tmp_path / "d" / "dati.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_lost_rows_are_noticed_and_leave_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="2 responses to export, 1 read"):
        export_csv(world.around(instrument_a(), 2), [world.submission(0, {})], tmp_path / "d", world.NOW)
    assert list(tmp_path.iterdir()) == []


def test_a_value_that_does_not_fit_names_its_column(tmp_path: Path) -> None:
    definition = builders.definition(builders.question("D", "decimal", places=1))
    with pytest.raises(ExportError, match="column D"):
        world.written(definition, [world.submission(0, {"D": Decimal("0.25")})], tmp_path / "d")
    assert list(tmp_path.iterdir()) == []


def test_a_question_may_be_called_like_a_leading_column(tmp_path: Path) -> None:
    definition = builders.definition(builders.question("Tornata"))
    world.written(definition, [world.submission(0, {"Tornata": "prima"})], tmp_path / "d")
    (row,) = world.read(tmp_path / "d", "dati")
    assert (row["tornata_"], row["Tornata"]) == ("2026-1", "prima")
