"""Erasing, and its certificate, in the pages of the service, of the staff, of whoever protects the data."""

import io
import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from questionari.jobs.redactions import sweep
from questionari.store.models.redactions import Redaction
from questionari.store.models.responses import Response
from questionari.store.session import Database
from questionari.usecases.redactions import certificates, packing
from tests import factories
from tests.web.browser import Browser
from tests.web.filling import submit
from tests.web.managing import login

pytestmark = pytest.mark.engine("sqlite")
KEY = b"\0" * 32


@pytest.fixture
def sent(app: Flask, browser: Browser, invited: factories.Invited) -> str:
    """The page on which the service, which has just sent its answers, may erase one of them."""
    browser.enter(invited.token)
    submit(browser, invited.public_id)
    return f"/rispondi/{invited.public_id}/dati-personali"


def certify(app: Flask) -> str:
    """Let the worker do its part; the code of the only certificate."""
    with app.app_context():
        sweep()
        with app.extensions["database"].reading() as session:
            return session.scalars(select(Redaction.code)).one()


def test_whoever_has_just_sent_erases_an_answer_and_takes_the_certificate(
    app: Flask, browser: Browser, sent: str
) -> None:
    browser.get(sent)
    assert 'value="Q3"' in browser.text
    browser.post(sent, {**browser.fields(), "question": "Q3", "everything": "1"})
    assert "è cancellata" in browser.text and "in preparazione" in browser.text
    code = certify(app)
    browser.get(sent)
    assert f"scarica il certificato {code}" in browser.text
    answer = browser.get(f"{sent.removesuffix('dati-personali')}cancellazioni/{code}.zip")
    assert answer.status_code == 200 and answer.data.startswith(b"PK")
    assert "attachment" in answer.headers["Content-Disposition"]


def test_a_link_alone_erases_nothing_that_was_sent(
    sent: str, new_browser: Callable[[], Browser], invited: factories.Invited, store: Database
) -> None:
    other = new_browser()
    other.enter(invited.token)
    other.get(sent)
    assert "la rilegga prima con un codice" in other.text
    assert other.post(sent, {"csrf_token": other.token(), "question": "Q3"}).status_code == 422
    with store.reading() as session:
        assert session.scalars(select(Redaction)).first() is None


def test_the_certificate_of_another_service_is_not_found(
    app: Flask, browser: Browser, sent: str, new_browser: Callable[[], Browser], store: Database
) -> None:
    browser.get(sent)
    browser.post(sent, {**browser.fields(), "question": "Q3"})
    code = certify(app)
    with store.writing() as session:
        round_id = session.scalars(select(Response.round_id)).one()
        neighbour = factories.invite(session, session.get_one(factories.Round, round_id), "Centro Vicino")
    other = new_browser()
    other.enter(neighbour.token)
    assert other.get(f"/rispondi/{neighbour.public_id}/cancellazioni/{code}.zip").status_code == 404


def test_staff_erase_and_find_the_certificate_which_anybody_verifies(
    app: Flask, sent: str, new_browser: Callable[[], Browser], store: Database
) -> None:
    staff, anybody = login(new_browser(), store), new_browser()
    with store.reading() as session:
        row = session.scalars(select(Response)).one()
        code = session.get_one(factories.Round, row.round_id).code
    place = f"/gestione/tornate/{code}/inviti/{row.invitation_id}/risposta"
    staff.get(f"{place}/cancella")
    staff.post(f"{place}/cancella", {**staff.fields(), "question": "Q3"})
    assert "Vai ai certificati" in staff.text
    number = certify(app)
    staff.get("/gestione/cancellazioni")
    assert number in staff.text and "LeNove" in staff.text
    pdf = staff.get(f"/gestione/cancellazioni/{number}/certificato.pdf")
    assert pdf.data.startswith(b"%PDF")
    file = staff.get(f"/gestione/cancellazioni/{number}/certificato.zip").data
    staff.get(place)
    staff.post(place, staff.fields())
    assert "le risposte a Q3" in staff.text
    assert "Certificato autentico" in judged(anybody, file)
    assert "Q3" in anybody.text
    assert "non è un certificato" in judged(anybody, b"altro")
    assert "Scelga il file" in judged(anybody, b"", "")
    keys = anybody.get("/verifica/chiavi.pem")
    assert re.fullmatch(r"(-----BEGIN PUBLIC KEY-----\n\S+\n-----END PUBLIC KEY-----\n)+", keys.text)


def test_what_a_certificate_that_is_not_ours_says_is_shown_to_nobody(
    app: Flask, browser: Browser, sent: str, new_browser: Callable[[], Browser], store: Database
) -> None:
    browser.get(sent)
    browser.post(sent, {**browser.fields(), "question": "Q3"})
    code = certify(app)
    with store.reading() as session:
        found = certificates.certificate(session, code)
    forged = packing.packed(
        certificates.Certificate(code, found.statement.replace(b'"Q3"', b'"XX"'), found.signature, KEY, None),
        "",
        b"",
    )
    page = judged(new_browser(), forged)
    assert "non è valido" in page
    assert "XX" not in page


@pytest.mark.parametrize(
    "statement",
    [
        b'{"kind": "questionari/redaction/1", "public_key": "", "code": "a\\u0000b"}',
        b'{"kind": "questionari/redaction/1", "public_key": "", "code": "\\ud800"}',
        '{"kind": "questionari/redaction/1", "public_key": "", "code": "a"}'.encode("utf-16"),
    ],
)
def test_a_statement_that_no_database_can_look_for_is_no_certificate(
    new_browser: Callable[[], Browser], statement: bytes
) -> None:
    forged = packing.packed(certificates.Certificate("a", statement, b"", KEY, None), "", b"")
    assert "non è un certificato" in judged(new_browser(), forged)


def judged(browser: Browser, file: bytes, name: str = "certificato.zip") -> str:
    """The page after a file was given to it."""
    browser.get("/verifica/cancellazione")
    fields = {"csrf_token": browser.token(), "file": (io.BytesIO(file), name)}
    return browser.post("/verifica/cancellazione", fields).text
