"""The first entry of an account, on a telephone: password, second factor, recovery codes."""

import pyotp
import pytest

from questionari import clock
from questionari.usecases.accounts import credentials
from questionari.usecases.house import SYSTEM
from tests.browser.site import Site
from tests.browser.test_staff_pages import usable_in_forced_colours
from tests.browser.walk import Walk

pytestmark = pytest.mark.browser
PASSWORD = "quattro gatti sul tetto blu"


def new_account(site: Site) -> str:
    """The path of the link that sets the password of an account nobody has entered with."""
    now = clock.utc_now()
    with site.app.extensions["database"].writing() as session:
        user = credentials.create_user(session, now, SYSTEM, "verdi.a", "A. Verdi", "a@ente.example", "staff")
        return "/accesso/password/" + credentials.mint(session, user.id, now)


def test_the_first_entry_keeps_nobody_out(walk: Walk, site: Site) -> None:
    walk.go(new_account(site))
    walk.fill("password", PASSWORD)
    walk.press("Salva la password")
    walk.fill("code", "verdi.a")
    walk.fill("password", PASSWORD)
    walk.press("Continua")
    walk.fill("typed", "000000")
    walk.press("Attiva ed entra")
    assert "Attivi il secondo fattore" in walk.page.title()
    usable_in_forced_colours(walk)
    walk.page.get_by_text("Non può inquadrarlo?").click()
    secret = walk.page.locator(".q-secret").inner_text().replace(" ", "")
    walk.look()
    walk.fill("typed", pyotp.TOTP(secret).now())
    walk.press("Attiva ed entra")
    assert walk.page.locator(".q-codes li").count() == 8
    usable_in_forced_colours(walk)
    walk.follow("Li ho conservati: continua")
    assert walk.path == "/gestione/"
