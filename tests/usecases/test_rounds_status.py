"""The counts of a round: one query, each territory its own, the country once; the frozen list is the list."""

import uuid
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from questionari.clock import local_day
from questionari.store.models.census import Atr, Contact, Unit, UnitAtr, UnitContact
from questionari.store.models.messages import OutboxMessage
from questionari.store.models.rounds import Invitation, Round
from questionari.store.session import Database
from questionari.usecases import completion
from questionari.usecases.house import Actor, House, Refused
from questionari.usecases.rounds import closing, drafting, opening, previewing
from questionari.usecases.rounds.listing import list_rounds
from questionari.usecases.rounds.status import status
from tests import factories
from tests.usecases.test_rounds_sending import NOW, STAFF, VALUES, open_round
from tests.web.counting import statements
from tests.web.managing import submitted


@pytest.fixture
def round_id(database: Database) -> uuid.UUID:
    with database.writing() as session:
        return open_round(session)


def test_a_unit_of_two_territories_counts_in_each_and_once_in_all(database: Database) -> None:
    with database.writing() as session:
        factories.census_of_bari(session)
        factories.publish(session)
        unit = session.scalars(select(Unit.id).where(Unit.code == "BA-024")).one()
        cosenza = session.scalars(select(Atr.id).where(Atr.code == "078045")).one()
        session.add(UnitAtr(unit_id=unit, atr_id=cosenza, valid_from=local_day(NOW)))
        session.flush()
        round_id = drafting.create_round(session, NOW, STAFF, drafting.RoundForm(VALUES, types=("20",)))
        opening.open_round(session, NOW, STAFF, round_id)
        opening.continue_opening(session, NOW, round_id)
    with database.reading() as session:
        found = status(session, NOW, round_id)
    assert found.total.asked == 7
    assert {tally.key: tally.asked for tally in found.by_atr} == {"072": 7, "078045": 1}


def test_the_counts_of_a_round_are_one_grouped_query(database: Database, round_id: uuid.UUID) -> None:
    with statements(database) as sent, database.reading() as session:
        status(session, NOW, round_id)
    assert sum("GROUP BY" in statement for statement in sent) == 1
    assert len(sent) <= 3


def test_who_is_left_out_is_not_expected_and_who_refuses_is(database: Database, round_id: uuid.UUID) -> None:
    with database.writing() as session:
        for code, disposition in (("BA-024", "excluded"), ("BA-025", "closed_service"), ("BA-026", "declined")):
            session.scalars(select(Invitation).join(Unit).where(Unit.code == code)).one().disposition = disposition
    with database.reading() as session:
        found = status(session, NOW, round_id)
    assert (found.total.asked, found.total.disposed) == (7, 2)
    assert found.by_state["rifiuto"] == 1


def test_a_reopened_response_counts_as_being_filled_in_everywhere(
    database: Database, house: House, round_id: uuid.UUID
) -> None:
    with database.writing() as session:
        for code, state in (("BA-024", "submitted"), ("BA-025", "query_open")):
            invitation = session.scalars(select(Invitation).join(Unit).where(Unit.code == code)).one()
            response = submitted(invitation)
            response.state = state
            session.add(response)
    with database.reading() as session:
        found = status(session, NOW, round_id)
        in_list = list_rounds(session, NOW)[0]
        followed = completion.follow(session, NOW, found.line, None, completion.Sought("answered"))
        missing = completion.follow(session, NOW, found.line, None, completion.Sought("missing"))
    assert (found.total.answered, found.total.begun) == (1, 1)
    assert (in_list.answered, followed.total.answered, followed.total.begun) == (1, 1, 1)
    assert [unit.code for unit in followed.units.lines] == ["BA-024"]
    assert "BA-025" in [unit.code for unit in missing.units.lines]
    with database.writing() as session:
        assert closing.close(session, house, NOW, STAFF, round_id)["answered"] == 1


def test_who_says_that_the_contact_is_wrong_has_no_working_address(database: Database, round_id: uuid.UUID) -> None:
    with database.writing() as session:
        wrong = session.scalars(select(Invitation).join(Unit).where(Unit.code == "BA-024")).one()
        wrong.disposition = "wrong_contact"
    with database.reading() as session:
        found = status(session, NOW, round_id)
        followed = completion.follow(session, NOW, found.line, None, completion.Sought("no_address"))
    assert found.total.no_address == followed.total.no_address == 1
    assert [unit.code for unit in followed.units.lines] == ["BA-024"]


def test_an_address_is_judged_as_it_is_today(database: Database, round_id: uuid.UUID) -> None:
    with database.writing() as session:
        contact_id = session.scalars(select(Invitation.contact_id).join(Unit).where(Unit.code == "BA-024")).one()
        session.get_one(Contact, contact_id).bounced_at = NOW
    with database.reading() as session:
        assert status(session, NOW, round_id).total.no_address == 1
        bari = session.scalars(select(Atr.id).where(Atr.code == "072")).all()
        here = completion.rounds_of(session, NOW, bari)[0]
        followed = completion.follow(session, NOW, here.line, None)
    assert (here.asked, here.no_address) == (followed.total.asked, 1)
    assert followed.total.no_address == 1
    assert [unit.code for unit in followed.units.lines if unit.no_address] == ["BA-024"]


def test_the_census_may_change_after_the_opening_but_the_list_does_not(database: Database) -> None:
    with database.writing() as session:
        factories.census_of_bari(session)
        factories.publish(session)
        round_id = drafting.create_round(session, NOW, STAFF, drafting.RoundForm(VALUES, types=("01",)))
        assert opening.open_round(session, NOW, STAFF, round_id) == 3
        session.scalars(select(Unit).where(Unit.code == "BA-010")).one().type_code = "01"
        session.scalars(select(Unit).where(Unit.code == "BA-005")).one().name = "Nome di oggi"
        assert opening.unfinished(session) == [round_id]
        assert opening.continue_opening(session, NOW, round_id) == 0
        assert opening.unfinished(session) == []
        census = session.scalars(select(Invitation.census).join(Unit).where(Unit.code == "BA-005")).one()
    assert census["type"] == "01" and census["atr_provinces"] == ["072"] and census["nature"] == "6"


@pytest.mark.parametrize(
    ("change", "code"),
    [({"active_to": "2026-01-01"}, "inactive"), ({"no_contact": "1"}, "no_address")],
)
def test_the_preview_says_who_gets_nothing_and_why(database: Database, change: dict[str, str], code: str) -> None:
    with database.writing() as session:
        factories.census_of_bari(session)
        factories.publish(session)
        unit = session.scalars(select(Unit).where(Unit.code == "BA-005")).one()
        _apply(session, unit, change)
        round_id = drafting.create_round(session, NOW, STAFF, drafting.RoundForm(VALUES, types=("01",)))
        shown = previewing.preview(session, NOW, round_id)
    assert [(one.code, one.reason, one.asked) for one in shown.excluded] == [("BA-005", code, code != "inactive")]
    assert len(shown.receive) == 2


def _apply(session: Session, unit: Unit, change: dict[str, str]) -> None:
    if "no_contact" in change:
        contacts = session.scalars(select(UnitContact).where(UnitContact.unit_id == unit.id))
        for contact in contacts:
            session.delete(contact)
    else:
        unit.active_to = date.fromisoformat(change["active_to"])
    session.flush()


def test_a_round_that_reaches_nobody_cannot_be_opened(database: Database) -> None:
    with database.writing() as session:
        factories.census_of_bari(session)
        factories.publish(session)
        round_id = drafting.create_round(session, NOW, STAFF, drafting.RoundForm(VALUES, types=("24",)))
        with pytest.raises(Refused) as refusal:
            opening.open_round(session, NOW, STAFF, round_id)
    assert refusal.value.code == "nobody"


def test_a_test_round_is_no_mail_to_the_census_even_when_it_grows(database: Database) -> None:
    with database.writing() as session:
        factories.census_of_bari(session)
        factories.publish(session)
        form = drafting.RoundForm({**VALUES, "test_recipient": "prova@staff.example"}, types=("01",), is_test=True)
        round_id = drafting.create_round(session, NOW, STAFF, form)
        opening.open_round(session, NOW, STAFF, round_id)
        opening.continue_opening(session, NOW, round_id)
        opening.add_unit(session, NOW, Actor("staff", "x"), round_id, "BA-010")
        assert session.get_one(Round, round_id).is_test
    with database.reading() as session:
        recipients = session.scalars(select(OutboxMessage.recipient)).all()
    assert set(recipients) == {"prova@staff.example"} and len(recipients) == 4
