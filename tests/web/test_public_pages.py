"""Pages for anyone: what we are, whom to call, whether a message is really ours."""

import pytest
from flask import Flask
from sqlalchemy import select

from questionari.store.models.messages import OutboxMessage
from questionari.store.models.rounds import Invitation
from questionari.store.session import Database
from questionari.usecases import outbox
from tests import factories
from tests.web.browser import Browser

PAGES = ("/", "/privacy", "/accessibilita", "/verifica", "/accesso/", "/accesso/recupero")


@pytest.mark.parametrize("path", PAGES)
def test_every_page_names_help_and_emergency_numbers(browser: Browser, path: str) -> None:
    assert browser.get(path).status_code == 200
    for words in ("1522", "112", "assistenza@rete.example", '<html lang="it">', 'href="#contenuto"'):
        assert words in browser.text
    assert browser.text.count("<h1") == 1
    assert not {"<script", "style=", "http://"} & set(browser.text.split())


def test_pages_for_anyone_set_no_cookie_unless_they_hold_a_form(app: Flask) -> None:
    for path in ("/", "/privacy", "/accessibilita", "/salute"):
        assert "Set-Cookie" not in Browser(app).get(path).headers


def test_monitors_are_told_the_site_is_well(browser: Browser) -> None:
    answer = browser.get("/salute")
    assert (answer.status_code, answer.get_json()) == (200, {"stato": "in salute"})


@pytest.fixture
def sent(store: Database, invited: factories.Invited) -> str:
    """The short code of a mail we have sent."""
    with store.writing() as session:
        invitation = session.get_one(Invitation, invited.invitation_id)
        outbox.enqueue(
            session, factories.NOW, "invitation", "a@servizio.example",
            context={}, round_id=invited.round_id, invitation_id=invitation.id,
        )  # fmt: skip
        session.flush()
        message = session.scalars(select(OutboxMessage)).one()
        message.state, message.sent_at = "sent", factories.NOW
        return invitation.verify_code


def ask(browser: Browser, code: str) -> str:
    """Type a code on the page."""
    browser.get("/verifica")
    browser.post("/verifica", {**browser.fields(), "code": code})
    return browser.text


def test_a_code_of_ours_tells_what_we_sent_when_and_to_whom(
    browser: Browser, sent: str, invited: factories.Invited
) -> None:
    page = ask(browser, f" {sent.lower()} ")
    for words in ("Sì, è nostro", "22/11/2026", "invito a compilare il questionario", "Sportello Aurora"):
        assert words in page
    for hidden in (invited.token, invited.public_id, "/q/", "@servizio.example"):
        assert hidden not in page


@pytest.mark.parametrize("code", ["ABCD-1234", "%", "' OR 1=1 --", "<script>alert(1)</script>", "x" * 3000])
def test_a_code_of_others_is_refused_with_advice(browser: Browser, sent: str, code: str) -> None:
    page = ask(browser, code)
    assert "Non risulta" in page
    assert "non apra il collegamento" in page
    assert "<script>" not in page


def test_a_code_not_yet_sent_says_nothing(browser: Browser, store: Database, invited: factories.Invited) -> None:
    with store.reading() as session:
        code = session.get_one(Invitation, invited.invitation_id).verify_code
    assert "Non risulta" in ask(browser, code)


def test_an_empty_code_asks_again(browser: Browser) -> None:
    page = ask(browser, "  ")
    assert "Non risulta" not in page
    assert "È davvero nostra?" in page
