"""What a list of records says of itself later: its receipt, its link when the contact has changed, its time."""

import pytest
from sqlalchemy import select

from questionari.store.models.census import Unit
from questionari.store.models.messages import OutboxMessage
from questionari.store.models.rounds import Invitation
from questionari.store.session import Database
from questionari.usecases import responding
from questionari.usecases.census import editing
from questionari.usecases.census.editing import Seen
from questionari.usecases.house import House, Refused
from questionari.usecases.responding.landing import Landing
from questionari.usecases.rounds import sending
from questionari.usecases.rounds.lost_links import HOUR, ask_for_links
from tests.factories import NOW
from tests.usecases.responding_acts import Respondent
from tests.usecases.test_records import STAFF, Service, asked

pytestmark = pytest.mark.engine("sqlite")  # the queries with a shape of their own run on both in test_records
NEW = "nuova@servizio.example"


@pytest.fixture
def records(database: Database, house: House) -> Service:
    """A service that has entered its list."""
    return asked(database, house)


def counted(records: Service) -> int | None:
    """How many records the receipt of the list names."""
    with records.database.reading() as session:
        return responding.load_receipt(session, responding.receipt_header(session, records.public_id)).records


def mails(records: Service) -> list[tuple[str, str]]:
    """(kind, recipient) of what waits to leave."""
    with records.database.reading() as session:
        waiting = select(OutboxMessage.kind, OutboxMessage.recipient).where(OutboxMessage.state == "queued")
        return [(kind, recipient) for kind, recipient in session.execute(waiting.order_by(OutboxMessage.id))]


def another_contact(records: Service) -> None:
    """The census learns of another address of the service."""
    with records.database.writing() as session:
        unit = session.get_one(Unit, records.invited.unit_id)
        seen = Seen(unit.code, editing.version_of(unit))
        editing.correct_contact(session, NOW, STAFF, seen, {"email": NEW, "contact_name": "Altra", "reason": "prova"})


def test_the_receipt_of_a_list_given_back_names_the_records_that_it_proves(records: Service) -> None:
    first = records.send_one()
    records.send_one()
    records.complete()
    records.reopen(first)
    records.reopen("x.2")
    assert counted(records) == 2
    records.save(first, "2")
    records.submit(first)
    assert counted(records) == 2


def test_a_list_has_no_answers_to_be_read_again_and_no_code_is_mailed_for_it(records: Service) -> None:
    records.complete()
    before = mails(records)
    for act in (
        lambda session: responding.request_code(session, records.house, NOW, records.public_id),
        lambda session: responding.reread(session, records.house, NOW, records.public_id, "1"),
        lambda session: responding.require_answers(session, records.public_id),
    ):
        with pytest.raises(Refused, match="per schede"), records.database.writing() as session:
            act(session)
    assert mails(records) == before


def test_a_contact_that_changed_while_a_list_was_complete_is_sent_its_link_with_the_receipt(records: Service) -> None:
    records.complete()
    another_contact(records)
    later = NOW + HOUR
    with records.database.writing() as session:
        row = session.get_one(Invitation, records.invited.invitation_id)
        code = session.get_one(Unit, records.invited.unit_id).code
        assert [one.invitation_id for one in sending.sendable(session, NOW, code)] == [row.id]
        assert sending.send_again(session, NOW, STAFF, row.round_id, row.id) == NEW
        assert ask_for_links(session, NOW, NEW) == 0  # two in an hour are enough
        assert ask_for_links(session, later, NEW) == 1
        public_id = row.public_id
    assert mails(records)[-2:] == [("receipt", NEW)] * 2
    with records.database.writing() as session:
        responding.resume_list(session, NOW, public_id)
    assert mails(records) == []  # a receipt that holds no more is not mailed


def test_a_service_that_answers_once_is_sent_no_link_when_it_has_answered(finished: Respondent) -> None:
    finished.submit()
    with finished.database.writing() as session:
        row = session.get_one(Invitation, finished.invited.invitation_id)
        with pytest.raises(Refused, match="ha già risposto"):
            sending.send_again(session, NOW, STAFF, row.round_id, row.id)


def test_no_estimate_of_what_is_left_is_longer_than_what_was_declared(records: Service) -> None:
    record = records.add()
    with records.database.reading() as session:
        landing = responding.open_link(session, records.house, NOW, records.invited.token)
        case = responding.load_page(session, records.house, NOW, record, "P1").case
    assert isinstance(landing, Landing)
    assert 0 < responding.minutes_left(case) <= landing.definition.minutes[1]
