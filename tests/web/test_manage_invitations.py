"""One service within a round in the staff's hands: link, revocation, exclusion, deadline, its response."""

from collections.abc import Callable

from questionari.store.models.rounds import Round
from questionari.store.session import Database
from tests import factories
from tests.web.browser import Browser
from tests.web.filling import submit
from tests.web.managing import ROUND, audited, draft, invitation_path, login, mails, mint, send


def test_the_link_is_sent_again_to_the_contact_of_today(centres: Browser, store: Database) -> None:
    path = invitation_path(store)
    send(centres, "/gestione/censimento/BA-005/recapito", email="nuova@rete.example", reason="cambiata")
    assert mails(store).count("nuova@rete.example") == 1 and len(mails(store)) == 4  # what had not left goes by itself
    assert send(centres, f"{path}/invia") == 200
    assert mails(store).count("nuova@rete.example") == 2 and len(mails(store)) == 5


def test_a_revoked_link_is_dead_at_once_and_only_a_new_one_works(
    centres: Browser, new_browser: Callable[[], Browser], store: Database
) -> None:
    path = invitation_path(store)
    token, service = mint(store), new_browser()
    assert service.enter(token).status_code == 200
    before = service.path
    assert send(centres, f"{path}/revoca") == 200
    assert send(centres, f"{path}/revoca") == 422
    assert service.get(before).status_code == 404
    assert send(centres, f"{path}/invia") == 200
    assert service.get(before).status_code == 404
    assert new_browser().get(f"/q/{token}").status_code == 404
    assert new_browser().get(f"/q/{mint(store)}").status_code == 200


def test_a_service_is_excluded_with_a_reason_and_taken_in_again(centres: Browser, store: Database) -> None:
    path = invitation_path(store)
    assert send(centres, f"{path}/escludi") == 422
    assert send(centres, f"{path}/escludi", reason="fuori dal campo di rilevazione") == 200
    assert "esclusa" in centres.text and "fuori dal campo" in centres.text
    centres.get(ROUND)
    assert "0 su 2 servizi attesi" in centres.text
    assert send(centres, f"{path}/invia") == 422
    assert send(centres, f"{path}/riammetti") == 200
    centres.get(ROUND)
    assert "0 su 3 servizi attesi" in centres.text


def test_one_service_gets_a_deadline_of_its_own(centres: Browser, store: Database) -> None:
    path = invitation_path(store)
    assert send(centres, f"{path}/proroga", deadline="12/12/2026") == 422
    assert send(centres, f"{path}/proroga", deadline="15/01/2027") == 200
    assert "fino al 15/01/2027" in centres.text


def test_a_promised_day_is_kept_shown_and_taken_back(centres: Browser, store: Database) -> None:
    path = invitation_path(store)
    assert send(centres, f"{path}/promessa", promised="24/12/2026") == 422
    assert "da oggi al 20/12/2026" in centres.text and 'value="2026-12-24"' in centres.text
    assert send(centres, f"{path}/promessa", promised="10/12/2026") == 200
    assert "per il 10/12/2026 – segnata da lenove.1" in centres.text
    centres.get(ROUND)
    assert "Risposta promessa da 1 servizio" in centres.text
    assert send(centres, f"{path}/togli-promessa") == 200
    assert "Risposta promessa" not in centres.text
    assert {"invitation.promised", "invitation.promise_ended"} <= audited(store)


def test_foreign_and_unknown_objects_are_not_found(centres: Browser, store: Database) -> None:
    assert draft(centres, code="2026-2") == 200
    foreign = invitation_path(store).replace("2026-1", "2026-2")
    unknown = f"{ROUND}/inviti/00000000-0000-7000-8000-000000000000"
    for path in (foreign, f"{foreign}/revoca", unknown, f"{unknown}/risposta", "/gestione/tornate/nessuna"):
        assert centres.get(path).status_code == 404
    assert centres.get(f"{invitation_path(store)}/risposta").status_code == 404


def test_a_submitted_response_is_read_reopened_and_cleaned(
    browser: Browser, new_browser: Callable[[], Browser], store: Database, invited: factories.Invited
) -> None:
    service = new_browser()
    service.enter(invited.token)
    submit(service, invited.public_id)
    login(browser, store)
    with store.reading() as session:
        code = session.get_one(Round, invited.round_id).code
    path = f"/gestione/tornate/{code}/inviti/{invited.invitation_id}"
    browser.get(path)
    assert "Concedi una proroga" not in browser.text
    browser.get(f"{path}/risposta")
    assert "La lettura viene registrata" in browser.text and "response.read" not in audited(store)
    assert send(browser, f"{path}/risposta") == 200
    assert "Questa lettura è stata registrata" in browser.text and "response.read" in audited(store)
    assert send(browser, f"{path}/risposta/riapri") == 422
    assert send(browser, f"{path}/risposta/riapri", reason="Verifichi il numero delle donne") == 200
    assert "da integrare" in browser.text and len(mails(store, "query")) == 1
    browser.get(path)
    assert "Concedi una proroga" in browser.text
    assert send(browser, f"{path}/risposta/cancella") == 422
    assert send(browser, f"{path}/risposta/cancella", question="Z9") == 422 and 'value="Z9"' in browser.text
    assert send(browser, f"{path}/risposta/cancella", question="Q1") == 200
    assert "response.redact" in audited(store)
