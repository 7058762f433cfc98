"""A single record of a list taken as good, left out with a reason, taken in again."""

import uuid

import pytest
from sqlalchemy import select

from questionari.store.models.access import AuditEvent
from questionari.store.models.responses import Response
from questionari.store.models.rounds import Invitation
from questionari.usecases import datasets, querying, responding, vetting
from questionari.usecases.house import Refused
from questionari.usecases.rounds.record_list import records_of
from tests.usecases.querying_acts import NOW, STAFF
from tests.usecases.test_records import Service, records

__all__ = ["records"]
pytestmark = pytest.mark.engine("sqlite")
WHY = "È una chiamata di prova."


def response_id(service: Service, number: int) -> uuid.UUID:
    with service.database.reading() as session:
        return session.scalars(select(Response.id).where(service.own(number))).one()


@pytest.fixture
def two(records: Service) -> Service:
    """A list of two records that were sent."""
    records.send_one()
    records.send_one()
    return records


def leave_out(service: Service, number: int, reason: str = WHY) -> None:
    with service.database.writing() as session:
        vetting.leave_out(session, service.house, NOW, STAFF, response_id(service, number), reason)


def in_dataset(service: Service) -> tuple[list[int], int]:
    """The numbers of the records in a dataset, and how many it says were left out."""
    with service.database.reading() as session:
        around = datasets.dataset_round(session, NOW, service.invited.round_id)
        found = datasets.submissions(session, service.house, NOW, service.invited.round_id)
        return [one.record for one in found], around.excluded


def test_a_record_that_is_left_out_is_in_no_dataset_which_says_so_and_counts_again_once_taken_in(two: Service) -> None:
    leave_out(two, 1)
    assert in_dataset(two) == ([2], 1)
    with two.database.writing() as session:
        vetting.take_in(session, NOW, STAFF, response_id(two, 1))
    assert in_dataset(two) == ([1, 2], 0)


def test_the_reason_is_sealed_is_read_with_the_record_and_is_in_no_audit_event(two: Service) -> None:
    leave_out(two, 1)
    with two.database.reading() as session:
        row = session.get_one(Response, response_id(two, 1))
        assert WHY not in row.left_out_reason and row.left_out_by == "lenove.1"
        assert vetting.left_out(session, two.house, row.id) == ("lenove.1", NOW, WHY)
        assert vetting.left_out(session, two.house, response_id(two, 2)) is None
        events = session.scalars(select(AuditEvent).where(AuditEvent.action == "response.left_out")).all()
    assert [event.detail for event in events] == [{}]


def test_an_erasure_forgets_a_reason_that_quotes_the_value_and_seals_another_anew(two: Service) -> None:
    leave_out(two, 1)
    with two.database.writing() as session:
        responding.redact(session, two.house, NOW, STAFF, response_id(two, 1), "Q2")
    with two.database.reading() as session:
        found = vetting.left_out(session, two.house, response_id(two, 1))
    assert found is not None and found[2] == WHY


def test_a_record_left_out_is_neither_validated_nor_asked_about_nor_given_back(two: Service) -> None:
    leave_out(two, 1)
    own = response_id(two, 1)
    with two.database.writing() as session:
        for act in (
            lambda: vetting.validate(session, NOW, STAFF, own),
            lambda: vetting.leave_out(session, two.house, NOW, STAFF, own, WHY),
            lambda: querying.ask(session, two.house, NOW, STAFF, own, {"text": "È vero?", "until": ""}, ["Q1"]),
            lambda: responding.reopen(session, two.house, NOW, STAFF, own, "Riveda."),
        ):
            with pytest.raises(Refused):
                act()
    listed = list_of(two)
    assert [(one.number, one.label, one.left_out) for one in listed] == [(2, "inviata", False), (1, "esclusa", True)]


def list_of(service: Service) -> tuple[object, ...]:
    with service.database.reading() as session:
        own = session.scalars(select(Invitation.id).where(Invitation.public_id == service.public_id)).one()
        return records_of(session, NOW, own)


def test_what_is_asked_about_a_record_is_taken_back_when_it_is_left_out(two: Service) -> None:
    own = response_id(two, 1)
    with two.database.writing() as session:
        querying.ask(session, two.house, NOW, STAFF, own, {"text": "È vero?", "until": ""}, ["Q1"])
    leave_out(two, 1)
    with two.database.reading() as session:
        assert querying.list_queries(session, NOW) == ()


def test_a_record_is_validated_by_itself(two: Service) -> None:
    with two.database.writing() as session:
        vetting.validate(session, NOW, STAFF, response_id(two, 2))
    with two.database.reading() as session:
        states = session.scalars(select(Response.state).where(Response.number > 0).order_by(Response.number)).all()
    assert states == ["submitted", "validated"]


def test_only_what_was_sent_with_a_reason_and_is_a_record_is_left_out(two: Service) -> None:
    two.complete()
    draft = two.database
    with draft.writing() as session:
        with pytest.raises(Refused, match="reason"):
            vetting.leave_out(session, two.house, NOW, STAFF, response_id(two, 1), " ")
        with pytest.raises(Refused, match="non è esclusa"):
            vetting.take_in(session, NOW, STAFF, response_id(two, 1))
