"""The previous round on the pages: told beside its question, proposed in its fields."""

from collections.abc import Iterator
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from flask import Flask

from questionari.application import create_app
from questionari.store.models.rounds import Invitation
from tests import factories
from tests.engine.builders import DOCUMENTS
from tests.usecases.responding_acts import Respondent
from tests.web.browser import Browser
from tests.web.conftest import Clock
from tests.web.managing import follow, words

FORM = DOCUMENTS / "valid" / "previous.json"


@pytest.fixture
def sqlite_app(sqlite_url: str, tmp_path: Path, hour: Clock) -> Iterator[Flask]:
    """The queries are tested on both databases elsewhere: what is drawn is the same."""
    application = create_app(factories.settings_for(sqlite_url, tmp_path, BASE_URL="https://localhost"))
    yield application
    application.extensions["database"].dispose()


@pytest.fixture
def again(sqlite_app: Flask, sqlite_url: str, tmp_path: Path) -> factories.Invited:
    """A service asked again after a year in which it told forty women and its place."""
    store, house = sqlite_app.extensions["database"], factories.house_of(factories.settings_for(sqlite_url, tmp_path))
    year = {"period_start": date(2025, 1, 1), "period_end": date(2025, 12, 31), "title": "Anno 2025"}
    with store.writing() as session:
        first = factories.invited(session, FORM, **year)
    before = Respondent(store, house, first)
    before.save("PS1", {"Q1": ["40"], "Q2": ["Via <Bari>"]})
    before.submit()
    with store.writing() as session:
        second = factories.invited(session, FORM)
        session.get_one(Invitation, second.invitation_id).unit_id = first.unit_id
    return second


def test_a_page_says_what_was_told_before_and_proposes_it(sqlite_app: Flask, again: factories.Invited) -> None:
    browser = Browser(sqlite_app)
    browser.enter(again.token)
    browser.get(f"/rispondi/{again.public_id}/PS1")
    page = unescape(browser.text)
    assert "«Anno 2025»): 40 in mesi 12, cioè 3,33 al mese. Questa rilevazione copre mesi 6" in page
    assert 'aria-describedby="t-Q1"' in page and 'id="t-Q1"' in page
    assert "Valore proposto" in page and 'value="Via &lt;Bari&gt;"' in browser.text


def sent(sqlite_app: Flask, again: factories.Invited) -> Browser:
    """A browser that has just sent the second round."""
    browser = Browser(sqlite_app)
    browser.enter(again.token)
    browser.get(f"/rispondi/{again.public_id}/PS1")
    browser.fill({"Q1": "21"})
    browser.get(f"/rispondi/{again.public_id}/riepilogo")
    browser.post(f"/rispondi/{again.public_id}/invio", {"csrf_token": browser.token()})
    return browser


def test_after_the_submission_a_service_sees_its_numbers_beside_those_of_the_round_before(
    sqlite_app: Flask, again: factories.Invited
) -> None:
    browser = sent(sqlite_app, again)
    follow(browser, "Il Suo servizio rispetto alla rilevazione precedente")
    page = words(browser.text)
    assert "mesi 12 e mesi 6" in page and "40 3,33 al mese" in page and "21 3,5 al mese" in page
    assert "+0,17 al mese" in page and "Via" not in page


def test_the_comparison_needs_the_leave_that_opens_the_answers(sqlite_app: Flask, again: factories.Invited) -> None:
    sent(sqlite_app, again)
    other = Browser(sqlite_app)
    other.enter(again.token)
    assert "rispetto alla rilevazione precedente" not in other.text
    assert other.get(f"/rispondi/{again.public_id}/confronto").request.path.endswith("/lettura")


def test_nothing_is_compared_where_the_service_had_sent_nothing(sqlite_app: Flask, sqlite_url: str) -> None:
    with sqlite_app.extensions["database"].writing() as session:
        first = factories.invited(session, FORM)
    browser = sent(sqlite_app, first)
    assert "rispetto alla rilevazione precedente" not in browser.text
    browser.get(f"/rispondi/{first.public_id}/confronto")
    assert "Non ci sono dati" in browser.text
