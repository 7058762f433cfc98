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
