"""Doors and walls: codes of letters, lost links, the first entry of an account, and every page that says no."""

from collections.abc import Callable
from datetime import timedelta
from unittest.mock import Mock

import pyotp
import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import Forbidden, Gone, RequestEntityTooLarge, TooManyRequests

from questionari.store.models.rounds import Invitation, Round
from questionari.store.session import Database
from questionari.usecases import desk, links, responding
from questionari.usecases.accounts import credentials
from questionari.usecases.house import SYSTEM
from tests import factories
from tests.everybody.looking import Looker, see
from tests.web import managing
from tests.web.browser import Browser
from tests.web.conftest import Clock
from tests.web.neighbours import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.engine("sqlite")]
New = Callable[[], Browser]
ERRORS = (
    Forbidden(), Gone(), RequestEntityTooLarge(), TooManyRequests(), RuntimeError("a fault of ours"),
    OperationalError("SELECT 1", {}, TimeoutError()),
)  # fmt: skip
#: Address -> what is typed there, one state after the other.
FORMS = {
    "/codice": ({"code": ""}, {"code": "K7QM-2XHD-9V3R"}),
    "/collegamento": ({"email": ""}, {"email": "qualcuno@servizio.example"}),
    "/verifica": ({"code": "ZZ99ZZ99ZZ"},),
    "/verifica/segnalazione": ({"text": ""}, {"text": "x" * 2001}, {"text": "Chiede la password."}),
    "/accessibilita": ({"problem": " "}, {"problem": "Il pulsante non si raggiunge"}),
    "/accesso/recupero": ({"code": ""}, {"code": "nessuno"}),
    "/accesso/": ({"code": "", "password": ""}, {"code": "nessuno", "password": "una lunga e sbagliata"}),
    "/verifica/cancellazione": ({"code": "K7QM"},),
}


@pytest.mark.shows("public/lost_link_sent.html", "account/reset_sent.html", "public.verify_erasure", "public.lost_link")
def test_forms_for_anyone(browser: Browser, look: Looker) -> None:
    for path, typed in FORMS.items():
        for fields in typed:
            browser.get(path)
            browser.post(path, {**browser.fields(), **fields})
            look(browser, str(fields)[:40])


@pytest.fixture
def link(store: Database) -> str:
    """Where a new account sets its password."""
    with store.writing() as session:
        user = credentials.create_user(session, factories.NOW, SYSTEM, "verdi.a", "A. Verdi", "a@ente.example", "staff")
        return f"/accesso/password/{credentials.mint(session, user.id, factories.NOW)}"


def knock(browser: Browser) -> None:
    """Code and password."""
    browser.get("/accesso/")
    browser.post("/accesso/", {**browser.fields(), "code": "verdi.a", "password": PASSWORD})


@pytest.mark.shows("account/password.html", "account/dead_link.html")
def test_a_password_is_set(browser: Browser, link: str, look: Looker) -> None:
    browser.get(link)
    for password, state in (("corta", "too short"), (PASSWORD, "set")):
        browser.post(link, {**browser.fields(), "password": password})
        look(browser, state)
    browser.get(link)
    look(browser, "used")


@pytest.mark.shows(
    "account.enrol", "account/enrol.html", "account/recovery_codes.html", "account.code", "account/code.html"
)
def test_the_second_factor_of_an_account(
    browser: Browser, link: str, look: Looker, hour: Clock, new_browser: New
) -> None:
    browser.get(link)
    browser.post(link, {**browser.fields(), "password": PASSWORD})
    knock(browser)
    look(browser, "to be enrolled")
    browser.fill({"typed": "000000"}, "")
    look(browser, "a wrong code")
    secret = browser.text.partition('class="q-secret')[2].partition(">")[2].partition("<")[0].replace(" ", "")
    browser.fill({"typed": pyotp.TOTP(secret).at(hour.now)}, "")
    look(browser, "recovery codes")
    browser.get("/accesso/password")
    browser.post("/accesso/password", {**browser.fields(), "current": "x", "password": "corta"})
    look(browser, "refused")
    later = new_browser()
    knock(later)
    look(later, "second factor")
    later.fill({"typed": "1"}, "")
    look(later, "a wrong code")


@pytest.mark.shows("error.html")
def test_every_error(
    opened: Browser,
    invited: factories.Invited,
    store: Database,
    look: Looker,
    new_browser: New,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    staff = managing.login(new_browser(), store)
    for error in ERRORS:
        monkeypatch.setattr(responding, "home", Mock(side_effect=error))
        monkeypatch.setattr(desk, "today", Mock(side_effect=error))
        for visitor, path in ((opened, f"/rispondi/{invited.public_id}"), (staff, "/gestione/")):
            assert visitor.get(path).status_code >= 400
            look(visitor)


@pytest.mark.shows("respond/dead_link.html")
def test_addresses_that_lead_nowhere(
    opened: Browser, invited: factories.Invited, look: Looker, new_browser: New
) -> None:
    doors = ("q", "colleghi/apri", "passaggio", "visto/apri", "consultazione/apri", "accesso/password")
    see(look, opened, "/niente", *(f"/{door}/{'x' * 43}" for door in doors))
    see(look, new_browser(), f"/rispondi/{invited.public_id}/P1", "/visto/" + "a" * 22)


@pytest.mark.shows("account/kept.html")
def test_what_was_typed_comes_back(
    opened: Browser,
    invited: factories.Invited,
    app: Flask,
    store: Database,
    look: Looker,
    new_browser: New,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    staff = managing.login(new_browser(), store)
    staff.get("/gestione/censimento/nuovo")
    typed = staff.fields()
    staff.client.delete_cookie(app.config["SESSION_COOKIE_NAME"], domain="localhost")
    staff.post("/gestione/censimento/nuovo", {**typed, "name": "Centro nuovo"})
    look(staff, "session ended")
    opened.get(f"/rispondi/{invited.public_id}/P1")
    monkeypatch.setattr(app.extensions["gate"], "enter", lambda _only_looks: False)
    opened.fill({"Q3": "Testo"})
    look(opened, "no room")


@pytest.mark.shows("respond.landing")
def test_a_round_before_and_after_its_days(
    invited: factories.Invited, new_browser: New, store: Database, look: Looker, hour: Clock
) -> None:
    visitor = new_browser()
    for days in (-2, 0, 30, 60):
        hour.now = factories.NOW + timedelta(days=days)
        visitor.get(f"/q/{invited.token}")
        look(visitor, f"{days} days")
    with store.writing() as session:
        session.execute(update(Invitation).values(revoked_at=factories.NOW))
    visitor.get(f"/q/{invited.token}")
    look(visitor, "revoked")


@pytest.mark.shows("respond.several_landing", "respond/several.html")
def test_the_page_behind_one_link_of_several_services(
    browser: Browser, look: Looker, invited: factories.Invited, store: Database
) -> None:
    rows: list[links.Row] = []
    with store.writing() as session:
        other = factories.invite(session, session.get_one(Round, invited.round_id), "Casa Iris")
        both = (invited.invitation_id, other.invitation_id)
        token = links.mint_shared(rows, both, "invitation", factories.NOW)
        links.keep(session, rows)
    browser.get(f"/miei/{token}")
    assert "Casa Iris" in browser.text
    look(browser, "two services")
    browser.get("/miei/" + "x" * 43)
    look(browser, "a dead link")
