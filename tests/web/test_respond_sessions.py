"""Links, sessions, closings: who may read or write what, until when, and what is given back when she may not."""

import logging
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from questionari.store.models.access import AuditEvent
from questionari.store.models.responses import DraftCell
from questionari.store.models.rounds import Invitation
from questionari.store.session import Database
from tests import factories
from tests.web.browser import Browser
from tests.web.conftest import Clock
from tests.web.filling import fill_everything, submit


def test_the_token_is_neither_in_addresses_nor_pages_nor_logs_after_opening(
    browser: Browser, store: Database, invited: factories.Invited, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    browser.enter(invited.token)
    for path in ("", "/P1", "/riepilogo", "/segnalazione"):
        browser.get(f"/rispondi/{invited.public_id}{path}")
        assert invited.token not in browser.text
        assert invited.token not in browser.path
    submit(browser, invited.public_id)
    assert invited.token not in browser.text
    own = [r for r in caplog.records if r.name.startswith("questionari")]
    assert all(invited.token not in record.getMessage() for record in own)
    with store.reading() as session:
        assert all(invited.token not in str(e.detail) for e in session.scalars(select(AuditEvent)))


def test_an_invitation_not_opened_here_is_refused_like_one_that_does_not_exist(
    browser: Browser, invited: factories.Invited
) -> None:
    known = browser.get(f"/rispondi/{invited.public_id}/P1")
    unknown = browser.get("/rispondi/aaaaaaaaaaaaaaaaaaaaaa/P1")
    assert known.status_code == unknown.status_code == 403
    assert known.get_data() == unknown.get_data()


def test_what_a_closed_page_gives_back_is_said_in_the_words_of_its_questions(
    opened: Browser, invited: factories.Invited, hour: Clock, new_browser: Callable[[], Browser]
) -> None:
    place = f"/rispondi/{invited.public_id}/P1"
    typed = {"Q1": "1", "Q2": "molte", "Q4": "98", "Q4.98": "Fondazione", "_q": ["Q1@0", "Q2@0", "Q4@0"]}
    tables = {"R1:0:comune": "Bari"}
    hour.forward(hours=9)
    assert opened.post(place, {"csrf_token": opened.token(), **typed}).status_code in (400, 403)
    assert '<dt>Donne accolte nel periodo</dt><dd class="q-typed">molte</dd>' in opened.text
    assert "<dt>Q1" not in opened.text and '<dd class="q-typed">Altra</dd>' in opened.text
    opened.post(place, {"csrf_token": opened.token(), **tables})
    assert '<dt>Sportelli decentrati</dt><dd class="q-typed">1) Bari (BA)</dd>' in opened.text
    stranger = new_browser()
    stranger.get("/verifica")
    assert stranger.post(place, {"csrf_token": stranger.token(), **typed}).status_code == 403
    assert "<dt>Q2</dt>" in stranger.text and "Donne accolte" not in stranger.text


def test_a_wrong_link_and_a_revoked_one_look_the_same(
    browser: Browser, store: Database, invited: factories.Invited
) -> None:
    wrong = browser.get("/q/" + "x" * 43)
    with store.writing() as session:
        session.execute(update(Invitation).values(revoked_at=factories.NOW))
    revoked = browser.get(f"/q/{invited.token}")
    assert wrong.status_code == revoked.status_code == 404
    assert wrong.get_data() == revoked.get_data()
    assert "Forse è stato copiato a metà, o sostituito da uno più recente" in browser.text
    assert "tel:" in browser.text


def test_the_landing_of_a_sent_or_closed_questionnaire_asks_for_no_preparation(
    browser: Browser, invited: factories.Invited
) -> None:
    preparing = ("Tempo necessario", "Può interrompere", "Che cosa tenere a portata di mano")
    browser.get(f"/q/{invited.token}")
    assert all(words in browser.text for words in preparing)
    browser.enter(invited.token)
    submit(browser, invited.public_id)
    browser.get(f"/q/{invited.token}")
    assert "Vedi la ricevuta" in browser.text
    assert not any(words in browser.text for words in preparing)


def test_the_landing_of_a_closed_round_says_that_nothing_was_sent(
    browser: Browser, invited: factories.Invited, hour: Clock
) -> None:
    browser.enter(invited.token)
    hour.forward(days=400)
    browser.get(f"/q/{invited.token}")
    assert "e il questionario non è stato inviato" in browser.text
    assert "Tempo necessario" not in browser.text
    assert "Rileggi il questionario" in browser.text


def test_the_notice_is_one_step_away_from_every_page(opened: Browser, invited: factories.Invited) -> None:
    address = f"/rispondi/{invited.public_id}/informativa"
    for path in ("", "/P1", "/riepilogo", "/segnalazione"):
        opened.get(f"/rispondi/{invited.public_id}{path}")
        assert f'href="{address}"' in opened.text
    opened.get(address)
    assert "Informativa di prova." in opened.text
    assert "versione bozza-1" in opened.text


def test_a_revoked_link_dies_at_once_also_for_who_is_inside(
    opened: Browser, store: Database, invited: factories.Invited
) -> None:
    fields = opened.fields()
    with store.writing() as session:
        session.execute(update(Invitation).values(revoked_at=factories.NOW))
    for path in ("", "/P1", "/riepilogo", "/ricevuta"):
        assert opened.get(f"/rispondi/{invited.public_id}{path}").status_code == 404
    assert opened.post(f"/rispondi/{invited.public_id}/P1", fields, "_go=list").status_code == 404
    with store.reading() as session:
        assert session.scalars(select(DraftCell)).all() == []


def test_after_submission_the_link_shows_the_receipt_only(
    browser: Browser, new_browser: Callable[[], Browser], invited: factories.Invited
) -> None:
    browser.enter(invited.token)
    submit(browser, invited.public_id)
    number = browser.title()
    later = new_browser()
    later.enter(invited.token)
    assert later.title() == number
    for path in ("", "/P1", "/riepilogo"):
        later.get(f"/rispondi/{invited.public_id}{path}")
        assert later.path.endswith("/ricevuta")
        assert "Il servizio è attivo" not in later.text


def test_submitting_again_and_the_back_button_give_the_same_receipt(
    browser: Browser, store: Database, invited: factories.Invited, hour: Clock
) -> None:
    browser.enter(invited.token)
    fill_everything(browser, invited.public_id)
    token = browser.token()
    browser.post(f"/rispondi/{invited.public_id}/invio", {"csrf_token": token})
    first = browser.text
    hour.forward(hours=3)
    browser.post(f"/rispondi/{invited.public_id}/invio", {"csrf_token": token})
    assert browser.path.endswith("/ricevuta")
    assert re.findall(r"[\w]{4}-[\w]{4}-[\w]{2}", browser.text) == re.findall(r"[\w]{4}-[\w]{4}-[\w]{2}", first)
    with store.reading() as session:
        assert len(session.scalars(select(AuditEvent).where(AuditEvent.action == "response.submit")).all()) == 1


def test_the_session_lasts_eight_hours_idle_and_a_day_at_most(
    opened: Browser, invited: factories.Invited, hour: Clock
) -> None:
    path = f"/rispondi/{invited.public_id}/P1"
    for _ in range(3):
        hour.forward(hours=7, minutes=50)
        assert opened.get(path).status_code == 200
    hour.forward(minutes=31)
    assert opened.get(path).status_code == 403
    opened.enter(invited.token)
    hour.forward(hours=8, seconds=1)
    assert opened.get(path).status_code == 403


def test_what_was_typed_comes_back_when_the_session_has_ended(
    opened: Browser, invited: factories.Invited, hour: Clock
) -> None:
    fields = {**opened.fields(), "Q3": "Mezz'ora di testo"}
    hour.forward(hours=9)
    path = f"/rispondi/{invited.public_id}/P1"
    assert opened.post(path, fields, "_go=list").status_code == 403
    assert "Mezz&#39;ora di testo" in opened.text
    kept = opened.fields()
    opened.enter(invited.token)
    opened.post(path, {**kept, "csrf_token": opened_token(opened, path)})
    opened.get(path)
    assert opened.fields()["Q3"] == ["Mezz'ora di testo"]


def opened_token(browser: Browser, path: str) -> str:
    """A fresh token, as the kept page has it once the link was opened in another tab."""
    browser.get(path)
    return browser.token()


def test_what_was_typed_comes_back_when_the_token_is_stale(opened: Browser, invited: factories.Invited) -> None:
    path = f"/rispondi/{invited.public_id}/P1"
    assert opened.post(path, {**opened.fields(), "csrf_token": "x", "Q3": "Testo lungo"}).status_code == 400
    assert "Testo lungo" in opened.text
    opened.post(path, opened.fields())
    opened.get(path)
    assert opened.fields()["Q3"] == ["Testo lungo"]


@pytest.mark.parametrize(("early", "accepted"), [(1, True), (0, False), (-1, False)])
def test_writing_ends_exactly_at_the_closing(
    opened: Browser, invited: factories.Invited, hour: Clock, early: int, accepted: bool
) -> None:
    hour.now = factories.CLOSES - timedelta(hours=1)
    opened.enter(invited.token)
    opened.get(f"/rispondi/{invited.public_id}/P1")
    fields = {**opened.fields(), "Q1": "2", "Q3": "Ultimo momento"}
    hour.now = factories.CLOSES - timedelta(milliseconds=early)
    response = opened.post(f"/rispondi/{invited.public_id}/P1", fields, "_go=list")
    assert (response.status_code == 200) is accepted
    if not accepted:
        assert response.status_code == 409
        assert "Ultimo momento" in opened.text
        assert "termine per rispondere è scaduto" in opened.text
