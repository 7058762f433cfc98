"""That somebody else is at work in a section: said to who is there too, never by name, and to nobody else."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from questionari.store.models.responses import Response
from questionari.store.session import Database
from tests import factories
from tests.web.browser import Browser
from tests.web.conftest import Clock
from tests.web.counting import statements
from tests.web.test_respond_alive import told

HINT = "altra persona sta compilando questa sezione"
Two = tuple[Browser, Browser]


@pytest.fixture
def two(new_browser: Callable[[], Browser], invited: factories.Invited) -> Two:
    """Two people with the first page open."""
    both = (new_browser(), new_browser())
    for browser in both:
        browser.enter(invited.token)
        browser.get(f"/rispondi/{invited.public_id}/P1")
    return both


def present(store: Database) -> object:
    """What the response keeps of it."""
    with store.reading() as session:
        return session.scalars(select(Response.present)).one()


def test_who_saves_in_a_section_is_noticed_there_for_some_minutes_and_nowhere_else(
    two: Two, invited: factories.Invited, hour: Clock
) -> None:
    first, second = two
    base = f"/rispondi/{invited.public_id}"
    second.get(f"{base}/P1")
    assert HINT not in second.text
    first.fill({"Q1": "1"}, press="_go=list")
    for browser, page, seen in ((second, "P1", True), (second, "P3", False), (first, "P1", False)):
        browser.get(f"{base}/{page}")
        assert (HINT in browser.text) is seen, (page, seen)
    hour.forward(minutes=4)
    second.get(f"{base}/P1")
    assert HINT not in second.text


def test_a_page_that_saves_by_itself_is_told_in_the_same_three_statements(two: Two, store: Database) -> None:
    first, second = two
    first.fill({"Q4": "1"}, press="_go=list")
    with statements(store) as sent:
        answer = told(second, {"_q": "Q1@0", "Q1": "2", "_shown": ""})
    assert (answer["others"], len(sent)) == (True, 3)
    first.get(second.path)
    assert told(first, {"_q": "Q4@1", "Q4": "2", "_shown": ""})["others"]


@pytest.mark.engine("sqlite")
def test_its_marks_name_nobody_and_go_with_the_submission(
    two: Two, store: Database, invited: factories.Invited
) -> None:
    first, second = two
    first.fill({"Q1": "2", "Q3": "Nome"}, press="_go=list")
    kept = present(store)
    assert isinstance(kept, dict)
    assert [(len(mark), section) for mark, (section, _) in kept.items()] == [(8, "S1")]
    first.get(f"/rispondi/{invited.public_id}/riepilogo")
    first.post(f"/rispondi/{invited.public_id}/invio", first.fields())
    assert first.path.endswith("/ricevuta")
    assert present(store) is None


@pytest.mark.engine("sqlite")
def test_who_leaves_a_shared_computer_takes_the_mark_along(browser: Browser, invited: factories.Invited) -> None:
    marks = []
    for _ in range(2):
        browser.enter(invited.token)
        with browser.client.session_transaction() as session:
            marks.append(session["mark"])
        browser.post(f"/rispondi/{invited.public_id}/uscita", {"csrf_token": browser.token()})
    assert len({*marks}) == 2
