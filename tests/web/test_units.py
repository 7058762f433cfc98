"""Choosing a service of the census on the page: by typing alone, and by the letters that a script sends."""

from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from flask import Flask

from questionari.application import create_app
from tests import factories
from tests.usecases.responding_acts import Respondent
from tests.usecases.test_units import asked
from tests.web.browser import Browser
from tests.web.conftest import Clock


@pytest.fixture
def sqlite_app(sqlite_url: str, tmp_path: Path, hour: Clock) -> Iterator[Flask]:
    """The queries are tested on both databases elsewhere: what is drawn is the same."""
    application = create_app(factories.settings_for(sqlite_url, tmp_path, BASE_URL="https://localhost"))
    yield application
    application.extensions["database"].dispose()


@pytest.fixture
def service(sqlite_app: Flask, sqlite_url: str, tmp_path: Path) -> Respondent:
    return asked(sqlite_app.extensions["database"], factories.house_of(factories.settings_for(sqlite_url, tmp_path)))


def test_without_scripts_a_name_typed_in_part_is_met_by_the_services_it_may_mean(
    sqlite_app: Flask, service: Respondent
) -> None:
    browser, page = Browser(sqlite_app), f"/rispondi/{service.public_id}/PS1"
    browser.enter(service.invited.token)
    browser.get(page)
    browser.fill({"Q1": "bari", "Q2:0:servizio": "torino"})
    assert browser.path == page
    text = unescape(browser.text)
    assert "Nel censimento ci sono: Centro antiviolenza Città di Bari [BA-005]; Sportello di Bari [BA-006]" in text
    assert 'list="l-Q1"' in text and '<datalist id="l-Q1">' in text and '<datalist id="l-Q2:0:servizio">' in text
    assert "Casa rifugio" not in text and "scelga fra quelli proposti" in text
    browser.fill({"Q1": "Sportello di Bari [BA-006]"})
    browser.get(page)
    assert 'value="Sportello di Bari [BA-006]"' in browser.text and "scelga fra quelli proposti" not in browser.text


def test_letters_are_answered_to_whoever_has_opened_the_questionnaire_alone(
    sqlite_app: Flask, service: Respondent
) -> None:
    browser, address = Browser(sqlite_app), f"/rispondi/{service.public_id}/servizi?campo=Q1&q=bari"
    assert browser.get(address).status_code == 403
    browser.enter(service.invited.token)
    assert browser.get(address).get_json() == [
        "Centro antiviolenza Città di Bari [BA-005]",
        "Sportello di Bari [BA-006]",
    ]
    assert browser.get(f"/rispondi/{service.public_id}/servizi").get_json() == []
