"""A question about the whole body, answered once, is proposed to its other services and confirmed in each."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import update

from questionari.store.models.census import Unit, UnitContact
from questionari.store.models.rounds import Invitation, Round
from questionari.store.session import Database
from tests import factories
from tests.web.browser import Browser
from tests.web.filling import submit
from tests.web.managing import words

pytestmark = pytest.mark.engine("sqlite")
New = Callable[[], Browser]
SAID = "Valore proposto dalla risposta di Casa Iris"
HERS = 'value="1" checked'


@pytest.fixture
def pair(store: Database, tmp_path: Path) -> tuple[factories.Invited, factories.Invited]:
    """Two services of one body, asked in one round; the nature of the body (Q4) is the same for both."""
    document = json.loads((factories.DOCUMENTS / "respond.json").read_text())
    page = document["sections"][0]["pages"][0]
    for question in page["questions"]:
        question |= {"scope": "body"} if question["code"] == "Q4" else {}
    path = tmp_path / "body.json"
    path.write_text(json.dumps(document))
    with store.writing() as session:
        round_ = factories.add_round(session, factories.publish(session, path))
        two = factories.invite(session, round_, "Casa Iris"), factories.invite(session, round_, "Sportello Aurora")
        session.execute(update(Unit).values(owner="Comune di Bari"))
        return two


def answered(browser: Browser, service: factories.Invited) -> Browser:
    """The first service has answered the question, and sent nothing yet."""
    browser.enter(service.token)
    browser.get(f"/rispondi/{service.public_id}/P1")
    assert "la risposta è proposta agli altri suoi servizi" in browser.text
    browser.fill({"Q1": "2", "Q4": "1"})
    return browser


def asked(browser: Browser, service: factories.Invited) -> str:
    """The page of the second service."""
    browser.enter(service.token)
    browser.get(f"/rispondi/{service.public_id}/P1")
    return words(browser.text)


def test_what_was_sent_is_proposed_to_the_other_service_and_is_hers_only_once_saved(
    browser: Browser, new_browser: New, pair: tuple[factories.Invited, factories.Invited]
) -> None:
    first, second = pair
    answered(browser, first)
    other = new_browser()
    assert SAID not in asked(other, second) and HERS not in other.text
    submit(browser, first.public_id)
    assert SAID in asked(other, second) and HERS in other.text
    other.get(f"/rispondi/{second.public_id}/P1")
    other.fill({"Q1": "2"})
    other.get(f"/rispondi/{second.public_id}/P1")
    assert SAID not in words(other.text) and HERS in other.text


def test_the_same_contact_is_proposed_what_she_has_begun_elsewhere(
    browser: Browser, new_browser: New, store: Database, pair: tuple[factories.Invited, factories.Invited]
) -> None:
    first, second = pair
    with store.writing() as session:
        contact = session.get_one(Invitation, first.invitation_id).contact_id
        session.execute(update(Invitation).values(contact_id=contact))
        session.execute(update(UnitContact).values(contact_id=contact))
    answered(browser, first)
    assert SAID in asked(new_browser(), second)


@pytest.mark.parametrize("away", ["another body", "no body", "rehearsal"])
def test_no_other_body_and_no_rehearsal_is_proposed_anything(
    browser: Browser, new_browser: New, store: Database, pair: tuple[factories.Invited, factories.Invited], away: str
) -> None:
    first, second = pair
    answered(browser, first)
    submit(browser, first.public_id)
    owners = {"another body": "Comune di Teramo", "no body": "", "rehearsal": "Comune di Bari"}
    with store.writing() as session:
        session.execute(update(Unit).where(Unit.id == second.unit_id).values(owner=owners[away]))
        session.execute(update(Round).values(is_test=away == "rehearsal"))
    other = new_browser()
    assert SAID not in asked(other, second) and HERS not in other.text
