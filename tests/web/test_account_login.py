"""The login of staff and ATR through the pages: two steps, one answer for every failure, sessions that end."""

import re
from collections.abc import Callable
from datetime import timedelta

import pyotp
import pytest
from flask import Flask
from sqlalchemy import select, update

from questionari.store.models.access import AuditEvent, LoginSession, User
from questionari.store.session import Database
from questionari.usecases.accounts import credentials
from questionari.usecases.house import SYSTEM
from tests import factories
from tests.web.browser import Browser
from tests.web.conftest import Clock
from tests.web.neighbours import PASSWORD, Person, enrolled_account


@pytest.fixture
def person(app: Flask, store: Database) -> Person:
    return enrolled_account(app, store)


def first_step(browser: Browser, code: str, password: str) -> int:
    """Code and password; the status of what follows."""
    browser.get("/accesso/")
    return browser.post("/accesso/", {**browser.fields(), "code": code, "password": password}).status_code


def second_step(browser: Browser, typed: str) -> int:
    return browser.post("/accesso/codice", {**browser.fields(), "typed": typed}).status_code


def login(browser: Browser, person: Person, hour: Clock) -> None:
    """Both steps, with the code of this moment."""
    first_step(browser, person.code, person.password)
    second_step(browser, person.typed(hour.now))
    assert browser.path == "/gestione/"


def sessions_open(store: Database) -> int:
    with store.reading() as session:
        return len(session.scalars(select(LoginSession)).all())


def test_code_password_and_second_factor_lead_to_the_pages_of_the_role(
    browser: Browser, person: Person, hour: Clock, store: Database
) -> None:
    login(browser, person, hour)
    assert "A. Verdi" in browser.text
    assert "Esci" in browser.text
    with store.reading() as session:
        event = session.scalars(select(AuditEvent).where(AuditEvent.action == "account.login")).one()
    assert (event.actor_id, event.detail) == (person.code, {"second_factor": "totp"})


def test_the_password_alone_opens_nothing(browser: Browser, person: Person, store: Database) -> None:
    assert first_step(browser, person.code, person.password) == 200
    assert browser.path == "/accesso/codice"
    browser.get("/gestione/")
    assert browser.path == "/accesso/"
    assert sessions_open(store) == 0


def test_an_unknown_code_a_wrong_password_and_a_disabled_account_get_the_same_answer(
    app: Flask, store: Database, person: Person, new_browser: Callable[[], Browser]
) -> None:
    enrolled_account(app, store, "verdi.d")
    with store.writing() as session:
        session.execute(update(User).where(User.code == "verdi.d").values(disabled_at=factories.NOW))
    wrong = "sbagliata ma lunga"
    tries = ((person.code, wrong), ("nessuno", PASSWORD), ("verdi.d", PASSWORD), ("", ""), (person.code, "x" * 500))
    pages = set()
    for code, password in tries:
        visitor = new_browser()
        assert first_step(visitor, code, password) == 422
        pages.add(re.sub(r'(name="csrf_token"|name="code" type="text") value="[^"]*"', "", visitor.text))
    assert len(pages) == 1
    assert wrong not in pages.pop()


def test_after_five_failures_one_waits_and_then_enters(browser: Browser, person: Person, hour: Clock) -> None:
    for _ in range(5):
        assert first_step(browser, person.code, "sbagliata ma lunga") == 422
    assert first_step(browser, person.code, person.password) == 422
    hour.forward(minutes=2)
    assert first_step(browser, person.code, person.password) == 200
    assert browser.path == "/accesso/codice"


def test_a_code_is_good_once_and_wrong_ones_are_told(
    browser: Browser, person: Person, hour: Clock, new_browser: Callable[[], Browser]
) -> None:
    login(browser, person, hour)
    other = new_browser()
    first_step(other, person.code, person.password)
    assert second_step(other, person.typed(hour.now)) == 422
    assert "non è corretto, o è già stato usato" in other.text
    hour.forward(seconds=31)
    assert second_step(other, person.typed(hour.now)) == 200
    assert other.path == "/gestione/"


def test_the_second_step_waits_ten_minutes_at_most(browser: Browser, person: Person, hour: Clock) -> None:
    first_step(browser, person.code, person.password)
    hour.forward(minutes=10, seconds=1)
    second_step(browser, person.typed(hour.now))
    assert browser.path == "/accesso/"
    assert "È passato troppo tempo" in browser.text


def test_logging_out_ends_the_session_on_the_server_and_clears_the_browser(
    browser: Browser, person: Person, hour: Clock, store: Database
) -> None:
    login(browser, person, hour)
    stolen = browser.client.get_cookie("__Host-questionari")
    fields = browser.fields(0)
    answer = browser.post("/accesso/uscita", fields, follow=False)
    assert (answer.status_code, answer.headers["Clear-Site-Data"]) == (302, '"cache", "storage"')
    assert sessions_open(store) == 0
    assert stolen is not None
    browser.client.set_cookie(
        "__Host-questionari", stolen.value, domain="localhost", secure=True, httponly=True, samesite="Lax"
    )
    browser.get("/gestione/")
    assert browser.path == "/accesso/"


def test_the_cookie_is_the_hosts_own_secure_and_out_of_reach_of_scripts(browser: Browser) -> None:
    answer = browser.get("/accesso/")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-questionari=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "Domain" not in cookie


def test_a_new_login_gives_a_new_session(
    browser: Browser, person: Person, hour: Clock, store: Database, new_browser: Callable[[], Browser]
) -> None:
    login(browser, person, hour)
    hour.forward(minutes=1)
    login(new_browser(), person, hour)
    assert sessions_open(store) == 2


def test_a_session_in_use_lives_and_one_left_alone_ends_after_eight_hours(
    browser: Browser, person: Person, hour: Clock
) -> None:
    login(browser, person, hour)
    for _ in range(2):
        hour.forward(hours=7, minutes=59)
        browser.get("/gestione/")
        assert browser.path == "/gestione/"
    hour.forward(hours=8, seconds=1)
    browser.get("/gestione/")
    assert browser.path == "/accesso/"


def test_no_session_lives_longer_than_a_day(browser: Browser, person: Person, hour: Clock) -> None:
    login(browser, person, hour)
    for _ in range(23):
        hour.forward(hours=1)
        assert browser.get("/gestione/").status_code == 200
        assert browser.path == "/gestione/"
    hour.forward(hours=1)
    browser.get("/gestione/")
    assert browser.path == "/accesso/"


def test_using_a_session_is_noted_every_five_minutes_at_most(
    browser: Browser, person: Person, hour: Clock, store: Database
) -> None:
    login(browser, person, hour)
    entered, seen = hour.now, []
    for minutes in (4, 0.5, 1, 4):
        hour.forward(minutes=minutes)
        browser.get("/gestione/censimento")
        with store.reading() as session:
            seen.append(session.scalars(select(LoginSession.last_seen_at)).one() - entered)
    assert seen == [timedelta(), timedelta(), timedelta(minutes=5.5), timedelta(minutes=5.5)]


def test_the_first_login_sets_up_the_second_factor_and_shows_the_recovery_codes_once(
    browser: Browser, store: Database, hour: Clock, new_browser: Callable[[], Browser]
) -> None:
    with store.writing() as session:
        user = credentials.create_user(session, hour.now, SYSTEM, "neri.b", "B. Neri", "b@ente.example", "staff")
        credentials.set_password(session, hour.now, credentials.mint(session, user.id, hour.now), PASSWORD)
    first_step(browser, "neri.b", PASSWORD)
    assert browser.path == "/accesso/secondo-fattore"
    assert 'src="data:image/svg+xml' in browser.text
    secret = re.search(r'class="q-secret">([\w ]+)<', browser.text)
    assert secret is not None
    assert browser.post(browser.path, {**browser.fields(), "typed": "000000"}).status_code == 422
    assert secret[1] in browser.text
    browser.post(browser.path, {**browser.fields(), "typed": pyotp.TOTP(secret[1].replace(" ", "")).at(hour.now)})
    codes = re.findall(r"<code>(\w{5}-\w{5})</code>", browser.text)
    assert len(codes) == 8
    browser.get("/accesso/home")
    assert browser.path == "/gestione/"
    for status in (200, 422):
        other = new_browser()
        first_step(other, "neri.b", PASSWORD)
        assert second_step(other, codes[0]) == status


def test_whoever_has_a_second_factor_cannot_set_up_another_with_the_password_alone(
    browser: Browser, person: Person, hour: Clock
) -> None:
    first_step(browser, person.code, person.password)
    browser.get("/accesso/secondo-fattore")
    secret = re.search(r'class="q-secret">([\w ]+)<', browser.text)
    typed = pyotp.TOTP(secret[1].replace(" ", "")).at(hour.now) if secret else "000000"
    browser.post("/accesso/secondo-fattore", {"csrf_token": browser.token(), "typed": typed})
    browser.get("/gestione/")
    assert browser.path == "/accesso/"


def test_an_atr_account_enters_its_own_pages(app: Flask, browser: Browser, store: Database, hour: Clock) -> None:
    with store.writing() as session:
        factories.census_of_bari(session)
    person = enrolled_account(app, store, "atr.bari", ("072",))
    first_step(browser, person.code, person.password)
    second_step(browser, person.typed(hour.now))
    assert browser.path == "/atr/"
