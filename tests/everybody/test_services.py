"""What a service meets after its first page: review, receipt, records, files, help, queries, what it said before."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from flask import Flask

from questionari.store.models.rounds import Invitation, Round
from questionari.store.session import Database
from questionari.usecases import links
from tests import factories
from tests.attached_files import pdf
from tests.everybody.looking import Looker, see
from tests.usecases.responding_acts import Respondent
from tests.usecases.test_attachments import FORM
from tests.web import test_my_questionnaires
from tests.web.browser import Browser
from tests.web.conftest import Clock
from tests.web.filling import fill_everything, submit
from tests.web.managing import follow, login
from tests.web.test_attachments import upload
from tests.web.test_keeping import mailed_code
from tests.web.test_previous_round import FORM as TWICE
from tests.web.test_queries import ask
from tests.web.test_redactions import certify
from tests.web.test_respond_records import press, send_one

pytestmark = [pytest.mark.browser, pytest.mark.engine("sqlite")]
New = Callable[[], Browser]


@pytest.mark.shows(
    "respond.receipt", "respond/receipt.html", "respond/code.html", "respond/answers.html", "respond/told.html"
)
def test_from_the_review_to_the_answers_read_again(
    opened: Browser, invited: factories.Invited, look: Looker, app: Flask, new_browser: New
) -> None:
    own = f"/rispondi/{invited.public_id}"
    opened.fill({"Q1": "1"})
    opened.fill({"Q2": "2000"})
    look(opened, "a warning")
    opened.fill({"Q2": "molte"})
    look(opened, "an error")
    fill_everything(opened, invited.public_id)
    look(opened, "ready")
    opened.get(f"{own}/segnalazione")
    opened.fill({"kind": "wrong_contact", "note": "Non siamo noi"}, "")
    look(opened, "told")
    submit(opened, invited.public_id)
    look(opened, "just sent")
    again = new_browser()
    again.get(f"/q/{invited.token}")
    look(again, "sent")
    again.enter(invited.token)
    look(again, "receipt")
    again.get(f"{own}/lettura")
    again.post(f"{own}/lettura/codice", again.fields(1))
    look(again, "code asked for")
    again.fill({"code": "1"}, "")
    look(again, "wrong code")
    again.fill({"code": mailed_code(app)}, "")
    look(again, "read again")


@pytest.mark.shows("respond.correction", "respond/correction.html")
def test_help_corrections_and_erasures(
    opened: Browser, invited: factories.Invited, look: Looker, app: Flask, store: Database
) -> None:
    own = f"/rispondi/{invited.public_id}"
    opened.fill({"Q1": "1"}, "_go=aiuto:Q1")
    opened.fill({"text": ""}, "")
    look(opened, "nothing asked")
    opened.fill({"text": "Anche le minori?", "value": "1"}, "")
    look(opened, "asked")
    opened.get(f"{own}/aiuto?page=P1")
    look(opened, "with a request")
    submit(opened, invited.public_id)
    opened.get(f"{own}/correzione")
    look(opened)
    opened.fill({"text": " "}, "")
    look(opened, "nothing said")
    opened.fill({"text": "Erano 13"}, "")
    look(opened, "asked")
    opened.get(f"{own}/dati-personali")
    opened.post(opened.path, {**opened.fields(), "question": ""})
    look(opened, "nothing chosen")
    opened.post(opened.path, {**opened.fields(), "question": "Q3", "everything": "1"})
    look(opened, "erased")
    certify(app)
    opened.get(f"{own}/dati-personali")
    look(opened, "with its certificate")


@pytest.mark.shows("respond.ask_discard", "respond/discard.html", "respond/records.html")
def test_a_list_of_records(browser: Browser, store: Database, look: Looker, hour: Clock) -> None:
    with store.writing() as session:
        invited = factories.invited(session, factories.DOCUMENTS / "many.json")
    browser.enter(invited.token)
    place = browser.path
    look(browser, "no record")
    send_one(browser, place, 1)
    look(browser, "a record sent")
    browser.get(place)
    press(browser, f"{place}/schede")
    look(browser, "sections of a record")
    browser.get(place)
    look(browser, "a record sent, one empty")
    browser.get(f"{place}.2/eliminazione")
    look(browser)
    browser.post(f"{place}.2/eliminazione", browser.fields())
    look(browser, "one deleted")
    press(browser, f"{place}/completa")
    look(browser, "declared complete")
    browser.get(place)
    look(browser, "complete")
    hour.forward(days=40)
    browser.get(f"/q/{invited.token}")
    look(browser, "closed")
    browser.enter(invited.token)
    look(browser, "closed")


@pytest.mark.shows("respond.file_page", "respond/file.html", "respond/kept.html")
def test_files_and_what_comes_back_from_a_lost_session(
    browser: Browser, store: Database, look: Looker, hour: Clock
) -> None:
    with store.writing() as session:
        invited = factories.invited(session, FORM)
    browser.enter(invited.token)
    path = f"/rispondi/{invited.public_id}/allegato/Q1"
    browser.get(path)
    look(browser, "no file")
    upload(browser, path, b"niente", "foto.gif")
    look(browser, "refused")
    upload(browser, path, pdf())
    browser.get(path)
    look(browser, "a file")
    browser.get(f"/rispondi/{invited.public_id}/PS1")
    look(browser, "a page with a file")
    hour.forward(hours=9)
    browser.fill({})
    look(browser, "session ended")


@pytest.mark.shows("respond.verify", "respond/verification.html")
def test_a_query_from_the_service(
    opened: Browser, invited: factories.Invited, look: Looker, new_browser: New, store: Database
) -> None:
    submit(opened, invited.public_id)
    with store.reading() as session:
        code = session.get_one(Round, invited.round_id).code
    staff = login(new_browser(), store)
    ask(staff, f"/gestione/tornate/{code}/inviti/{invited.invitation_id}/risposta/chiedi-verifica", "Q3")
    opened.get(f"/q/{invited.token}")
    look(opened, "asked to verify")
    opened.enter(invited.token)
    look(opened, "asked")
    opened.fill({}, "_go=confirm")
    look(opened, "no reason")
    opened.fill({"Q3": ""}, "_go=correct")
    look(opened, "nothing corrected")
    opened.fill({"_text": "È questo."}, "_go=confirm")
    look(opened, "answered")


@pytest.mark.shows("respond.since_last", "respond/since.html")
def test_what_the_round_before_said(
    app: Flask, store: Database, sqlite_url: str, tmp_path: Path, browser: Browser, look: Looker
) -> None:
    house = factories.house_of(factories.settings_for(sqlite_url, tmp_path))
    with store.writing() as session:
        year = {"period_start": date(2025, 1, 1), "period_end": date(2025, 12, 31), "title": "Anno 2025"}
        first = factories.invited(session, TWICE, **year)
    before = Respondent(store, house, first)
    before.save("PS1", {"Q1": ["40"], "Q2": ["Via <Bari>"]})
    before.submit()
    with store.writing() as session:
        second = factories.invited(session, TWICE)
        session.get_one(Invitation, second.invitation_id).unit_id = first.unit_id
    browser.enter(second.token)
    browser.get(f"/rispondi/{second.public_id}/PS1")
    look(browser, "told and proposed")
    browser.fill({"Q1": "21"})
    browser.get(f"/rispondi/{second.public_id}/riepilogo")
    browser.post(f"/rispondi/{second.public_id}/invio", {"csrf_token": browser.token()})
    follow(browser, "Il Suo servizio rispetto alla rilevazione precedente")
    look(browser)


@pytest.mark.shows("respond.several_landing", "respond/several.html")
def test_the_questionnaires_of_one_person(
    opened: Browser, invited: factories.Invited, store: Database, look: Looker
) -> None:
    second = test_my_questionnaires.hers(store, invited, "Casa Iris")
    with store.writing() as session:
        rows: list[links.Row] = []
        token = links.mint_shared(rows, [invited.invitation_id, second.invitation_id], "invitation", factories.NOW)
        links.keep(session, rows)
    see(look, opened, f"/miei/{token}")
