"""What a round leaves and begins with: its closing record, the next one's differences; what an ATR does about it."""

import pytest

from questionari.store.session import Database
from tests.everybody.looking import Looker, see
from tests.web import managing, test_atr_acts, test_formal_letters, test_mail_pages, test_renewing
from tests.web.browser import Browser
from tests.web.neighbours import Neighbours
from tests.web.test_atr_acts import found, office, there
from tests.web.test_minutes import signed
from tests.web.test_renewing import changed

__all__ = ["changed", "found", "office", "signed", "there"]
pytestmark = [pytest.mark.browser, pytest.mark.engine("sqlite")]


@pytest.mark.shows("manage.round_minutes", "manage/minutes.html")
def test_the_closing_record(signed: Browser, look: Looker) -> None:
    look(signed, "closed")
    see(look, signed, f"{managing.ROUND}/verbale")


@pytest.mark.shows("manage.differences", "manage/differences.html")
def test_the_differences_of_the_next_round(changed: Browser, look: Looker) -> None:
    place = changed.path
    see(look, changed, place)
    assert managing.send(changed, place) in {200, 422}
    look(changed, "confirmed")
    assert test_renewing.renewed(changed, code="2028", opens="") == 422
    look(changed, "no day of opening")


@pytest.mark.shows("atr.service", "atr/service.html", "manage/atr_reports.html")
def test_a_silent_service_of_an_atr(
    there: Browser, office: Browser, store: Database, found: Neighbours, look: Looker
) -> None:
    path = test_atr_acts.place(store, found)
    see(look, there, path)
    for which, typed in (("sollecito", {}), ("promessa", {"promised": "x"}), ("promessa", {"promised": "10/12/2026"})):
        test_atr_acts.act(there, path, which, **typed)
        look(there, f"{which} {typed}")
    for how in ("", "phone"):
        test_atr_acts.act(there, path, "segnala", kind="declined", how=how)
        look(there, f"told by {how}")
    see(look, office, "/gestione/", "/gestione/segnalazioni", "/gestione/segnalazioni/atr")


@pytest.mark.shows("manage.mail_message", "manage/mail_message.html", "manage.mail_act")
def test_a_message_that_waits(centres: Browser, store: Database, look: Looker) -> None:
    place = f"/gestione/posta/{test_mail_pages.first(store).id}"
    see(look, centres, place, f"{place}/annulla")


@pytest.mark.shows("manage.formal_letter", "manage/formal_letter.html")
def test_a_letter_for_the_register(office: Browser, store: Database, found: Neighbours, look: Looker) -> None:
    page = test_formal_letters.made(office, store, found)
    look(office, "made")
    test_formal_letters.enter(office, page, number="senza cifre", day="ieri")
    look(office, "errors")
    test_formal_letters.enter(office, page, **test_formal_letters.NUMBER)
    see(look, office, page, test_formal_letters.place(found), "/gestione/posta?cerca=0012345")
