"""The site of the page tests, and a real browser that shows what their client without scripts has reached."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser

from tests.everybody.looking import Looker
from tests.web.conftest import app, browser, centres, hour, invited, new_browser, opened, staff, store

__all__ = ["app", "browser", "centres", "hour", "invited", "new_browser", "opened", "staff", "store"]


def pytest_configure(config: pytest.Config) -> None:
    """The mark by which a test says what it looks at."""
    config.addinivalue_line("markers", "shows(*names): endpoints and templates of the pages that the test looks at")


@pytest.fixture
def look(app: Flask, chrome: Browser, request: pytest.FixtureRequest) -> Iterator[Looker]:
    """Looks at pages; at the end nothing may be wrong with any of them, and those the test is marked with were seen."""
    context = chrome.new_context(locale="it-IT")
    looker = Looker(app, context.new_page())
    yield looker
    wrong = [*looker.wrong, *looker.narrow()]
    context.close()
    assert wrong == []
    marked = request.node.get_closest_marker("shows")
    assert set(marked.args if marked else ()) <= looker.seen
