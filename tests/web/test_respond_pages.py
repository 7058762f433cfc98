"""The respondent's pages through a browser without JavaScript, on both databases."""

import pytest

from questionari.store.session import Database
from tests import factories
from tests.web.browser import Browser


@pytest.fixture
def invited(store: Database) -> factories.Invited:
    with store.writing() as session:
        return factories.invited(session)


def test_a_service_fills_submits_and_keeps_its_receipt(browser: Browser, invited: factories.Invited) -> None:
    browser.enter(invited.token)
    assert browser.path == f"/rispondi/{invited.public_id}"
    browser.get(f"/rispondi/{invited.public_id}/P1")
    assert 'value="Sportello Aurora"' in browser.text
    browser.fill({"Q1": "1", "Q4": "98", "Q4.98": "Fondazione"})
    assert browser.path.endswith("/P1")
    assert "nuove domande" in browser.text
    browser.fill({"Q2": "1.200"})
    assert browser.path.endswith("/P1")
    assert "è un numero molto alto" in browser.text
    browser.fill({"_why:Q2.molte": "Il servizio è regionale"})
    assert browser.path.endswith("/P2")
    browser.fill({"M1:1:a": "1000", "M1:1:b": "200"}, press="_do=zero/M1")
    assert 'name="M1:2:b" value="0"' in browser.text
    browser.fill({"H1:lun:1:from": "9:00", "H1:lun:1:to": "13:00"})
    assert browser.path.endswith("/P3")
    browser.fill({"R1:0:comune": "Bari", "C1": "aurora@servizio.example", "D1": "1/2/2003"})
    assert browser.path.endswith("/riepilogo"), browser.text
    browser.post(browser.path.replace("riepilogo", "invio"), browser.fields())
    assert browser.path.endswith("/ricevuta")
    assert "Ricevuta" in browser.title()
