"""Cards in a card, on a small telephone: rows come and go without a reload, and she stays where she acted."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from questionari import clock
from tests import factories
from tests.alive.conftest import desk_at
from tests.alive.desk import Desk

pytestmark = pytest.mark.browser


@pytest.fixture
def pocket(phone: Page, sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """The tiny document of the feature, on a telephone 360 points wide."""
    monkeypatch.setattr(clock, "utc_now", lambda: factories.NOW)
    phone.set_viewport_size({"width": 360, "height": 800})
    yield from desk_at(phone, sqlite_url, tmp_path, factories.DOCUMENTS / "nested_roster.json")


def test_inner_rows_come_and_go_where_she_acts_and_nothing_is_wider_than_the_screen(pocket: Desk) -> None:
    pocket.open()
    press = pocket.page.locator
    pocket.field("Q1:0:nome").fill("Centro")
    press('button[value="add/Q1/0:turni"]').click()
    expect(press('[id="f-Q1:0:turni:1:giorno"]')).to_be_focused()
    press('button[value="add/Q1"]').click()
    expect(pocket.field("Q1:1:nome")).to_be_focused()
    pocket.field("Q1:1:nome").fill("Mare")
    press('button[value="add/Q1/1:turni"]').click()
    expect(press('[id="f-Q1:1:turni:1:giorno"]')).to_be_focused()
    pocket.field("Q1:1:turni:1:ore").fill("13")
    press('button[value="del/Q1/1:turni:0"]').click()
    expect(press('button[value="add/Q1/1:turni"]')).to_be_focused()
    pocket.saved()
    expect(pocket.field("Q1:1:turni:0:ore")).to_have_value("13")
    expect(pocket.field("Q1:1:turni:0:motivo")).to_be_attached()
    expect(pocket.field("Q1:0:nome")).to_have_value("Centro")
    assert pocket.page.evaluate("document.documentElement.scrollWidth") <= 360
