"""The page of a file by the keyboard alone, and both pages as axe sees them, on a small telephone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from questionari import clock
from tests import factories
from tests.alive.conftest import desk_at
from tests.alive.desk import Desk
from tests.attached_files import pdf
from tests.browser.keyboard import Keyboard
from tests.services import chromium

pytestmark = pytest.mark.browser
CHOSEN = {"name": "Statuto 2026.pdf", "mimeType": "application/pdf", "buffer": pdf()}


@pytest.fixture
def pocket(phone: Page, sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """The tiny document of the feature, on a telephone 360 points wide."""
    monkeypatch.setattr(clock, "utc_now", lambda: factories.NOW)
    phone.set_viewport_size({"width": 360, "height": 800})
    yield from desk_at(phone, sqlite_url, tmp_path, factories.DOCUMENTS / "attachments.json")


class Hands(Keyboard):
    """Without a mouse: each page she comes to is looked at."""

    def look(self) -> None:
        self.faults += chromium.axe(self.page)
        if self.page.evaluate("document.documentElement.scrollWidth") > 360:
            self.faults.append(f"{self.page.url} is too wide")

    def enter(self, words: str) -> None:
        self.pass_over(words)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.look()


def test_a_file_is_attached_replaced_and_taken_away_without_a_mouse(pocket: Desk) -> None:
    hands, page = Hands(pocket.page, {}), pocket.page
    pocket.open("PS1")
    hands.look()
    hands.enter("Allega un file: Statuto dell'ente")
    hands.enter("Carica il file")
    expect(page.get_by_role("alert")).to_contain_text("Scelga un file")
    hands.pass_over("Scelga un file, poi prema «Carica il file».")
    page.keyboard.press("Enter")
    expect(page.locator("#file")).to_be_focused()
    page.locator("#file").set_input_files(CHOSEN)  # type: ignore[arg-type]  # as the window of the system gives it
    hands.enter("Carica il file")
    expect(page.locator("#q-Q1")).to_contain_text("Statuto 2026.pdf (1 kB)")
    page.wait_for_selector("html.q-alive")
    hands.enter("Cambia, scarica o togli il file: Statuto dell'ente")
    hands.enter("Togli il file")
    expect(page.locator("#q-Q1")).to_contain_text("Nessun file allegato.")
    assert hands.faults == []
