"""What a person sees when something is wrong: a page in Italian with a way out, never a traceback."""

import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from questionari.application import create_app
from questionari.catalogue import SCHEMI
from questionari.store.models.messages import OutboxMessage
from questionari.store.models.rounds import Invitation
from questionari.usecases import verification
from questionari.usecases.links import CODE_SIGNS
from questionari.usecases.short_codes import new_code
from questionari.web import errors
from tests import factories
from tests.web.browser import Browser
from tests.web.conftest import Clock
from tools.ports import free_port

TOO_LARGE = "x" * (2 * 1024 * 1024 + 1)


def assert_page(answer: TestResponse, status: int) -> str:
    """An error page with its title and the help desk; nothing of the program in it."""
    text = answer.get_data(as_text=True)
    assert answer.status_code == status
    assert f"<h1>{errors.PAGES[status][0]}</h1>" in text
    assert f"Errore {status}" in text
    assert "assistenza@rete.example" in text
    assert not {"Traceback", "sqlalchemy", "werkzeug", 'File "'} & set(text.split())
    return text


@pytest.mark.parametrize("path", ["/", "/accesso/", "/gestione/", "/niente"])
def test_an_unknown_host_gets_a_page_and_no_link_to_itself(browser: Browser, path: str) -> None:
    text = assert_page(browser.client.get(path, base_url="https://altrove.example"), 400)
    assert "altrove.example" not in text


@pytest.mark.parametrize("path", ["/niente", "/rispondi", "/accesso/password/../../etc/passwd", "/q/", "/%00", "/%ff"])
def test_an_address_that_does_not_exist(browser: Browser, path: str) -> None:
    assert_page(browser.get(path), 404)


def test_a_method_that_a_page_does_not_take(browser: Browser) -> None:
    answer = browser.client.put("/verifica", base_url="https://localhost")
    assert_page(answer, 405)
    assert "POST" in answer.headers["Allow"]


def test_a_body_too_large_is_refused_before_anything_is_read(
    browser: Browser, opened: Browser, invited: factories.Invited
) -> None:
    for path in ("/verifica", "/accesso/", f"/rispondi/{invited.public_id}/P1", f"/q/{invited.token}"):
        text = assert_page(opened.post(path, {"csrf_token": "x", "Q3": TOO_LARGE}, follow=False), 413)
        assert "riduca il testo" in text
        assert len(text) < 20_000


def test_a_form_of_too_many_fields_is_refused(opened: Browser, invited: factories.Invited) -> None:
    fields = {f"f{number}": "1" for number in range(6000)}
    answer = opened.client.post(
        f"/rispondi/{invited.public_id}/P1",
        data=fields,
        base_url="https://localhost",
        content_type="multipart/form-data",
    )
    assert_page(answer, 413)


def test_a_stale_token_is_explained(browser: Browser) -> None:
    answer = browser.post("/verifica", {"csrf_token": "x", "code": "ABC"})
    assert answer.status_code == 400
    assert "La pagina è rimasta aperta troppo a lungo" in answer.text
    assert 'name="code" value="ABC"' in answer.text
    assert "La pagina è rimasta aperta troppo a lungo" in assert_page(
        browser.post("/verifica", {"csrf_token": "x"}), 400
    )


def test_a_crash_shows_a_reference_that_the_log_knows(
    browser: Browser, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def crash(*_: object) -> None:
        raise RuntimeError("un segreto del programma")

    monkeypatch.setattr(verification, "verify", crash)
    browser.get("/verifica")
    text = assert_page(browser.post("/verifica", {**browser.fields(), "code": "ABC"}), 500)
    assert "segreto" not in text
    reference = text.split("indichi il codice <strong>")[1].split("<")[0]
    assert [r.levelno for r in caplog.records if reference in r.getMessage()] == [logging.ERROR]


@pytest.fixture(params=["sqlite", "postgresql"])
def stranded(request: pytest.FixtureRequest, tmp_path: Path, hour: Clock) -> Iterator[Flask]:
    """An application whose database does not answer."""
    (tmp_path / "folder").mkdir()
    nowhere = f"postgresql+psycopg://nobody@127.0.0.1:{free_port()}/none"
    url = {"sqlite": f"sqlite:///{tmp_path / 'folder'}", "postgresql": nowhere}[request.param]
    app = create_app(factories.settings_for(url, tmp_path, BASE_URL="https://localhost"), check_key=False)
    yield app
    app.extensions["database"].dispose()


@pytest.mark.parametrize(
    "path", ["/salute", "/gestione/", "/q/" + "x" * 43, "/rispondi/" + "a" * 22, "/preparazione/A/01"]
)
def test_without_a_database_pages_say_when_to_come_back(stranded: Flask, hour: Clock, path: str) -> None:
    browser = Browser(stranded)
    at = int(hour.now.timestamp())
    with browser.client.session_transaction(base_url="https://localhost") as cookie:
        cookie.update(login="x" * 43, opened={"a" * 22: [at, at]})
    answer = browser.get(path)
    assert_page(answer, 503)
    assert answer.headers["Retry-After"] == "30"


def test_without_a_database_what_was_typed_comes_back(stranded: Flask, hour: Clock) -> None:
    browser = Browser(stranded)
    at = int(hour.now.timestamp())
    browser.get("/verifica")
    with browser.client.session_transaction(base_url="https://localhost") as cookie:
        cookie["opened"] = {"a" * 22: [at, at]}
    fields = {"csrf_token": browser.token(), "Q3": "Mezz'ora di testo"}
    answer = browser.post(f"/rispondi/{'a' * 22}/P1", fields)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert "Mezz&#39;ora di testo" in browser.text


def test_pages_without_data_need_no_database(stranded: Flask) -> None:
    browser = Browser(stranded)
    for path in ("/", "/privacy", "/accessibilita", "/verifica", "/accesso/", "/accesso/recupero"):
        assert browser.get(path).status_code == 200


@pytest.fixture
def limited(sqlite_url: str, tmp_path: Path) -> Iterator[Flask]:
    """An application that counts requests, as in production."""
    app = create_app(factories.settings_for(sqlite_url, tmp_path, MODE="development"))
    yield app
    app.extensions["database"].dispose()
    create_app(factories.settings_for(sqlite_url, tmp_path)).extensions["database"].dispose()  # limits off again


def test_too_many_requests_get_a_page_that_says_to_wait(limited: Flask) -> None:
    client = limited.test_client()
    token = re.findall(r'name="csrf_token" value="([^"]+)"', client.get("/accesso/recupero").text)[0]
    answers = [client.post("/accesso/recupero", data={"code": "x", "csrf_token": token}) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert "Aspetti qualche minuto" in assert_page(answers[-1], 429)
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert client.get("/accesso/recupero").status_code == 200


def test_numbers_of_receipts_cannot_be_tried_one_after_the_other(limited: Flask) -> None:
    client = limited.test_client()
    token = re.findall(r'name="csrf_token" value="([^"]+)"', client.get("/verifica").text)[0]
    tried = {"csrf_token": token, "number": "K7QM-2XHD-9V", "proof": "0" * 64}
    assert [client.post("/verifica", data=tried).status_code for _ in range(11)] == [200] * 10 + [429]


def test_codes_of_letters_cannot_be_tried_at_the_address_where_links_lead(limited: Flask, hour: Clock) -> None:
    client = limited.test_client()
    tries = [client.get(f"/q/{new_code(CODE_SIGNS)}").status_code for _ in range(11)]
    assert tries == [404] * 10 + [429]
    assert client.get("/q/" + "k" * 43).status_code == 404


def test_codes_that_are_not_right_may_be_typed_a_few_times_an_hour(limited: Flask, hour: Clock) -> None:
    with limited.extensions["database"].writing() as session:
        asked = factories.invited(session, SCHEMI / "questionari" / "E" / "2026.1.json")
        session.get_one(Invitation, asked.invitation_id).role = "referente"
    browser, place = Browser(limited), f"/rispondi/{asked.public_id}"
    browser.enter(asked.token)
    form = {"csrf_token": browser.token(), "codice": "K7QM2XHD"}
    assert [browser.post(f"{place}/passaggio", form).status_code for _ in range(21)] == [422] * 20 + [429]


def test_a_list_taken_up_and_declared_complete_again_and_again_does_not_fill_a_mailbox(
    limited: Flask, hour: Clock
) -> None:
    with limited.extensions["database"].writing() as session:
        asked = factories.invited(session, factories.DOCUMENTS / "many.json")
    browser, place = Browser(limited), f"/rispondi/{asked.public_id}"
    browser.enter(asked.token)
    form, statuses = {"csrf_token": browser.token()}, []
    for _ in range(11):
        statuses.append(browser.post(f"{place}/completa", form).status_code)
        browser.post(f"{place}/ripresa", form)
    assert statuses == [200] * 10 + [429]
    with limited.extensions["database"].reading() as session:
        assert session.query(OutboxMessage).count() == 10
