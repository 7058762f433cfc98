"""Fixtures of all tests: clean databases, queue, mail server, browser. Each starts only when a test asks for it."""

import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from questionari.store.session import Database, open_database
from tests import thrift
from tests.services import certificates, chromium, lending, migrated, run, smtp, valkey

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}
ZOOMED = {"width": 320, "height": 640}  # 1280 at 400 %
#: A passing test never waits so long; a slow machine may need it.
PATIENCE_MS = 30_000
expect.set_options(timeout=PATIENCE_MS)


# A landing walks the same examples each time, however slow the machine; `make search` looks for new ones, and says how
# to meet them again.
SLOW = [hypothesis.HealthCheck.too_slow]
hypothesis.settings.register_profile("landing", derandomize=True, deadline=None, suppress_health_check=SLOW)
hypothesis.settings.register_profile("search", deadline=None, print_blob=True)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "landing"))


def pytest_configure(config: pytest.Config) -> None:
    """The controlling process opens the folder of the run before its workers start."""
    thrift.begin()
    if not hasattr(config, "workerinput"):
        thrift.keep_in_memory()
        run.open_run()


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """All modules of the tests are loaded here."""
    with thrift.nothing_is_garbage():
        return (yield)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Tests of a database run on each that the product supports; those that say nothing about SQL on one."""
    chosen = [mark.args[0] for mark in metafunc.definition.iter_markers("parametrize")]
    if "database_url" in metafunc.fixturenames and "database_url" not in chosen:
        mark = metafunc.definition.get_closest_marker("engine")
        metafunc.parametrize("database_url", mark.args if mark else ("sqlite", "postgresql"), indirect=True)


def pytest_unconfigure(config: pytest.Config) -> None:
    """The controlling process stops every service after its workers have ended."""
    if not hasattr(config, "workerinput"):
        run.close_run()


@pytest.fixture
def pg_url() -> Iterator[str]:
    """A clean, migrated PostgreSQL database for one test."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    with lending.clean_database(f"questionari_{worker}") as url:
        yield url


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """A clean, migrated SQLite database for one test."""
    return migrated.fresh_sqlite(tmp_path)


@pytest.fixture
def database_url(request: pytest.FixtureRequest) -> str:
    """A clean, migrated database; the test runs once on each engine that the product supports."""
    return str(request.getfixturevalue({"sqlite": "sqlite_url", "postgresql": "pg_url"}[request.param]))


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """The doors to a clean database, on each engine in turn."""
    opened = open_database(database_url)
    yield opened
    opened.dispose()


@pytest.fixture
def other_database(tmp_path: Path) -> Iterator[Database]:
    """A second clean database (SQLite), to restore into."""
    folder = tmp_path / "other"
    folder.mkdir()
    opened = open_database(migrated.fresh_sqlite(folder))
    yield opened
    opened.dispose()


@pytest.fixture
def redis_url() -> str:
    """An empty queue for one test."""
    return valkey.database()


@pytest.fixture
def own_redis(tmp_path: Path) -> Iterator[valkey.OwnServer]:
    """A queue server of the test's own, started, to be stopped, killed and started again at will."""
    folder = tmp_path / "valkey"
    folder.mkdir()
    server = valkey.OwnServer(folder)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def smtp_sink() -> Iterator[smtp.Sink]:
    """A mail server that keeps what it receives in `.messages`."""
    with smtp.sink() as sink:
        yield sink


@pytest.fixture
def untrusted_smtp_sink(tmp_path: Path) -> Iterator[smtp.Sink]:
    """The same behind STARTTLS with a certificate that no authority has signed."""
    with smtp.sink(certificates.server_context(certificates.self_signed(tmp_path))) as sink:
        yield sink


@pytest.fixture(scope="session")
def chrome() -> Iterator[Browser]:
    """One Chromium for all browser tests of a process."""
    path = chromium.executable()
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=chromium.FLAGS)
        yield running
        running.close()


@pytest.fixture
def browser(chrome: Browser) -> Browser:
    """The same by the name that tests of real browsers call it; tests of pages call their client without scripts so."""
    return chrome


def new_page(browser: Browser, size: dict[str, int]) -> Iterator[Page]:
    """A page without cookies, in Italian."""
    context = browser.new_context(viewport=size, locale="it-IT", timezone_id="Europe/Rome")
    context.set_default_timeout(PATIENCE_MS)
    yield context.new_page()
    context.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A desktop page (1280 x 900)."""
    yield from new_page(browser, DESKTOP)


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """The page of a small telephone (360 x 740)."""
    yield from new_page(browser, PHONE)
