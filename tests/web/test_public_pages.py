"""Pages for anyone: what we are, whom to call, whether a message is really ours."""

from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import select, update

from questionari.store.models.messages import OutboxMessage
from questionari.store.models.rounds import Invitation
from questionari.store.outbox import load_cases
from questionari.store.session import Database
from questionari.usecases import feedback, outbox
from questionari.usecases.outbox import freezing
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
    for path in ("/", "/privacy", "/salute"):
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


def report(browser: Browser, **typed: str) -> str:
    """Send the form of the accessibility page; the page that follows."""
    browser.get("/accessibilita")
    answer = browser.post("/accessibilita", {**browser.fields(), **typed})
    if answer.status_code == 303:
        browser.get("/accessibilita")
    return browser.text


def test_a_barrier_reported_reaches_the_assistance_once_and_carries_no_personal_link(
    browser: Browser, store: Database, app: Flask
) -> None:
    for _ in range(2):
        page = report(
            browser,
            page="https://localhost/q/k3yT0ken-k3yT0ken_k3yT0ken",
            problem=f"Il lettore di schermo\nnon legge i totali. q%2F{'k3y' * 14}_",
            reply_to="051 0000 000",
        )
        assert "la segnalazione è arrivata" in page
    with store.writing() as session:
        message = session.scalars(select(OutboxMessage)).one()
        assert message.recipient == "assistenza@rete.example"
        assert "051 0000" not in str(message.context)
        case = load_cases(session, [message.id])[0]
        raw = freezing.freeze_case(session, app.extensions["house"], factories.NOW, case, [])
    text = message_from_bytes(raw, _class=EmailMessage, policy=policy.default).get_body(("plain",)).get_content()
    assert "Il lettore di schermo\nnon legge i totali." in text.replace("\r\n", "\n")
    assert "Recapito per la risposta: 051 0000 000" in text and "Pagina: [collegamento personale]" in text
    assert "k3y" not in text


def test_the_form_is_closed_for_a_day_when_the_assistance_could_not_read_more(
    browser: Browser, store: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feedback, "MOST_A_DAY", 2)
    for number in range(2):
        assert "la segnalazione è arrivata" in report(browser, problem=f"Il pulsante {number} non si raggiunge")
    page = report(browser, problem="Un terzo punto")
    assert "chiami o scriva all'assistenza" in unescape(page) and "Un terzo punto" in page
    with store.writing() as session:
        assert len(session.scalars(select(OutboxMessage)).all()) == 2
        session.execute(update(OutboxMessage).values(created_at=factories.NOW - timedelta(days=2)))
    assert "la segnalazione è arrivata" in report(browser, problem="Un terzo punto")


def test_an_empty_report_is_refused_and_nothing_typed_is_lost(browser: Browser, store: Database) -> None:
    page = report(browser, page="Persone e ore", problem=" ", reply_to="")
    assert "<title>Errore: Accessibilità" in page and 'href="#f-problem"' in page
    assert 'value="Persone e ore"' in page
    with store.reading() as session:
        assert session.scalars(select(OutboxMessage)).all() == []
