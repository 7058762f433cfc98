"""Queries pinned to questions, from both sides: asked by staff, answered by the service, closed."""

from collections.abc import Callable
from html import unescape

import pytest

from questionari.store.models.messages import ExportRequest
from questionari.store.models.rounds import Round
from questionari.store.session import Database
from tests import factories
from tests.web.browser import Browser
from tests.web.counting import statements
from tests.web.filling import submit
from tests.web.managing import audited, login, mails, needs, words

pytestmark = pytest.mark.engine("sqlite")
TEXT = "Il nome è <b>questo</b>?"


@pytest.fixture
def service(browser: Browser, invited: factories.Invited) -> Browser:
    """A service that has sent its questionnaire."""
    browser.enter(invited.token)
    submit(browser, invited.public_id)
    return browser


@pytest.fixture
def place(store: Database, invited: factories.Invited) -> str:
    """Where its response stands among the staff's pages."""
    with store.reading() as session:
        code = session.get_one(Round, invited.round_id).code
    return f"/gestione/tornate/{code}/inviti/{invited.invitation_id}/risposta/chiedi-verifica"


@pytest.fixture
def staff(new_browser: Callable[[], Browser], store: Database) -> Browser:
    """The staff."""
    return login(new_browser(), store)


def ask(staff: Browser, place: str, *codes: str, text: str = TEXT) -> int:
    staff.get(place)
    return staff.post(place, {**staff.fields(), "questions": list(codes), "text": text}, "go=ask").status_code


def test_a_query_is_asked_and_answered_in_words(
    service: Browser, staff: Browser, place: str, store: Database, invited: factories.Invited
) -> None:
    own = f"/rispondi/{invited.public_id}"
    assert service.get(f"{own}/verifica").status_code == 404
    assert ask(staff, place, "Q3", text="") == 422 and "obbligatorio" in staff.text
    assert ask(staff, place) == 422 and "Scelga le domande" in staff.text
    assert ask(staff, place, "Q3") == 200
    assert "senza domande né risposte" in staff.text and "Richiesta aperta" in staff.text
    assert len(mails(store, "verification")) == 1 and needs(staff) == []
    service.get(f"/q/{invited.token}")
    assert "Le chiediamo di verificare alcune risposte" in service.text and "Leggi la richiesta" in service.text
    service.enter(invited.token)
    assert service.path == f"{own}/verifica", "her link opens what is asked"
    assert "&lt;b&gt;questo&lt;/b&gt;" in service.text and 'name="Q3"' in service.text
    assert 'name="Q1"' not in service.text and 'name="Q4"' not in service.text
    assert service.fill({}, "_go=confirm").status_code == 422
    assert "Scriva perché le risposte sono giuste" in service.text
    service.fill({"_text": "Sì, è questo."}, "_go=confirm")
    assert "La Sua risposta è arrivata" in service.text
    assert service.get(own).request.path == f"{own}/ricevuta"


def test_staff_insist_the_service_corrects_and_staff_close(
    service: Browser, staff: Browser, place: str, store: Database, invited: factories.Invited
) -> None:
    ask(staff, place, "Q3")
    service.get(f"/rispondi/{invited.public_id}/verifica")
    service.fill({"_text": "Sì, è questo."}, "_go=confirm")
    assert needs(staff) == ["1 servizio ha risposto a una richiesta di verifica."]
    staff.get("/gestione/segnalazioni/verifiche")
    assert "risposte confermate dal servizio" in staff.text
    staff.get(place)
    assert "Sì, è questo." in staff.text and "query.read" in audited(store)
    staff.fill({"text": "Nel censimento è un altro."}, "go=insist")
    service.get(f"/rispondi/{invited.public_id}/verifica")
    service.fill({"Q3": "Sportello Luna", "_text": "Ora sì."}, "_go=correct")
    assert "Le correzioni sono inviate" in service.text
    assert len(mails(store, "receipt")) == 2
    staff.get(place)
    assert "Sportello Aurora" in words(staff.text) and "Sportello Luna" in words(staff.text)
    staff.fill({}, "go=accept")
    assert "La verifica è chiusa" in staff.text and "Nuova richiesta" in staff.text
    service.get(f"/rispondi/{invited.public_id}/verifica")
    assert "Questa verifica è chiusa" in service.text and "Invia le correzioni" not in service.text


def test_a_service_changes_the_questions_asked_about_and_no_other_by_any_address(
    service: Browser, staff: Browser, place: str, invited: factories.Invited
) -> None:
    own = f"/rispondi/{invited.public_id}"
    ask(staff, place, "Q3")
    service.get(f"{own}/verifica")
    form = {**service.fields(), "Q4": "1", "_q": ["Q3@10001", "Q4@10001"]}
    assert service.post(service.path, form, "_go=correct").status_code == 422
    assert "Non ha cambiato nessuna risposta" in service.text
    token = {"csrf_token": service.token()}
    headers = {"Referer": "https://localhost/", "X-Requested-With": "autosave"}
    address = {"base_url": "https://localhost", "headers": headers}
    for data in ({"Q4": "1", "_q": "Q4@0"}, {"Q3": "Altro", "_q": "Q3@0"}):
        assert service.client.post(f"{own}/P1", data={**token, **data}, **address).status_code == 409
    assert service.post(f"{own}/invio", token).status_code == 200, "a submission sent again is the same submission"
    staff.get(place)
    assert "Il servizio non ha ancora risposto" in staff.text


def test_a_browser_that_has_not_opened_the_link_reads_nothing(
    service: Browser, staff: Browser, place: str, invited: factories.Invited, new_browser: Callable[[], Browser]
) -> None:
    ask(staff, place, "Q3")
    other = new_browser()
    assert other.get(f"/rispondi/{invited.public_id}/verifica").status_code == 403
    assert "&lt;b&gt;" not in other.text


def test_what_staff_send_too_late_is_refused_and_what_they_typed_stays(
    service: Browser, staff: Browser, place: str, invited: factories.Invited
) -> None:
    ask(staff, place, "Q3")
    form = staff.fields()
    service.get(f"/rispondi/{invited.public_id}/verifica")
    service.fill({"_text": "È giusto."}, "_go=confirm")
    assert staff.post(place, {**form, "text": "Non serve più."}, "go=withdraw").status_code == 409
    assert "Nel frattempo" in staff.text and "Non serve più." in staff.text


def test_a_list_of_queries_costs_few_statements(service: Browser, staff: Browser, place: str, store: Database) -> None:
    ask(staff, place, "Q3")
    with statements(store) as seen:
        staff.get("/gestione/segnalazioni/verifiche")
    assert len(seen) <= 10


def test_giving_back_and_asking_say_which_datasets_they_change(
    service: Browser, staff: Browser, place: str, store: Database, invited: factories.Invited
) -> None:
    staff.get(place)
    assert "Nessun dataset già preparato contiene questa risposta." in staff.text
    at = factories.NOW
    about = {"requested_by": "lenove.1", "format": "csv", "state": "done", "file_name": "d.zip", "superseded_at": at}
    with store.writing() as session:
        session.add(ExportRequest(round_id=invited.round_id, created_at=at, ended_at=at, **about))
    for path in (place, place.replace("chiedi-verifica", "riapri")):
        staff.get(path)
        assert "1 dataset già preparato contiene questa risposta: CSV del 22/11/2026, mai scaricato" in staff.text
    staff.get(f"{place.partition('/risposta')[0]}/escludi")
    assert "Restano com'erano: chi li ha scaricati va avvisato." in unescape(staff.text)
    for path in ("/gestione/dataset", f"{place.partition('/inviti')[0]}/dataset"):
        staff.get(path)
        assert "superato da una correzione del 22/11/2026" in staff.text
