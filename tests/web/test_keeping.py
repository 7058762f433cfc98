"""Questions and answers of a submission as a PDF: for whoever has just sent them or typed a code, for nobody else."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select, update

from questionari.store.models.access import AuditEvent
from questionari.store.models.messages import OutboxMessage
from questionari.store.models.responses import Response
from questionari.store.session import Database
from questionari.usecases.outbox.queueing import opened as opened_secret
from tests import factories
from tests.pdf_text import text_of
from tests.web.browser import Browser
from tests.web.conftest import Clock
from tests.web.filling import submit
from tests.web.managing import words

pytestmark = pytest.mark.engine("sqlite")
BUTTON = "Scarica domande e risposte (PDF)"


def kept(browser: Browser, invited: factories.Invited) -> bytes | None:
    """The file; None where the browser is led to the page that asks for a code."""
    path = f"/rispondi/{invited.public_id}/risposte.pdf"
    answer = browser.client.get(path, base_url="https://localhost")
    if answer.status_code == 303:
        assert answer.headers["Location"].endswith("/lettura")
        return None
    assert answer.mimetype == "application/pdf" and "attachment" in answer.headers["Content-Disposition"]
    assert "no-store" in answer.headers["Cache-Control"]
    return answer.data


def type_code(browser: Browser, invited: factories.Invited, app: Flask) -> None:
    """Ask for a code and type it."""
    base = f"/rispondi/{invited.public_id}"
    browser.get(f"{base}/lettura")
    browser.post(f"{base}/lettura/codice", browser.fields(1))
    browser.post(f"{base}/lettura", {**browser.fields(), "code": mailed_code(app)})


def mailed_code(app: Flask) -> str:
    """The six digits of the latest mail."""
    with app.extensions["database"].reading() as session:
        wanted = select(OutboxMessage).where(OutboxMessage.kind == "access_code").order_by(OutboxMessage.id.desc())
        sealed = session.scalars(wanted).first()
    assert sealed is not None
    return opened_secret(app.extensions["house"].keyring, sealed.context["codice_accesso"])


def test_who_has_just_submitted_keeps_a_file_of_all_she_was_asked(
    opened: Browser, invited: factories.Invited, store: Database
) -> None:
    assert opened.get(f"/rispondi/{invited.public_id}/risposte.pdf").status_code == 404
    submit(opened, invited.public_id)
    assert BUTTON in opened.text
    made = kept(opened, invited)
    assert made is not None
    said = text_of(made)
    with store.reading() as session:
        row = session.scalars(select(Response)).one()
        assert "response.keep" in session.scalars(select(AuditEvent.action)).all()
    assert f"Ricevuta: {row.receipt_number}" in said and "22/11/2026, ore 11:00" in said
    assert (row.receipt_hash or "?") in said.replace(" ", "")
    assert "Nessuna risposta" in said and "Sportello Aurora" in said


def test_a_link_alone_keeps_nothing_and_neither_does_an_hour_later(
    opened: Browser, invited: factories.Invited, hour: Clock, new_browser: Callable[[], Browser]
) -> None:
    hour.forward(minutes=1)
    submit(opened, invited.public_id)
    hour.forward(minutes=1)
    other = new_browser()
    other.enter(invited.token)
    assert BUTTON not in other.text and kept(other, invited) is None
    other.post(f"/rispondi/{invited.public_id}/invio", {"csrf_token": opened.token()})
    assert kept(other, invited) is None
    hour.forward(minutes=60)
    assert kept(opened, invited) is None
    opened.get(f"/rispondi/{invited.public_id}/ricevuta")
    assert BUTTON not in opened.text


def test_a_second_press_of_the_button_keeps_what_the_first_one_gave(
    opened: Browser, invited: factories.Invited
) -> None:
    submit(opened, invited.public_id)
    opened.post(f"/rispondi/{invited.public_id}/invio", {"csrf_token": opened.fields(0)["csrf_token"]})
    assert kept(opened, invited) is not None


def test_a_code_opens_the_file_for_as_long_as_it_is_valid(
    browser: Browser, invited: factories.Invited, app: Flask, hour: Clock, new_browser: Callable[[], Browser]
) -> None:
    first = new_browser()
    first.enter(invited.token)
    submit(first, invited.public_id)
    hour.forward(days=1)
    browser.enter(invited.token)
    type_code(browser, invited, app)
    assert BUTTON in words(browser.text) and kept(browser, invited) is not None
    hour.forward(minutes=15)
    assert kept(browser, invited) is None


def test_a_later_receipt_is_not_this_one_and_who_leaves_keeps_nothing(
    opened: Browser, invited: factories.Invited, store: Database
) -> None:
    submit(opened, invited.public_id)
    with store.writing() as session:
        session.execute(update(Response).values(receipt_number="AAAA-AAAA-AA"))
    assert kept(opened, invited) is None
    opened.get(f"/rispondi/{invited.public_id}/ricevuta")
    opened.post(f"/rispondi/{invited.public_id}/uscita", {"csrf_token": opened.fields(0)["csrf_token"]})
    assert opened.get(f"/rispondi/{invited.public_id}/risposte.pdf").status_code == 403


def test_a_file_that_cannot_be_made_leads_back_to_the_receipt(
    opened: Browser, invited: factories.Invited, monkeypatch: pytest.MonkeyPatch
) -> None:
    submit(opened, invited.public_id)
    monkeypatch.setattr("esportazioni.receipt._COMMAND", ("false",))
    opened.get(f"/rispondi/{invited.public_id}/risposte.pdf")
    assert "Il PDF non è riuscito" in opened.text and opened.path.endswith("/ricevuta")
