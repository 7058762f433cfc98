"""Every page of staff and ATR that a link leads to, and each of their forms refused: open to everybody."""

from collections.abc import Callable

import pytest
from werkzeug.exceptions import HTTPException

from questionari.demo.content import ROUND_CODE
from tests.browser.site import Site
from tests.browser.walk import Walk
from tests.mail.returned import letter
from tests.services import chromium

pytestmark = pytest.mark.browser
LINKS = "links => links.map(link => link.getAttribute('href').split('#')[0])"
PAGES = "header a[href^='/'], main a[href^='/']:not([download])"
NOBODY = "cerca=nessuno-si-chiama-cosi"
#: Lists with nothing in them, and narrowed to few.
LISTS = (
    f"/gestione/censimento?{NOBODY}",
    f"/gestione/tornate?{NOBODY}",
    f"/gestione/tornate/{ROUND_CODE}?{NOBODY}",
    f"/gestione/tornate/{ROUND_CODE}?stato=inviata",
    f"/gestione/tornate/{ROUND_CODE}?stato=da+integrare",
    f"/gestione/tornate/{ROUND_CODE}?mostra=mancanti&ordine=invio",
    f"/gestione/tornate/{ROUND_CODE}/anteprima?{NOBODY}",
    f"/gestione/tornate/{ROUND_CODE}/anteprima?mostra=ricevono",
    f"/gestione/posta?{NOBODY}",
    "/gestione/segnalazioni",
    "/gestione/dataset",
)
MISSING = "/gestione/tornate/NIENTE"


def kind_of(site: Site, path: str) -> str:
    """What a page is, whatever it is about: the endpoint and the act; empty for what is not a page of theirs."""
    try:
        endpoint, args = site.app.url_map.bind("").match(path.split("?")[0], method="GET")
    except HTTPException:
        return ""
    return f"{endpoint} {args.get('act', '')}" if endpoint.startswith(("manage.", "atr.", "account.")) else ""


def explore(walk: Walk, site: Site, start: str) -> dict[str, str]:
    """Look at one page of each kind that can be reached; kind -> where one stands."""
    waiting, seen = [start], dict[str, str]()
    while waiting:
        path = waiting.pop(0)
        kind = kind_of(site, path)
        if kind and kind not in seen:
            walk.go(path)
            seen[kind] = path
            waiting += walk.page.locator(PAGES).evaluate_all(LINKS)
    return seen


def refuse(walk: Walk, path: str) -> int:
    """Send a page's form without what it requires: how many pages of errors were looked at (none or one)."""
    walk.go(path, look=False)
    form = walk.page.locator("main form[method=post]").filter(has=walk.page.locator("[aria-required=true]")).first
    if not form.count():
        return 0
    for field in form.locator("input[aria-required=true], textarea[aria-required=true]").all():
        field.fill("")
    walk.leave(form.locator("button").last)
    assert walk.page.title().startswith("Errore: "), path
    assert walk.page.locator("main [aria-invalid=true]").count(), path
    return 1


def test_no_page_of_the_staff_keeps_anybody_out(visitor: Callable[..., Walk], site: Site) -> None:
    walk = visitor("desktop")
    walk.go("/demo", look=False)
    walk.press("Entra come LeNove")
    site.receive(letter("La signora Anna Bianchi chiede quando si chiude.", sender="nuova@altrove.example"))
    seen = explore(walk, site, "/gestione/")
    assert "manage.erase_letter " in seen
    assert len(seen) >= 25, sorted(seen)
    assert sum(refuse(walk, path) for path in seen.values()) >= 5
    for path in (*LISTS, MISSING):
        walk.go(path)
    assert walk.heading == "Pagina non trovata"


def test_what_an_account_meets_beside_its_pages_is_open_to_everybody(visitor: Callable[..., Walk], site: Site) -> None:
    walk = visitor("phone")
    walk.go("/accesso/password/" + "x" * 43)
    walk.go("/accesso/recupero", look=False)
    walk.page.get_by_label("Codice identificativo").fill("nessuno")
    walk.press("Manda il collegamento")
    walk.go("/demo", look=False)
    walk.press("Entra come LeNove")
    walk.go("/gestione/censimento/BA-007/recapito", look=False)
    walk.page.context.clear_cookies()
    walk.press("Salva il recapito")
    assert walk.heading == "Non è stato salvato"


FORCED = ("/gestione/", "/gestione/censimento", "/gestione/tornate/nuova", f"/gestione/tornate/{ROUND_CODE}")
#: The colours are the person's own, so their contrast is not ours to judge.
#: What is told by a colour or a shadow in other themes, and by a line in this one.
UNMARKED = """() => [...document.querySelectorAll('.q-nav [aria-current], .steppers-header .active, .q-state, .btn')]
  .filter(e => getComputedStyle(e).borderBottomStyle !== 'solid').map(e => e.textContent.trim())"""


def usable_in_forced_colours(walk: Walk) -> None:
    """The page that stands there keeps its lines and its focus when the colours are the person's own."""
    walk.page.emulate_media(forced_colors="active", reduced_motion="reduce")
    assert [line for line in chromium.axe(walk.page) if not line.startswith("color-contrast")] == []
    assert walk.page.evaluate(UNMARKED) == []
    walk.page.keyboard.press("Tab")
    assert walk.page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    walk.page.emulate_media(forced_colors="none", reduced_motion="no-preference")


def test_forced_colours_leave_the_pages_of_staff_and_atr_usable(visitor: Callable[..., Walk]) -> None:
    walk = visitor("desktop")
    for door, paths in (("LeNove", FORCED), ("ATR Bari", ("/atr/", f"/atr/tornate/{ROUND_CODE}"))):
        walk.go("/demo", look=False)
        walk.press(f"Entra come {door}", look=False)
        for path in paths:
            walk.go(path, look=False)
            usable_in_forced_colours(walk)


def test_no_page_of_an_atr_keeps_anybody_out(visitor: Callable[..., Walk], site: Site) -> None:
    walk = visitor("desktop")
    walk.go("/demo", look=False)
    walk.press("Entra come ATR Bari")
    assert {kind.split()[0] for kind in explore(walk, site, "/atr/")} >= {"atr.home", "account.change_password"}
    walk.go("/gestione/")
    assert walk.heading == "Pagina non trovata"
