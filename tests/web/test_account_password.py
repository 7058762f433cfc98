"""Setting and changing a password through the pages: the mailed link, its single use, what ends with it."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from questionari.store.models.access import AuditEvent, LoginSession, User
from questionari.store.models.messages import OutboxMessage
from questionari.store.session import Database
from questionari.usecases.accounts import credentials
from tests import factories
from tests.web.browser import Browser
from tests.web.conftest import Clock
from tests.web.neighbours import PASSWORD, Person, enrolled_account

NEW = "tre civette sul comò verde"


@pytest.fixture
def person(app: Flask, store: Database) -> Person:
    return enrolled_account(app, store)


@pytest.fixture
def link(person: Person, store: Database) -> str:
    """The address of a set-password link."""
    with store.writing() as session:
        user = session.scalars(select(User).where(User.code == person.code)).one()
        return f"/accesso/password/{credentials.mint(session, user.id, factories.NOW)}"


def login(browser: Browser, person: Person, password: str, hour: Clock) -> str:
    """Try to enter; where one arrives."""
    browser.get("/accesso/")
    browser.post("/accesso/", {**browser.fields(), "code": person.code, "password": password})
    if browser.path == "/accesso/codice":
        browser.post(browser.path, {**browser.fields(), "typed": person.typed(hour.now)})
    return browser.path


def test_a_link_sets_the_password_once(browser: Browser, person: Person, link: str, hour: Clock) -> None:
    browser.get(link)
    assert person.code in browser.text
    fields = {**browser.fields(), "password": NEW}
    browser.post(link, fields)
    assert browser.path == "/accesso/"
    assert "La password è impostata" in browser.text
    assert browser.get(link).status_code == 404
    assert browser.post(link, {**fields, "password": "un altro tentativo tardivo"}).status_code == 404
    assert login(browser, person, PASSWORD, hour) == "/accesso/"
    assert login(browser, person, NEW, hour) == "/gestione/"


def test_setting_a_password_does_not_skip_the_second_factor(browser: Browser, person: Person, link: str) -> None:
    browser.get(link)
    browser.post(link, {**browser.fields(), "password": NEW})
    browser.get("/accesso/")
    browser.post("/accesso/", {**browser.fields(), "code": person.code, "password": NEW})
    assert browser.path == "/accesso/codice"


@pytest.mark.parametrize("weak", ["corta", "antiviolenza", "verdi.a verdi.a", "x" * 129])
def test_a_weak_password_is_refused_with_the_reason_and_the_link_stays_good(
    browser: Browser, link: str, weak: str
) -> None:
    browser.get(link)
    assert browser.post(link, {**browser.fields(), "password": weak}).status_code == 422
    assert 'role="alert"' in browser.text and 'href="#f-password"' in browser.text
    assert f'value="{weak}' not in browser.text
    assert browser.title().startswith("Errore: ")
    assert browser.post(link, {**browser.fields(), "password": NEW}).status_code == 200
    assert browser.path == "/accesso/"


def test_a_link_dies_after_two_days(browser: Browser, link: str, hour: Clock) -> None:
    hour.forward(hours=48)
    assert browser.get(link).status_code == 404
    assert "Il collegamento non è più valido" in browser.text


def test_asking_for_a_link_answers_the_same_whether_the_code_exists_or_not(
    person: Person, store: Database, new_browser: Callable[[], Browser]
) -> None:
    pages = []
    for code in (person.code, "nessuno"):
        visitor = new_browser()
        visitor.get("/accesso/recupero")
        assert visitor.post("/accesso/recupero", {**visitor.fields(), "code": code}).status_code == 200
        pages.append(visitor.text)
    assert pages[0] == pages[1]
    with store.reading() as session:
        message = session.scalars(select(OutboxMessage)).one()
    assert (message.kind, message.recipient) == ("set_password", "a@ente.example")


def test_changing_ones_own_password_needs_the_present_one_and_ends_every_session(
    browser: Browser, person: Person, store: Database, hour: Clock
) -> None:
    login(browser, person, PASSWORD, hour)
    browser.get("/accesso/password")
    answer = browser.post(browser.path, {**browser.fields(), "current": "sbagliata ma lunga", "password": NEW})
    assert answer.status_code == 422
    assert "La password attuale non è corretta" in browser.text and 'href="#f-current"' in browser.text
    with store.reading() as session:
        (noted,) = session.scalars(
            select(AuditEvent).where(AuditEvent.action == "account.password_change_failed")
        ).all()
        assert (noted.object_id, noted.actor_id) == (person.code, person.code)
        assert session.scalars(select(User.failed_count).where(User.code == person.code)).one() == 1
    browser.post(browser.path, {**browser.fields(), "current": PASSWORD, "password": NEW})
    assert browser.path == "/accesso/"
    with store.reading() as session:
        assert session.scalars(select(LoginSession)).all() == []
    hour.forward(minutes=1)
    assert login(browser, person, NEW, hour) == "/gestione/"


def test_guessing_ones_own_password_makes_the_account_wait(
    browser: Browser, person: Person, store: Database, hour: Clock
) -> None:
    login(browser, person, PASSWORD, hour)
    with store.writing() as session:
        user = session.scalars(select(User).where(User.code == person.code)).one()
        user.failed_count, user.failed_at = 5, hour.now
        assert not credentials.change_password(session, hour.now, user.id, PASSWORD, NEW)
        assert user.failed_count == 5
        hour.forward(minutes=1)
        assert credentials.change_password(session, hour.now, user.id, PASSWORD, NEW)
