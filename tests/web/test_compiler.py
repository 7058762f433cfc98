""" "Chi ha compilato": said when a response is sent, kept apart, read by its service and the staff alone."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, update

from questionari.store import approvals
from questionari.store.models.access import AuditEvent
from questionari.store.models.approvals import Approval, UnitApprover
from questionari.store.models.redactions import Redaction
from questionari.store.models.responses import Compiler, Response, ResponseContact
from questionari.store.models.rounds import Round
from questionari.store.responses import by_public_id
from questionari.store.session import Database
from questionari.usecases import responding, retention
from questionari.usecases.house import Actor
from questionari.usecases.receipt_check import check_receipt
from questionari.usecases.responding.cases import data_key
from tests import factories
from tests.pdf_text import text_of
from tests.web import managing
from tests.web.browser import Browser
from tests.web.conftest import Clock
from tests.web.filling import fill_everything
from tests.web.managing import words

pytestmark = pytest.mark.engine("sqlite")
WHO = {"chi": " Anna  Compila ", "funzione": "Coordinatrice"}
SAID = "Anna Compila, Coordinatrice"


@pytest.fixture
def ready(opened: Browser, invited: factories.Invited) -> Browser:
    """A service at its review."""
    fill_everything(opened, invited.public_id)
    return opened


def send(browser: Browser, invited: factories.Invited, **said: str) -> int:
    """Press the button of the review; the status."""
    return browser.post(f"/rispondi/{invited.public_id}/invio", {**browser.fields(), **said}).status_code


def pdf(browser: Browser, invited: factories.Invited, wish: str = "") -> str:
    """The file to keep, as text."""
    path = f"/rispondi/{invited.public_id}/risposte.pdf{wish}"
    return text_of(browser.client.get(path, base_url="https://localhost").data)


def demand(store: Database) -> None:
    """The round demands the name."""
    with store.writing() as session:
        session.execute(update(Round).values(compiler_must=True))


def with_approver(store: Database, invited: factories.Invited) -> None:
    """The round has approvals, and somebody may give one."""
    with store.writing() as session:
        session.execute(update(Round).values(approval=True))
        known = {"name": "Direzione", "set_at": factories.NOW, "set_by": "tests"}
        session.add(UnitApprover(unit_id=invited.unit_id, email="capo@ente.example", **known))


def test_the_name_is_kept_apart_and_read_by_the_service_and_by_staff_whose_reading_is_recorded(
    ready: Browser, invited: factories.Invited, store: Database, new_browser: Callable[[], Browser]
) -> None:
    assert "(facoltativo)" in ready.text
    send(ready, invited, **WHO)
    assert "Grazie: questionario inviato" in ready.text and SAID in words(ready.text)
    assert SAID not in pdf(ready, invited) and SAID in pdf(ready, invited, "?nome=1")
    with store.reading() as session:
        assert b"Compila" not in session.scalars(select(Compiler.sealed)).one()
        code = session.scalars(select(Round.code)).one()
    another = new_browser()
    another.enter(invited.token)
    another.get(f"/rispondi/{invited.public_id}/ricevuta")
    assert "Grazie" in another.text and "Compila" not in another.text
    staff = managing.login(new_browser(), store)
    place = f"/gestione/tornate/{code}/inviti/{invited.invitation_id}"
    staff.get(place)
    assert "Compila" not in staff.text
    staff.get(f"{place}/risposta")
    staff.post(f"{place}/risposta", staff.fields())
    assert SAID in words(staff.text)
    with store.reading() as session:
        assert session.scalars(select(AuditEvent.action)).all().count("response.read") == 1


def test_a_round_that_demands_it_lets_nothing_go_without_and_loses_nothing_typed(
    ready: Browser, invited: factories.Invited, store: Database
) -> None:
    demand(store)
    ready.get(f"/rispondi/{invited.public_id}/riepilogo")
    assert "(facoltativo)" not in ready.text
    for typed, said in (
        ({"chi": " ", "funzione": "Operatrice"}, "Scriva nome e cognome"),
        (WHO | {"funzione": "x" * 101}, "troppo lunga"),
    ):
        assert send(ready, invited, **typed) == 422
        assert said in ready.text and typed["funzione"] in ready.text and ready.title().startswith("Errore")
    assert ready.post(f"/rispondi/{invited.public_id}/invio", {"csrf_token": ready.token()}).status_code == 422
    assert send(ready, invited, **WHO) == 200 and "Grazie" in ready.text


def test_without_a_name_nothing_is_kept_and_a_name_taken_away_is_gone(
    ready: Browser, invited: factories.Invited, store: Database, app: Flask
) -> None:
    send(ready, invited, **WHO)
    with store.writing() as session:
        response_id = session.scalars(select(Response.id)).one()
        responding.reopen(session, app.extensions["house"], factories.NOW, Actor("staff", "x"), response_id, "Riveda")
    ready.get(f"/rispondi/{invited.public_id}/riepilogo")
    assert ready.fields()["chi"] == ["Anna Compila"]
    send(ready, invited, chi="", funzione="")
    assert "Grazie" in ready.text
    with store.reading() as session:
        assert session.scalars(select(Compiler)).all() == []


def test_a_questionnaire_that_asks_it_is_not_asked_twice(
    browser: Browser, store: Database, tmp_path: Path, app: Flask
) -> None:
    document = json.loads((factories.DOCUMENTS / "respond.json").read_text())
    questions = [q for s in document["sections"] for p in s["pages"] for q in p["questions"]]
    next(q for q in questions if q["code"] == "C1").update(
        {"type": "text", "concept": "respondent.name", "max_length": 120}
    )
    (tmp_path / "asks.json").write_text(json.dumps(document))
    with store.writing() as session:
        invited = factories.invited(session, tmp_path / "asks.json", approval=True, compiler_must=True)
        known = {"name": "Direzione", "set_at": factories.NOW, "set_by": "tests"}
        session.add(UnitApprover(unit_id=invited.unit_id, email="capo@ente.example", **known))
    browser.enter(invited.token)
    browser.get(f"/rispondi/{invited.public_id}/P3")
    browser.fill({"C1": "Anna Compila, coordinatrice"})
    fill_everything(browser, invited.public_id)
    assert 'name="chi"' not in browser.text and "Ha compilato: Anna Compila, coordinatrice." in words(browser.text)
    review = browser.fields(-1)
    browser.get(f"/rispondi/{invited.public_id}/visto")
    assert 'name="name"' not in browser.text and "Ha compilato: Anna Compila" in words(browser.text)
    browser.post(browser.path, browser.fields())
    assert "La richiesta di visto è partita" in browser.text
    with store.reading() as session:
        assert session.scalars(select(Approval)).one() and session.scalars(select(Compiler)).all() == []
    browser.post(f"/rispondi/{invited.public_id}/visto/ripresa", {"csrf_token": browser.token()})
    browser.post(f"/rispondi/{invited.public_id}/invio", {**review, "chi": "Altra"})
    assert "Anna Compila, coordinatrice" in words(browser.text) and "Altra" not in browser.text
    with store.reading() as session:
        assert session.scalars(select(Compiler)).all() == []


def test_what_is_said_with_the_request_of_an_approval_is_what_is_kept(
    ready: Browser, invited: factories.Invited, store: Database
) -> None:
    demand(store)
    with_approver(store, invited)
    ready.get(f"/rispondi/{invited.public_id}/visto")
    ready.post(ready.path, {**ready.fields(), "name": "Anna Compila", "funzione": "Coordinatrice"})
    ready.post(f"/rispondi/{invited.public_id}/visto/ripresa", {"csrf_token": ready.token()})
    ready.get(f"/rispondi/{invited.public_id}/riepilogo")
    assert (ready.fields()["chi"], ready.fields()["funzione"]) == (["Anna Compila"], ["Coordinatrice"])


def test_a_name_erased_while_the_approval_is_awaited_does_not_stop_it(
    ready: Browser, invited: factories.Invited, store: Database, app: Flask, hour: Clock
) -> None:
    demand(store)
    with_approver(store, invited)
    ready.get(f"/rispondi/{invited.public_id}/visto")
    ready.post(ready.path, {**ready.fields(), "name": "Anna Compila"})
    house = app.extensions["house"]
    with store.writing() as session:
        asked = session.scalars(select(Approval)).one()
        responding.redact(session, house, hour.now, Actor("staff", "x"), asked.response_id, responding.NAMED)
        assert responding.approve(session, house, hour.now, asked.public_id, "Direzione").number
        assert session.scalars(select(Compiler)).all() == []


def test_the_name_follows_the_key_of_the_response_and_goes_with_its_contacts(
    ready: Browser, invited: factories.Invited, store: Database, app: Flask, hour: Clock
) -> None:
    send(ready, invited, **WHO)
    house = app.extensions["house"]
    with store.writing() as session:
        response_id = session.scalars(select(Response.id)).one()
        responding.redact(session, house, hour.now, Actor("staff", "x"), response_id, "L1")
    ready.get(f"/rispondi/{invited.public_id}/ricevuta")
    assert SAID in words(ready.text)
    later = factories.CLOSES + timedelta(days=721)
    with store.writing() as session:
        session.add(ResponseContact(response_id=response_id, sealed=b"\1", saved_at=hour.now))
        session.flush()
        assert retention.erase_due(session, house, factories.CLOSES + timedelta(days=719), "contacts_of_responses") == 0
        assert retention.erase_due(session, house, later, "contacts_of_responses") == 1
        assert session.scalars(select(Compiler)).all() == [] == session.scalars(select(ResponseContact)).all()


def test_the_service_erases_the_name_after_sending_and_keeps_its_receipt_and_answers(
    ready: Browser, invited: factories.Invited, store: Database, new_browser: Callable[[], Browser]
) -> None:
    send(ready, invited, **WHO)
    place = f"/rispondi/{invited.public_id}/dati-personali"
    assert "dati-personali" in ready.text and pdf(ready, invited)
    with store.reading() as session:
        response = session.scalars(select(Response)).one()
        number, proof = response.receipt_number or "", response.receipt_hash or ""
    stranger = new_browser()
    stranger.enter(invited.token)
    stranger.get(place)
    assert "Compila" not in stranger.text
    assert stranger.post(place, {"csrf_token": stranger.token(), "question": responding.NAMED}).status_code == 422
    ready.get(place)
    assert SAID in words(ready.text)
    ready.post(place, {**ready.fields(), "question": responding.NAMED})
    assert "«Chi ha compilato» è cancellata" in words(ready.text) and "Anna" not in ready.text
    ready.get(f"/rispondi/{invited.public_id}/ricevuta")
    assert "Compilato da" not in ready.text and number in ready.text
    with store.reading() as session:
        checked = check_receipt(session, number, proof)
        assert checked and (checked.standing, checked.redacted) == ("valid", None)
        assert session.scalars(select(Compiler)).all() == []
        assert session.scalars(select(Redaction.question)).all() == [responding.NAMED]


def test_staff_erase_the_name_once_and_never_with_an_answer_by_mistake(
    ready: Browser, invited: factories.Invited, store: Database, new_browser: Callable[[], Browser], app: Flask
) -> None:
    with_approver(store, invited)
    ready.get(f"/rispondi/{invited.public_id}/visto")
    ready.post(ready.path, {**ready.fields(), "name": "Anna Compila", "funzione": "Coordinatrice"})
    ready.post(f"/rispondi/{invited.public_id}/visto/ripresa", {"csrf_token": ready.token()})
    ready.get(f"/rispondi/{invited.public_id}/riepilogo")
    send(ready, invited, **WHO)
    staff = managing.login(new_browser(), store)
    with store.reading() as session:
        code = session.scalars(select(Round.code)).one()
    place = f"/gestione/tornate/{code}/inviti/{invited.invitation_id}/risposta/cancella"
    staff.get(place)
    for wrong in ({"question": "Q3", "compiler": "1"}, {"question": ""}):
        assert staff.post(place, {"csrf_token": staff.token(), **wrong}).status_code == 422
        assert "uno dei due" in staff.text
    for status in (200, 422):
        staff.get(place)
        assert staff.post(place, {**staff.fields(), "compiler": "1"}).status_code == status
    assert "non è conservato il nome" in staff.text
    with store.reading() as session:
        assert session.scalars(select(Compiler)).all() == [] and session.scalars(select(Redaction)).one()
        key = data_key(app.extensions["house"], by_public_id(session, invited.public_id))
        asked = session.scalars(select(Approval)).one()
        assert approvals.opened(key, asked) | {"compiler": "", "note": ""} == approvals.opened(key, asked)
        assert approvals.opened(key, asked)["approver"] == "Direzione"


def test_staff_let_a_round_demand_a_name_and_an_approval(staff: Browser, store: Database) -> None:
    assert managing.draft(staff, approval_must="y", compiler_must="y") == 200
    with store.reading() as session:
        row = session.scalars(select(Round)).one()
        assert (row.approval, row.approval_must, row.compiler_must) == (True, True, True)
    assert "il censimento non dice chi lo dà" in staff.text and "3 servizi" in words(staff.text)
    staff.get(f"{managing.ROUND}/modifica")
    assert staff.fields()["approval_must"] == ["y"] == staff.fields()["compiler_must"]
    managing.send(staff, "/gestione/censimento/BA-005/visto", email="capo@ente.example")
    staff.get(f"{managing.ROUND}/anteprima")
    assert "per 2 servizi" in words(staff.text)


def test_a_list_of_records_asks_it_once_where_it_is_declared_complete(browser: Browser, store: Database) -> None:
    with store.writing() as session:
        invited = factories.invited(session, factories.DOCUMENTS / "many.json", compiler_must=True)
    place = f"/rispondi/{invited.public_id}"
    browser.enter(invited.token)
    browser.post(f"{place}/schede", {"csrf_token": browser.token(), "once": "a"})
    browser.get(f"{place}.1/P1")
    browser.fill({"Q1": "1"})
    assert browser.path == f"{place}.1/riepilogo" and 'name="chi"' not in browser.text
    browser.post(f"{place}.1/invio", {**browser.fields(), "chi": "Anna Compila", "funzione": ""})
    assert "Compila" not in browser.text
    browser.get(place)
    assert browser.post(f"{place}/completa", browser.fields()).status_code == 422
    assert "Scriva nome e cognome di chi ha compilato" in browser.text
    browser.post(f"{place}/completa", {**browser.fields(), **WHO})
    assert "elenco delle schede completo" in browser.text
    with store.reading() as session:
        whole = select(Response.id).where(Response.number == 0)
        assert session.scalars(select(Compiler.response_id)).all() == session.scalars(whole).all()
