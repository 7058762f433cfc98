"""What a hostile or broken browser may post, and what it gets back."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from questionari.store.session import Database
from tests import factories
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
