"""The approval of a response on the pages: who compiles asks for it, who approves reads, returns or sends."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select, update

from questionari.store.models.approvals import UnitApprover
from questionari.store.models.census import Unit
from questionari.store.models.messages import OutboxMessage
from questionari.store.models.responses import Response
from questionari.store.models.rounds import Round
from questionari.store.outbox import load_cases
from questionari.store.session import Database
from questionari.usecases.outbox import freezing
from tests import factories
from tests.web import managing
from tests.web.browser import Browser
from tests.web.filling import fill_everything
from tests.web.managing import follow, words
from tests.web.marking import italian_left

HEAD = "responsabile@comune.example"


@pytest.fixture
def ready(opened: Browser, invited: factories.Invited, store: Database) -> Browser:
    """A service at its review, in a round with approvals, with somebody who may give one."""
    with store.writing() as session:
        session.execute(update(Round).values(approval=True))
        known = {"name": "Direzione", "set_at": factories.NOW, "set_by": "tests"}
        session.add(UnitApprover(unit_id=invited.unit_id, email=HEAD, **known))
    fill_everything(opened, invited.public_id)
    return opened


def ask(ready: Browser, invited: factories.Invited, **typed: str) -> None:
    """Ask for the approval by its form."""
    follow(ready, "Chiedi il visto del responsabile")
    ready.post(ready.path, {**ready.fields(), "name": "Anna Compila", **typed})


def link_of(app: Flask, store: Database) -> str:
    """The address in the mail to the approver."""
    with store.writing() as session:
        ids = session.scalars(select(OutboxMessage.id).where(OutboxMessage.kind == "approval")).all()
        case = load_cases(session, ids)[-1]
        assert case.message.recipient == HEAD
        raw = freezing.freeze_case(session, app.extensions["house"], factories.NOW, case, []).decode()
    return re.findall(r"/visto/apri/[\w-]{43}", raw.replace("=\r\n", ""))[0]


def enter(approver: Browser, link: str) -> None:
    """Open the link and press the button."""
    approver.get(link)
    approver.post(link, {"csrf_token": approver.token()})


def test_a_response_waits_is_read_and_sent_by_who_approves(
    ready: Browser, invited: factories.Invited, app: Flask, store: Database, new_browser: Callable[[], Browser]
) -> None:
    ask(ready, invited)
    assert "La richiesta di visto è partita" in ready.text and "In attesa di visto." in ready.text
    ready.get(f"/rispondi/{invited.public_id}/P1")
    assert 'name="_go" value="continue"' not in ready.text and "scaduto" not in ready.text
    assert "in attesa del visto" in ready.text and '<fieldset class="q-read" disabled>' in ready.text
    ready.get(f"/rispondi/{invited.public_id}/riepilogo")
    assert "Invia il questionario" not in ready.text and "scaduto" not in ready.text
    staff = managing.login(new_browser(), store)
    with store.reading() as session:
        code = session.scalars(select(Round.code)).one()
    staff.get(f"/gestione/tornate/{code}?stato=in+attesa+di+visto")
    assert "in attesa di visto" in staff.text and "Sportello Aurora" in staff.text and "Anna Compila" not in staff.text
    approver = new_browser()
    enter(approver, link_of(app, store))
    page = words(approver.text)
    assert "Ha compilato Anna Compila" in page and "Nome del servizio" in page
    approver.post(f"{approver.path}/invio", {**approver.fields(0), "name": "Dott.ssa Prova"})
    assert "Grazie: questionario inviato" in approver.text and "Nome del servizio" not in approver.text
    with store.reading() as session:
        assert session.scalars(select(Response.state)).one() == "submitted"
    ready.get(f"/rispondi/{invited.public_id}")
    assert ready.path.endswith("/ricevuta")


@pytest.mark.engine("sqlite")
def test_what_is_missing_in_a_decision_is_said_and_nothing_typed_is_lost(
    ready: Browser, invited: factories.Invited, app: Flask, store: Database, new_browser: Callable[[], Browser]
) -> None:
    ask(ready, invited, name="")
    assert "Scriva il Suo nome e cognome" in ready.text and ready.title().startswith("Errore")
    ask_path = f"/rispondi/{invited.public_id}/visto"
    ready.post(ask_path, {**ready.fields(), "name": "Anna Compila"})
    approver = new_browser()
    enter(approver, link_of(app, store))
    place = approver.path
    approver.post(f"{place}/rinvio", {**approver.fields(1), "note": " "})
    assert "Scriva che cosa va rivisto" in approver.text
    approver.post(f"{place}/rinvio", {**approver.fields(1), "note": "x" * 2001})
    assert "x" * 2001 in approver.text
    approver.post(f"{place}/rinvio", {**approver.fields(1), "note": "Manca <una> voce"})
    assert "Ha rinviato le risposte" in approver.text and "Nome del servizio" not in approver.text
    ready.get(f"/rispondi/{invited.public_id}")
    assert "Il responsabile chiede di rivedere" in ready.text and "Manca &lt;una&gt; voce" in ready.text


@pytest.mark.engine("sqlite")
def test_a_response_taken_back_leaves_the_approver_nothing_to_read(
    ready: Browser, invited: factories.Invited, app: Flask, store: Database, new_browser: Callable[[], Browser]
) -> None:
    ask(ready, invited)
    ready.get(f"/rispondi/{invited.public_id}/persone")
    assert "in attesa del visto" in ready.text and "Vedi il messaggio" not in ready.text
    approver, link = new_browser(), link_of(app, store)
    enter(approver, link)
    place, fields = approver.path, approver.fields(0)
    ready.post(f"/rispondi/{invited.public_id}/visto/ripresa", {"csrf_token": ready.token()})
    assert "Ha ripreso il questionario" in ready.text
    assert approver.post(f"{place}/invio", {**fields, "name": "Prova"}).status_code == 422
    assert "Nome del servizio" not in approver.text and "Chi compila ha ripreso" in approver.text
    assert new_browser().get(place).status_code == 403
    approver.get(link)
    assert "Chi compila ha ripreso" in approver.text and "Leggi le risposte" not in approver.text
    assert approver.get(f"/rispondi/{place.rpartition('/')[2]}").status_code == 404


@pytest.mark.engine("sqlite")
def test_without_approvals_nothing_is_said_of_them(opened: Browser, invited: factories.Invited) -> None:
    fill_everything(opened, invited.public_id)
    assert "visto" not in opened.text
    assert opened.get(f"/rispondi/{invited.public_id}/visto").status_code == 404


@pytest.mark.engine("sqlite")
def test_staff_name_who_approves_and_let_a_round_ask_for_it(staff: Browser, store: Database) -> None:
    staff.get("/gestione/censimento/BA-005")
    follow(staff, "Indica chi dà il visto")
    assert managing.send(staff, staff.path, email="non valido") == 422
    assert managing.send(staff, staff.path, email=HEAD, name="Direzione") == 200
    assert f"Direzione, {HEAD}" in words(staff.text) and "chi dà il visto" in staff.text
    assert managing.draft(staff, approval="y") == 200
    with store.reading() as session:
        assert session.scalars(select(Round.approval)).one() is True
    staff.get(f"{managing.ROUND}/modifica")
    assert re.search(r'name="approval" value="y"[^>]* checked', staff.text)
    assert managing.send(staff, "/gestione/censimento/BA-005/visto", email="") == 200
    with store.reading() as session:
        assert session.scalars(select(UnitApprover)).all() == [] and session.scalars(select(Unit.id)).first()


@pytest.mark.engine("sqlite")
@pytest.mark.usefixtures("unsigned")
def test_the_pages_of_an_approval_say_no_word_of_their_own(
    ready: Browser,
    invited: factories.Invited,
    app: Flask,
    store: Database,
    new_browser: Callable[[], Browser],
    request: pytest.FixtureRequest,
) -> None:
    follow(ready, "Chiedi il visto del responsabile")
    form, asked = ready.fields(), ready.path
    with store.writing() as session:
        session.execute(update(Response).values(language="de"))
    request.getfixturevalue("marked")
    seen, approver = {}, new_browser()
    for typed in ({"name": ""}, {"name": "Fondazione"}):
        ready.post(asked, {**form, **typed})
        seen[f"ask {typed}"] = own_words(ready.text)
    link = link_of(app, store)
    approver.get(link)
    seen["landing"] = own_words(approver.text)
    enter(approver, link)
    fields, place = approver.fields(1), approver.path
    approver.post(f"{place}/rinvio", {**fields, "note": ""})
    seen["reading"] = own_words(approver.text)
    approver.post(f"{place}/rinvio", {**fields, "note": "Fondazione"})
    seen["returned"] = own_words(approver.text)
    ready.get(f"/rispondi/{invited.public_id}")
    seen["home"] = own_words(ready.text)
    assert {place: words_ for place, words_ in seen.items() if words_} == {}


def own_words(html: str) -> list[str]:
    """What is left of a page without the questionnaire's own texts, which this one has in Italian alone."""
    for name in ("Direzione", HEAD):
        html = html.replace(name, "")
    document = (factories.DOCUMENTS / "respond.json").read_text()
    return [word for word in italian_left(html) if word not in document]
