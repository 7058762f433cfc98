"""What a link opens, and until when: after archiving, a new contact, a signed closing, a re-opening."""

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select

from questionari.store.models.census import Contact, UnitContact
from questionari.store.models.messages import OutboxMessage
from questionari.store.models.responses import Response
from questionari.store.models.rounds import Invitation, Link, Round
from questionari.store.session import Database
from questionari.usecases import responding
from questionari.usecases.fields import Invalid, read_fields
from questionari.usecases.house import Actor, NotFound, Refused
from questionari.usecases.rounds import closing, invitations, sending
from questionari.usecases.rounds.drafting import READERS
from questionari.usecases.rounds.invitations import On
from tests import factories
from tests.factories import NOW
from tests.usecases.responding_acts import COMPLETE, Respondent
from tests.web.browser import Browser
from tests.web.filling import submit

STAFF = Actor("staff", "rossi.m")


def send_again(service: Respondent) -> None:
    with service.database.writing() as session:
        sending.send_again(session, NOW, STAFF, service.invited.round_id, service.invited.invitation_id)


def kinds(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.scalars(select(OutboxMessage.kind).order_by(OutboxMessage.id)))


def reopen(service: Respondent) -> None:
    with service.database.writing() as session:
        response_id = session.scalars(select(Response.id)).one()
        responding.reopen(session, service.house, NOW, STAFF, response_id, "Verifichi Q3")


def new_contact(database: Database, unit_id: uuid.UUID) -> None:
    with database.writing() as session:
        session.scalars(select(UnitContact).where(UnitContact.unit_id == unit_id)).one().valid_to = NOW
        contact = Contact(email="nuova@servizio.example")
        session.add(contact)
        session.flush()
        session.add(UnitContact(unit_id=unit_id, contact_id=contact.id, valid_from=NOW))


def test_after_archiving_neither_the_link_nor_an_open_browser_shows_the_receipt(
    browser: Browser, store: Database, invited: factories.Invited
) -> None:
    browser.enter(invited.token)
    submit(browser, invited.public_id)
    assert browser.path.endswith("/ricevuta")
    with store.writing() as session:
        session.get_one(Round, invited.round_id).stored_state = "archived"
    base = f"/rispondi/{invited.public_id}"
    for path in (f"/q/{invited.token}", base, f"{base}/ricevuta", f"{base}/P1", f"{base}/riepilogo"):
        assert browser.get(path).status_code == 404, path


def test_a_link_sent_to_a_new_contact_ends_those_of_the_earlier_one(service: Respondent) -> None:
    new_contact(service.database, service.invited.unit_id)
    send_again(service)
    with service.database.reading() as session, pytest.raises(NotFound):
        responding.open_link(session, service.house, NOW, service.invited.token)
    with pytest.raises(NotFound):
        service.page("P1")


def test_a_link_sent_again_to_the_same_contact_leaves_the_others_alive(service: Respondent) -> None:
    send_again(service)
    with service.database.reading() as session:
        assert responding.open_link(session, service.house, NOW, service.invited.token).started


def test_a_reopened_service_that_lost_its_mail_is_sent_the_link_again(finished: Respondent) -> None:
    finished.submit()
    reopen(finished)
    send_again(finished)
    assert kinds(finished.database) == ["receipt", "query"]


def test_a_service_reopened_after_a_revocation_can_come_back(finished: Respondent) -> None:
    finished.submit()
    with finished.database.writing() as session:
        invitations.revoke(session, NOW, STAFF, On(finished.invited.round_id, finished.invited.invitation_id))
    reopen(finished)
    with finished.database.writing() as session:
        assert sending.ask_again(session, NOW, finished.invited.invitation_id)
    with finished.database.reading() as session:
        assert session.scalars(select(Invitation.revoked_at)).one() is None
        assert session.scalars(select(Link).where(Link.revoked_at.is_(None))).first() is None


def test_a_service_with_a_deadline_of_its_own_writes_no_more_once_the_closing_is_signed(service: Respondent) -> None:
    with service.database.writing() as session:
        session.get_one(Invitation, service.invited.invitation_id).deadline_at = factories.CLOSES + timedelta(days=9)
        closing.close(session, service.house, NOW, STAFF, service.invited.round_id)
    with pytest.raises(Refused) as refusal:
        service.post("P1", {"_q": ["Q3@0"], "Q3": COMPLETE["P1"]["Q3"]}, NOW + timedelta(minutes=1))
    assert refusal.value.code == "round_closed"


def test_a_title_leaves_room_in_the_subject_of_every_mail() -> None:
    with pytest.raises(Invalid):
        read_fields({"title": "x" * 151}, {"title": READERS["title"]})
