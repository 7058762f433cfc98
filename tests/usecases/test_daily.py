"""The digest to staff: once a day where there is something to say, once a week that all is well; no names."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from questionari.store.models.census import Unit
from questionari.store.models.messages import OutboxMessage
from questionari.store.session import Database, open_database
from questionari.store.types import new_id
from questionari.usecases import daily
from questionari.usecases.house import House
from questionari.usecases.outbox.queueing import opened
from tests import factories
from tests.mail.desk import campaign

pytestmark = pytest.mark.engine("sqlite")
MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
TUESDAY = MONDAY + timedelta(days=1)


@pytest.fixture
def house(database_url: str, tmp_path: Path) -> House:
    """The surroundings, with an account of the staff to come."""
    return factories.house_of(factories.settings_for(database_url, tmp_path))


@pytest.fixture
def database(house: House) -> Database:
    """With one account of the staff, one of a territory."""
    found = open_database(house.settings.database_url)
    with found.writing() as session:
        factories.staff_session(session)
        factories.staff_session(session, role="atr", code="atr.1")
    return found


def told(database: Database, house: House, now: datetime) -> list[tuple[str, str]]:
    """(recipient, text) of what that hour queues."""
    with database.writing() as session:
        daily.tell_staff(session, house, now)
    with database.writing() as session:
        made = (OutboxMessage.kind == daily.KIND, OutboxMessage.created_at == now)
        rows = session.scalars(select(OutboxMessage).where(*made))
        found = [(row.recipient, opened(house.keyring, row.context["novita"])) for row in rows]
        session.execute(update(OutboxMessage).where(*made).values(state="sent", ended_at=now))
        return found


def test_where_all_is_well_it_is_said_on_mondays_alone(database: Database, house: House) -> None:
    assert told(database, house, MONDAY) == [("lenove.1@staff.example", daily.WELL)]
    assert told(database, house, MONDAY + timedelta(hours=1)) == []
    assert told(database, house, TUESDAY) == []


def test_what_needs_somebody_is_told_once_a_day_to_staff_alone_in_counts(database: Database, house: House) -> None:
    with database.writing() as session:
        until = {"deadline_at": TUESDAY + timedelta(days=30), "closes_at": TUESDAY + timedelta(days=40)}
        campaign(session, 3, TUESDAY, opens_at=TUESDAY - timedelta(days=1), **until)
        failed, bounced, late = session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).all()
        failed.state, failed.ended_at = "permanent_failure", TUESDAY - timedelta(days=3)
        bounced.state, bounced.ended_at = "bounced", TUESDAY - timedelta(hours=3)
        late.not_before = TUESDAY - timedelta(hours=2)
        ends = date(2026, 12, 31)
        session.add(Unit(id=new_id(), code="X-1", name="Chiude", type_code="01", updated_at=MONDAY, active_to=ends))
    ((recipient, text),) = told(database, house, TUESDAY)
    assert recipient == "lenove.1@staff.example"
    assert text.startswith(daily.BEGINS)
    for line in (
        "– 1 messaggio doveva partire e non parte",
        "– 2 messaggi non sono arrivati",
        "– 1 messaggio è tornato indietro da ieri",
        "– 1 servizio finisce l'attività entro 60 giorni",
    ):
        assert line in text.splitlines()
    assert "Chiude" not in text and "@" not in text
    assert told(database, house, TUESDAY + timedelta(hours=2)) == []
    assert len(told(database, house, TUESDAY + timedelta(days=1))) == 1


def test_it_is_not_written_before_the_morning_nor_where_a_setting_says_so(database: Database, house: House) -> None:
    assert told(database, house, MONDAY - timedelta(hours=2)) == []
    silent = House(replace(house.settings, staff_digest=False), house.keyring)
    assert told(database, silent, MONDAY) == []
