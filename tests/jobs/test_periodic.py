"""The periodic jobs, each run in an application without Redis: what they do, and that twice adds nothing."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from questionari import clock
from questionari.application import create_app
from questionari.jobs import periodic
from questionari.jobs.drains import drain_mail, drain_pec
from questionari.store.models.access import AuditEvent, AuditSeal
from questionari.store.models.messages import OutboxMessage
from questionari.store.models.rounds import Invitation, PendingUnit, Round
from questionari.store.session import Database
from questionari.usecases import audit
from questionari.usecases.house import SYSTEM, House
from questionari.usecases.rounds.opening import FROZEN
from tests import factories
from tests.mail.desk import campaign_today
from tests.services.smtp import Sink


@pytest.fixture
def app(database_url: str, tmp_path: Path, smtp_sink: Sink) -> Iterator[Flask]:
    """An application in its context, without Redis, with a mail server."""
    env = {"MAIL_HOST": smtp_sink.host, "MAIL_PORT": str(smtp_sink.port)}
    app = create_app(factories.settings_for(database_url, tmp_path, **env))
    with app.app_context():
        yield app
    app.extensions["database"].dispose()


@pytest.fixture
def database(app: Flask) -> Database:
    """Its database."""
    found: Database = app.extensions["database"]
    return found


def count(database: Database, what: type) -> int:
    """Rows of a table."""
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(what)) or 0


@pytest.mark.parametrize("job", [periodic.mail, drain_mail])
def test_mail_leaves_without_redis(database: Database, smtp_sink: Sink, job: type) -> None:
    campaign_today(database, 3)
    job()
    job()
    assert len(smtp_sink.messages) == 3


def test_certified_mail_leaves_without_redis_by_its_own_way(database_url: str, tmp_path: Path, smtp_sink: Sink) -> None:
    ours = "monitoraggio@pec.rete.example"
    env = {"PEC_HOST": smtp_sink.host, "PEC_PORT": str(smtp_sink.port), "PEC_TLS": "none", "PEC_USERNAME": ours}
    app = create_app(factories.settings_for(database_url, tmp_path, **env, PEC_PASSWORD="x", MAIL_PORT="1"))
    with app.app_context():
        found: Database = app.extensions["database"]
        campaign_today(found, 1)
        with found.writing() as session:
            session.execute(update(OutboxMessage).values(route="pec"))
        house: House = app.extensions["house"]
        open_server = replace(house.settings.pec, username=None)  # the sink lets nobody sign in
        app.extensions["house"] = replace(house, settings=replace(house.settings, pec=open_server))
        drain_pec()
        drain_pec()
        found.dispose()
    assert [one.sender for one in smtp_sink.messages] == [ours]


def test_exports_are_only_rung(database: Database) -> None:
    periodic.exports()
    assert count(database, OutboxMessage) == 0


def test_an_opening_that_stopped_half_way_is_finished_once(database: Database) -> None:
    campaign_today(database, 2)
    with database.writing() as session:
        invited = session.scalars(select(Invitation)).all()
        half_done = session.get_one(Round, invited[0].round_id)
        half_done.selection = {FROZEN: len(invited)}
        session.add(PendingUnit(round_id=half_done.id, unit_id=invited[1].unit_id, turn=1))
        for row in session.scalars(select(OutboxMessage).where(OutboxMessage.invitation_id == invited[1].id)):
            session.delete(row)
        session.flush()
        session.execute(factories.links.Link.__table__.delete())
        session.delete(invited[1])
    for _ in range(2):
        periodic.continue_openings()
        assert (count(database, Invitation), count(database, OutboxMessage)) == (2, 2)


def test_audit_events_are_sealed_once(database: Database) -> None:
    with database.writing() as session:
        audit.record(session, clock.utc_now(), SYSTEM, "round.opened")
    events = count(database, AuditEvent)
    periodic.seal_audit()
    periodic.seal_audit()
    assert count(database, AuditSeal) == events >= 1


def test_erasing_and_the_calendar_leave_fresh_mail_alone(database: Database) -> None:
    campaign_today(database, 1)
    periodic.mail()
    periodic.erase_old_bodies()
    periodic.run_calendar()
    with database.reading() as session:
        row = session.scalars(select(OutboxMessage)).one()
    assert row.raw_mime is not None and row.erased_at is None
