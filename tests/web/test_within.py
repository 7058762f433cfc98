"""Comuni of a chosen province on a respondent's page: offered with and without JavaScript."""

import re
from collections.abc import Callable

import pytest

from questionari.store.session import Database
from tests import factories
from tests.web.browser import Browser

# Nothing here is asked of the database in another way than elsewhere.
pytestmark = pytest.mark.engine("sqlite")


@pytest.fixture
def page(new_browser: Callable[[], Browser], store: Database) -> Browser:
    """The page of the tiny document."""
    with store.writing() as session:
        invited = factories.invited(session, factories.DOCUMENTS / "within.json")
    browser = new_browser()
    browser.enter(invited.token)
    browser.get(f"/rispondi/{invited.public_id}/P1")
    return browser


def offered(browser: Browser, field: str) -> list[str]:
    """The names in the list of a field."""
    found = re.search(rf'<datalist id="l-{field}">(.*?)</datalist>', browser.text)
    return re.findall(r"<option>([^<]*)", found[1]) if found else []


def test_the_page_lists_the_comuni_of_the_province_once_it_is_known(page: Browser) -> None:
    assert offered(page, "Q2") == []
    page.fill({"Q1": "Bari", "Q3:0:provincia": "Brindisi"}, "_go=stay")
    page.get(re.sub(r"/rispondi/([^/]+).*", r"/rispondi/\1/P1", page.path))
    assert offered(page, "Q2")[:2] == ["Acquaviva delle Fonti (BA)", "Adelfia (BA)"]
    assert len(offered(page, "Q2")) == 41
    assert set(re.findall(r"\((..)\)", " ".join(offered(page, "Q3:0:comune")))) == {"BR"}
    assert 'list="l-Q2" data-places="comuni" data-within="072"' in page.text


def test_a_comune_of_elsewhere_is_kept_and_told(page: Browser) -> None:
    page.fill({"Q1": "Bari", "Q2": "Brindisi"})
    assert "«Brindisi (BR)» non è in provincia di Bari" in page.text
    assert 'value="Brindisi (BR)"' in page.text


def test_the_search_keeps_to_the_provinces_named(page: Browser) -> None:
    found = page.get("/luoghi?elenco=comuni&q=san&entro=072+074").get_json()
    assert {name[-3:-1] for name in found} <= {"BA", "BR"}
    assert page.get("/luoghi?elenco=comuni&q=san&entro=999").get_json() == []
    assert page.get("/luoghi?elenco=comuni&q=san&entro=").get_json()
