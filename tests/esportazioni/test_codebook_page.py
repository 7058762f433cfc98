"""The codebook as a page: whole, searchable, without anything from elsewhere, and open to everybody."""

import re
from dataclasses import replace
from itertools import groupby
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from esportazioni.codebook import Variable, variables
from esportazioni.formats import html
from esportazioni.sheets import sheets
from tests.conftest import DESKTOP, PHONE, new_page
from tests.engine import builders
from tests.esportazioni import world
from tests.instruments.world import instrument_a
from tests.services.chromium import axe

HOSTILE = '<script>alert(1)</script> & $title "x"'


@pytest.fixture(scope="module")
def page_of_a(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of instrument A."""
    path = tmp_path_factory.mktemp("codebook") / html.NAME
    definition = instrument_a()
    html.write(path, world.around(definition, 0), variables(definition, sheets(definition)))
    return path


def test_every_variable_and_category_stands_in_the_page(page_of_a: Path) -> None:
    text = page_of_a.read_text(encoding="utf-8")
    found = variables(instrument_a(), sheets(instrument_a()))
    assert re.findall(r'<th scope="row"><code>(\w+)</code>', text) == [variable.variabile for variable in found]
    assert "Responsabile del servizio" in text and "Prima delle risposte" in text
    assert text.count("<h2") == len(instrument_a().sections) + len(sheets(instrument_a()).long) + 4


def test_codes_that_a_whole_table_shares_are_said_once(page_of_a: Path) -> None:
    text = page_of_a.read_text(encoding="utf-8")
    assert text.count("Tramite altro servizio della Rete") == 1


def test_the_page_asks_for_nothing_from_elsewhere(page_of_a: Path) -> None:
    text = page_of_a.read_text(encoding="utf-8")
    assert not re.findall(r"<script|<link|<img|src=|url\(|@import|https?://", text)


def test_texts_of_the_questionnaire_stay_texts(tmp_path: Path) -> None:
    definition = replace(builders.definition(builders.question("Q")), title={"it": HOSTILE})
    found = [replace(v, testo=HOSTILE, universo=HOSTILE) for v in variables(definition, sheets(definition))]
    html.write(tmp_path / "d.html", world.around(definition, 0), found)
    text = (tmp_path / "d.html").read_text(encoding="utf-8")
    assert "<script" not in text and text.count("&lt;script&gt;alert(1)&lt;/script&gt; &amp; $title") >= 3


@pytest.fixture(scope="module")
def shapes_of_a(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with the first question of each shape: its file, its types, how many variables, with which codes."""
    definition, kept = instrument_a(), dict[object, list[Variable]]()
    for code, run in groupby(variables(definition, sheets(definition)), lambda each: (each.file, each.quesito)):
        found = list(run)
        types = frozenset((each.tipo, bool(each.categorie), bool(each.codici_riservati)) for each in found)
        kept.setdefault((code[0], types, min(len(found), 3)), found)
    path = tmp_path_factory.mktemp("shapes") / html.NAME
    html.write(path, world.around(definition, 0), [each for found in kept.values() for each in found])
    return path


@pytest.mark.browser
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_page_is_open_to_everybody_on_any_screen(
    browser: Browser, page_of_a: Path, shapes_of_a: Path, size: dict[str, int]
) -> None:
    """The whole page for its width and links; a question of each shape for axe, which reads hundreds for long."""
    for page in new_page(browser, size):
        page.goto(page_of_a.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        page.get_by_role("link", name="A5", exact=False).first.click()
        assert page.evaluate("document.activeElement.tagName") == "H2"
        page.goto(shapes_of_a.as_uri())
        assert axe(page) == []
