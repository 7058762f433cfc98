"""Secrets and places that must not come out by the back door: error texts, histories, restored queues."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from questionari.settings import MailSettings
from questionari.store.leases import Lease
from questionari.store.models.access import AuditEvent, User
from questionari.store.models.census import CensusChange, Unit
from questionari.store.models.messages import OutboxMessage
from questionari.store.models.rounds import Invitation
from questionari.store.session import Database
from questionari.usecases import backup
from questionari.usecases.accounts import credentials, login
from questionari.usecases.census import editing
from questionari.usecases.house import SYSTEM, Actor
from questionari.usecases.outbox import freezing
from tests import factories
from tests.factories import NOW
from tests.mail.desk import Desk, Probe, campaign, one
from tests.usecases.responding_acts import Respondent
from tests.web.browser import Browser

STAFF = Actor("staff", "rossi.m")
PASSWORD = "pietra-vento-luna-4711"


def test_no_secret_is_shown_where_an_error_prints_its_surroundings(finished: Respondent) -> None:
    shown = repr((finished.house, finished.page("P1").case, MailSettings(password="parola-segreta")))
    for secret in ("\\xab" * 8, "k" * 40, "parola-segreta", "Fondazione"):
        assert secret not in shown


def test_a_service_that_turns_out_to_be_a_shelter_leaves_no_place_behind(database: Database) -> None:
    with database.writing() as session:
        factories.census_of_bari(session)
        round_ = factories.add_round(session, factories.publish(session))
        unit_id = factories.invite(session, round_, comune="072030").unit_id
        unit = session.get_one(Unit, unit_id)
        values = {**dict.fromkeys(("owner", "manager", "nature", "sector", "note"), ""), "name": unit.name}
        for place in ({"type_code": "01", "comune": "Monopoli"}, {"type_code": "02", "province": "BA"}):
            seen = editing.Seen(unit.code, editing.version_of(unit))
            given = {**values, **place, "reason": "correzione"}
            editing.correct_unit(session, NOW + timedelta(seconds=1), STAFF, seen, given)
    with database.reading() as session:
        history = session.scalars(select(CensusChange).where(CensusChange.unit_id == unit_id)).all()
        assert {change.field for change in history} >= {"comune", "type_code"}
        assert [(c.old, c.new) for c in history if c.field == "comune"] == [(None, None)] * 2
        assert "comune" not in session.scalars(select(Invitation.census)).one()


def test_after_a_restore_not_even_a_receipt_leaves_before_a_person_says_so(desk: Desk, tmp_path: Path) -> None:
    with desk.database.writing() as session:
        backup._hold_mail(session, NOW)
    one(desk, "receipt")
    probe = Probe()
    assert desk.drain(probe).states == {}
    assert probe.sent == []


def test_a_backup_is_private_from_its_first_byte(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    modes: list[int] = []
    real = backup._add

    def watch(*given: Any) -> None:
        modes.extend(part.stat().st_mode & 0o777 for part in tmp_path.glob("*.part"))
        real(*given)

    monkeypatch.setattr(backup, "_add", watch)
    with database.reading() as session:
        backup.write(session, tmp_path / "b.tar.gz", NOW)
    assert len(modes) > len(backup.APART)
    assert set(modes) == {0o600}


def test_a_message_that_does_not_open_stops_no_other_and_repeats_none(desk: Desk) -> None:
    """It raised in the transaction that marks the message before it, which then left again and again."""
    with desk.database.writing() as session:
        ids = campaign(session, 3)
        freezing.freeze_batch(session, desk.house, NOW, [ids[1]], Lease("another", NOW))
    desk.change(OutboxMessage, ids[1], raw_mime=b"\x01" + b"x" * 60)
    probe = Probe()
    desk.drain(probe)
    desk.clock.ahead(hours=1)
    desk.drain(probe)
    assert len(probe.sent) == 2
    assert [row.state for row in desk.rows()] == ["sent", "technical_failure", "sent"]


def test_whoever_tries_while_the_account_waits_does_not_prolong_the_wait(database: Database) -> None:
    with database.writing() as session:
        user = credentials.create_user(session, NOW, SYSTEM, "rossi.m", "Account di prova", "r@x.example", "staff")
        credentials.set_password(session, NOW, credentials.mint(session, user.id, NOW), PASSWORD)
    for second in range(5, 35, 5):
        with database.writing() as session:
            assert login.check_password(session, NOW + timedelta(seconds=second), "rossi.m", "sbagliata") is None
    with database.writing() as session:
        assert session.scalars(select(User.failed_count)).one() == 5
        assert login.check_password(session, NOW + timedelta(seconds=56), "rossi.m", PASSWORD) is not None


def test_an_atr_that_knocks_at_the_staffs_door_is_noted(browser: Browser, store: Database) -> None:
    with store.writing() as session:
        token = factories.staff_session(session, role="atr", code="atr.1")
    with browser.client.session_transaction(base_url="https://localhost") as cookie:
        cookie["login"] = token
    assert browser.get("/gestione/censimento").status_code == 404
    with store.reading() as session:
        event = session.scalars(select(AuditEvent).where(AuditEvent.action == "access.refused")).one()
    assert (event.actor_id, event.object_id) == ("atr.1", "manage.census")
