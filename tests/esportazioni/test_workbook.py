"""A workbook holds what was answered, exactly, in codes and in words, and nothing in it can be a formula."""

import zipfile
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import openpyxl
import pytest
from hypothesis import example, given, settings, strategies as st

from esportazioni.errors import ExportError, TooLarge
from esportazioni.export import export_xlsx
from esportazioni.fields import fitted
from esportazioni.formats import xlsx
from esportazioni.indicators import SCALE
from esportazioni.sheets import sheets
from questionari.engine.columns import export_row
from questionari.engine.definition import Questionnaire
from questionari.engine.path import find_path
from questionari.engine.values import Value
from tests.engine import builders
from tests.esportazioni import world
from tests.instruments.strategies import answers_for
from tests.instruments.world import complete, context, instrument_a, typed

A = sheets(instrument_a())
LEADING = 14
DESKS = [{"comune": "072006", "giorni": ["lun"], "ore": "3,5"}, {"comune": "072019", "ore": 2}]
Rows = list[dict[str, Any]]


def written(definition: Questionnaire, answers: list[Mapping[str, Value]], folder: Path) -> Mapping[str, Rows]:
    """The sheets of the workbook of these answers, read by another program."""
    census = context() if definition is instrument_a() else world.NO_CONTEXT
    found = [world.submission(number, given, census) for number, given in enumerate(answers)]
    export_xlsx(world.around(definition, len(found)), found, folder, world.NOW)
    return read(folder / xlsx.NAME)


def read(path: Path) -> Mapping[str, Rows]:
    book = openpyxl.load_workbook(path)
    return {page.title: rows(page) for page in book}


def rows(page: Any) -> Rows:
    header, *lines = page.iter_rows(values_only=True)
    return [dict(zip(header, line, strict=True)) for line in lines]


def one(kind: str, value: Value, **given: Any) -> Any:
    """What a sheet holds of the answer to one question."""
    with TemporaryDirectory() as folder:
        definition = builders.definition(builders.question("Q", kind, **given))
        return written(definition, [{"Q": value}], Path(folder) / "d")["dati"][0]["Q"]


def midnight(day: date) -> datetime:
    """A day as openpyxl reads it."""
    return datetime.combine(day, time())


def shown(value: object) -> object:
    """A value as Excel holds it."""
    if isinstance(value, date):
        return midnight(value)
    if isinstance(value, Decimal):
        rounded = fitted(value, SCALE)
        return rounded and pytest.approx(float(rounded))
    return value


@settings(max_examples=4, deadline=None)
@given(st.lists(answers_for(instrument_a()), min_size=1, max_size=2))
@example([])
def test_the_sheet_of_codes_holds_what_the_path_holds(answers: list[dict[str, Value]]) -> None:
    paths = [find_path(instrument_a(), given, context()) for given in answers]
    wanted = [export_row(instrument_a(), {**g, **p.computed}, p) for g, p in zip(answers, paths, strict=True)]
    with TemporaryDirectory() as folder:
        found = written(instrument_a(), list(answers), Path(folder) / "d")
    assert len(found["dati"]) == len(found["dati_etichette"]) == len(found["stati"]) == len(answers)
    for row, line, reasons in zip(wanted, found["dati"], found["stati"], strict=True):
        for field in A.wide.fields[LEADING:]:
            value, cell = row.values[field.name], line[field.name]
            assert cell == shown(value) or (len(str(value)) > xlsx.EXACT_DIGITS and isinstance(value, Decimal))
            assert reasons[field.name] == row.stati[field.name]


texts = st.text(st.sampled_from("=+-@\t\r\n'a1 à(){}\x01\ufffe_x0A;"), min_size=1, max_size=12)


@settings(max_examples=6, deadline=None)
@given(st.lists(texts.map(lambda text: f"={text}") | texts, min_size=1, max_size=20))
def test_a_text_that_looks_like_a_formula_is_a_text_and_comes_back_whole(given_texts: list[str]) -> None:
    with TemporaryDirectory() as folder:
        definition = builders.definition(builders.question("Q", "long_text"))
        written(definition, [{"Q": text} for text in given_texts], Path(folder) / "d")
        path = Path(folder) / "d" / xlsx.NAME
        pages = [page for page in openpyxl.load_workbook(path) if page.title.startswith("dati")]
        assert {cell.data_type for page in pages for line in page for cell in line} <= {"s", "n", "d", "inlineStr"}
        with zipfile.ZipFile(path) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
    assert not [name for name, part in parts.items() if b"<f>" in part or b"<f " in part or b"<hyperlink" in part]
    assert not [name for name in parts if "calcChain" in name or "externalLink" in name]
    assert [openpyxl.utils.escape.unescape(line["Q"]) for line in rows(pages[0])] == given_texts


@pytest.mark.parametrize(
    "text", ["=1+1", '=HYPERLINK("https://rete.example")', "@SUM(A1)", "https://rete.example", "0123", "1e5", "{=1}"]
)
def test_texts_stay_texts(text: str) -> None:
    assert one("long_text", text) == text


def test_codes_keep_their_zeros_and_words_stand_beside_them(tmp_path: Path) -> None:
    found = written(instrument_a(), [{**complete("01"), **typed({"A2_02": 2, "A2_03": DESKS})}], tmp_path / "d")
    (codes,), (said,) = found["dati"], found["dati_etichette"]
    assert (codes["tipologia"], codes["provincia"], codes["A0_03"]) == ("01", "072", "1")
    words = {name.partition(": ")[0]: cell for name, cell in said.items()}
    assert (words["tipologia"], words["provincia"]) == ("Centro antiviolenza", "Bari")
    assert words["A0_03"] == "Responsabile del servizio"
    assert {codes["A1_03_08"], words["A1_03_08"]} in ({0, "No"}, {1, "Sì"})
    assert list(words) == list(codes)
    assert [(row["riga"], row["A2_03_comune"], row["A2_03_ore"]) for row in found["elenco_A2_03"]] == [
        (1, "072006", 3.5),
        (2, "072019", 2),
    ]


def test_the_sheets_stand_in_their_order_with_a_header_that_stays(tmp_path: Path) -> None:
    written(instrument_a(), [], tmp_path / "d")
    book = openpyxl.load_workbook(tmp_path / "d" / xlsx.NAME)
    rosters = [f"elenco_{code}" for code in A.long]
    wanted = ["dati", "dati_etichette", "stati", *rosters, "indicatori", "indicatori_rilevazione", "dizionario"]
    assert book.sheetnames == wanted
    assert {page.freeze_panes for page in book} == {"A2"}
    assert book["dizionario"].max_row > len(A.wide.fields)


@pytest.mark.parametrize(
    ("kind", "value", "wanted"),
    [
        ("integer", 12, 12),
        ("integer", 999_999_999_999_999, 999_999_999_999_999),
        ("integer", 9_007_199_254_740_993, "9007199254740993"),
        ("date", date(2026, 2, 28), midnight(date(2026, 2, 28))),
        ("date", date(1899, 5, 1), "1899-05-01"),
        ("long_text", "x" * 20_000, "x" * 20_000),
    ],
)
def test_what_excel_cannot_hold_exactly_is_written_as_text(kind: str, value: Value, wanted: object) -> None:
    assert one(kind, value) == wanted


def test_decimals_are_numbers_as_long_as_they_are_exact() -> None:
    assert one("decimal", Decimal("12.25"), places=2) == 12.25
    assert one("decimal", Decimal("123456789012345.25"), places=2) == "123456789012345.25"


def test_numbers_and_days_have_italian_shapes(tmp_path: Path) -> None:
    asked = [builders.question(code, kind) for code, kind in (("N", "integer"), ("E", "currency"), ("D", "date"))]
    answers = {"N": 1996, "E": Decimal("1234.5"), "D": date(2026, 12, 31)}
    written(builders.definition(*asked), [answers], tmp_path / "d")
    page = openpyxl.load_workbook(tmp_path / "d" / xlsx.NAME)["dati"]
    names = [cell.value for cell in page[1]]
    assert [page[2][names.index(code)].number_format for code in answers] == ["0", "#,##0.00", "dd/mm/yyyy"]


def test_a_sheet_that_is_full_says_so_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xlsxwriter.worksheet.Worksheet.write_string", lambda *_: -1)
    with pytest.raises(TooLarge, match="sheet dati: row 1, column 1"):
        written(builders.definition(builders.question("Q")), [{}], tmp_path / "d")
    assert list(tmp_path.iterdir()) == []


def test_lost_rows_are_noticed(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="2 responses to export, 1 read"):
        export_xlsx(world.around(instrument_a(), 2), [world.submission(0, {})], tmp_path / "d", world.NOW)
    assert list(tmp_path.iterdir()) == []


def test_long_names_of_rosters_stay_apart(tmp_path: Path) -> None:
    child = builders.question("nome")
    names = [f"{'Q' * 30}{end}" for end in "AB"]
    asked = [builders.question(name, "roster", questions=[child], max_rows=9) for name in names]
    found = written(builders.definition(*asked), [], tmp_path / "d")
    rosters = [name for name in found if name.startswith("elenco_")]
    assert len(rosters) == 2 and max(map(len, rosters)) <= 31


def test_the_same_data_give_the_same_workbook(tmp_path: Path) -> None:
    for name in "ab":
        written(instrument_a(), [complete("01")], tmp_path / name)
    assert (tmp_path / "a" / xlsx.NAME).read_bytes() == (tmp_path / "b" / xlsx.NAME).read_bytes()
