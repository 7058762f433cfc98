"""Every act on a round in every state: allowed where the table says so, refused everywhere else; and what time does."""

import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from questionari.engine.round_acts import BY_TIME, ROUND_ACTS
from questionari.engine.states import RoundState, round_state
from questionari.store.models.messages import OutboxMessage
from questionari.store.models.rounds import Invitation, Round
from questionari.store.session import Database
from questionari.usecases.house import House, Refused
from questionari.usecases.rounds import (
    calendar,
    changing,
    closing,
    differing,
    drafting,
    invitations,
    opening,
    patching,
    promises,
    reminding,
    sending,
)
from questionari.usecases.rounds.basics import may, state_of
from questionari.usecases.rounds.invitations import On
from tests import factories
from tests.usecases.test_rounds_sending import NOW, STAFF, VALUES, invitation_of, open_round

pytestmark = pytest.mark.engine("sqlite")
#: state -> what makes a round that closes on 20 December be in it: (stored state, hour)
STATES: Mapping[RoundState, tuple[str, datetime]] = {
    RoundState.DRAFT: ("draft", NOW),
    RoundState.SCHEDULED: ("open", NOW - timedelta(days=5)),
    RoundState.OPEN: ("open", NOW),
    RoundState.EXTENDED: ("open", datetime(2026, 12, 16, 9, tzinfo=UTC)),
    RoundState.CLOSED: ("open", datetime(2026, 12, 22, 9, tzinfo=UTC)),
    RoundState.ARCHIVED: ("archived", datetime(2026, 12, 22, 9, tzinfo=UTC)),
}
Perform = Callable[[Session, House, datetime, uuid.UUID, uuid.UUID], Any]
FORM = drafting.RoundForm(VALUES, types=("20",))
#: act -> how staff do it: (session, house, now, round, one of its invitations)
PERFORM: Mapping[str, Perform] = {
    "change": lambda s, _h, now, to, _i: drafting.update_draft(s, now, STAFF, to, FORM),
    "agree": lambda s, _h, now, to, _i: differing.agree(s, now, STAFF, to, "", {}),
    "delete": lambda s, _h, now, to, _i: drafting.delete_draft(s, now, STAFF, to),
    "open": lambda s, _h, now, to, _i: opening.open_round(s, now, STAFF, to),
    "add_unit": lambda s, _h, now, to, _i: opening.add_unit(s, now, STAFF, to, "BA-005"),
    "send_again": lambda s, _h, now, to, one: sending.send_again(s, now, STAFF, to, one),
    "patch": lambda s, _h, now, to, _i: patching.propose(s, now, STAFF, to, "R@2026.1", "motivo"),
    "stop": lambda s, _h, now, to, _i: changing.stop_sends(s, now, STAFF, to),
    "calendar": lambda s, _h, now, to, _i: calendar.change(s, now, STAFF, to, dict(calendar.PROPOSED)),
    "follow": lambda s, _h, now, to, one: promises.promise(s, now, STAFF, On(to, one), "31/12/2026"),
    "remind": lambda s, _h, now, to, _i: reminding.remind(s, now, STAFF, to),
    "extend": lambda s, _h, now, to, _i: changing.extend(s, now, STAFF, to, "10/01/2027"),
    "shorten": lambda s, _h, now, to, _i: changing.shorten(s, now, STAFF, to),
    "extend_unit": lambda s, _h, now, to, one: changing.extend_unit(s, now, STAFF, to, one, "31/12/2026"),
    "end_unit_extension": lambda s, _h, now, to, one: changing.end_unit_extension(s, now, STAFF, to, one),
    "exclude": lambda s, house, now, to, one: invitations.exclude(s, house, now, STAFF, On(to, one), "doppione"),
    "close": lambda s, house, now, to, _i: closing.close(s, house, now, STAFF, to),
    "archive": lambda s, _h, now, to, _i: changing.archive(s, now, STAFF, to),
    "unarchive": lambda s, _h, now, to, _i: changing.unarchive(s, now, STAFF, to),
}


def test_every_act_of_the_table_is_tried() -> None:
    assert PERFORM.keys() == ROUND_ACTS.keys()
    assert STATES.keys() == BY_TIME.keys() == set(RoundState)


@pytest.fixture
def round_id(database: Database) -> uuid.UUID:
    with database.writing() as session:
        return open_round(session)


@pytest.mark.parametrize("act", ROUND_ACTS)
def test_an_act_is_allowed_where_the_table_says_and_refused_elsewhere(
    database: Database, house: House, round_id: uuid.UUID, act: str
) -> None:
    with database.writing() as session:
        for state, (stored, now) in STATES.items():
            point = session.begin_nested()
            row = session.get_one(Round, round_id)
            row.stored_state = stored
            row.opens_at, row.closed_at = min(row.opens_at, NOW), NOW if act == "archive" else None
            session.flush()
            assert state_of(row, now) is state
            refused = tried(session, house, act, (now, round_id))
            allowed = state in ROUND_ACTS[act].allowed
            assert (refused != "round_state") is allowed, (act, state, refused)
            if allowed and not refused and act != "delete":
                session.flush()
                assert state_of(row, now) in ROUND_ACTS[act].leads, (act, state)
            point.rollback()


def tried(session: Session, house: House, act: str, at: tuple[datetime, uuid.UUID]) -> str:
    """Why an act was refused, or ""; where another rule refuses, the state at least was right."""
    now, round_id = at
    one = invitation_of(session, "BA-024").id
    if act in ("open", "delete"):
        session.query(OutboxMessage).delete()
    try:
        if act == "delete":  # the row alone: its invitations are of the round as it was launched
            may(session.get_one(Round, round_id), now, act)
        else:
            PERFORM[act](session, house, now, round_id, one)
    except Refused as refusal:
        return refusal.code
    return ""


def test_time_leads_where_the_table_says() -> None:
    row = factories.NOW
    bounds = (row, row + timedelta(days=9), row + timedelta(days=12))
    hours = [row + timedelta(hours=hour) for hour in range(-24, 24 * 14)]
    for closes in (bounds[2], bounds[1]):
        seen = [round_state(RoundState.OPEN, bounds[0], bounds[1], closes, hour) for hour in hours]
        steps = {(one, other) for one, other in pairwise(seen) if one is not other}
        assert all(other in BY_TIME[one] for one, other in steps) and len(steps) >= 2
    assert {round_state(stored, *bounds, hour) for stored in (RoundState.DRAFT,) for hour in hours} == {
        RoundState.DRAFT
    }


def test_a_round_that_ended_by_itself_is_opened_again_by_an_extension_until_it_is_signed(
    database: Database, house: House, round_id: uuid.UUID
) -> None:
    _, after = STATES[RoundState.CLOSED]
    with database.writing() as session:
        changing.extend(session, after, STAFF, round_id, "10/01/2027")
        row = session.get_one(Round, round_id)
        assert state_of(row, after) is RoundState.OPEN
        closing.close(session, house, after, STAFF, round_id)
        with pytest.raises(Refused, match="già stata firmata"):
            changing.extend(session, after, STAFF, round_id, "20/01/2027")


def reminded(session: Session, code: str) -> list[str]:
    query = select(OutboxMessage).join(Invitation, Invitation.id == OutboxMessage.invitation_id)
    own = query.where(Invitation.id == invitation_of(session, code).id, OutboxMessage.kind.startswith("reminder"))
    return [f"{one.created_at:%d/%m}" for one in session.scalars(own.order_by(OutboxMessage.created_at))]


def run(database: Database, first: datetime, days: int) -> None:
    for number in range(days):
        with database.writing() as session:
            reminding.run_calendar(session, first + timedelta(days=number))


def test_a_service_added_late_gets_the_invitation_and_not_the_reminder_that_fell_before(
    database: Database, round_id: uuid.UUID
) -> None:
    run(database, datetime(2026, 12, 1, 9, tzinfo=UTC), 4)
    with database.writing() as session:
        assert reminded(session, "BA-024") == ["03/12"]
        late = opening.add_unit(session, datetime(2026, 12, 5, 7, tzinfo=UTC), STAFF, round_id, "BA-005")
        session.get_one(Invitation, late).delivery = "sent"
    run(database, datetime(2026, 12, 5, 9, tzinfo=UTC), 14)
    with database.reading() as session:
        kinds = select(OutboxMessage.kind).where(OutboxMessage.invitation_id == late)
        assert set(session.scalars(kinds)) == {"invitation", "reminder_2"}
        assert reminded(session, "BA-005") == reminded(session, "BA-024")[1:]


def test_a_service_with_a_deadline_of_its_own_is_reminded_by_that(database: Database, round_id: uuid.UUID) -> None:
    run(database, datetime(2026, 12, 1, 9, tzinfo=UTC), 10)
    with database.writing() as session:
        one = invitation_of(session, "BA-025").id
        changing.extend_unit(session, datetime(2026, 12, 11, 9, tzinfo=UTC), STAFF, round_id, one, "15/01/2027")
    run(database, datetime(2026, 12, 11, 9, tzinfo=UTC), 9)
    with database.reading() as session:
        assert reminded(session, "BA-024") == ["03/12", "15/12"] and reminded(session, "BA-025") == ["03/12"]
    run(database, datetime(2026, 12, 28, 9, tzinfo=UTC), 20)
    with database.reading() as session:
        assert reminded(session, "BA-024") == ["03/12", "15/12"]
        assert reminded(session, "BA-025") == ["03/12", "05/01"]
