"""The office that answers for a territory, on the pages of its link: instrument B without JavaScript."""

from pathlib import Path

import pytest

from questionari.store.session import Database
from tests import factories
from tests.web.browser import Browser

pytestmark = pytest.mark.engine("sqlite")
TERRITORIES = Path("schemi/questionari/B/2026.1.json")


@pytest.fixture
def office(store: Database) -> factories.Invited:
    with store.writing() as session:
        asked = factories.add_round(session, factories.publish(session, TERRITORIES, unit="atr"))
        return factories.invite(session, asked, "Ufficio pari opportunità", atr_names=["Provincia di Bari"])


def test_an_office_is_told_for_which_territory_it_answers_before_anything_else(
    browser: Browser, office: factories.Invited
) -> None:
    browser.get(f"/q/{office.token}")
    first, rest = browser.text.split("Apri il questionario")
    assert "<dt>Ufficio</dt><dd>Ufficio pari opportunità</dd>" in first
    assert "<dt>Territorio</dt><dd>Provincia di Bari</dd>" in first
    assert "Rispondere entro" in first and "Tempo necessario" in first
    assert "<dt>Servizio</dt>" not in browser.text
    assert "1–2 ore, anche in più volte" in first
    assert "Chi lo chiede" in rest and "Codice di verifica" in rest


def test_the_heading_of_a_group_waits_for_its_first_question(browser: Browser, office: factories.Invited) -> None:
    browser.enter(office.token)
    assert "circa 2 ore" in browser.text
    page = f"/rispondi/{office.public_id}/B1a"
    browser.get(page)
    assert "Codice ISTAT" not in browser.text.split('id="domande"')[1].split("</form>")[0]
    browser.fill({"B1_02": "2"}, press="_go=list")
    browser.get(page)
    assert "Codice ISTAT" in browser.text.split('id="domande"')[1].split("</form>")[0]
