"""What has lasted longer than it may goes by night, once, with its key; the rest stays."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from questionari import clock
from questionari.application import create_app
from questionari.jobs import periodic
from questionari.store.clearing import clear
from questionari.store.models.access import AuditEvent, LoginSession
from questionari.store.models.helping import FalseMessage, HelpThread, Remark
from questionari.store.models.responses import DraftCell, Response, ResponseImport
from questionari.store.session import Database
from questionari.store.types import new_id
from questionari.usecases import helping, responding, retention
from tests import factories
from tests.usecases.responding_acts import COMPLETE, NOW, Respondent

pytestmark = pytest.mark.engine("sqlite")
LATER = factories.CLOSES + timedelta(days=31)


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """An application in its context."""
    app = create_app(factories.settings_for(database_url, tmp_path))
    with app.app_context():
        yield app
    app.extensions["database"].dispose()


@pytest.fixture
def services(app: Flask) -> tuple[Respondent, Respondent]:
    """One that has sent its answers, one that has only begun and asked for help; a report, a login session."""
    database: Database = app.extensions["database"]
    with database.writing() as session:
        round_ = factories.add_round(session, factories.publish(session))
        invited = [factories.invite(session, round_, name) for name in ("Centro Uno", "Centro Due")]
        factories.staff_session(session)
        session.add(FalseMessage(code="X", sealed=b"\1", told_at=NOW, handled_at=NOW))
    sent, begun = (Respondent(database, app.extensions["house"], one) for one in invited)
    sent.fill()
    sent.submit()
    begun.save("P1", COMPLETE["P1"])
    with database.writing() as session:
        for one in (begun,):
            helping.ask(session, one.house, NOW, one.public_id, "Q3", ("Come si scrive?", True))
    return sent, begun


def count(database: Database, what: type) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(what)) or 0


def test_what_is_due_is_counted_and_nothing_is_changed(services: tuple[Respondent, Respondent]) -> None:
    database = services[0].database
    with database.reading() as session:
        assert {one.name: one.number for one in retention.due(session, NOW)} == dict.fromkeys(retention.RULES, 0)
        found = {one.name: one.number for one in retention.due(session, LATER)}
    assert found == {**dict.fromkeys(retention.RULES, 0), "drafts_never_sent": 1, "login_sessions": 1}
    assert count(database, LoginSession) == 1


def test_what_was_only_commented_in_a_field_trial_goes_too(services: tuple[Respondent, Respondent]) -> None:
    begun = services[1]
    with begun.database.writing() as session:
        response = session.scalars(select(Response).where(Response.state == "in_progress")).one()
        clear(session, response.id)
        session.add(Remark(id=new_id(), response_id=response.id, code="Q1", mark="a" * 16, at=NOW, sealed=b"x"))
        session.flush()
        assert retention.erase_due(session, begun.house, LATER, "drafts_never_sent") == 1
        assert session.scalars(select(Remark)).all() == []


def test_a_draft_never_sent_goes_with_its_key_and_what_was_sent_stays(
    services: tuple[Respondent, Respondent], monkeypatch: pytest.MonkeyPatch
) -> None:
    (sent, begun), database = services, services[0].database
    before = begun.key()
    monkeypatch.setattr(clock, "utc_now", lambda: LATER)
    for _ in range(2):
        periodic.erase_outlasted()
        assert (count(database, DraftCell), count(database, HelpThread), count(database, LoginSession)) == (0, 0, 0)
    assert begun.key() != before
    assert begun.review(LATER).case.answers == {}
    with database.reading() as session:
        kept = select(func.count()).select_from(Response).where(Response.document.is_not(None))
        assert session.scalar(kept) == 1
        acts = session.scalars(select(AuditEvent.object_id).where(AuditEvent.action == "retention.erased")).all()
        assert responding.load_receipt(session, responding.receipt_header(session, sent.public_id)).number
    assert sorted(acts) == ["drafts_never_sent", "login_sessions"]


def test_a_file_that_nobody_imported_goes_after_a_month(services: tuple[Respondent, Respondent]) -> None:
    begun, import_id = services[1], new_id()
    with begun.database.writing() as session:
        about = {"round_id": begun.invited.round_id, "file_name": "a.csv", "file_sha256": "", "mapping": {}}
        session.add(ResponseImport(id=import_id, **about, sealed=b"\1", begun_at=NOW, begun_by="rossi.m"))
    month = timedelta(days=30)
    for later, kept in ((month / 2, b"\1"), (month, None)):
        with begun.database.writing() as session:
            retention.erase_due(session, begun.house, NOW + later, "files_not_imported")
            assert session.get_one(ResponseImport, import_id).sealed == kept


def test_requests_of_help_and_reports_outlast_their_round_by_a_year(
    services: tuple[Respondent, Respondent], monkeypatch: pytest.MonkeyPatch
) -> None:
    sent, _ = services
    with sent.database.writing() as session:
        helping.ask_correction(session, sent.house, NOW, sent.public_id, "Q1 era un altro numero")
    monkeypatch.setattr(clock, "utc_now", lambda: LATER + timedelta(days=300))
    periodic.erase_outlasted()
    assert (count(sent.database, HelpThread), count(sent.database, FalseMessage)) == (1, 1)
    monkeypatch.setattr(clock, "utc_now", lambda: LATER + timedelta(days=360))
    periodic.erase_outlasted()
    assert (count(sent.database, HelpThread), count(sent.database, FalseMessage)) == (0, 0)
