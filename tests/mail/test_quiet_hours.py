"""Quiet hours: campaigns leave by day, on working days of the place; what somebody waits for leaves always."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from questionari.mail_settings import Hours, SettingsError
from questionari.settings import load_settings
from questionari.store.models.census import Unit
from questionari.store.models.responses import Response
from questionari.usecases.outbox.hours import leaves_at
from tests import factories
from tests.factories import NOW, Invited
from tests.mail.desk import CALM, Desk, Probe, one, queue

pytestmark = pytest.mark.engine("sqlite")
DAY = Hours(8, 19)
BY_DAY = replace(CALM, hours=DAY)
MONDAY = datetime(2026, 11, 23, 7, tzinfo=UTC)  # NOW is the Sunday before


@pytest.mark.parametrize(
    ("asked", "place", "leaves"),
    [
        (MONDAY, "", MONDAY),
        (MONDAY - timedelta(milliseconds=1), "", MONDAY),
        (MONDAY.replace(hour=17, minute=59), "", MONDAY.replace(hour=17, minute=59)),
        (MONDAY.replace(hour=18), "", MONDAY + timedelta(days=1)),
        (NOW, "", MONDAY),
        (datetime(2027, 3, 27, 12, tzinfo=UTC), "", datetime(2027, 3, 30, 6, tzinfo=UTC)),  # Easter, summer time
        (datetime(2027, 12, 6, 9, tzinfo=UTC), "BA", datetime(2027, 12, 7, 7, tzinfo=UTC)),
        (datetime(2027, 12, 6, 9, tzinfo=UTC), "MI", datetime(2027, 12, 6, 9, tzinfo=UTC)),
    ],
)
def test_a_campaign_leaves_at_once_or_on_the_next_working_day(asked: datetime, place: str, leaves: datetime) -> None:
    assert leaves_at(asked, DAY, place) == leaves
    assert leaves_at(asked, None, place) == asked


@pytest.mark.parametrize("kind", ["invitation", "reminder_1", "receipt", "access_code"])
def test_on_sunday_only_what_somebody_waits_for_leaves(desk: Desk, kind: str) -> None:
    context = {"codice_accesso": "1234", "validita": "15 minuti"} if kind == "access_code" else None
    waits = kind in ("invitation", "reminder_1")
    with desk.database.writing() as session:
        service = factories.invited(session)
        queue(session, service, kind, context=context, seq="day-1")
        answer(session, service, kind == "receipt")
    probe = Probe()
    desk.drain(probe, limits=BY_DAY)
    assert len(probe.sent) == (not waits)
    (row,) = desk.rows()
    assert (row.state, row.not_before) == (("queued", MONDAY) if waits else ("sent", NOW))
    desk.clock.now = MONDAY
    desk.drain(probe, limits=BY_DAY)
    assert len(probe.sent) == 1


def answer(session: Session, service: Invited, answered: bool) -> None:
    """A response with its receipt, where one is."""
    about = {"invitation_id": service.invitation_id, "round_id": service.round_id, "opened_at": NOW}
    if answered:
        told = {"receipt_number": "A-1", "receipt_hash": "9f" * 32, "salt": b"s" * 16, "submitted_at": NOW}
        session.add(Response(**about, **told, state="submitted"))


def test_the_link_that_somebody_asked_for_leaves_at_night(desk: Desk) -> None:
    with desk.database.writing() as session:
        queue(session, factories.invited(session), seq="again-2")
    probe = Probe()
    desk.drain(probe, limits=BY_DAY)
    assert len(probe.sent) == 1


def test_the_feast_of_the_town_is_kept(desk: Desk) -> None:
    feast = datetime(2027, 12, 6, 9, tzinfo=UTC)
    one(desk, deadline_at=feast + timedelta(days=5), closes_at=feast + timedelta(days=9))
    with desk.database.writing() as session:
        session.execute(update(Unit).values(comune="072006", province="072"))
    desk.clock.now, probe = feast, Probe()
    desk.drain(probe, limits=BY_DAY)
    assert probe.sent == [] and desk.rows()[0].not_before == datetime(2027, 12, 7, 7, tzinfo=UTC)


def test_a_reminder_waits_for_the_end_of_the_day_on_which_the_service_works_at_it(desk: Desk) -> None:
    with desk.database.writing() as session:
        service = factories.invited(session)
        queue(session, service, "reminder_1")
        about = {"invitation_id": service.invitation_id, "round_id": service.round_id, "opened_at": NOW}
        session.add(Response(**about, saved_at=NOW - timedelta(minutes=5), state="in_progress"))
    probe = Probe()
    desk.drain(probe)
    assert (probe.sent, desk.rows()[0].not_before) == ([], datetime(2026, 11, 22, 23, tzinfo=UTC))
    desk.clock.ahead(days=1)
    desk.drain(probe)
    assert len(probe.sent) == 1


@pytest.mark.parametrize(("kind", "reason"), [("reminder_1", "deadline_passed"), ("reminder_2", "deadline_moved")])
def test_a_reminder_whose_text_is_no_longer_true_does_not_leave(desk: Desk, kind: str, reason: str) -> None:
    later = NOW + timedelta(days=1) if kind == "reminder_2" else NOW
    row = one(desk, kind, deadline_at=later, closes_at=NOW + timedelta(days=5))
    desk.drain(Probe())
    ended = desk.row(row.id)
    assert (ended.state, ended.reason) == ("cancelled", reason)


def test_production_keeps_quiet_hours_unless_told_otherwise() -> None:
    base = {"MODE": "test", "SECRET_KEY": "k" * 40, "ENCRYPTION_KEYS": factories.KEY}
    assert load_settings(base).mail.hours is None
    assert load_settings({**base, "MAIL_HOURS": "9-13"}).mail.hours == Hours(9, 13)
    assert load_settings({**base, "MAIL_HOURS": "always"}).mail.hours is None
    with pytest.raises(SettingsError, match="MAIL_HOURS"):
        load_settings({**base, "MAIL_HOURS": "19-8"})
