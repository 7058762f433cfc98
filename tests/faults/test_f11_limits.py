"""F11, through the pages: at a limit, below and above it nothing typed is lost, and what is too much is said."""

import pytest
from flask import Flask

from tests import factories
from tests.web.browser import Browser

pytestmark = [pytest.mark.faults, pytest.mark.engine("sqlite")]
LIMIT = 100  # of the name of the service, in tests/documents/valid/respond.json


@pytest.fixture
def browser(app: Flask) -> Browser:
    """At the first page of a questionnaire."""
    with app.extensions["database"].writing() as session:
        invited = factories.invited(session)
    browser = Browser(app)
    browser.enter(invited.token)
    browser.get(f"/rispondi/{invited.public_id}/P1")
    return browser


@pytest.mark.parametrize(("length", "fits"), [(LIMIT - 1, True), (LIMIT, True), (LIMIT + 1, False)])
def test_a_text_at_its_limit_is_kept_as_typed_and_above_it_told_to_be_too_long(
    browser: Browser, length: int, fits: bool
) -> None:
    page = browser.path
    browser.fill({"Q1": "2", "Q3": "x" * length}, press="_go=list")
    browser.get(page)
    assert browser.fields()["Q3"] == ["x" * length]
    assert ('aria-invalid="true"' in browser.text) is not fits
    browser.get(page.replace("/P1", "/riepilogo"))
    assert ("Prima dell'invio restano" in browser.text) is not fits


@pytest.mark.parametrize(("over", "status"), [(-1, 303), (0, 303), (1, 413)])
def test_a_body_at_its_limit_is_saved_and_above_it_refused_in_words(browser: Browser, over: int, status: int) -> None:
    limit = browser.client.application.config["MAX_CONTENT_LENGTH"]
    start = f"csrf_token={browser.token()}&_q=Q3%400&_go=list&Q3=".encode()
    body = start + b"x" * (limit + over - len(start))
    kind, headers = "application/x-www-form-urlencoded", {"Referer": "https://localhost/"}
    answer = browser.client.post(
        browser.path, data=body, content_type=kind, base_url="https://localhost", headers=headers
    )
    assert answer.status_code == status
    assert status == 303 or "2 MB" in answer.get_data(as_text=True)
