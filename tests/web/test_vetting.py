"""The pages of «Da rivedere», and a response that staff leave out of its round after it was sent."""

from collections.abc import Callable

import pytest

from questionari.jobs import periodic
from questionari.store.models.rounds import Round
from questionari.store.session import Database
from tests import factories
from tests.web.browser import Browser
from tests.web.counting import statements
from tests.web.managing import audited, found, login, needs, send, words

pytestmark = pytest.mark.engine("sqlite")


@pytest.fixture
def place(browser: Browser, store: Database, invited: factories.Invited) -> str:
    """A response with a warning confirmed, examined: where it stands among the staff's pages."""
    own = f"/rispondi/{invited.public_id}"
    browser.enter(invited.token)
    browser.get(f"{own}/P1")
    browser.fill({"Q1": "1"})
    browser.fill({"Q2": "2000", "_why:Q2.molte": "Sì, tutte."})
    browser.get(f"{own}/P1")
    browser.fill({"_why:Q2.molte": "Sì, tutte."})
    browser.get(f"{own}/P2")
    browser.fill({"M1:1:a": "2000", "M1:1:b": "0", "M1:2:a": "0", "M1:2:b": "0"})
    browser.get(f"{own}/riepilogo")
    browser.post(f"{own}/invio", {"csrf_token": browser.token()})
    assert browser.path.endswith("/ricevuta")
    with browser.client.application.app_context():
        periodic.examine_responses()
    with store.reading() as session:
        code = session.get_one(Round, invited.round_id).code
    return f"/gestione/tornate/{code}/inviti/{invited.invitation_id}"


@pytest.fixture
def staff(new_browser: Callable[[], Browser], store: Database) -> Browser:
    return login(new_browser(), store)


def test_the_list_says_why_in_few_statements_and_shows_no_answer(staff: Browser, place: str, store: Database) -> None:
    assert needs(staff) == ["1 risposta inviata è da rivedere."]
    with statements(store) as sent:
        staff.get("/gestione/da-rivedere")
    assert len(sent) <= 10
    assert found(staff) == "1 risposta" and "avviso confermato: Q2" in words(staff.text)
    assert "2000" not in staff.text and "Sì, tutte" not in staff.text and "response.read" not in audited(store)
    for narrowed, number in (("motivo=lontani", 0), ("motivo=avvisi", 1), ("territorio=072", 0), ("stato=validate", 0)):
        staff.get(f"/gestione/da-rivedere?{narrowed}")
        assert found(staff).startswith(f"{number} ")


def test_a_response_is_read_with_its_reasons_validated_and_looked_at_again(
    staff: Browser, place: str, store: Database
) -> None:
    assert send(staff, f"{place}/risposta") == 200
    assert "Da rivedere" in staff.text and "avviso confermato" in staff.text
    assert send(staff, f"{place}/risposta/valida") == 200
    assert "La risposta è validata." in staff.text and "validata" in words(staff.text)
    assert needs(staff) == []
    assert send(staff, f"{place}/risposta") == 200
    assert "da lenove.1" in words(staff.text) and "Togli la validazione" in staff.text
    assert send(staff, f"{place}/risposta/togli-validazione") == 200
    assert {"response.validated", "response.unvalidated"} <= audited(store)


def test_a_response_left_out_counts_nowhere_and_comes_back(staff: Browser, place: str) -> None:
    tornata = place.partition("/inviti")[0]
    assert send(staff, f"{place}/escludi", reason="fuori dal campo di rilevazione") == 200
    assert "esclusa" in words(staff.text) and "Riammetti il servizio" in staff.text
    staff.get(tornata)
    assert "0 su 0 servizi attesi" in words(staff.text)
    staff.get(f"{tornata}?mostra=risposte")
    assert found(staff).startswith("0 ")
    staff.get("/gestione/da-rivedere?stato=escluse")
    assert found(staff).startswith("1 ")
    assert send(staff, f"{place}/riammetti") == 200
    staff.get(tornata)
    assert "1 su 1 servizi attesi" in words(staff.text) or "1 su 1 servizio atteso" in words(staff.text)
    assert "inviata" in words(staff.text)
