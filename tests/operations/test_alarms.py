"""Mail that should leave and does not is told by the web process; figures for a monitor name nobody."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from prometheus_client.parser import text_string_to_metric_families

from questionari.store.models.messages import OutboxMessage, SendStop
from questionari.store.models.rounds import PendingUnit, Round
from questionari.store.session import Database
from questionari.usecases import health
from tests import factories
from tests.mail.desk import queue
from tests.web.browser import Browser
from tests.web.conftest import Clock, app, browser, hour, new_browser, store
from tests.web.managing import with_settings

__all__ = ["app", "browser", "hour", "new_browser", "store"]
PATH = "/salute/metriche"
TOKEN = "un-segreto-di-prova-lungo"


@pytest.fixture
def waiting(store: Database) -> OutboxMessage:
    """An invitation that is due now."""
    with store.writing() as session:
        return session.get_one(OutboxMessage, queue(session, factories.invited(session)))


def test_due_mail_that_does_not_leave_is_an_alarm_after_a_quarter_of_an_hour(
    browser: Browser, store: Database, hour: Clock, waiting: OutboxMessage
) -> None:
    hour.now += timedelta(minutes=15)
    assert browser.get("/salute").status_code == 200
    hour.now += timedelta(minutes=1)
    answer = browser.get("/salute")
    told = {"stato": "degradato", "guasti": ["posta ferma"], "posta_in_ritardo_s": 960}
    assert (answer.status_code, answer.get_json()) == (503, told)
    with store.writing() as session:
        session.get_one(OutboxMessage, waiting.id).state = "sent"
        session.get_one(OutboxMessage, waiting.id).ended_at = hour.now
    assert browser.get("/salute").get_json() == {"stato": "in salute"}


def test_mail_that_staff_have_stopped_is_no_alarm(
    browser: Browser, store: Database, hour: Clock, waiting: object
) -> None:
    with store.writing() as session:
        session.add(SendStop(id=1, stopped_at=hour.now, stopped_by="lenove.1"))
    hour.now += timedelta(hours=5)
    assert browser.get("/salute").status_code == 200


def test_a_sender_that_died_with_its_mail_is_an_alarm_too(
    browser: Browser, store: Database, hour: Clock, waiting: OutboxMessage
) -> None:
    with store.writing() as session:
        row = session.get_one(OutboxMessage, waiting.id)
        row.state, row.lease_owner, row.lease_until = "sending", "morto", hour.now + timedelta(hours=1)
    hour.now += timedelta(minutes=59)
    assert browser.get("/salute").status_code == 200
    hour.now += timedelta(minutes=1)
    assert browser.get("/salute").status_code == 503


def test_a_timer_that_was_alive_and_is_silent_is_told(browser: Browser, store: Database, hour: Clock) -> None:
    for minutes, status in ((0, 200), (15, 200), (16, 503)):
        hour.now = factories.NOW + timedelta(minutes=minutes)
        with store.writing() as session:
            health.beat(session, factories.NOW)
        assert browser.get("/salute").status_code == status
    assert browser.get("/salute").get_json()["guasti"] == ["timer fermo"]


def test_a_round_whose_invitations_are_not_made_is_told_after_an_hour(
    browser: Browser, store: Database, hour: Clock
) -> None:
    with store.writing() as session:
        service = factories.invited(session)
        session.get_one(Round, service.round_id).launched_at = hour.now
        session.add(PendingUnit(round_id=service.round_id, unit_id=service.unit_id, turn=1))
    for minutes, status in ((60, 200), (1, 503)):
        hour.now += timedelta(minutes=minutes)
        assert browser.get("/salute").status_code == status
    assert browser.get("/salute").get_json()["guasti"] == ["inviti non preparati"]


def test_without_a_token_there_are_no_figures(browser: Browser) -> None:
    assert (
        browser.client.get(PATH, headers={"Authorization": "Bearer "}, base_url="https://localhost").status_code == 404
    )


def test_figures_name_nobody_and_agree_with_the_tables(
    app: Flask, browser: Browser, store: Database, hour: Clock, waiting: OutboxMessage
) -> None:
    app.extensions["house"] = with_settings(app, metrics_token=TOKEN)
    hour.now += timedelta(minutes=20)
    for wrong in (
        {},
        {"Authorization": f"Bearer {TOKEN}x"},
        {"Authorization": "Bearer "},
        {"Authorization": "Bearer è"},
    ):
        assert browser.client.get(PATH, headers=wrong, base_url="https://localhost").status_code == 404
    answer = browser.client.get(PATH, headers={"Authorization": f"Bearer {TOKEN}"}, base_url="https://localhost")
    assert answer.status_code == 200 and answer.content_type.startswith("text/plain")
    text = answer.get_data(as_text=True)
    values = {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
    assert values["questionari_outbox_messages", "mail", "queued"] == 1
    assert (values["questionari_mail_late_seconds",], values["questionari_degraded",]) == (1200, 1)
    assert values["questionari_rounds_open",] == 1 and "python_" not in text
    assert waiting.recipient not in text and "Tornata" not in text


def test_a_campaign_that_the_providers_limits_spread_is_no_alarm_while_some_of_it_leaves(
    app: Flask, browser: Browser, store: Database, hour: Clock, waiting: OutboxMessage
) -> None:
    mail = app.extensions["house"].settings.mail
    app.extensions["house"] = with_settings(app, mail=replace(mail, per_hour=10))
    with store.writing() as session:
        gone = session.get_one(OutboxMessage, queue(session, factories.invited(session)))
        gone.state, gone.sent_at, gone.ended_at = "sent", hour.now, hour.now
    hour.now += timedelta(minutes=50)
    assert browser.get("/salute").status_code == 200
    hour.now += timedelta(minutes=20)
    assert browser.get("/salute").status_code == 503
