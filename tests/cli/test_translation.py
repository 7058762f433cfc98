"""flask questionnaire translation: texts go out in a workbook and come back; only a complete language is declared."""

import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings, strategies as st

from questionari import catalogue
from questionari.cli.questionnaire import command
from questionari.engine.translations import TextRow, TranslationError, text_rows, with_translation
from tests.engine.builders import DOCUMENTS

D = catalogue.SCHEMI / "questionari" / "D" / "2026.1.json"
TINY = DOCUMENTS / "valid" / "minimal.json"


def call(*words: object) -> Result:
    return CliRunner().invoke(command, ["translation", *map(str, words)])


def document(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_bytes())
    return found


def sheet(path: Path, language: str) -> tuple[openpyxl.Workbook, Any]:
    book = openpyxl.load_workbook(path)
    return book, book[language]


def translated(path: Path, language: str, words: str) -> None:
    """Fill in the whole sheet."""
    book, page = sheet(path, language)
    for row in page.iter_rows(min_row=2):
        row[2].value = f"{words} {row[1].value}"
    book.save(path)


def test_a_document_that_is_translated_already_comes_back_as_it_was(tmp_path: Path) -> None:
    book, out = tmp_path / "d.xlsx", tmp_path / "d.json"
    assert call("export", D, "--language", "de", "--out", book).exit_code == 0
    assert "289 of 289 texts" in call("import", D, book, "--language", "de", "--out", out).stderr
    assert catalogue.load_document(out.read_bytes()).sha256 == catalogue.load_document(D.read_bytes()).sha256


def test_a_new_language_is_declared_when_every_text_is_there(tmp_path: Path) -> None:
    book, out = tmp_path / "t.xlsx", tmp_path / "t.json"
    call("export", TINY, "--language", "sl", "--out", book)
    translated(book, "sl", "sl:")
    assert call("import", TINY, book, "--language", "sl", "--out", out).exit_code == 0
    made = document(out)
    assert (made["languages"], made["translations"]) == (["it", "sl"], {"sl": {"state": "to_review"}})
    assert made["sections"][0]["title"] == {"it": "Sezione", "sl": "sl: Sezione"}
    assert [finding.code for finding in catalogue.compile_document(out.read_bytes()).findings] == ["TXT006"]


def test_a_language_that_lacks_a_text_is_kept_but_not_declared(tmp_path: Path) -> None:
    book, out, later = tmp_path / "t.xlsx", tmp_path / "t.json", tmp_path / "later.xlsx"
    call("export", TINY, "--language", "fr", "--out", book)
    opened, page = sheet(book, "fr")
    page["C2"] = "Essai"
    opened.save(book)
    told = call("import", TINY, book, "--language", "fr", "--out", out)
    assert told.exit_code == 0 and "1 of 5 texts" in told.stderr and "/sections/0/title" in told.stderr
    assert document(out)["languages"] == ["it"] and "translations" not in document(out)
    assert catalogue.compile_document(out.read_bytes()).findings == ()
    call("export", out, "--language", "fr", "--out", later)
    assert sheet(later, "fr")[1]["C2"].value == "Essai"


def test_a_signature_falls_when_a_word_changes(tmp_path: Path) -> None:
    signed, book, out = tmp_path / "s.json", tmp_path / "d.xlsx", tmp_path / "d.json"
    assert call("sign", D, "--language", "de", "--reviewer", "Revisora di prova", "--out", signed).exit_code == 0
    assert document(signed)["translations"]["de"]["reviewer"] == "Revisora di prova"
    assert catalogue.compile_document(signed.read_bytes()).findings == ()
    call("export", signed, "--language", "de", "--out", book)
    call("import", signed, book, "--language", "de", "--out", out)
    assert document(out)["translations"]["de"]["state"] == "reviewed"
    opened, page = sheet(book, "de")
    page["C2"] = "Anderer Titel"
    opened.save(book)
    call("import", signed, book, "--language", "de", "--out", out)
    assert document(out)["translations"]["de"] == {"state": "to_review"}


def test_nobody_signs_what_is_not_translated(tmp_path: Path) -> None:
    told = call("sign", D, "--language", "fr", "--reviewer", "Revisora di prova", "--out", tmp_path / "d.json")
    assert told.exit_code == 2 and "no complete translation" in told.stderr


@pytest.mark.parametrize(
    ("cell", "value", "message"),
    [
        ("A3", "/nowhere", "row 3: the document has no text at '/nowhere'"),
        ("A3", "/title", "row 3: '/title' stands in two rows"),
        ("B3", "Altro testo", "row 3: the Italian text at '/sections/0/title' has changed"),
        ("C1", "tedesco", "the first row lacks traduzione"),
    ],
)
def test_a_sheet_that_does_not_fit_is_refused_with_its_row(cell: str, value: str, message: str, tmp_path: Path) -> None:
    book, out = tmp_path / "t.xlsx", tmp_path / "t.json"
    call("export", TINY, "--language", "de", "--out", book)
    opened, page = sheet(book, "de")
    page[cell] = value
    opened.save(book)
    told = call("import", TINY, book, "--language", "de", "--out", out)
    assert told.exit_code == 2 and message in told.stderr
    assert not out.exists()


def test_what_is_no_workbook_is_refused(tmp_path: Path) -> None:
    text, bomb, other = tmp_path / "t.xlsx", tmp_path / "b.xlsx", tmp_path / "o.xlsx"
    text.write_text("no workbook")
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * 60_000_000)
    call("export", TINY, "--language", "de", "--out", other)
    messages = {text: "not an XLSX workbook", bomb: "would unpack to", other: "no sheet named 'fr'"}
    for file, message in messages.items():
        told = call("import", TINY, file, "--language", "fr", "--out", tmp_path / "t.json")
        assert told.exit_code == 2 and message in told.stderr and "Traceback" not in told.stderr


def test_a_cell_at_the_far_corner_of_the_sheet_is_refused_before_it_eats_the_memory(tmp_path: Path) -> None:
    book = tmp_path / "t.xlsx"
    call("export", TINY, "--language", "de", "--out", book)
    opened, page = sheet(book, "de")
    page["XFD1048576"] = "x"
    opened.save(book)
    told = call("import", TINY, book, "--language", "de", "--out", tmp_path / "t.json")
    assert told.exit_code == 2 and "too much memory" in told.stderr


def test_no_cell_becomes_a_formula(tmp_path: Path) -> None:
    book = tmp_path / "t.xlsx"
    path = tmp_path / "t.json"
    path.write_text(json.dumps({**document(TINY), "title": {"it": "=1+1"}}))
    call("export", path, "--language", "de", "--out", book)
    cell = sheet(book, "de")[1]["B2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_italian_is_no_translation() -> None:
    with pytest.raises(TranslationError, match="original"):
        text_rows(document(TINY), "it")


WORDS = st.text(st.characters(categories=["L", "N", "P"]), max_size=12)


@settings(max_examples=40, deadline=None)
@given(st.lists(WORDS, min_size=5, max_size=5))
def test_whatever_is_written_comes_back_and_the_italian_stays(words: list[str]) -> None:
    before = document(TINY)
    rows = [TextRow(row.place, row.original, word) for row, word in zip(text_rows(before, "de"), words, strict=True)]
    made = with_translation(before, "de", rows)
    assert [row.translated for row in text_rows(made.document, "de")] == [word.strip() for word in words]
    assert made.complete == all(word.strip() for word in words) == ("de" in made.document["languages"])
    assert _without(made.document) == _without(before) and before == document(TINY)


def _without(value: Any) -> Any:
    """A document without its translations."""
    if isinstance(value, Mapping):
        return {key: _without(v) for key, v in value.items() if key not in ("de", "translations", "languages")}
    return [_without(item) for item in value] if isinstance(value, list) else value
