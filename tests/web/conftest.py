"""An application on a clean database, a clock that tests set, browsers that carry cookies and tokens."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from questionari import clock
from questionari.application import create_app
from questionari.engine import wording
from questionari.store.session import Database
from questionari.web import language
from tests import factories
from tests.web import managing
from tests.web.browser import Browser
from tests.web.marking import MARKED


class Clock:
    """The hour that pages read."""

    def __init__(self) -> None:
        self.now = factories.NOW

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        """Let time pass."""
        self.now += timedelta(**by)


@pytest.fixture
def hour(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock of the application under test."""
    set_clock = Clock()
    monkeypatch.setattr(clock, "utc_now", set_clock)
    return set_clock


@pytest.fixture
def app(database_url: str, tmp_path: Path, hour: Clock) -> Iterator[Flask]:
    """The application, over https, on a clean database."""
    application = create_app(factories.settings_for(database_url, tmp_path, BASE_URL="https://localhost"))
    yield application
    application.extensions["database"].dispose()


@pytest.fixture
def store(app: Flask) -> Database:
    """The application's own database."""
    return app.extensions["database"]


@pytest.fixture
def new_browser(app: Flask) -> Callable[[], Browser]:
    """Browsers with cookies of their own."""
    return lambda: Browser(app)


@pytest.fixture
def browser(new_browser: Callable[[], Browser]) -> Browser:
    """One browser."""
    return new_browser()


@pytest.fixture
def invited(store: Database) -> factories.Invited:
    with store.writing() as session:
        return factories.invited(session)


@pytest.fixture
def opened(browser: Browser, invited: factories.Invited) -> Browser:
    """A browser on the first page."""
    browser.enter(invited.token)
    browser.get(f"/rispondi/{invited.public_id}/P1")
    return browser


@pytest.fixture
def staff(browser: Browser, store: Database) -> Browser:
    """A staff member with the census of Bari and a published questionnaire."""
    with store.writing() as session:
        factories.census_of_bari(session)
        factories.publish(session)
    return managing.login(browser, store)


@pytest.fixture
def centres(staff: Browser) -> Browser:
    """The staff member after opening a round that asks the three centres against violence of Bari."""
    assert managing.draft(staff) == 200
    assert managing.send(staff, f"{managing.ROUND}/apri") == 200
    return staff


@pytest.fixture
def unsigned(app: Flask) -> None:
    """The installation offers German although nobody has signed the interface."""
    house = app.extensions["house"]
    app.extensions["house"] = replace(house, settings=replace(house.settings, unsigned_languages=("de",)))


@pytest.fixture
def marked(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """German as a language in which each message of ours stands between marks."""
    monkeypatch.setattr(wording, "catalogue", lambda _language: MARKED)
    language._markup.cache_clear()
    yield
    language._markup.cache_clear()
