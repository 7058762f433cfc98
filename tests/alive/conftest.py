"""The small questionnaire served to a real browser, on SQLite; the clock of the server stands still."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from questionari import clock
from questionari.application import create_app
from tests import factories
from tests.alive.desk import DOCUMENT, Desk
from tests.services.web import serving
from tools.ports import free_port


def desk_at(page: Page, url: str, folder: Path, document: Path = DOCUMENT) -> Iterator[Desk]:
    """A desk with the questionnaire just opened; at the end no script may have failed."""
    port, faults = free_port(), []
    page.on("pageerror", lambda error: faults.append(str(error)))
    application = create_app(factories.settings_for(url, folder, BASE_URL=f"http://127.0.0.1:{port}"))
    store = application.extensions["database"]
    with store.writing() as session:
        invited = factories.invited(session, document)
    try:
        with serving(application, port) as address:
            page.goto(f"{address}/q/{invited.token}")
            page.get_by_role("button", name="Apri il questionario").click()
            page.wait_for_url("**/rispondi/*")
            yield Desk(page, address, store, invited)
    finally:
        store.dispose()
    assert faults == []


@pytest.fixture
def desk(page: Page, sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """At a desktop computer."""
    monkeypatch.setattr(clock, "utc_now", lambda: factories.NOW)
    yield from desk_at(page, sqlite_url, tmp_path)


@pytest.fixture
def pocket(phone: Page, sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """On a small telephone."""
    monkeypatch.setattr(clock, "utc_now", lambda: factories.NOW)
    yield from desk_at(phone, sqlite_url, tmp_path)
