"""Reminders by the calendar and by hand, who is skipped and why, sends held back."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from questionari.store import responses
from questionari.store.models.census import Contact, Unit, UnitContact
from questionari.store.models.messages import OutboxMessage
from questionari.store.models.responses import Response
from questionari.store.models.rounds import Invitation
from questionari.store.session import Database
from questionari.usecases import links
from questionari.usecases.census import editing
from questionari.usecases.house import Actor, House, Refused
from questionari.usecases.rounds import changing, closing, drafting, invitations, opening, reminding, sending
from questionari.usecases.rounds.invitations import On
from tests import factories

STAFF = Actor("staff", "lenove.1")
NOW = factories.NOW
VALUES = {
    "code": "2026-1",
    "title": "Primo semestre 2026",
    "questionnaire": "R",
    "period_start": "01/01/2026",
    "period_end": "30/06/2026",
    "opens": "22/11/2026",
    "deadline": "13/12/2026",
    "closes": "20/12/2026",
}
PAIR = ("BA-024", "BA-025")
FIRST, SECOND = datetime(2026, 12, 3, 9, tzinfo=UTC), datetime(2026, 12, 15, 9, tzinfo=UTC)


def open_round(session: Session, **values: str) -> uuid.UUID:
    """A round over the seven projects of type 20, whose invitations have left."""
    factories.census_of_bari(session)
    factories.publish(session)
    form = drafting.RoundForm({**VALUES, **values}, types=("20",))
    round_id = drafting.create_round(session, NOW, STAFF, form)
    opening.open_round(session, NOW, STAFF, round_id)
    while opening.continue_opening(session, NOW, round_id, limit=3):
        session.flush()
    for invitation in session.scalars(select(Invitation)):
        invitation.delivery = "sent"
    session.flush()
    return round_id


@pytest.fixture
def round_id(database: Database) -> uuid.UUID:
    with database.writing() as session:
        return open_round(session)


def queued(session: Session, kind: str) -> int:
    return len(session.scalars(select(OutboxMessage.id).where(OutboxMessage.kind == kind)).all())


def invitation_of(session: Session, code: str) -> Invitation:
    return session.scalars(select(Invitation).join(Unit).where(Unit.code == code)).one()


@pytest.mark.engine("sqlite")
def test_services_of_one_address_are_invited_in_one_batch(database: Database) -> None:
    with database.writing() as session:
        factories.census_of_bari(session)
        factories.publish(session)
        found = session.execute(select(UnitContact, Unit).join(Unit).where(Unit.type_code == "20").order_by(Unit.code))
        (first, _), *_others, (last, _) = found.all()
        last.contact_id = first.contact_id
        round_id = drafting.create_round(session, NOW, STAFF, drafting.RoundForm(VALUES, types=("20",)))
        opening.open_round(session, NOW, STAFF, round_id)
        made, left = list[int](), 1
        mine = select(func.count(Invitation.id)).where(Invitation.contact_id == first.contact_id)
        while left:
            left = opening.continue_opening(session, NOW, round_id, limit=1)
            made.append(session.scalar(mine) or 0)
        assert set(made) <= {0, 2} and made[-1] == 2 and len(made) == 6
        assert queued(session, "invitation") == 7


def test_the_calendar_sends_each_reminder_once(database: Database, round_id: uuid.UUID) -> None:
    hours = [NOW + timedelta(hours=hour) for hour in range(0, 24 * 29, 7)]
    for now in hours:
        with database.writing() as session:
            reminding.run_calendar(session, now)
            reminding.run_calendar(session, now)
    with database.reading() as session:
        assert (queued(session, "reminder_1"), queued(session, "reminder_2")) == (7, 7)


def test_the_calendar_sends_nothing_at_night_nor_while_stopped(database: Database, round_id: uuid.UUID) -> None:
    with database.writing() as session:
        assert reminding.run_calendar(session, FIRST.replace(hour=6)) == 0  # 7.00 in Rome
        changing.stop_sends(session, NOW, STAFF, round_id)
        assert reminding.run_calendar(session, FIRST) == 0
        changing.resume_sends(session, NOW, STAFF, round_id)
        changing.stop_sends(session, NOW, STAFF)
        assert reminding.run_calendar(session, FIRST) == 0
        changing.resume_sends(session, NOW, STAFF)
        assert reminding.run_calendar(session, FIRST) == 7


def test_a_reminder_by_hand_reaches_nobody_twice_on_one_day(database: Database, round_id: uuid.UUID) -> None:
    with database.writing() as session:
        assert len(reminding.remind(session, NOW, STAFF, round_id).receive) == 7
        again = reminding.remind(session, NOW + timedelta(hours=1), STAFF, round_id)
        assert again.receive == () and {one.reason for one in again.skipped} == {"reminded"}
        assert len(reminding.remind(session, NOW + timedelta(days=1), STAFF, round_id).receive) == 7


def test_after_the_deadline_the_second_text_is_used(database: Database, round_id: uuid.UUID) -> None:
    with database.writing() as session:
        assert reminding.plan_reminder(session, NOW, round_id).kind == "reminder_1"
        assert reminding.plan_reminder(session, SECOND, round_id).kind == "reminder_2"


def test_whoever_is_skipped_has_a_reason(database: Database, round_id: uuid.UUID) -> None:
    with database.writing() as session:
        invitation_of(session, "BA-024").disposition = "declined"
        invitation_of(session, "BA-025").disposition = "wrong_contact"
        invitations.revoke(session, NOW, STAFF, On(round_id, invitation_of(session, "BA-026").id))
        session.get_one(Contact, invitation_of(session, "BA-027").contact_id).bounced_at = NOW
        session.get_one(Contact, invitation_of(session, "BA-028").contact_id).paused_at = NOW
        invitation_of(session, "BA-029").delivery = "none"
        session.flush()
        plan = reminding.plan_reminder(session, NOW, round_id)
    assert [one.code for one in plan.receive] == ["BA-030"]
    assert {one.code: one.reason for one in plan.skipped} == {
        "BA-024": "disposition",
        "BA-025": "wrong_contact",
        "BA-026": "revoked",
        "BA-027": "bounced",
        "BA-028": "paused",
        "BA-029": "not_invited",
    }


def test_nobody_is_reminded_of_a_round_that_is_closed(database: Database, round_id: uuid.UUID) -> None:
    with database.writing() as session, pytest.raises(Refused, match="prorogata"):
        reminding.remind(session, NOW + timedelta(days=60), STAFF, round_id)


def test_a_wrong_contact_gets_the_link_again_once_it_is_corrected(database: Database, round_id: uuid.UUID) -> None:
    with database.writing() as session:
        invitation = invitation_of(session, "BA-025")
        invitation.disposition = "wrong_contact"
        session.flush()
        assert sending.send_again(session, NOW, STAFF, round_id, invitation.id) == "servizio25@rete-bari.example"
        assert invitation.disposition == "none"


AFTER = datetime(2026, 12, 22, 9, tzinfo=UTC)  # two days after the closing


def test_a_service_with_a_deadline_of_its_own_gets_the_link_after_the_closing(
    database: Database, house: House, round_id: uuid.UUID
) -> None:
    with database.writing() as session:
        invitation = invitation_of(session, "BA-025")
        changing.extend_unit(session, NOW, STAFF, round_id, invitation.id, "31/12/2026")
        assert sending.send_again(session, AFTER, STAFF, round_id, invitation.id) == "servizio25@rete-bari.example"
        assert [one.invitation_id for one in sending.sendable(session, AFTER, "BA-025")] == [invitation.id]
        assert sending.sendable(session, AFTER, "BA-024") == ()
        other = invitation_of(session, "BA-024")
        with pytest.raises(Refused, match="chiusa"):
            sending.send_again(session, AFTER, STAFF, round_id, other.id)
        closing.close(session, house, AFTER, STAFF, round_id)
        with pytest.raises(Refused, match="chiusa"):
            sending.send_again(session, AFTER, STAFF, round_id, invitation.id)


def change_contact(session: Session, code: str, email: str, **values: str) -> None:
    unit = session.scalars(select(Unit).where(Unit.code == code)).one()
    seen = editing.Seen(code, editing.version_of(unit))
    editing.correct_contact(session, NOW, STAFF, seen, {"email": email, "reason": "prova", **values})


def opens(session: Session, token: str) -> bool:
    return responses.by_token(session, links.token_sha256(token)) is not None


def answer(session: Session, round_id: uuid.UUID, code: str, **more: int) -> None:
    """A service that has sent its response, or declared its list of records complete."""
    invitation_id = invitation_of(session, code).id
    about = {"invitation_id": invitation_id, "round_id": round_id, "state": "submitted", "opened_at": NOW}
    session.add(Response(**about, **more))
    session.flush()


def test_with_another_contact_the_links_of_the_former_one_die(database: Database, round_id: uuid.UUID) -> None:
    with database.writing() as session:
        tokens = {code: links.mint(session, invitation_of(session, code).id, "invitation", NOW) for code in PAIR}
        answer(session, round_id, "BA-024")
        for code in PAIR:
            change_contact(session, code, f"nuova.{code.lower()}@rete.example")
        assert {code: opens(session, token) for code, token in tokens.items()} == {"BA-024": True, "BA-025": False}
        query = select(OutboxMessage.state).where(OutboxMessage.invitation_id == invitation_of(session, "BA-025").id)
        assert session.scalars(query).all() == ["cancelled"]


def test_a_corrected_telephone_leaves_the_links_alone(database: Database, round_id: uuid.UUID) -> None:
    with database.writing() as session:
        token = links.mint(session, invitation_of(session, "BA-025").id, "invitation", NOW)
        change_contact(session, "BA-025", "servizio25@rete-bari.example", phone="080 1234567")
        assert opens(session, token)


def test_the_links_of_a_former_contact_do_not_open_what_is_given_back_or_may_be_taken_up_again(
    database: Database, round_id: uuid.UUID
) -> None:
    with database.writing() as session:
        tokens = {code: links.mint(session, invitation_of(session, code).id, "invitation", NOW) for code in PAIR}
        answer(session, round_id, "BA-024")
        answer(session, round_id, "BA-025", records=0)
        for code in PAIR:
            change_contact(session, code, f"nuova.{code.lower()}@rete.example")
        assert not opens(session, tokens["BA-025"])  # who holds it could declare the list open again
        for minutes in (1, 2):
            token = links.mint(session, invitation_of(session, "BA-024").id, "query", NOW)
            assert sending.ask_again(session, NOW + timedelta(minutes=minutes), invitation_of(session, "BA-024").id)
        assert not opens(session, tokens["BA-024"])
        assert opens(session, token)  # of the contact of today
