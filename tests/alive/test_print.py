"""What comes out of the printer: all there is to read, whole; nothing to press, nothing that leads elsewhere."""

import pytest
from playwright.sync_api import Page, expect

from questionari.usecases import responding
from tests.alive.desk import Desk
from tests.browser.walk import WIDER

pytestmark = pytest.mark.browser
PAPER = {"width": 794, "height": 1123}  # A4 at 96 dots an inch
PRESSED = "a.btn:visible, button:visible, nav:visible, .skiplinks:visible, #sezioni:visible"
SENDER = "Dipartimento per le Pari Opportunità"


def print_out(page: Page) -> str:
    """The words on paper, of a page that has nothing to press and nothing beyond the margin."""
    page.set_viewport_size(PAPER)
    page.emulate_media(media="print")
    assert page.locator(PRESSED).all_inner_texts() == []
    assert page.evaluate(WIDER) == []
    text = page.locator("body").inner_text()
    assert SENDER in text and "06 0000 0000" in text
    return text


def go_on(desk: Desk, here: str, words: str = "Salva e continua") -> None:
    """Press the button that leads away from a page."""
    desk.page.get_by_role("button", name=words).last.click()
    desk.page.wait_for_url(lambda url: here not in url)
    desk.page.wait_for_load_state()


def sent(desk: Desk) -> responding.Receipt:
    """Answer and send; the receipt as the server keeps it."""
    desk.open("P1")
    desk.choose("Q1", "2")
    go_on(desk, "/P1")
    desk.page.get_by_role("button", name="Dato non disponibile per tutta la tabella").click()
    expect(desk.page.locator('[name="M1:nd"]')).to_be_checked()
    go_on(desk, "/P2")
    desk.field("R1:0:comune").fill("Mola di Bari (BA)")
    go_on(desk, "/P3")
    go_on(desk, "/riepilogo", "Invia il questionario")
    with desk.store.reading() as session:
        return responding.load_receipt(session, responding.receipt_header(session, desk.invited.public_id))


def test_a_printed_receipt_holds_everything_that_proves_it(desk: Desk) -> None:
    kept = sent(desk)
    text = print_out(desk.page)
    for words in (kept.number, kept.unit_name, kept.round_title, kept.hash, kept.salt, "Inviato il"):
        assert words in text
    assert not {words for words in ("Rileggere", "Stampi o salvi", "Vai al contenuto", "Privacy") if words in text}


def test_a_page_of_questions_is_printed_with_its_tables_and_without_its_buttons(desk: Desk) -> None:
    desk.open("P2")
    desk.field("M1:1:a").fill("1.200")
    desk.saved()
    text = print_out(desk.page)
    for words in ("Tabelle", "Donne accolte per età", "Fino a 29 anni", "Straniere", "Lunedì"):
        assert words in text
    expect(desk.page.locator("#q-M1")).to_have_css("break-inside", "auto")
    assert "Salvato" not in text


def test_the_preparation_sheet_is_printed_with_what_to_look_for(desk: Desk) -> None:
    desk.page.goto(f"{desk.address}/rispondi/{desk.invited.public_id}/preparazione")
    text = print_out(desk.page)
    for words in ("Foglio di preparazione", "Registro delle accolte", "Donne accolte nel periodo"):
        assert words in text
