"""A round of records in the hands of staff and ATR: units are counted, records beside them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from questionari.store.models.rounds import Invitation, Round
from questionari.store.session import Database
from questionari.usecases import sessions
from questionari.usecases.accounts import credentials
from questionari.usecases.house import SYSTEM
from questionari.usecases.rounds import reminding
from tests import factories
from tests.web.browser import Browser
from tests.web.managing import ROUND, audited, draft, invitation_path, mails, mint, send, words
from tests.web.test_respond_records import press, send_one

pytestmark = pytest.mark.engine("sqlite")  # the queries are tried on both in tests/usecases


@pytest.fixture
def place(staff: Browser, store: Database, new_browser: Callable[[], Browser]) -> tuple[Browser, str]:
    """A service of an open round of records that has sent one and begun another; the address of its list."""
    with store.writing() as session:
        factories.publish(session, factories.DOCUMENTS / "many.json")
    assert draft(staff, questionnaire="M@2026.1") == 200
    assert send(staff, f"{ROUND}/apri") == 200
    service = new_browser()
    service.enter(mint(store))
    path = service.path
    send_one(service, path, 1)
    service.get(path)
    press(service, f"{path}/schede")
    service.get(path)
    return service, path


def test_staff_and_territory_count_units_and_beside_them_records(
    staff: Browser, store: Database, place: tuple[Browser, str], new_browser: Callable[[], Browser]
) -> None:
    staff.get(ROUND)
    assert "0 su 3 servizi attesi" in words(staff.text)
    assert "1 di 2 schede inviate" in words(staff.text)
    territory = new_browser()
    with store.writing() as session:
        make = credentials.create_user
        user = make(session, factories.NOW, SYSTEM, "atr.bari", "ATR", "atr@rete.example", "atr", ("072",))
        token = sessions.start(session, user.id, factories.NOW)
    with territory.client.session_transaction(base_url="https://localhost") as cookie:
        cookie["login"] = token
    territory.get("/atr/tornate/2026-1")
    assert "0 % 0 su 3 servizi hanno risposto" in words(territory.text)
    assert "in compilazione 50 % schede inviate: 1 su 2" in words(territory.text)
    service, path = place
    service.get(f"{path}.2/eliminazione")
    service.post(f"{path}.2/eliminazione", service.fields())
    press(service, f"{path}/completa")
    staff.get(ROUND)
    assert "33 % 1 su 3 servizi attesi" in words(staff.text)


def test_staff_read_a_record_and_give_it_back(staff: Browser, store: Database, place: tuple[Browser, str]) -> None:
    service, path = place
    page = invitation_path(store)
    staff.get(page)
    assert "Scheda n. 2 aperta – – – –" in words(staff.text)
    assert "inviate 1 su 2" in words(staff.text)
    assert f'href="{page}/risposta?scheda=2"' not in staff.text
    staff.get(f"{page}/risposta?scheda=1")
    staff.post(f"{page}/risposta?scheda=1", staff.fields())
    assert "Canale" in words(staff.text)
    assert "response.read" in audited(store)
    for missing in ("", "?scheda=2", "?scheda=9", "?scheda=x"):
        assert staff.get(f"{page}/risposta{missing}").status_code == 404
    assert send(staff, f"{page}/risposta/riapri?scheda=1", reason="Controlli il canale") == 200
    assert "da integrare" in words(staff.text)
    assert len(mails(store, "query")) == 1
    service.get(path)
    assert "Le chiediamo di integrare le risposte. Scheda n. 1: Controlli il canale" in words(service.text)


def test_reminders_pass_over_who_has_declared_the_list_complete(store: Database, place: tuple[Browser, str]) -> None:
    service, path = place
    service.get(f"{path}.2/eliminazione")
    service.post(f"{path}.2/eliminazione", service.fields())
    with store.writing() as session:
        session.execute(update(Invitation).values(delivery="sent"))
    assert reminded(store) == {"BA-005", "BA-006", "BA-007"}
    press(service, f"{path}/completa")
    assert reminded(store) == {"BA-006", "BA-007"}


def reminded(store: Database) -> set[str]:
    """Whom a reminder would reach now."""
    with store.reading() as session:
        round_id = session.scalars(select(Round.id)).one()
        tomorrow = factories.NOW + timedelta(days=1)
        return {one.code for one in reminding.plan_reminder(session, tomorrow, round_id).receive}


def test_a_record_is_left_out_with_a_reason_and_taken_in_again(
    staff: Browser, store: Database, place: tuple[Browser, str]
) -> None:
    page = invitation_path(store)
    assert send(staff, f"{page}/risposta/escludi?scheda=1") == 422
    assert send(staff, f"{page}/risposta/escludi?scheda=1", reason="Chiamata di prova") == 200
    assert "esclusa" in words(staff.text) and "Riapri" not in staff.text
    staff.get(f"{page}/risposta?scheda=1")
    staff.post(f"{page}/risposta?scheda=1", staff.fields())
    assert "Chiamata di prova" in words(staff.text) and "Valida la risposta" not in staff.text
    assert send(staff, f"{page}/risposta/riammetti?scheda=1") == 200
    assert "Riapri" in staff.text and {"response.left_out", "response.taken_in"} <= audited(store)
