"""Days by which services promise their answer: no reminder until then, one afterwards, never two."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from questionari.store import leases
from questionari.store.models.messages import OutboxMessage
from questionari.store.models.responses import Response
from questionari.store.models.rounds import Invitation
from questionari.store.session import Database
from questionari.usecases.fields import Invalid
from questionari.usecases.house import Actor, Refused
from questionari.usecases.outbox import recheck
from questionari.usecases.rounds import changing, promises, reminding, timeline
from questionari.usecases.rounds.invitations import On
from tests.usecases.test_rounds_sending import FIRST, SECOND, invitation_of, open_round, queued

ATR = Actor("atr", "atr.bari")
CODE = "BA-024"


@pytest.fixture
def round_id(database: Database) -> uuid.UUID:
    with database.writing() as session:
        return open_round(session)


def on(session: Session, round_id: uuid.UUID) -> On:
    return On(round_id, invitation_of(session, CODE).id)


def promise(session: Session, round_id: uuid.UUID, day: str, now: datetime = FIRST) -> None:
    promises.promise(session, now, ATR, on(session, round_id), day)


def of_unit(session: Session, kind: str) -> list[str]:
    own = (OutboxMessage.kind == kind, OutboxMessage.invitation_id == invitation_of(session, CODE).id)
    return [row.state for row in session.scalars(select(OutboxMessage).where(*own).order_by(OutboxMessage.id))]


def test_nobody_is_reminded_before_the_day_that_was_promised(database: Database, round_id: uuid.UUID) -> None:
    with database.writing() as session:
        promise(session, round_id, "10/12/2026")
        plan = reminding.plan_reminder(session, FIRST, round_id)
        assert [(one.code, one.reason) for one in plan.skipped] == [(CODE, "promised")]
        assert reminding.run_calendar(session, FIRST) == 6
        assert promises.remind_promised(session, FIRST) == 0
        assert "Risposta promessa da 1 servizio" in {one.text for one in timeline.timeline(session, FIRST, round_id)}


def test_who_is_silent_is_reminded_once_on_the_next_working_day(database: Database, round_id: uuid.UUID) -> None:
    with database.writing() as session:
        promise(session, round_id, "04/12/2026")  # a Friday
        reminding.run_calendar(session, FIRST)
        hours = [FIRST + timedelta(hours=hour) for hour in range(0, 24 * 8, 5)]
        sent = {now: promises.remind_promised(session, now) for now in hours}
        assert [now.astimezone(UTC).date() for now, number in sent.items() if number] == [date(2026, 12, 7)]
        assert of_unit(session, "reminder_1") == ["queued"]


def test_a_reminder_that_went_out_since_the_day_counts_as_that_one(database: Database, round_id: uuid.UUID) -> None:
    with database.writing() as session:
        promise(session, round_id, "14/12/2026")
        reminding.run_calendar(session, FIRST)
        assert reminding.run_calendar(session, SECOND) == 7
        assert promises.remind_promised(session, SECOND) == 0
        assert promises.remind_promised(session, SECOND + timedelta(days=1)) == 0


def test_whoever_answers_by_then_hears_nothing(database: Database, round_id: uuid.UUID) -> None:
    with database.writing() as session:
        promise(session, round_id, "04/12/2026")
        session.add(
            Response(
                invitation_id=invitation_of(session, CODE).id, round_id=round_id, state="submitted", opened_at=FIRST
            )
        )
        session.flush()
        assert promises.remind_promised(session, FIRST + timedelta(days=4)) == 0
        with pytest.raises(Refused, match="già risposto"):
            promise(session, round_id, "08/12/2026")


def test_a_reminder_in_the_queue_does_not_leave_once_the_day_is_promised(
    database: Database, round_id: uuid.UUID
) -> None:
    with database.writing() as session:
        reminding.run_calendar(session, FIRST)
        promise(session, round_id, "10/12/2026")
        assert of_unit(session, "reminder_1") == ["cancelled"] and queued(session, "reminder_1") == 7
        row = session.scalars(
            select(OutboxMessage).where(OutboxMessage.invitation_id == invitation_of(session, CODE).id)
        ).all()
        (known,) = (one for one in leases.locked(session, [one.id for one in row]) if one.kind == "reminder_1")
        assert recheck.while_silent(known, FIRST).reason == "promised"
        assert recheck.while_silent(known, datetime(2026, 12, 11, 8, tzinfo=UTC)).go


def test_a_promise_is_kept_within_the_days_for_writing_and_can_be_taken_back(
    database: Database, round_id: uuid.UUID
) -> None:
    with database.writing() as session:
        for wrong in ("", "domani", "02/12/2026", "21/12/2026"):
            with pytest.raises(Invalid):
                promise(session, round_id, wrong)
        promise(session, round_id, "20/12/2026")
        row = session.get_one(Invitation, invitation_of(session, CODE).id)
        assert (row.promised_on, row.promised_by, row.promised_at) == (date(2026, 12, 20), "atr.bari", FIRST)
        promises.withdraw_promise(session, FIRST, ATR, on(session, round_id))
        assert reminding.run_calendar(session, FIRST) == 7
        with pytest.raises(Refused):
            promises.withdraw_promise(session, FIRST, ATR, on(session, round_id))


def test_nothing_goes_at_night_on_a_sunday_or_while_sends_are_stopped(database: Database, round_id: uuid.UUID) -> None:
    with database.writing() as session:
        promise(session, round_id, "04/12/2026")
        sunday, monday = datetime(2026, 12, 6, 10, tzinfo=UTC), datetime(2026, 12, 7, 10, tzinfo=UTC)
        assert promises.remind_promised(session, sunday) == 0
        assert promises.remind_promised(session, monday.replace(hour=5)) == 0
        changing.stop_sends(session, monday, ATR, round_id)
        assert promises.remind_promised(session, monday) == 0
        changing.resume_sends(session, monday, ATR, round_id)
        assert promises.remind_promised(session, monday) == 1
