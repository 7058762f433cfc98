"""A file attached without JavaScript, saved by who attached it and by staff; refused in words, lost never."""

from collections.abc import Callable
from dataclasses import replace
from html import unescape
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug import formparser
from werkzeug.test import TestResponse

from questionari.store.models.messages import OutboxMessage
from questionari.store.models.responses import Attachment
from questionari.store.models.rounds import Round
from questionari.store.session import Database
from questionari.usecases import responding
from questionari.usecases.outbox.queueing import opened
from tests import factories
from tests.attached_files import HIDDEN, jpeg, office, pdf, png
from tests.clamd import MARK, clamd
from tests.usecases.test_attachments import FORM, STAFF
from tests.web.browser import Browser
from tests.web.conftest import Clock
from tests.web.managing import audited, login

HEADERS = ("Content-Disposition", "X-Content-Type-Options", "Cache-Control", "Content-Security-Policy")

pytestmark = pytest.mark.engine("sqlite")  # nothing asked of the database differs between the two


@pytest.fixture
def asked(browser: Browser, store: Database) -> factories.Invited:
    """A service that has opened a questionnaire which asks for files."""
    with store.writing() as session:
        invited = factories.invited(session, FORM)
    browser.enter(invited.token)
    return invited


def upload(browser: Browser, path: str, content: bytes, name: str = "Statuto 2026.pdf") -> TestResponse:
    """Choose a file on its page and press the button."""
    browser.get(path)
    data = {"csrf_token": browser.token(), "file": (BytesIO(content), name)}
    answer = browser.client.post(
        path, data=data, base_url="https://localhost", headers={"Referer": "https://localhost/"}, follow_redirects=True
    )
    browser.response, browser.path = answer, answer.request.path
    return answer


def test_the_button_of_a_question_saves_the_page_and_leads_to_its_file(
    browser: Browser, asked: factories.Invited
) -> None:
    page = f"/rispondi/{asked.public_id}/PS1"
    path = f"/rispondi/{asked.public_id}/allegato/Q1"
    browser.get(page)
    assert "Tipi di file ammessi: PDF, JPEG, Word (.docx). Al massimo 1 MB." in browser.text
    browser.fill({"Q2": ["1"]}, "_go=file:Q1")
    assert browser.path == path
    assert 'enctype="multipart/form-data"' in browser.text and "Togli il file" not in browser.text
    assert upload(browser, path, pdf()).status_code == 200
    assert browser.path == page
    text = unescape(browser.text)
    assert "Ne sono stati tolti i dati nascosti" in text and "Statuto 2026.pdf (1 kB)" in text
    assert "Regolamento" in text  # Q2 was saved on the way, and asks for a second file
    browser.fill({}, "_go=continue")
    assert "Q1.required" not in browser.text
    assert upload(browser, path, office(body="<w:del><w:r/></w:del>"), "a.docx").status_code == 200
    assert "Le revisioni in sospeso sono state accettate" in unescape(browser.text)
    browser.get(path)
    browser.post(path, {"csrf_token": browser.token()}, "_do=remove")
    assert "Il file è stato tolto." in browser.text and "Nessun file allegato." in browser.text


def test_a_file_is_only_ever_saved_and_by_nobody_else(
    browser: Browser, new_browser: Callable[[], Browser], asked: factories.Invited
) -> None:
    path = f"/rispondi/{asked.public_id}/allegato/Q1"
    upload(browser, path, pdf())
    answer = browser.get(f"{path}/file")
    assert answer.data.startswith(b"%PDF") and HIDDEN.encode() not in answer.data
    assert [answer.headers[name] for name in HEADERS] == [
        'attachment; filename="Statuto 2026.pdf"',
        "nosniff",
        "no-store",
        "default-src 'none'; sandbox",
    ]
    assert answer.content_type == "application/pdf"
    other = new_browser()
    assert {other.get(address).status_code for address in (path, f"{path}/file")} == {403}
    assert browser.get(f"/rispondi/{asked.public_id}/allegato/Q2").status_code == 404


@pytest.mark.parametrize(
    ("content", "status", "said"),
    [
        (b"", 422, "Scelga un file, poi prema «Carica il file»."),
        (png(), 422, "Il file non è di un tipo ammesso"),
        (b"<script>alert(1)</script>", 422, "Il file non è di un tipo ammesso"),
        (pdf() + b" " * 1_100_000, 422, "Il file è troppo grande: al massimo 1 MB."),
        (pdf() + b" " * 13_000_000, 413, "Il file è troppo grande: al massimo 1 MB."),
    ],
)
def test_a_refusal_says_why_and_the_file_before_stays(
    browser: Browser, store: Database, asked: factories.Invited, content: bytes, status: int, said: str
) -> None:
    path = f"/rispondi/{asked.public_id}/allegato/Q1"
    upload(browser, path, jpeg(), "foto.jpg")
    assert upload(browser, path, content).status_code == status
    text = unescape(browser.text)
    assert said in text and "foto.jpg" in text and "Errore:" in browser.title()
    assert 'aria-invalid="true"' in text
    with store.reading() as session:
        assert session.scalar(select(func.count()).select_from(Attachment)) == 1


def test_after_the_deadline_a_file_can_still_be_saved_and_no_longer_changed(
    browser: Browser, asked: factories.Invited, hour: Clock
) -> None:
    path = f"/rispondi/{asked.public_id}/allegato/Q1"
    upload(browser, path, pdf())
    hour.forward(days=365)
    browser.enter(asked.token)
    browser.get(f"/rispondi/{asked.public_id}/PS1")
    assert 'href="allegato/Q1"' in browser.text and 'value="file:Q1"' not in browser.text
    assert browser.get(path).status_code == 200
    assert "Carica il file" not in browser.text and "Scarica il file" in browser.text
    answer = browser.client.post(
        path,
        data={"csrf_token": browser.token(), "_do": "remove"},
        base_url="https://localhost",
        headers={"Referer": "https://localhost/"},
    )
    assert answer.status_code == 409
    assert browser.get(f"{path}/file").data.startswith(b"%PDF")


def sent_code(app: Flask) -> str:
    """The one-time code of the mail that was queued last."""
    with app.extensions["database"].reading() as session:
        newest = select(OutboxMessage).where(OutboxMessage.kind == "access_code").order_by(OutboxMessage.id.desc())
        message = session.scalars(newest.limit(1)).one()
    return opened(app.extensions["house"].keyring, message.context["codice_accesso"])


def send(browser: Browser, asked: factories.Invited) -> None:
    """Submit from the review."""
    browser.get(f"/rispondi/{asked.public_id}/riepilogo")
    browser.post(f"/rispondi/{asked.public_id}/invio", {"csrf_token": browser.token()})
    assert browser.path.endswith("/ricevuta")


def test_after_submission_the_code_that_shows_the_answers_opens_their_files_for_a_while(
    app: Flask, browser: Browser, new_browser: Callable[[], Browser], asked: factories.Invited, hour: Clock
) -> None:
    upload(browser, f"/rispondi/{asked.public_id}/allegato/Q1", pdf())
    send(browser, asked)
    place = f"/rispondi/{asked.public_id}/lettura"
    assert browser.get(f"{place}/allegato/Q1").request.path == place
    assert "serve un altro codice" in browser.text
    browser.post(f"{place}/codice", {"csrf_token": browser.token()})
    browser.post(place, {"csrf_token": browser.token(), "code": sent_code(app)})
    assert f'href="{place}/allegato/Q1"' in browser.text
    answer = browser.get(f"{place}/allegato/Q1")
    assert answer.data.startswith(b"%PDF")
    assert [answer.headers[name] for name in HEADERS[1:]] == ["nosniff", "no-store", "default-src 'none'; sandbox"]
    assert browser.get(f"{place}/allegato/Q3").status_code == 404
    colleague = new_browser()
    colleague.enter(asked.token)
    assert colleague.get(f"{place}/allegato/Q1").request.path == place
    hour.forward(minutes=15)
    assert browser.get(f"{place}/allegato/Q1").request.path == place


def test_no_file_that_is_sent_touches_a_disk(
    browser: Browser, asked: factories.Invited, monkeypatch: pytest.MonkeyPatch
) -> None:
    def on_disk(*_: object, **__: object) -> None:
        raise AssertionError("a temporary file")

    monkeypatch.setattr(formparser, "SpooledTemporaryFile", on_disk)
    path = f"/rispondi/{asked.public_id}/allegato/Q1"
    assert upload(browser, path, pdf(b"% " + b"x" * 900_000)).status_code == 200
    assert browser.path.endswith("/PS1")


def test_a_file_that_no_antivirus_has_seen_is_refused_where_one_is_set(
    app: Flask, browser: Browser, asked: factories.Invited, tmp_path: Path
) -> None:
    house = app.extensions["house"]
    settings = replace(house.settings, clamav_socket=str(tmp_path / "nobody.ctl"))
    app.extensions["house"] = replace(house, settings=settings)
    path = f"/rispondi/{asked.public_id}/allegato/Q1"
    assert upload(browser, path, pdf()).status_code == 422
    assert "Il controllo antivirus ora non risponde" in browser.text and "Nessun file allegato" in browser.text
    with clamd(None) as (address, _):
        app.extensions["house"] = replace(house, settings=replace(settings, clamav_socket=address))
        assert upload(browser, path, pdf(b"% " + MARK)).status_code == 422
        assert "programma pericoloso" in browser.text
        assert upload(browser, path, pdf()).status_code == 200
    assert "Statuto 2026.pdf" in unescape(browser.text)


def test_staff_save_a_submitted_file_on_the_record(
    browser: Browser, new_browser: Callable[[], Browser], store: Database, asked: factories.Invited
) -> None:
    upload(browser, f"/rispondi/{asked.public_id}/allegato/Q1", pdf())
    send(browser, asked)
    assert browser.get(f"/rispondi/{asked.public_id}/allegato/Q1/file").status_code == 404
    staff = new_browser()
    login(staff, store)
    with store.reading() as session:
        code = session.get_one(Round, asked.round_id).code
    path = f"/gestione/tornate/{code}/inviti/{asked.invitation_id}/risposta"
    staff.get(path)
    staff.post(path, {"csrf_token": staff.token()})
    assert f'href="{path}/allegato/Q1"' in staff.text and "response.file" not in audited(store)
    answer = staff.get(f"{path}/allegato/Q1")
    assert answer.data.startswith(b"%PDF") and "attachment" in answer.headers["Content-Disposition"]
    assert "response.file" in audited(store)
    assert staff.get(f"{path}/allegato/Q3").status_code == 404


def test_staff_read_an_earlier_submission_and_save_its_file(
    app: Flask, browser: Browser, new_browser: Callable[[], Browser], store: Database, asked: factories.Invited
) -> None:
    page = f"/rispondi/{asked.public_id}/allegato/Q1"
    upload(browser, page, pdf())
    send(browser, asked)
    with store.writing() as session:
        response_id = session.scalars(select(Attachment.response_id)).one()
        responding.reopen(session, app.extensions["house"], factories.NOW, STAFF, response_id, "Manca la firma.")
    upload(browser, page, jpeg(), "foto.jpg")
    send(browser, asked)
    staff = new_browser()
    login(staff, store)
    with store.reading() as session:
        code = session.get_one(Round, asked.round_id).code
    path = f"/gestione/tornate/{code}/inviti/{asked.invitation_id}/risposta"
    staff.get(path)
    staff.post(path, {"csrf_token": staff.token()})
    assert "foto.jpg" in staff.text and "Statuto 2026.pdf" not in staff.text
    staff.post(path, {"csrf_token": staff.token(), "versione": "1"})
    assert "un invio precedente" in staff.text and "Statuto 2026.pdf" in staff.text and "foto.jpg" not in staff.text
    assert f'href="{path}/allegato/Q1?versione=1"' in staff.text
    assert staff.get(f"{path}/allegato/Q1?versione=1").data.startswith(b"%PDF")
    assert staff.get(f"{path}/allegato/Q1").data.startswith(b"\xff\xd8")
    assert staff.get(f"{path}/allegato/Q1?versione=2").status_code == 404
