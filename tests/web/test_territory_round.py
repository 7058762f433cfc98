"""The territory's form (instrument B) asked in a round: chosen by the staff, opened from its link, every page drawn."""

from email import message_from_bytes, policy
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import select

from questionari.catalogue import SCHEMI
from questionari.store.models.messages import OutboxMessage
from questionari.store.models.rounds import Invitation
from questionari.store.outbox import load_cases
from questionari.store.session import Database
from questionari.usecases import links
from questionari.usecases.outbox.freezing import freeze_case
from tests import factories
from tests.instruments.example import instrument
from tests.web.browser import Browser
from tests.web.managing import ROUND, draft, send

B, UNTIED = SCHEMI / "questionari" / "B" / "2026.1.json", factories.DOCUMENTS / "roles.json"


@pytest.fixture
def author(staff: Browser, store: Database) -> Browser:
    """The staff member, with B published too, and one in parts that no code ties."""
    with store.writing() as session:
        for path, unit in ((B, "atr"), (UNTIED, "service")):
            factories.publish(session, path, unit)
    return staff


def test_a_round_asks_the_territory_s_form_of_the_offices_that_stand_for_them(author: Browser) -> None:
    author.get("/gestione/tornate/nuova")
    assert "B@2026.1" in author.text and "T@2026.1" not in author.text
    assert draft(author, questionnaire="B@2026.1") == 422
    assert "Scheda sul territorio» si compila per territorio" in author.text
    assert draft(author, questionnaire="B@2026.1", types=[], units="BA-005") == 200


def test_a_questionnaire_whose_parts_no_code_ties_is_not_asked_in_a_round(author: Browser) -> None:
    assert draft(author, questionnaire="T@2026.1") == 422
    assert "spettano a soggetti diversi" in author.text


def test_the_office_is_written_to_as_an_office(author: Browser, store: Database, app: Flask) -> None:
    draft(author, questionnaire="B@2026.1", types=[], units="BA-005")
    author.get(f"{ROUND}/anteprima")
    assert "compilare per il territorio, a nome di" in author.text
    assert "azioni svolte" not in author.text
    send(author, f"{ROUND}/apri")
    with store.writing() as session:
        (case,) = load_cases(session, list(session.scalars(select(OutboxMessage.id))))
        mail = message_from_bytes(
            freeze_case(session, app.extensions["house"], factories.NOW, case, []), policy=policy.default
        )
    text = mail.get_body(("plain",)).get_content()
    assert "a nome di «" in text and f"/preparazione/{case.questionnaire}/" in text
    assert "servizio" not in text


def test_the_office_opens_every_page_and_finds_its_territory(author: Browser, store: Database) -> None:
    draft(author, questionnaire="B@2026.1", types=[], units="BA-005")
    assert send(author, f"{ROUND}/apri") == 200
    with store.writing() as session:
        invitation = session.scalars(select(Invitation)).one()
        token, public_id = links.mint(session, invitation.id, "invitation", factories.NOW), invitation.public_id
    author.enter(token)
    for page in instrument("B").pages():
        assert author.get(f"/rispondi/{public_id}/{page.code}").status_code == 200, page.code
    author.get(f"/rispondi/{public_id}/B2a")
    assert author.text.count('value="Bari (BA)"') == 1
    assert "Popolazione residente ↻" in author.text and "È riferita all'anno indicato" in unescape(author.text)
    assert "Lo fornisce il sistema" in author.text and "non ancora disponibile" in author.text
    assert "Calcolato dalle Sue risposte" not in author.text
