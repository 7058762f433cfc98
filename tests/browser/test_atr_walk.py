"""The ATR: her own territory, to the last pixel, and nothing of the others."""

import pytest

from questionari import clock
from questionari.demo import content
from questionari.demo.credentials import read_credentials
from tests.browser.site import Site
from tests.browser.walk import Walk

pytestmark = pytest.mark.browser


def test_the_atr_follows_its_own_services_only(walk: Walk) -> None:
    walk.go("/demo")
    walk.press("Entra come ATR Bari")
    assert "Che cosa richiede la Sua attenzione oggi" in walk.text
    walk.go(f"/atr/tornate/{content.ROUND_CODE}")
    assert "servizi hanno risposto" in walk.text
    assert "Mola di Bari" in walk.text
    assert "Casa rifugio di esempio" not in walk.text
    walk.page.get_by_label("Mostra i servizi").select_option("mancanti")
    walk.press("Mostra")
    assert "/q/" not in walk.page.content()
    walk.press("Esci")
    walk.go("/demo")
    walk.press("Entra come ATR Teramo")
    walk.go(f"/atr/tornate/{content.ROUND_CODE}")
    assert "Casa rifugio di esempio" in walk.text
    assert "Mola di Bari" not in walk.text


def test_a_first_login_by_the_ordinary_way(walk: Walk, site: Site) -> None:
    walk.go("/demo")
    code, password, digits = walk.page.locator("tbody tr", has_text="atr-bari").locator("code").all_inner_texts()
    assert len(digits) == 6
    walk.go("/accesso/")
    walk.type("Codice identificativo", code)
    walk.type("Password", "sbagliata del tutto")
    walk.press("Continua")
    assert "Codice o password non corretti" in walk.text
    walk.type("Password", password)
    walk.press("Continua")
    walk.type("Codice", read_credentials(site.instance)[code].typed_now(clock.utc_now()))  # those seen may be old
    walk.press("Entra")
    assert walk.path.startswith("/atr/")
