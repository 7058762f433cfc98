"""Staff and ATR with the keyboard alone: everything is reached by Tab, seen when it has the focus, done by Enter."""

from collections.abc import Callable

import pytest

from tests.browser.walk import Walk

pytestmark = pytest.mark.browser
MOST = 90  # presses of Tab before somebody gives up
FOCUSED = """() => {
  const at = document.activeElement, style = getComputedStyle(at), box = at.getBoundingClientRect();
  if (at === document.body) return {name: '', seen: true, inside: true};
  const label = at.labels && at.labels.length ? at.labels[0].innerText : at.innerText || at.value || '';
  const seen = style.outlineStyle !== 'none' || style.boxShadow !== 'none';
  return {name: label.trim(), seen, inside: box.width > 0 && box.top < innerHeight && box.bottom > 0};
}"""


def tab_to(walk: Walk, name: str) -> None:
    """Press Tab until something with that name has the focus; whatever has it on the way must be seen."""
    for _ in range(MOST):
        walk.page.keyboard.press("Tab")
        at = walk.page.evaluate(FOCUSED)
        if at["name"] and not (at["seen"] and at["inside"]):
            walk.faults.append(f"{walk.path}: «{at['name']}» has the focus and nobody sees it")
        if at["name"].startswith(name):
            return
    raise AssertionError(f"{walk.path}: «{name}» is not reached by Tab")


def enter(walk: Walk, name: str) -> None:
    """Go to a link or button by Tab and press Enter."""
    tab_to(walk, name)
    with walk.page.expect_navigation():
        walk.page.keyboard.press("Enter")


def test_the_staff_finds_a_service_and_extends_a_round_by_keyboard(visitor: Callable[..., Walk]) -> None:
    walk = visitor("desktop")
    walk.page.emulate_media(reduced_motion="reduce")  # a page that glides hides for a moment where the focus is
    walk.go("/demo", look=False)
    enter(walk, "Entra come LeNove")
    enter(walk, "Correggi i recapiti")
    assert walk.heading == "Segnalazioni dei servizi"
    enter(walk, "Censimento")
    tab_to(walk, "Nome, codice o ente")
    walk.page.keyboard.type("mola di bari")
    with walk.page.expect_navigation():
        walk.page.keyboard.press("Enter")
    enter(walk, "Centro antiviolenza del Comune di Mola di Bari")
    enter(walk, "Censimento")  # of the main menu
    enter(walk, "Tornate")
    enter(walk, "Primo semestre")
    tab_to(walk, "I numeri della curva")
    walk.page.keyboard.press("Enter")
    assert walk.page.get_by_role("columnheader", name="Finora").is_visible()
    walk.go(walk.path, look=False)
    enter(walk, "Proroga")
    enter(walk, "Proroga")
    assert "Un campo va corretto" in walk.text
    tab_to(walk, "Nuova scadenza (ultimo giorno): ")
    walk.page.keyboard.press("Enter")
    assert walk.page.evaluate("document.activeElement.id") == "f-deadline"


def test_an_atr_finds_who_is_missing_by_keyboard(visitor: Callable[..., Walk]) -> None:
    walk = visitor("desktop")
    walk.page.emulate_media(reduced_motion="reduce")  # a page that glides hides for a moment where the focus is
    walk.go("/demo", look=False)
    enter(walk, "Entra come ATR Bari")
    enter(walk, "Vedi quali")
    tab_to(walk, "Mostra i servizi")
    walk.page.keyboard.press("ArrowUp")
    walk.page.keyboard.press("ArrowUp")
    enter(walk, "Mostra")
    assert "mostra=mancanti" in walk.path
    enter(walk, "Azzera i filtri")
    assert "mostra" not in walk.path
    enter(walk, "Il Suo territorio")
    assert walk.heading == "Che cosa richiede la Sua attenzione oggi"
