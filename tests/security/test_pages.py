"""What a hostile or broken browser may post, and what it gets back."""

from io import BytesIO

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from questionari.store.session import Database
from questionari.usecases.accounts import second_factor
from tests import factories
from tests.factories import NOW
from tests.web.browser import Browser


def test_a_form_of_very_many_fields_is_not_sent_back_to_whoever_posts_it(browser: Browser) -> None:
    """Two megabytes of "a=b&" without a token came back as thirty-eight, for three seconds of processor."""
    answer = browser.post("/rispondi/x/P1", {"a": ["b"] * 5000}, follow=False)
    assert answer.status_code == 413
    assert len(answer.data) < 10_000
    assert browser.post("/rispondi/x/P1", {"a": ["b"] * 1500}, follow=False).status_code == 400


def test_a_zero_byte_is_a_bad_request_and_no_crash(
    browser: Browser, store: Database, invited: factories.Invited
) -> None:
    """PostgreSQL refuses it in any text: an address, a reason."""
    browser.enter(invited.token)
    path = f"/rispondi/{invited.public_id}/segnalazione"
    browser.get(path)
    fields = {"csrf_token": browser.token(), "kind": "declined", "reason": "Perch\x00é"}
    assert browser.post(path, fields, follow=False).status_code in (200, 400)
    browser.get("/accesso/")
    fields = {"csrf_token": browser.token(), "code": "len\x00ove", "password": "x"}
    assert browser.post("/accesso/", fields, follow=False).status_code in (400, 422)


def test_an_error_of_the_database_quotes_no_value(store: Database) -> None:
    """Its text ends in the log."""
    with pytest.raises(DBAPIError) as caught, store.reading() as session:
        session.execute(text("SELECT :secret FROM nowhere"), {"secret": "via Roma 1"})
    assert "via Roma" not in str(caught.value)


@pytest.mark.parametrize("kind", ["multipart/form-data", "application/json"])
def test_files_and_json_are_refused_where_a_form_is_meant(browser: Browser, kind: str) -> None:
    """Both reached fields that expect texts, and crashed them."""
    browser.get("/verifica")
    sent = {"multipart/form-data": {"code": (BytesIO(b"x"), "x.txt")}, "application/json": '{"code": 5}'}[kind]
    headers = {"X-CSRFToken": browser.token(), "Referer": "https://localhost/"}
    place = {"base_url": "https://localhost", "headers": headers, "content_type": kind}
    assert browser.client.post("/verifica", data=sent, **place).status_code == 415


def test_a_code_in_the_digits_of_another_script_is_a_wrong_code() -> None:
    """They are digits to Python, and cannot be compared with ours."""
    assert (
        second_factor.matching_step(second_factor.new_secret(), "\u0661\u0662\u0663\u0664\u0665\u0666", NOW, 0) is None
    )
