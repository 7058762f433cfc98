"""The live pages for everybody: axe in each state, keyboard alone, a very narrow window, print."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.alive.desk import Desk
from tests.browser.walk import WIDER
from tests.conftest import ZOOMED
from tests.services import chromium

pytestmark = pytest.mark.browser
OBSCURED = """() => {
  const box = document.activeElement.getBoundingClientRect();
  return box.width > 0 && (box.bottom <= 0 || box.top >= innerHeight);
}"""

LIVE = "[role=status], [role=alert], [aria-live]:not([aria-live=off]), output:not([aria-live=off])"
LISTEN = """live => {
  window.spoken = [];
  new MutationObserver(changes => {
    for (const { target } of changes) {
      const region = (target.nodeType === 1 ? target : target.parentElement).closest(live);
      if (region) spoken.push(region.textContent.trim());
    }
  }).observe(document.body, { subtree: true, childList: true, characterData: true });
}"""
MOVING = """() => [...document.querySelectorAll('body *')].filter(e => {
  const { transitionDuration, animationName, scrollBehavior } = getComputedStyle(e);
  return parseFloat(transitionDuration) > 0.01 || animationName !== 'none' || scrollBehavior !== 'auto';
}).map(e => e.tagName + '.' + e.className)"""


def sound(page: Page) -> list[str]:
    """What axe and the ruler find."""
    return [*chromium.axe(page), *page.evaluate(WIDER)]


def tab_to(page: Page, ready: str) -> None:
    """Press Tab until a condition on `e`, the focused element, holds; every stop is on the screen."""
    for _ in range(150):
        page.keyboard.press("Tab")
        assert page.evaluate(OBSCURED) is False
        if page.evaluate(f"() => {{ const e = document.activeElement; return Boolean({ready}); }}"):
            return
    raise AssertionError(f"never reached: {ready}")


def to_field(page: Page, name: str) -> None:
    """Tab to a field; a first press leaves wherever one is."""
    tab_to(page, f"e.name === '{name}'")


def press_button(page: Page, words: str) -> None:
    """Tab to a button and press it."""
    tab_to(page, f"e.tagName === 'BUTTON' && e.textContent.trim() === '{words}' && e.tabIndex === 0")
    page.keyboard.press("Enter")


@pytest.mark.parametrize("which", ["desk", "pocket"])
def test_every_state_of_a_live_page_is_open_to_everybody(request: pytest.FixtureRequest, which: str) -> None:
    desk: Desk = request.getfixturevalue(which)
    faults = dict(blank_states(desk)) | dict(faulty_states(desk)) | dict(disturbed_states(desk))
    assert {state: found for state, found in faults.items() if found} == {}


def blank_states(desk: Desk) -> Iterator[tuple[str, list[str]]]:
    """Empty pages, and a list of names."""
    for code in ("P1", "P2", "P3"):
        desk.open(code)
        yield f"{code} empty", sound(desk.page)
    desk.field("R1:0:comune").press_sequentially("bari")
    expect(desk.page.get_by_role("option").first).to_be_visible()
    yield "list", sound(desk.page)
    desk.page.keyboard.press("Escape")
    desk.saved()


def faulty_states(desk: Desk) -> Iterator[tuple[str, list[str]]]:
    """A warning, an error, a refused cell."""
    desk.open("P1")
    desk.choose("Q1", "1")
    desk.field("Q2").fill("5.000")
    desk.choose("Q4", "98")
    desk.page.get_by_role("button", name="Salva e continua").last.click()
    expect(desk.page.locator("#controlli")).to_be_focused()
    yield "warning", sound(desk.page)
    desk.field("Q2").fill("molte")
    desk.field("Q3").focus()
    expect(desk.page.locator("#e-Q2")).to_be_visible()
    desk.saved()
    yield "error", sound(desk.page)
    desk.open("P2")
    desk.field("M1:2:a").fill("molte")
    desk.field("H1:lun:1:from").focus()
    expect(desk.page.locator('[id="e-M1:2:a"]')).to_be_visible()
    desk.saved()
    yield "a refused cell", sound(desk.page)


def disturbed_states(desk: Desk) -> Iterator[tuple[str, list[str]]]:
    """Two answers of two people, no connection."""
    desk.another_writes("M1:1:a", "7")
    desk.field("M1:1:a").fill("8")
    desk.field("H1:lun:1:from").focus()
    expect(desk.page.locator(".q-two")).to_be_visible()
    yield "two answers", sound(desk.page)
    desk.open("P1")
    desk.page.context.set_offline(True)
    desk.field("Q3").fill("x")
    expect(desk.line).to_contain_text("manca la connessione")
    yield "offline", sound(desk.page)


def test_the_whole_of_it_is_filled_and_sent_by_keyboard_alone(desk: Desk) -> None:
    desk.page.emulate_media(reduced_motion="reduce")
    desk.open("P1")
    first_page(desk, desk.page)
    second_page(desk, desk.page)
    third_page(desk.page)
    press_button(desk.page, "Invia il questionario")
    expect(desk.page.locator("h1")).to_have_text("Grazie: questionario inviato")


def first_page(desk: Desk, page: Page) -> None:
    """Buttons, a question that appears, a number."""
    to_field(page, "Q1")
    page.keyboard.press("Space")
    expect(desk.field("Q2")).to_be_visible()
    to_field(page, "Q2")
    page.keyboard.type("12")
    to_field(page, "Q4")
    page.keyboard.press("Space")
    press_button(page, "Salva e continua")
    page.wait_for_url("**/P2*")
    page.wait_for_selector("html.q-alive")


def second_page(desk: Desk, page: Page) -> None:
    """A table, column by column."""
    to_field(page, "M1:1:a")
    for text in ("4", "5", "3"):
        page.keyboard.type(text)
        page.keyboard.press("Enter")
    press_button(page, "Metti 0 nelle celle vuote")
    expect(desk.field("M1:1:b")).to_have_value("0")
    press_button(page, "Salva e continua")
    page.wait_for_url("**/P3*")
    page.wait_for_selector("html.q-alive")


def third_page(page: Page) -> None:
    """A place from its list, then the review."""
    to_field(page, "R1:0:comune")
    page.keyboard.type("mola di b")
    expect(page.get_by_role("option")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    press_button(page, "Salva e continua")
    page.wait_for_url("**/riepilogo")
    expect(page.get_by_text("Tutto è pronto per l'invio")).to_be_visible()


def test_the_summary_of_faults_leads_to_the_field(desk: Desk) -> None:
    desk.open("P1")
    desk.choose("Q1", "1")
    desk.field("Q2").fill("molte")
    desk.page.get_by_role("button", name="Salva e continua").last.click()
    expect(desk.page.locator("#controlli")).to_be_focused()
    desk.page.keyboard.press("Tab")
    desk.page.keyboard.press("Enter")
    assert desk.focused == "Q2"


def test_at_four_hundred_percent_nothing_is_wider_than_the_window(desk: Desk) -> None:
    desk.page.set_viewport_size(ZOOMED)
    for path in ("", "/P1", "/P2", "/P3", "/riepilogo", "/segnalazione"):
        desk.page.goto(f"{desk.address}/rispondi/{desk.invited.public_id}{path}")
        assert desk.page.evaluate(WIDER) == []


def test_forced_colours_and_little_motion_leave_everything_usable(desk: Desk) -> None:
    desk.page.emulate_media(forced_colors="active", reduced_motion="reduce")
    desk.open("P2")
    assert chromium.axe(desk.page) == []
    assert desk.page.evaluate(MOVING) == []
    desk.field("M1:1:a").focus()
    assert desk.page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_nothing_is_read_aloud_while_one_writes_and_once_what_is_new(desk: Desk) -> None:
    desk.open("P2")
    desk.page.evaluate(LISTEN, LIVE)
    for cell in ("M1:1:a", "M1:2:a", "M1:1:b"):
        desk.field(cell).press_sequentially("12")
    desk.saved()
    expect(desk.page.locator(".q-matrix tfoot output").first).to_have_text("…")
    assert desk.page.evaluate("spoken") == []
    desk.open("P1")
    desk.page.evaluate(LISTEN, LIVE)
    desk.choose("Q1", "1")
    expect(desk.field("Q2")).to_be_visible()
    desk.saved()
    assert desk.page.evaluate("[...new Set(spoken)]") == ["C'è una nuova domanda in questa pagina."]


def test_sections_stand_beside_the_page_at_a_desk_and_fold_on_a_telephone(desk: Desk) -> None:
    desk.open("P1")
    entries = desk.page.locator("#sezioni li")
    expect(entries.first).to_be_visible()
    expect(desk.page.locator(".q-outline")).to_have_attribute("open", "")
    expect(entries).to_have_text([re.compile("Il servizio da iniziare"), re.compile("Sedi e contatti da iniziare")])
    expect(desk.page.locator("#sezioni [aria-current]")).to_have_text("Il servizio")
    expect(desk.page.locator("#tempo")).to_have_text("Per finire: circa 20 minuti")
    desk.choose("Q1", "1")
    expect(entries.first).to_have_text(re.compile(r"Il servizio\s+mancano 3 risposte\s+serve il registro"))
    desk.page.set_viewport_size({"width": 360, "height": 740})
    expect(entries.first).to_be_hidden()
    desk.page.get_by_text("Sezioni del questionario").click()
    expect(entries.first).to_be_visible()
