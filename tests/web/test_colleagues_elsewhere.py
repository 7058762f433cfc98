"""Sections entrusted of records and of long questionnaires; names under another key; help in one's part."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from questionari.settings import ROOT
from questionari.store.models.delegations import Delegation
from questionari.store.session import Database
from questionari.usecases import retention
from tests import factories
from tests.web.browser import Browser
from tests.web.colleagues import ask, entered, mails, seat, send
from tests.web.managing import words
from tests.web.test_respond_records import press

New = Callable[[], Browser]
pytestmark = pytest.mark.engine("sqlite")
LONG = Path(ROOT) / "schemi" / "questionari" / "A" / "2026.1.json"


def test_one_record_is_entrusted_and_neither_the_list_nor_the_next_opens(
    browser: Browser, store: Database, app: Flask, new_browser: New
) -> None:
    with store.writing() as session:
        asked = factories.invited(session, factories.DOCUMENTS / "many.json")
    browser.enter(asked.token)
    place = f"/rispondi/{asked.public_id}"
    for _ in range(2):
        press(browser, f"{place}/schede")
        browser.get(place)
    record = factories.Invited(asked.invitation_id, f"{asked.public_id}.1", "", asked.unit_id, asked.round_id)
    anna = entered(browser, record, app, new_browser, "tutto")
    key = seat(store)
    anna.get(f"/rispondi/{key}/P1")
    assert asked.public_id not in anna.text and "Le schede di questo servizio" not in anna.text
    anna.fill({"Q1": "1"})
    browser.get(f"{place}.1/P1")
    assert 'value="1" checked' in browser.text
    browser.get(f"{place}.2/P1")
    assert 'value="1" checked' not in browser.text
    for other in (f"{key}.1", f"{key}.2", f"{asked.public_id}.2", asked.public_id):
        assert anna.get(f"/rispondi/{other}/P1").status_code in (403, 404), other
    browser.get(f"{place}.1/eliminazione")
    browser.post(browser.path, browser.fields())
    assert "La scheda è eliminata" in browser.text
    assert anna.get(f"/rispondi/{key}").status_code == 403


def test_what_answers_to_come_may_open_is_entrusted_before(
    browser: Browser, store: Database, app: Flask, new_browser: New
) -> None:
    with store.writing() as session:
        asked = factories.invited(session, LONG)
    browser.enter(asked.token)
    now = browser.text.count('<li value="')
    browser.get(f"/rispondi/{asked.public_id}/persone")
    assert browser.text.count('name="section"') - 1 > now
    anna = entered(browser, asked, app, new_browser, "A3")
    assert "queste sezioni ora non fanno parte del questionario" in words(anna.text)


def test_names_open_after_an_answer_was_erased_and_its_key_replaced(
    opened: Browser, invited: factories.Invited, app: Flask, store: Database, new_browser: New
) -> None:
    opened.fill({"Q1": "2", "Q3": "Nostro"})
    anna = entered(opened, invited, app, new_browser, "S2")
    with store.reading() as session:
        before = session.scalars(select(Delegation.sealed)).one()
    place = f"/rispondi/{invited.public_id}/dati-personali"
    opened.get(place)
    opened.post(place, {**opened.fields(), "question": "Q3"})
    with store.reading() as session:
        assert session.scalars(select(Delegation.sealed)).one() != before
    opened.get(f"/rispondi/{invited.public_id}/persone")
    assert "Anna Verdi" in opened.text
    with store.writing() as session:
        late = factories.NOW + timedelta(days=400)
        assert retention.erase_due(session, app.extensions["house"], late, "entrusted_sections") == 0  # it stands
    assert anna.get(f"/rispondi/{seat(store)}/P3").status_code == 200


def test_a_colleague_asks_for_help_on_a_question_of_hers(
    opened: Browser, invited: factories.Invited, app: Flask, store: Database, new_browser: New
) -> None:
    anna, key = entered(opened, invited, app, new_browser, "S2"), seat(store)
    anna.get(f"/rispondi/{key}/aiuto/D1")
    anna.post(anna.path, {**anna.fields(), "text": "Quale giorno?"})
    assert "La Sua richiesta è arrivata" in anna.text
    opened.get(f"/rispondi/{invited.public_id}/aiuto/D1")
    assert "Quale giorno?" in opened.text
    ask(opened, invited.public_id, "S2")
    send(opened)
    assert mails(store) == 2
