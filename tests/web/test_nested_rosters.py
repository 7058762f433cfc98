"""A roster in the rows of another, on a respondent's page without JavaScript, and in what its script asks for."""

import re
from collections.abc import Callable

import pytest

from questionari.store.session import Database
from tests import factories
from tests.web.browser import Browser
from tests.web.test_respond_alive import told

# Nothing here is asked of the database in another way than elsewhere.
pytestmark = pytest.mark.engine("sqlite")

DOCUMENT = factories.DOCUMENTS / "nested_roster.json"


@pytest.fixture
def page(new_browser: Callable[[], Browser], store: Database) -> Browser:
    """The page with the roster."""
    with store.writing() as session:
        invited = factories.invited(session, DOCUMENT)
    browser = new_browser()
    browser.enter(invited.token)
    browser.get(f"/rispondi/{invited.public_id}/P1")
    return browser


def named(browser: Browser) -> list[str]:
    """The fields of the roster that the page shows, marks apart."""
    return sorted(name for name in browser.fields() if name.startswith("Q1:") and not name.endswith(":_row"))


def test_inner_rows_come_and_go_by_their_own_buttons(page: Browser) -> None:
    assert [title.strip() for title in re.findall(r"<legend>(Riga [^<]*)", page.text)] == ["Riga 1", "Riga 1.1"]
    page.fill({"Q1:0:nome": "Centro", "Q1:0:turni:0:ore": "4"}, "_do=add/Q1/0:turni")
    page.fill({"Q1:0:turni:1:ore": "5"}, "_do=add/Q1")
    page.fill({"Q1:1:nome": "Mare", "Q1:1:turni:0:ore": "6"}, "_do=add/Q1/1:turni")
    page.fill({"Q1:1:turni:1:ore": "7"}, "_do=del/Q1/0:turni:0")
    fields = page.fields()
    assert [fields[f"Q1:{at}:ore"] for at in ("0:turni:0", "1:turni:0", "1:turni:1")] == [["5"], ["6"], ["7"]]
    assert "Q1:0:turni:1:ore" not in fields
    assert '<output aria-live="off">18</output>' in page.text
    page.fill({}, "_do=del/Q1/0")
    fields = page.fields()
    assert (fields["Q1:0:nome"], fields["Q1:0:turni:0:ore"], fields["Q1:0:turni:1:ore"]) == (["Mare"], ["6"], ["7"])
    assert "Q1:1:nome" not in fields


def test_rows_nobody_filled_are_dropped_inside_too_and_buttons_of_nothing_change_nothing(page: Browser) -> None:
    page.fill({"Q1:0:nome": "Centro"}, "_do=add/Q1/0:turni")
    address = page.path
    page.fill({"Q1:0:turni:1:ore": "5"}, "_go=review")
    page.get(address)
    assert page.fields()["Q1:0:turni:0:ore"] == ["5"]
    before = named(page)
    for press in ("add/Q1/9:turni", "add/Q1/0:nome", "del/Q1/0:turni:7", "del/Q1/0:posti:0", "add/Q1/x"):
        page.fill({}, f"_do={press}")
        assert named(page) == before


def test_conditions_in_an_inner_row_read_the_row_and_the_one_around(page: Browser) -> None:
    assert "Sabato" not in page.text
    page.fill({"Q1:0:posti": "2", "Q1:0:turni:0:ore": "13"}, "_do=add/Q1/0:turni")
    assert page.text.count("Sabato") == 2  # once a row
    assert "Q1:0:turni:0:motivo" in named(page)
    assert "Q1:0:turni:1:motivo" not in named(page)


def test_an_error_leads_to_the_field_of_the_inner_row(page: Browser) -> None:
    page.fill({"Q1:0:nome": "Centro", "Q1:0:turni:0:ore": "molte"})
    assert 'href="#f-Q1:0:turni:0:ore"' in page.text
    assert re.search(r'id="f-Q1:0:turni:0:ore"[^>]* aria-invalid="true"', page.text)
    assert not re.search(r'id="f-Q1:0:nome"[^>]* aria-invalid="true"', page.text)


def test_the_script_is_sent_the_roster_when_an_inner_row_asks_for_more(page: Browser) -> None:
    shown = "Q1 Q1@0 Q2"
    answer = told(page, {"_q": "Q1@0", "Q1:0:_row": "1", "Q1:0:turni:0:ore": "13", "_shown": shown})
    assert 'name="Q1:0:turni:0:motivo"' in answer["html"]["Q1"]
    added = told(page, {"_q": "Q1@1", "Q1:0:turni:0:ore": "13", "_do": "add/Q1/0:turni", "_shown": "Q1 Q1@1 Q2"})
    assert 'data-of="Q1:0:turni"' in added["html"]["Q1"]
    assert 'name="Q1:0:turni:1:ore"' in added["html"]["Q1"]
