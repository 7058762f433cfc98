"""The calendar of a round by the clock: deadlines at the end of the local day, feasts of a town, days that the machine
was off, a clock that is wrong; whatever happens each reminder goes to each service once."""

import uuid
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from questionari.store.models.census import Unit
from questionari.store.models.messages import OutboxMessage
from questionari.store.models.responses import Response
from questionari.store.models.rounds import Invitation, Round
from questionari.store.session import Database
from questionari.usecases.fields import Invalid
from questionari.usecases.rounds import calendar, changing, reminding
from tests.usecases.test_rounds_sending import NOW, STAFF, invitation_of, open_round, queued

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SPRING = {"opens": "01/03/2027", "deadline": "28/03/2027", "closes": "04/04/2027"}
AUTUMN = {"opens": "01/10/2027", "deadline": "31/10/2027", "closes": "10/11/2027"}
SERVICES = 7


def opened(session: Session, **values: str) -> uuid.UUID:
    return open_round(session, **values)


def hours(first: datetime, last: datetime, step: timedelta = HOUR) -> Iterable[datetime]:
    while first <= last:
        yield first
        first += step


def respond(session: Session, code: str, state: str = "in_progress", saved_at: datetime | None = None) -> None:
    one = invitation_of(session, code)
    about = {"invitation_id": one.id, "round_id": one.round_id, "opened_at": NOW, "saved_at": saved_at}
    session.add(Response(**about, state=state))
    session.flush()


def run(session: Session, instants: Iterable[datetime]) -> int:
    return sum(reminding.run_calendar(session, now) for now in instants)


def sent(session: Session) -> Counter[tuple[str, date]]:
    """Reminders by kind and day of queueing."""
    rows = session.execute(select(OutboxMessage.kind, OutboxMessage.created_at)).all()
    return Counter((kind, at.date()) for kind, at in rows if kind != "invitation")


@pytest.mark.engine("sqlite")
@pytest.mark.parametrize(
    ("values", "ends", "days"),
    [
        (SPRING, datetime(2027, 3, 28, 22, tzinfo=UTC), (date(2027, 3, 18), date(2027, 3, 30))),
        (AUTUMN, datetime(2027, 10, 31, 23, tzinfo=UTC), (date(2027, 10, 21), date(2027, 11, 2))),
    ],
)
def test_over_the_change_of_the_clock_each_reminder_goes_once(
    database: Database, values: dict[str, str], ends: datetime, days: tuple[date, date]
) -> None:
    with database.writing() as session:
        round_id = opened(session, **values)
        row = session.get_one(Round, round_id)
        assert row.deadline_at == ends
        tick = timedelta(milliseconds=1)
        kinds = [reminding.plan_reminder(session, ends + by, round_id).kind for by in (-tick, 0 * tick, tick)]
        assert kinds == ["reminder_1", "reminder_2", "reminder_2"]
        run(session, hours(row.opens_at, row.closes_at + DAY, timedelta(hours=5)))
        assert sent(session) == {("reminder_1", days[0]): SERVICES, ("reminder_2", days[1]): SERVICES}


@pytest.mark.engine("sqlite")
@pytest.mark.parametrize("wrong", [HOUR, -HOUR, DAY, -DAY])
def test_a_clock_that_was_wrong_for_a_while_sends_nothing_twice(database: Database, wrong: timedelta) -> None:
    with database.writing() as session:
        round_id = opened(session, **SPRING)
        row = session.get_one(Round, round_id)
        steps = list(hours(row.opens_at, row.closes_at, timedelta(hours=7)))
        run(session, [now + wrong if turn % 3 == 1 else now for turn, now in enumerate(steps)])
        assert Counter(kind for kind, _ in sent(session).elements()) == {"reminder_1": SERVICES, "reminder_2": SERVICES}


@pytest.mark.engine("sqlite")
def test_after_three_days_off_a_service_gets_one_message_the_latest(database: Database) -> None:
    with database.writing() as session:
        rows = {"r1": "5", "r1_how": "prima", "r2": "3", "r2_how": "prima", "thanks": ""}
        round_id = opened(session, **{**AUTUMN, **rows})
        invitation_of(session, "BA-025").delivery = "queued"  # its invitation has waited for those days, too
        session.flush()
        back = datetime(2027, 10, 29, 9, tzinfo=UTC)
        assert run(session, hours(back, back + 4 * HOUR)) == SERVICES - 1
        run(session, hours(back, datetime(2027, 11, 9, tzinfo=UTC), timedelta(hours=6)))
        keys = session.scalars(select(OutboxMessage.dedupe_key).where(OutboxMessage.kind == "reminder_1")).all()
        assert {key.rpartition(":")[2] for key in keys} == {"calendar-3"} and len(keys) == SERVICES - 1
        assert session.get_one(Round, round_id).calendar == {"reminders": [[-5, False], [-3, False]]}


@pytest.mark.engine("sqlite")
def test_the_feast_of_its_town_moves_the_reminder_of_a_service(database: Database) -> None:
    with database.writing() as session:
        opened(session, opens="02/11/2027", deadline="06/12/2027", closes="20/12/2027", r1="0", r1_how="prima")
        elsewhere = invitation_of(session, "BA-024")
        session.get_one(Unit, elsewhere.unit_id).comune = "058091"
        session.get_one(Unit, elsewhere.unit_id).province = "058"
        session.flush()
        assert run(session, [datetime(2027, 12, 3, 9, tzinfo=UTC)]) == SERVICES - 1  # Saint Nicholas is on Monday
        assert run(session, [datetime(2027, 12, 6, 9, tzinfo=UTC)]) == 1


@pytest.mark.engine("sqlite")
def test_a_service_with_a_longer_term_is_reminded_by_its_own(database: Database) -> None:
    with database.writing() as session:
        round_id = opened(session, **SPRING)
        invitation = invitation_of(session, "BA-024")
        changing.extend_unit(session, NOW, STAFF, round_id, invitation.id, "12/04/2027")
        assert run(session, [datetime(2027, 3, 18, 9, tzinfo=UTC)]) == SERVICES - 1
        plan = reminding.plan_reminder(session, datetime(2027, 3, 30, 9, tzinfo=UTC), round_id)
        assert {one.code: one.kind for one in plan.receive}["BA-024"] == "reminder_1"
        assert run(session, [datetime(2027, 4, 2, 9, tzinfo=UTC)]) == SERVICES
        assert queued(session, "reminder_2") == SERVICES - 1


@pytest.mark.engine("sqlite")
def test_whoever_worked_at_it_today_is_reminded_tomorrow(database: Database) -> None:
    with database.writing() as session:
        round_id = opened(session, **AUTUMN)
        day = datetime(2027, 10, 21, 7, tzinfo=UTC)
        respond(session, "BA-024", saved_at=day)
        plan = reminding.plan_reminder(session, day + HOUR, round_id)
        assert {one.code: one.reason for one in plan.skipped} == {"BA-024": "touched"}
        assert run(session, [day + HOUR, day + DAY]) == SERVICES


@pytest.mark.engine("sqlite")
def test_who_has_answered_is_thanked_once_after_the_closing(database: Database) -> None:
    with database.writing() as session:
        opened(session, **{**SPRING, "r1": "", "thanks": "1"})
        for code, state in (("BA-024", "submitted"), ("BA-025", "validated"), ("BA-026", "in_progress")):
            respond(session, code, state)
        closed = datetime(2027, 4, 5, 9, tzinfo=UTC)  # the day after the closing, a Monday
        assert run(session, hours(closed - 3 * DAY, closed + 9 * DAY)) == 2
        assert queued(session, "thanks") == 2


@pytest.mark.engine("sqlite")
def test_only_what_lies_ahead_of_a_calendar_changes(database: Database) -> None:
    with database.writing() as session:
        round_id = opened(session, **AUTUMN)
        now = datetime(2027, 10, 25, 9, tzinfo=UTC)
        with pytest.raises(Invalid) as refused:
            calendar.change(session, now, STAFF, round_id, {"r1": "8", "r1_how": "prima", "r2": "x"})
        assert {fault.field for fault in refused.value.faults} == {"r1", "r2"}
        calendar.change(session, now, STAFF, round_id, {"r1": "2", "r1_how": "prima-l", "thanks": "3"})
        row = session.get_one(Round, round_id)
        assert row.calendar == {"reminders": [[-10, False], [-2, True]], "thanks": 3}
        assert calendar.typed_of(session, now, round_id) == {"r1": "2", "r1_how": "prima-l", "thanks": "3"}


@pytest.mark.engine("sqlite")
def test_the_opening_moves_while_it_is_to_come(database: Database) -> None:
    with database.writing() as session:
        round_id = opened(session, **AUTUMN)
        with pytest.raises(Invalid):
            calendar.change(session, NOW, STAFF, round_id, {"opens": "20/11/2026"})
        with pytest.raises(Invalid):
            calendar.change(session, NOW, STAFF, round_id, {"opens": "31/10/2027"})
        calendar.change(session, NOW, STAFF, round_id, {"opens": "15/09/2027"})
        assert session.get_one(Round, round_id).opens_at == datetime(2027, 9, 14, 22, tzinfo=UTC)
        assert session.scalars(select(Invitation.delivery).distinct()).one() == "sent"
