"""Going on, going away, choosing one thing and not the other: what the live page does about it."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from questionari.store.models.responses import Response
from questionari.usecases import responding
from questionari.usecases.house import Actor
from tests import factories
from tests.alive.desk import Desk

pytestmark = pytest.mark.browser
GO_ON = "Salva e continua"
COVERED = """() => {
  const e = document.activeElement, box = e.getBoundingClientRect();
  if (!box.width || e.matches('.q-default')) return false;
  const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  return Boolean(top) && !e.contains(top) && !top.contains(e) && Boolean(top.closest('.q-state-line, .q-save'));
}"""


def press(desk: Desk, words: str) -> None:
    """Press the last button with these words."""
    desk.page.get_by_role("button", name=words, exact=True).last.click()


def redact(desk: Desk, folder: Path, code: str) -> None:
    """Staff erase an answer while the page is open."""
    house = factories.house_of(factories.settings_for("sqlite://", folder))
    with desk.store.writing() as session:
        row = session.scalars(select(Response)).one()
        responding.redact(session, house, factories.NOW, Actor("staff", "rossi.m"), row.id, code)


def test_what_is_missing_is_said_once_without_a_reload_and_shrinks_as_it_is_answered(desk: Desk) -> None:
    desk.open()
    desk.field("Q3").fill("")
    press(desk, GO_ON)
    missing = desk.page.locator("#mancano")
    expect(missing).to_be_focused()
    expect(missing.locator("li")).to_have_count(2)
    desk.choose("Q1", "2")
    expect(missing.locator("li")).to_have_text(["Nome del servizio"])
    press(desk, GO_ON)
    desk.page.wait_for_url("**/P2*")


def test_leaving_saves_and_closes(desk: Desk) -> None:
    desk.open()
    desk.field("Q3").fill("Scritto prima di uscire")
    press(desk, "Salva ed esci")
    desk.page.wait_for_url("**/uscita")
    desk.page.goto(f"{desk.address}/q/{desk.invited.token}")
    press(desk, "Riprendi il questionario")
    desk.open()
    expect(desk.field("Q3")).to_have_value("Scritto prima di uscire")


def test_a_day_has_one_indication_and_the_hours_come_back(desk: Desk) -> None:
    desk.open("P2")
    desk.field("H1:lun:1:from").fill("9:00")
    desk.field("H1:lun:1:to").fill("13:00")
    desk.choose("H1:lun:closed", "1")
    expect(desk.field("H1:lun:1:from")).to_have_value("")
    desk.choose("H1:lun:h24", "1")
    expect(desk.field("H1:lun:closed")).not_to_be_checked()
    desk.saved()
    desk.choose("H1:lun:h24", "1")
    expect(desk.field("H1:lun:1:to")).to_have_value("13:00")
    desk.choose("H1:h24", "1")
    expect(desk.field("H1:lun:1:to")).to_have_value("")
    desk.field("H1:mar:1:from").fill("8")
    expect(desk.field("H1:h24")).not_to_be_checked()
    desk.choose("H1:h24", "1")
    desk.choose("H1:h24", "1")
    expect(desk.field("H1:lun:1:from")).to_have_value("9:00")
    desk.saved()
    assert desk.answer("H1:lun:1:from") == "9:00"


def test_a_table_is_marked_as_not_available_one_way_and_its_numbers_come_back(desk: Desk) -> None:
    desk.open("P2")
    whole = desk.page.get_by_text("Dato non disponibile per tutta la tabella")
    expect(whole).to_have_count(1)
    desk.field("M1:1:a").fill("12")
    press(desk, "Dato non disponibile per tutta la tabella")
    expect(desk.field("M1:nd")).to_be_checked()
    expect(whole).to_have_count(1)
    press(desk, "Riprendi quello che avevo scritto")
    expect(desk.field("M1:1:a")).to_have_value("12")
    expect(desk.field("M1:nd")).to_have_count(0)


def test_text_over_an_erased_answer_stays_in_sight_and_can_be_taken(desk: Desk, tmp_path: Path) -> None:
    desk.open()
    desk.field("Q3").fill("Sportello di Tizia")
    desk.saved()
    redact(desk, tmp_path, "Q3")
    desk.field("Q3").fill("Sportello Aurora di Bari")
    press(desk, GO_ON)
    given_back = desk.page.locator(".q-mine")
    expect(given_back).to_contain_text("Sportello Aurora di Bari")
    expect(desk.field("Q3")).to_have_value("")
    press(desk, "Riprendi quello che avevo scritto")
    expect(desk.field("Q3")).to_have_value("Sportello Aurora di Bari")
    expect(given_back).to_have_count(0)
    assert desk.answer("Q3") == "Sportello Aurora di Bari"


def walk_by_tab(page: Page, stops: int) -> list[str]:
    """The names of the fields that something sticky covers while they have the focus."""
    covered = []
    for _ in range(stops):
        page.keyboard.press("Tab")
        if page.evaluate(COVERED):
            covered.append(str(page.evaluate("document.activeElement.name || document.activeElement.id")))
    return covered


def test_on_a_telephone_two_thin_bars_stay_in_sight_and_cover_nothing(pocket: Desk) -> None:
    pocket.page.emulate_media(reduced_motion="reduce")
    pocket.open("P2")
    save = pocket.page.locator(".q-save")
    expect(save).to_be_in_viewport(ratio=1)
    pocket.page.locator("#q-H1").scroll_into_view_if_needed()
    line = pocket.page.locator("#stato")
    expect(line).to_be_in_viewport(ratio=1)
    assert [round(bar.bounding_box()["height"]) <= limit for bar, limit in ((line, 56), (save, 64))] == [True, True]
    pocket.page.evaluate("scrollTo(0, 0)")
    assert walk_by_tab(pocket.page, 70) == []
    pocket.page.set_viewport_size({"width": 320, "height": 256})  # 1280 at 400 %
    assert save.evaluate("e => getComputedStyle(e).position") == "static"
