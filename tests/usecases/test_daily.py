"""The digest to staff: once a day where there is something to say, once a week that all is well; no names."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from questionari.mail_settings import Hours
from questionari.store import vitals
from questionari.store.models.census import Atr, Unit, UnitAtr
from questionari.store.models.messages import OutboxMessage
from questionari.store.models.rounds import Invitation, QuestionnaireVersion, Round
from questionari.store.session import Database, open_database
from questionari.store.types import new_id
from questionari.usecases import daily, health
from questionari.usecases.house import Actor, House
from questionari.usecases.outbox.queueing import opened
from questionari.usecases.rounds import changing, reminding
from tests import factories
from tests.mail.desk import campaign

pytestmark = pytest.mark.engine("sqlite")
MONDAY = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)  # eight o'clock in Rome, when the calendar looks
DAY = timedelta(days=1)
TUESDAY = MONDAY + DAY


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
        text = daily.to_tell(session, house, now)
        if text:
            daily.tell_staff(session, house, now, text)
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


def running(session: Session, now: datetime, size: int) -> Round:
    """A round whose first reminder is due that day, its invitations sent the day before."""
    days = {"opens_at": now - timedelta(days=1), "deadline_at": now + timedelta(days=10)}
    campaign(session, size, now - timedelta(days=1), **days, closes_at=now + timedelta(days=40))
    session.execute(update(OutboxMessage).values(state="sent", ended_at=now - timedelta(days=1)))
    session.execute(update(Invitation).values(delivery="sent"))
    return session.scalars(select(Round)).one()


def test_a_reminder_that_was_due_and_never_queued_is_told(
    database: Database, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = "– 3 servizi dovevano ricevere un sollecito, e il messaggio non è stato preparato"
    with database.writing() as session:
        running(session, TUESDAY, 3)
        monkeypatch.setattr(reminding, "queue_reminders", lambda *_: 0)
        reminding.run_calendar(session, TUESDAY)
        assert line in daily.digest(session, house, TUESDAY).splitlines()
        monkeypatch.undo()
        reminding.remind(session, TUESDAY, Actor("staff", "lenove.1"), session.scalars(select(Round.id)).one())
        assert line not in daily.digest(session, house, TUESDAY).splitlines()


def test_what_ends_soon_is_told_and_a_questionnaire_that_is_not_valid(database: Database, house: House) -> None:
    with database.writing() as session:
        vitals.keep_certificates(session, ["smtp", "imap"], {"smtp": TUESDAY + 13 * DAY, "imap": TUESDAY + 15 * DAY})
        service = factories.invited(
            session, opens_at=TUESDAY - DAY, deadline_at=TUESDAY + 30 * DAY, closes_at=TUESDAY + 40 * DAY
        )
        atr_id = new_id()
        session.add(Atr(id=atr_id, code="901", name="Prova", kind="Provincia"))
        session.flush()
        session.add(
            UnitAtr(unit_id=service.unit_id, atr_id=atr_id, valid_from=MONDAY.date(), valid_to=date(2026, 12, 31))
        )
        session.execute(update(QuestionnaireVersion).values(document=b'{"format": "no"}'))
        told = daily.digest(session, house, TUESDAY).splitlines()
        for line in (
            "– 1 certificato dei nostri server scade entro 14 giorni: avvisi l'assistenza tecnica",
            "– 1 adesione a un ATR scade entro 60 giorni",
            "– 1 questionario in corso non è valido",
        ):
            assert line in told
        vitals.keep_certificates(session, ["imap"], {})
        assert "certificato" not in daily.digest(session, house, TUESDAY)


def test_a_calendar_that_fails_each_time_is_told_and_one_that_is_gone_through_is_not(
    database: Database, house: House
) -> None:
    line = "– 1 calendario non va avanti: i solleciti dovuti non partono"
    with database.writing() as session:
        for what, hours in ((health.TIMER, 0), (health.CALENDAR, 3)):
            health.beat(session, TUESDAY - timedelta(hours=hours), what)
        assert daily.digest(session, house, TUESDAY) == ""
        assert line in daily.digest(session, house, TUESDAY + timedelta(minutes=1)).splitlines()
        assert "calendario fermo" in health.health(session, house, TUESDAY + timedelta(minutes=1)).troubles


def test_mail_that_is_held_on_purpose_is_not_late_and_why_it_waits_is_told(database: Database, house: House) -> None:
    limited = replace(house.settings, mail=replace(house.settings.mail, per_hour=10))
    with database.writing() as session:
        campaign(session, 4, TUESDAY, opens_at=TUESDAY - timedelta(days=1), closes_at=TUESDAY + timedelta(days=40))
        waits, quiet, sent, code = session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).all()
        waits.not_before = code.not_before = TUESDAY - timedelta(hours=5)
        quiet.not_before = TUESDAY + timedelta(minutes=30)
        sent.state, sent.sent_at, sent.ended_at = "sent", TUESDAY, TUESDAY
        code.kind = "access_code"
        told = daily.digest(session, House(limited, house.keyring), TUESDAY).splitlines()
        assert "– 1 messaggio doveva partire e non parte" in told, "a code that somebody waits for"
        assert "– 1 messaggio aspetta il suo turno: sono i limiti del fornitore di posta" in told
        changing.stop_sends(session, TUESDAY, Actor("staff", "lenove.1"), session.scalars(select(Round.id)).one())
        told = daily.digest(session, House(limited, house.keyring), TUESDAY).splitlines()
        assert "– 2 messaggi sono trattenuti dagli invii sospesi" in told
        assert "– 1 messaggio doveva partire e non parte" in told, "one round's stop hides nothing else"


def test_what_waits_for_the_morning_is_told_beside_what_needs_somebody(database: Database, house: House) -> None:
    hours = replace(house.settings, mail=replace(house.settings.mail, hours=Hours(9, 18)))
    with database.writing() as session:
        campaign(session, 2, TUESDAY, opens_at=TUESDAY - timedelta(days=1), closes_at=TUESDAY + timedelta(days=40))
        session.execute(update(OutboxMessage).values(not_before=TUESDAY + timedelta(hours=1)))
        assert daily.digest(session, House(hours, house.keyring), TUESDAY) == ""
        health.beat(session, TUESDAY - timedelta(hours=4), health.CALENDAR)
        told = daily.digest(session, House(hours, house.keyring), TUESDAY).splitlines()
        assert told[-1] == "– 2 messaggi aspettano le ore e i giorni in cui si scrive ai servizi"
