"""Help asked from a page, answered by staff; a false message told, and who is warned of it."""

from collections.abc import Callable

import pytest
from sqlalchemy import update

from questionari.store.models.rounds import Round
from questionari.store.session import Database
from tests import factories
from tests.web.browser import Browser
from tests.web.filling import submit
from tests.web.managing import login, mails

pytestmark = pytest.mark.engine("sqlite")


@pytest.fixture
def service(browser: Browser, invited: factories.Invited) -> Browser:
    browser.enter(invited.token)
    browser.get(f"/rispondi/{invited.public_id}/P1")
    return browser


def test_help_is_asked_from_the_question_and_what_was_typed_is_saved(
    service: Browser, store: Database, new_browser: Callable[[], Browser]
) -> None:
    page = service.path
    service.fill({}, "_go=aiuto:")
    assert f"{page.rpartition('/')[0]}/aiuto/Q1" in service.text
    service.get(page)
    service.fill({"Q1": ["1"]}, "_go=show")
    service.get(page)
    service.fill({"Q2": ["12"]}, "_go=aiuto:Q2")
    assert service.path.endswith("/aiuto/Q2")
    assert "anche la mia risposta" in service.text
    assert service.fill({"text": ""}, "").status_code == 422
    assert "Scriva che cosa vuole sapere." in service.text
    service.fill({"text": "Anche le <b>minori</b>?", "value": "1"}, "")
    assert "è arrivata" in service.text and "&lt;b&gt;minori" in service.text
    service.get(page)
    assert 'value="12"' in service.text and "Ha chiesto aiuto su" in service.text


def test_staff_answer_in_the_page_and_by_mail(
    service: Browser, store: Database, new_browser: Callable[[], Browser]
) -> None:
    page = service.path
    service.fill({"Q1": ["1"]}, "_go=aiuto:Q1")
    service.fill({"text": "Anche le <b>minori</b>?", "value": "1"}, "")
    staff = login(new_browser(), store)
    assert "ha chiesto aiuto o una correzione" in staff.get("/gestione/").get_data(as_text=True)
    staff.get("/gestione/segnalazioni/aiuto")
    thread = staff.text.partition("/gestione/segnalazioni/aiuto/")[2].partition('"')[0]
    staff.get(f"/gestione/segnalazioni/aiuto/{thread}")
    assert "&lt;b&gt;minori" in staff.text and "Ha scelto di mostrare la risposta" in staff.text
    assert staff.fill({"text": " "}, "go=answer").status_code == 422
    staff.fill({"text": "Sì, anche le minori."}, "go=answer")
    assert "parte anche per e-mail" in staff.text and "Nessuna richiesta aspetta" in staff.text
    assert len(mails(store, "help_answer")) == 1
    service.get(page)
    assert "assistenza ha risposto il" in service.text
    service.get(f"{page.rpartition('/')[0]}/aiuto/Q1")
    assert "Sì, anche le minori." in service.text


def test_after_the_deadline_answers_are_read_and_nothing_is_asked(
    service: Browser, invited: factories.Invited, store: Database
) -> None:
    service.get(f"/rispondi/{invited.public_id}/aiuto/Q2")
    form = {**service.fields(), "text": "tardi"}
    with store.writing() as session:
        session.execute(update(Round).values(deadline_at=factories.NOW, closes_at=factories.NOW))
    assert service.post(service.path, form).status_code == 409
    assert "tardi" in service.text
    service.get(f"/rispondi/{invited.public_id}/aiuto/Q2")
    assert "Invia la richiesta" not in service.text


def test_a_false_message_warns_staff_and_the_territories_until_it_is_handled(
    store: Database, new_browser: Callable[[], Browser]
) -> None:
    browser, staff, atr = new_browser(), login(new_browser(), store), login(new_browser(), store, "atr", "atr.bari")
    browser.get("/verifica")
    browser.post("/verifica", {**browser.fields(), "code": "ZZ99ZZ99ZZ"})
    assert "/verifica/segnalazione?codice=ZZ99ZZ99ZZ" in browser.text
    browser.get("/verifica/segnalazione?codice=ZZ99ZZ99ZZ")
    secret = "https://localhost/q/" + "k" * 43
    browser.fill({"sender": "rete@altrove.example", "text": f"Chiede la password. {secret}"}, "")
    assert "la segnalazione è arrivata" in browser.text
    assert len(mails(store, "false_message")) == 1
    atr.get("/atr/")
    assert "circolano messaggi falsi" in atr.text and "Chiede la password" not in atr.text
    staff.get("/gestione/segnalazioni/messaggi-falsi")
    assert "Chiede la password" in staff.text and "kkkk" not in staff.text
    place = "/gestione/segnalazioni/messaggi-falsi/" + staff.text.partition("/messaggi-falsi/")[2].partition('"')[0]
    form = staff.fields()
    assert staff.post(place, {**form, "outcome": " "}).status_code == 422
    assert staff.post(place, {**form, "outcome": "Avvisata la Polizia postale."}).status_code == 200
    atr.get("/atr/")
    assert "circolano messaggi falsi" not in atr.text


def test_too_long_a_report_is_shown_back(browser: Browser) -> None:
    browser.get("/verifica/segnalazione")
    assert browser.fill({"text": "x" * 2001}, "").status_code == 422
    assert "troppo lungo" in browser.text and "x" * 2001 in browser.text


def test_a_correction_is_asked_from_the_receipt(service: Browser, invited: factories.Invited) -> None:
    submit(service, invited.public_id)
    assert f"/rispondi/{invited.public_id}/correzione" in service.text
    service.get(f"/rispondi/{invited.public_id}/correzione")
    assert service.fill({"text": " "}, "").status_code == 422
    assert "Scriva che cosa va corretto e perché." in service.text
    service.fill({"text": "Q2: erano 13"}, "")
    assert "La Sua richiesta è arrivata" in service.text and "Q2: erano 13" in service.text
