"""Rows of a list as options of a later question: without JavaScript, and in what its script asks for."""

import re
from collections.abc import Callable

import pytest

from questionari.store.session import Database
from tests import factories
from tests.web.browser import Browser
from tests.web.test_respond_alive import told

# Nothing here is asked of the database in another way than elsewhere.
pytestmark = pytest.mark.engine("sqlite")


@pytest.fixture
def page(new_browser: Callable[[], Browser], store: Database) -> Browser:
    """The page with the roster and what depends on it."""
    with store.writing() as session:
        invited = factories.invited(session, factories.DOCUMENTS / "options_from_rows.json")
    browser = new_browser()
    browser.enter(invited.token)
    browser.get(f"/rispondi/{invited.public_id}/P1")
    return browser


def offered(text: str) -> list[str]:
    """The options of Q2."""
    return re.findall(r'name="Q2" value="([^"]*)"', text)


def test_options_come_and_go_with_the_rows_and_a_given_answer_is_kept_and_told(page: Browser) -> None:
    address = page.path
    assert offered(page.text) == []
    page.fill({"Q1:0:tipo": "3"}, "_do=add/Q1")
    page.fill({"Q1:1:tipo": "2"}, "_do=add/Q1")
    assert offered(page.text) == ["2", "3"]
    page.fill({"Q2": "2"}, "_do=del/Q1/0")
    assert offered(page.text) == ["2"]
    assert page.fields()["Q2"] == ["2"]
    page.fill({"Q1:0:tipo": "1"})
    page.get(address)
    assert offered(page.text) == ["1", "2"]
    assert page.fields()["Q2"] == ["2"]
    assert "«Voce 2» non è più fra le risposte possibili" in page.text


def test_the_script_is_sent_what_the_rows_now_offer(page: Browser) -> None:
    answer = told(page, {"_q": "Q1@0", "Q1:0:_row": "1", "Q1:0:tipo": "3", "_shown": "Q1 Q1@0 Q2 Q3 Q4 Q5"})
    assert offered(answer["html"]["Q2"]) == ["3"]
    assert "Voce 3" in answer["html"]["Q3"] and "Voce 2" not in answer["html"]["Q3"]
