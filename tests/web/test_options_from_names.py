"""What the rows of a list name, chosen from in a later question: without JavaScript, and as its script asks for it."""

import re
from collections.abc import Callable
from html import unescape

import pytest

from questionari.store.session import Database
from tests import factories
from tests.web.browser import Browser
from tests.web.test_respond_alive import told

# Nothing here is asked of the database in another way than elsewhere.
pytestmark = pytest.mark.engine("sqlite")


@pytest.fixture
def page(new_browser: Callable[[], Browser], store: Database) -> Browser:
    """The page with the list and what depends on it."""
    with store.writing() as session:
        invited = factories.invited(session, factories.DOCUMENTS / "options_from_names.json")
    browser = new_browser()
    browser.enter(invited.token)
    browser.get(f"/rispondi/{invited.public_id}/P1")
    return browser


def offered(text: str, name: str) -> list[tuple[str, str]]:
    """(value, words) of a list to choose from."""
    drawn = text.partition(f'name="{name}"')[2].partition("</select>")[0]
    found = re.findall(r'<option value="([^"]+)"(?: selected)?>([^<]*)', drawn)
    return [(unescape(value), unescape(words).strip()) for value, words in found]


def test_names_and_comuni_of_the_rows_are_chosen_from_and_a_corrected_one_is_kept_and_told(page: Browser) -> None:
    address = page.path
    assert offered(page.text, "Q2") == []
    assert page.text.count("Prima compili «Sportelli»") == 4  # two names, a place, a kind of turn
    page.fill({"Q1:0:nome": "Casa <b>Rosa</b> & mare", "Q1:0:sede": "Bari"}, "_do=add/Q1")
    page.fill({"Q1:0:sede": "Bari", "Q1:1:nome": "Monte"}, "_do=add/Q1")
    assert offered(page.text, "Q2") == [("Casa <b>Rosa</b> & mare",) * 2, ("Monte",) * 2]
    assert [words for _, words in offered(page.text, "Q3")] == ["Bari (BA)"]
    place = offered(page.text, "Q3")[0][0]
    page.fill({"Q2": "Monte", "Q3": place}, "_go=continue")
    page.get(address)
    assert (page.fields()["Q2"], page.fields()["Q3"]) == (["Monte"], [place])
    page.fill({"Q1:1:nome": "Montagna"}, "_go=continue")
    page.get(address)
    assert [value for value, _ in offered(page.text, "Q2")] == ["Casa <b>Rosa</b> & mare", "Montagna", "Monte"]
    assert "«Monte» non è più fra le risposte possibili" in page.text


def test_the_script_is_sent_what_the_rows_now_name(page: Browser) -> None:
    answer = told(page, {"_q": "Q1@0", "Q1:0:_row": "1", "Q1:0:nome": "Mare", "_shown": "Q1 Q1@0 Q2 Q3 Q4 Q5"})
    assert offered(answer["html"]["Q2"], "Q2") == [("Mare", "Mare")]
