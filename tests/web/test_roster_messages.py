"""What is wrong with a row of a roster is said in the card of that row, beside its field, not above all of them."""

import re
from collections.abc import Callable

import pytest

from questionari.store.session import Database
from tests import factories
from tests.web.browser import Browser

# Nothing here is asked of the database in another way than elsewhere.
pytestmark = pytest.mark.engine("sqlite")


@pytest.fixture
def opened(new_browser: Callable[[], Browser], store: Database) -> Callable[[str], Browser]:
    """The page of a document with a roster."""

    def open_(name: str) -> Browser:
        with store.writing() as session:
            invited = factories.invited(session, factories.DOCUMENTS / f"{name}.json")
        browser = new_browser()
        browser.enter(invited.token)
        browser.get(f"/rispondi/{invited.public_id}/P1")
        return browser

    return open_


def cards(browser: Browser) -> tuple[str, str, str]:
    """What stands above the rows of Q1, and its first two rows."""
    roster = browser.text.partition('id="q-Q1"')[2].partition('id="q-Q2"')[0]
    above, first, *others = re.split(r'<fieldset class="q-row">', roster)
    return above, first, others[0] if others else ""


def test_what_is_wrong_in_a_row_is_said_beside_its_field_and_nowhere_above(opened: Callable[[str], Browser]) -> None:
    page = opened("roster")
    page.fill({"Q1:0:tipo": "1", "Q1:0:ore": "3"}, "_do=add/Q1")
    page.fill({"Q1:1:tipo": "1", "Q1:1:ore": "tante"})
    above, first, second = cards(page)
    assert "q-error" not in above + first
    assert re.search(r'id="e-Q1:1:ore"><p>Errore: (?!Riga)', second)
    assert re.search(r'id="f-Q1:1:ore"[^>]* aria-invalid="true" aria-describedby="e-Q1:1:ore"', second)
    page.fill({"Q1:1:ore": "200"})
    assert "Errore: Il valore può essere al massimo 168" in cards(page)[2]
    assert 'href="#f-Q1:1:ore"' in page.text
    assert "Riga 2, «Domanda ore»: Il valore" in page.text  # the summary names the row


def test_a_rule_about_a_row_is_confirmed_in_its_card(opened: Callable[[str], Browser]) -> None:
    page = opened("roster")
    address = page.path
    page.fill({"Q1:0:tipo": "1", "Q1:0:ore": "3"}, "_do=add/Q1")
    page.fill({"Q1:1:tipo": "1", "Q1:1:ore": "0"})
    above, first, second = cards(page)
    assert "q-warn" not in above + first
    assert "Alla riga 2 indichi almeno un'ora." in second.replace("&#39;", "'")
    (reason,) = re.findall(r'<input [^>]*name="(_why:[^"]*)"', second)
    page.fill({reason: "Chiuso in agosto"})
    page.get(address)
    assert "(confermato)" in cards(page)[2]


def test_an_inner_fault_is_said_in_its_inner_row_and_too_many_of_them_above_them(
    opened: Callable[[str], Browser],
) -> None:
    page = opened("nested_roster")
    page.fill({"Q1:0:nome": "Centro", "Q1:0:posti": "99", "Q1:0:turni:0:ore": "molte"})
    above, first, _ = cards(page)
    inner = first.partition('data-of="Q1:0:turni"')
    assert "q-error" not in above
    assert 'id="e-Q1:0:posti"' in inner[0]
    assert 'id="e-Q1:0:turni"' not in first
    assert re.search(r'id="e-Q1:0:turni:0:ore"><p>Errore: (?!Riga)', inner[2])
    many = {f"Q1:0:turni:{i}:{field}": "1" for i in range(8) for field in ("giorno", "ore")}
    page.fill({"Q1:0:posti": "5", **many})
    assert 'id="e-Q1:0:turni"><p>Errore: Le righe possono essere al massimo 7' in cards(page)[1].partition("data-of")[0]
