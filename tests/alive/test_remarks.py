"""A comment on a question of a field trial is saved by itself, like an answer, and never stands in an answer's way."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import update

from questionari.store.models.rounds import Round
from tests.alive.desk import Desk

pytestmark = pytest.mark.browser


def test_a_comment_is_saved_while_she_writes_and_the_question_goes_on_changing(desk: Desk) -> None:
    with desk.store.writing() as session:
        session.execute(update(Round).values(is_test=True, pilot=True))
    desk.open()
    expect(desk.page.get_by_text("Prova sul campo.")).to_be_visible()
    first = desk.page.locator('[data-q="Q1"]')
    first.get_by_text("Commenta questa domanda").click()
    first.get_by_role("textbox").fill("Che cosa vuol dire attivo?")
    desk.saved()
    desk.choose("Q1", "1")
    expect(desk.field("Q2")).to_be_visible()
    expect(first.get_by_role("textbox")).to_have_value("Che cosa vuol dire attivo?")
    desk.open()
    expect(first.get_by_role("textbox")).to_have_value("Che cosa vuol dire attivo?")
