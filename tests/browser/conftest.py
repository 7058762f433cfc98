"""The real site with the example of the demonstration, for a real browser. Made once a process, copied per test."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from questionari.application import create_app
from questionari.demo import content, smtp as demo_smtp
from questionari.settings import load_settings
from tests.browser.site import Prepared, Site
from tests.browser.walk import Walk
from tests.conftest import DESKTOP, PATIENCE_MS, PHONE
from tests.services.web import serving
from tools.ports import free_port

SIZES = {"desktop": DESKTOP, "phone": PHONE}


def silent(_text: str) -> None:
    """The example tells nobody how far it is."""


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """The instance folder of a demonstration some days old; its mails hold the address where it will be served."""
    made = Prepared(tmp_path_factory.mktemp("example"), free_port())
    mail_port = free_port()
    app = create_app(load_settings(made.environment(made.folder, mail_port)), check_key=False)
    controller = demo_smtp.open_server(made.folder / demo_smtp.FOLDER, mail_port)
    content.fill(app, app.extensions["database"], app.extensions["house"], silent)
    controller.stop()
    app.extensions["database"].dispose()
    return made


@pytest.fixture
def site(prepared: Prepared, tmp_path: Path) -> Iterator[Site]:
    """A copy of the example, served."""
    folder, mail_port = tmp_path / "instance", free_port()
    shutil.copytree(prepared.folder, folder)
    app = create_app(load_settings(prepared.environment(folder, mail_port)))
    controller = demo_smtp.open_server(folder / demo_smtp.FOLDER, mail_port)
    try:
        with serving(app, prepared.port) as address:
            yield Site(app, address, folder)
    finally:
        controller.stop()
        app.extensions["database"].dispose()


@pytest.fixture
def visitor(site: Site, browser: Browser) -> Iterator[Callable[..., Walk]]:
    """Opens browsers with cookies of their own: `visitor("phone")`; at the end nothing may have gone wrong in them."""
    walks: list[Walk] = []

    def open_browser(size: str = "desktop", javascript: bool = True) -> Walk:
        context = browser.new_context(
            viewport=SIZES[size],
            locale="it-IT",
            timezone_id="Europe/Rome",
            java_script_enabled=javascript,
            has_touch=size == "phone",
        )
        context.set_default_timeout(PATIENCE_MS)
        walks.append(Walk(context.new_page(), site.address, size))
        return walks[-1]

    yield open_browser
    for walk in walks:
        walk.page.context.close()
    assert [walk.faults for walk in walks if walk.faults] == []


@pytest.fixture
def walk(visitor: Callable[..., Walk]) -> Walk:
    """One visitor, on a telephone; what the same pages are at a desk, test_every_page and test_staff_pages look at."""
    return visitor("phone")
