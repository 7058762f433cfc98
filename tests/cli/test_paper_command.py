"""flask questionnaire paper: the blank form as a file."""

from pathlib import Path

import pytest
from flask import Flask

from questionari.application import create_app
from tests import factories
from tests.engine.builders import DOCUMENTS

FILE = str(DOCUMENTS / "valid" / "respond.json")


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    return create_app(factories.settings_for(f"sqlite:///{tmp_path}/none.db", tmp_path))


def test_the_form_is_written_as_a_pdf_or_as_a_page_that_needs_nothing_beside_it(app: Flask, tmp_path: Path) -> None:
    run = app.test_cli_runner()
    pdf, page = tmp_path / "modulo.pdf", tmp_path / "modulo.html"
    for out in (pdf, page):
        result = run.invoke(args=["questionnaire", "paper", FILE, "--out", str(out), "--kind", "02"])
        assert result.exit_code == 0, result.output
    assert pdf.read_bytes().startswith(b"%PDF-")
    text = page.read_text()
    assert "Casa rifugio" in text and "Risponda solo se" in text and ".q-paper-boxes" in text
    assert "<link" not in text and "<script" not in text


@pytest.mark.parametrize(
    "wrong",
    [
        ["--out", "modulo.doc"],
        ["--out", "modulo.pdf", "--kind", "xx"],
        ["--out", "modulo.pdf", "--language", "fr"],
        ["--out", "modulo.pdf", "--role", "x"],
    ],
)
def test_another_form_or_an_unknown_type_is_a_wrong_call(app: Flask, wrong: list[str]) -> None:
    result = app.test_cli_runner().invoke(args=["questionnaire", "paper", FILE, *wrong])
    assert result.exit_code == 2
