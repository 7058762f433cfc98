"""Instrument E through the pages: staff open its round, the operators tell a code, the service follows by it.

Without JavaScript, as a service on a telephone may be.
"""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from questionari.store.models.access import AuditEvent
from questionari.store.models.census import Unit
from questionari.store.models.rounds import Invitation
from questionari.store.session import Database
from questionari.usecases import links
from tests import factories
from tests.usecases.parts_acts import ARRIVED, CALL, CENTRE, OPERATOR, OTHER, OUTCOME, E
from tests.web import managing
from tests.web.browser import Browser
from tests.web.conftest import Clock
from tests.web.test_respond_records import form_to, press

pytestmark = pytest.mark.engine("sqlite")  # the queries are tried on both in tests/usecases


def entered(store: Database, browser: Browser, code: str) -> str:
    """A service opens its mailed link; the address of its list."""
    with store.writing() as session:
        found = session.scalars(select(Invitation).join(Unit).where(Unit.code == code)).one()
        token = links.mint(session, found.id, "invitation", factories.NOW)
    browser.enter(token)
    return browser.path


def fill(browser: Browser, page: str, answers: dict[str, list[str]]) -> None:
    """A page, saved again where it asks something new."""
    for _ in range(2):
        browser.get(page)
        asked = browser.fields()["_q"]
        shown = {mark.partition("@")[0] for mark in asked}
        browser.fill({code: value for code, value in answers.items() if code in shown})


def called(store: Database, operators: Browser) -> tuple[str, str]:
    """The operators fill in and send a first part; the address of their list, the code that the receipt tells."""
    place = entered(store, operators, OPERATOR)
    press(operators, f"{place}/schede")
    assert "Parte 1522" in operators.text
    assert "Parte servizio referente" not in operators.text
    fill(operators, f"{place}.1/E1a", CALL)
    fill(operators, f"{place}.1/E1b", OUTCOME)
    operators.get(f"{place}.1/riepilogo")
    operators.post(f"{place}.1/invio", operators.fields())
    told = re.search(r'<p class="q-pass">(\w{4}) (\w{4})</p>', operators.text)
    assert told is not None
    return place, told[1] + told[2]


@pytest.fixture
def round_of_e(staff: Browser, store: Database) -> Browser:
    """The staff member, once she has opened a round of E by its form."""
    with store.writing() as session:
        factories.publish(session, E)
    choice = {"questionnaire": "E@2026.1", "types": [], "units": f"{CENTRE} {OTHER}", "first": OPERATOR}
    assert managing.draft(staff, **choice) == 200
    return staff


def test_staff_see_who_receives_which_part_and_open_the_round(round_of_e: Browser) -> None:
    page = managing.words(round_of_e.text)
    assert "«Parte servizio referente»: 2 servizi. «Parte 1522»: 1 servizio." in page
    assert page.count("compila «Parte servizio referente»") == 2
    round_of_e.get(f"{managing.ROUND}/modifica")
    assert round_of_e.fields()["first"] == [OPERATOR]
    assert managing.send(round_of_e, f"{managing.ROUND}/apri") == 200


def test_a_part_that_nobody_begins_is_told_beside_its_field(staff: Browser, store: Database) -> None:
    with store.writing() as session:
        factories.publish(session, E)
    assert managing.draft(staff, questionnaire="E@2026.1", types=[], units=CENTRE, first="") == 422
    assert "Scriva il codice di chi compila «Parte 1522»" in staff.text
    assert staff.fields()["units"] == [CENTRE]


def test_a_transfer_goes_from_the_operators_to_the_service_by_a_code(
    round_of_e: Browser, store: Database, new_browser: Callable[[], Browser]
) -> None:
    managing.send(round_of_e, f"{managing.ROUND}/apri")
    operators, centre = new_browser(), new_browser()
    place, told = called(store, operators)
    own = entered(store, centre, CENTRE)
    assert "Aggiungi una scheda" not in centre.text
    centre.post(f"{own}/passaggio", {**form_to(centre, f"{own}/passaggio"), "codice": f"{told[:4]}-{told[4:]}".lower()})
    assert centre.path == f"{own}.1"
    assert "Parte 1522" not in centre.text
    fill(centre, f"{own}.1/E2", ARRIVED)
    centre.get(f"{own}.1/riepilogo")
    centre.post(f"{own}.1/invio", centre.fields())
    assert "Scheda n. 1 inviata" in centre.text
    assert "q-pass" not in centre.text
    round_of_e.get(managing.ROUND)
    assert "1 di 1 passaggi con la seconda parte" in managing.words(round_of_e.text)
    round_of_e.get(managing.invitation_path(store, OPERATOR))
    assert "seconda parte inviata il 22/11/2026 da Centro Antiviolenza di Bari" in round_of_e.text
    assert told not in round_of_e.text
    operators.get(f"{place}.1/ricevuta")
    assert "Il codice è già stato usato." in operators.text
    with store.reading() as session:
        trail = [str(detail) for detail in session.scalars(select(AuditEvent.detail))]
    assert not [detail for detail in trail if told in detail]


def test_staff_see_which_transfers_wait_for_their_second_part(
    round_of_e: Browser, store: Database, new_browser: Callable[[], Browser], hour: Clock
) -> None:
    managing.send(round_of_e, f"{managing.ROUND}/apri")
    centre = new_browser()
    _, told = called(store, new_browser())
    round_of_e.get(managing.ROUND)
    assert "0 di 1 passaggi con la seconda parte" in managing.words(round_of_e.text)
    own = entered(store, centre, CENTRE)
    round_of_e.get(managing.invitation_path(store, OPERATOR))
    assert "seconda parte non ancora aperta<" in round_of_e.text
    centre.post(f"{own}/passaggio", {**form_to(centre, f"{own}/passaggio"), "codice": told})
    hour.now += timedelta(days=8)
    managing.login(round_of_e, store, code="lenove.2", now=hour.now)
    round_of_e.get(managing.ROUND)
    assert "0 di 1 passaggi con la seconda parte; 1 la aspetta da oltre 7 giorni" in managing.words(round_of_e.text)
    round_of_e.get(managing.invitation_path(store, OPERATOR))
    assert "in compilazione presso Centro Antiviolenza di Bari, da 8 giorni" in round_of_e.text


def test_a_code_that_is_wrong_stays_to_be_corrected(
    round_of_e: Browser, store: Database, new_browser: Callable[[], Browser]
) -> None:
    managing.send(round_of_e, f"{managing.ROUND}/apri")
    centre = new_browser()
    own = entered(store, centre, CENTRE)
    assert (
        centre.post(f"{own}/passaggio", {**form_to(centre, f"{own}/passaggio"), "codice": "K7QM x"}).status_code == 422
    )
    assert form_to(centre, f"{own}/passaggio")["codice"] == ["K7QM x"]
    assert '<a href="#codice">Il codice non è completo' in centre.text
    assert 'aria-invalid="true"' in centre.text


def test_the_form_to_print_holds_the_own_part_alone(
    round_of_e: Browser, store: Database, new_browser: Callable[[], Browser]
) -> None:
    managing.send(round_of_e, f"{managing.ROUND}/apri")
    centre = new_browser()
    centre.get(f"{entered(store, centre, CENTRE)}/modulo")
    assert "La chiamata è arrivata" in centre.text
    assert "Dispositivo applicato" not in centre.text
    assert "Stato del record" not in centre.text


def test_staff_add_who_begins_to_an_open_round_and_the_sheet_is_of_the_own_part(
    round_of_e: Browser, store: Database, new_browser: Callable[[], Browser]
) -> None:
    managing.send(round_of_e, f"{managing.ROUND}/apri")
    round_of_e.get(managing.ROUND)
    assert "Aggiungi chi compila la prima parte" in round_of_e.text
    assert managing.send(round_of_e, f"{managing.ROUND}/aggiungi-primo", unit_code="BA-010") == 200
    browser = new_browser()
    for code, told in (("BA-010", False), (CENTRE, True)):
        browser.get(f"{entered(store, browser, code)}/preparazione")
        assert ("Codice passaggio comunicato dal 1522" in browser.text) is told


def test_the_author_sees_and_prints_each_part_alone(round_of_e: Browser) -> None:
    place = "/gestione/questionari/pubblicati/E/2026.1"
    round_of_e.get(f"{place}/modulo?parte=referente")
    assert "La chiamata è arrivata" in round_of_e.text
    assert "Dispositivo applicato" not in round_of_e.text
    assert "modulo.pdf?parte=referente" in round_of_e.text
    round_of_e.get(place)
    round_of_e.post(f"{place}/bozza", {"csrf_token": round_of_e.token()})
    round_of_e.get(f"{round_of_e.path}/anteprima")
    round_of_e.fill({"_parte": "referente"}, "_go=show")
    assert "Questa parte si apre solo dopo certe risposte di un'altra" in round_of_e.text
    round_of_e.fill({"_parte": ""}, "_go=show")
    round_of_e.fill({"E1_04": "2"}, "_go=show")
    round_of_e.fill({"E1_05": "1", "_parte": "referente"}, "_go=show")
    assert "pagina 1 di 1" in managing.words(round_of_e.text)
    assert "La chiamata è arrivata" in round_of_e.text
    round_of_e.fill({"E2_02": "3", "_esempio": "Non arrivata"}, "_go=example")
    round_of_e.get(round_of_e.path.removesuffix("/anteprima"))
    assert "come prima" in round_of_e.text


def test_staff_verify_a_transfer_by_a_form(
    round_of_e: Browser, store: Database, new_browser: Callable[[], Browser]
) -> None:
    managing.send(round_of_e, f"{managing.ROUND}/apri")
    called(store, new_browser())
    own = managing.invitation_path(store, OPERATOR)
    place = f"{own}/verifica?scheda=1"
    assert round_of_e.get(place).status_code == 200
    assert round_of_e.fields()["E3_01"] == ["2"] and "seconda parte non ancora aperta" in round_of_e.text
    told = {"E3_01": "4", "E3_02": "1"}
    assert round_of_e.post(place, {**round_of_e.fields(), **told}).status_code == 422
    assert 'aria-invalid="true"' in round_of_e.text
    round_of_e.post(place, {**round_of_e.fields(), **told, "E3_01.4": "Chiusa per trasloco"})
    assert round_of_e.path == own
    assert "verificata il 22/11/2026" in managing.words(round_of_e.text)
    assert round_of_e.get(f"{managing.invitation_path(store, CENTRE)}/verifica?scheda=1").status_code == 404
