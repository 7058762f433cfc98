"""Staff ask for a dataset: the page follows the work by itself, then the workbook opens."""

import io
import zipfile
from collections.abc import Callable

import openpyxl
import pytest
from playwright.sync_api import expect

from questionari.demo.content import ROUND_CODE
from tests.browser.site import Site
from tests.browser.walk import Walk

pytestmark = pytest.mark.browser
DOOR = 'form[action$="/entra/lenove"] button'
PLACE = f"/gestione/tornate/{ROUND_CODE}/dataset"


def ask(walk: Walk) -> None:
    """Enter as LeNove and ask for a workbook, which is chosen already."""
    walk.go("/demo", look=False)
    walk.leave(walk.page.locator(DOOR), look=False)
    walk.go(PLACE)
    walk.press("Prepara il dataset con le risposte di ora")


def saved(walk: Walk) -> bytes:
    """What the button of a ready dataset gives."""
    with walk.page.expect_download() as waiting:
        walk.page.get_by_role("button", name="Scarica").click()
    return waiting.value.path().read_bytes()


def test_the_page_shows_by_itself_when_the_workbook_is_ready(walk: Walk, site: Site) -> None:
    ask(walk)
    assert "in coda" in walk.text
    site.make_datasets()
    expect(walk.page.get_by_role("button", name="Scarica")).to_be_visible()
    expect(walk.page.locator("#q-datasets-news")).to_have_text("La preparazione del dataset è terminata.")
    walk.look()
    with zipfile.ZipFile(io.BytesIO(saved(walk))) as archive:
        name = next(name for name in archive.namelist() if name.endswith("dataset.xlsx"))
        book = openpyxl.load_workbook(io.BytesIO(archive.read(name)))
    assert book.sheetnames[:3] == ["dati", "dati_etichette", "stati"]
    assert book["dati"].max_row == book["stati"].max_row == 9


def test_without_javascript_a_link_shows_how_far_it_is(visitor: Callable[..., Walk], site: Site) -> None:
    walk = visitor("desktop", javascript=False)
    walk.go("/demo", look=False)
    walk.leave(walk.page.locator(DOOR), look=False)
    walk.go(PLACE, look=False)
    walk.page.locator('label[for="format-csv"]').click()
    walk.press("Prepara il dataset con le risposte di ora", look=False)
    site.make_datasets()
    walk.follow("Aggiorna la pagina", look=False)
    assert "pronto" in walk.text and "CSV" in walk.page.locator("#q-datasets").inner_text()
