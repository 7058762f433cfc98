"""An open round of two services, and a version that mends its questionnaire."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from questionari.store.models.rounds import Round
from questionari.store.session import Database
from tests import factories
from tests.factories import Invited
from tests.web import managing
from tests.web.browser import Browser
from tests.web.filling import submit
from tests.web.patches.acts import MENDED, publish, taken


@pytest.fixture
def round_code(store: Database, invited: Invited) -> str:
    with store.reading() as session:
        return session.get_one(Round, invited.round_id).code


@pytest.fixture
def other(store: Database, invited: Invited, new_browser: Callable[[], Browser]) -> Invited:
    """A second service of the same round, that has sent its answers."""
    with store.writing() as session:
        found = factories.invite(session, session.get_one(Round, invited.round_id), "Sportello Inviato")
    browser = new_browser()
    browser.enter(found.token)
    submit(browser, found.public_id)
    return found


@pytest.fixture
def mended(store: Database, opened: Browser, other: Invited, tmp_path: Path) -> str:
    """The hash of the mended version, after one has begun to answer and the other has sent."""
    opened.fill({"Q1": "1"})
    opened.fill({"Q2": "2000"}, "_go=list")
    return publish(store, tmp_path, **MENDED)


@pytest.fixture
def staff_of_two(store: Database, new_browser: Callable[[], Browser]) -> tuple[Browser, Browser]:
    """Two persons of the staff."""
    return managing.login(new_browser(), store), managing.login(new_browser(), store, code="lenove.2")


@pytest.fixture
def moving(store: Database, invited: Invited, tmp_path: Path) -> Iterator[Callable[[], None]]:
    """What moves the drafts of the round to the mended version, in a transaction of its own."""
    publish(store, tmp_path, **MENDED)
    yield lambda: taken(store, invited.round_id) and None
