"""Reports that come back change what they must, once, and nothing else: messages, contacts, invitations."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from questionari.engine.states import Disposition
from questionari.store.models.census import Contact
from questionari.store.models.messages import OutboxMessage
from questionari.store.models.rounds import Invitation
from tests import factories
from tests.factories import NOW
from tests.mail.desk import Desk, Probe, queue
from tests.mail.reading import WITHOUT_SQL, after, contact, delivery, letters, queue_to, read_in, returned, sent
from tests.mail.returned import Box, dsn, letter, receipt


def test_an_address_that_does_not_exist_is_not_written_to_any_more(desk: Desk) -> None:
    row = sent(desk)
    with desk.database.writing() as session:
        waiting = queue_to(session, row, "reminder_1")
    found = read_in(desk, returned(row))
    assert (found.kinds, found.fault) == ({"report": 1}, "")
    now = desk.row(row.id)
    assert (now.state, now.reason) == ("bounced", "tornato indietro: l'indirizzo non esiste o non riceve (5.1.1)")
    assert contact(desk, row).bounced_at == NOW and delivery(desk, row) == "bounced"
    probe = Probe()
    desk.drain(probe)
    assert (probe.sent, desk.row(waiting).reason) == ([], "address_bounced")


def test_the_same_report_twice_and_a_mailbox_numbered_anew_change_nothing(desk: Desk) -> None:
    row = sent(desk)
    box = Box([returned(row)])
    read_in(desk, box=box)
    contact_id = row.contact_id
    desk.change(Contact, contact_id, bounced_at=None)
    assert read_in(desk, box=box).kinds == {}
    box.validity = 8
    assert read_in(desk, box=box).kinds == {"already read": 1}
    box.mails.append(box.mails[0])
    assert read_in(desk, box=box).kinds == {"already read": 1}
    assert contact(desk, row).bounced_at is None


@WITHOUT_SQL
def test_a_report_about_somebody_elses_message_changes_nothing(desk: Desk) -> None:
    row = sent(desk)
    read_in(desk, dsn("altro.0190@rete.example"), dsn(row.message_id.upper()))
    assert (desk.row(row.id).state, contact(desk, row).bounced_at, letters(desk)) == ("sent", None, [])


@WITHOUT_SQL
@pytest.mark.parametrize("status", ["5.1.1", "5.7.1", "4.2.2"])
def test_a_box_that_mail_is_forwarded_to_says_nothing_of_the_address_we_wrote_to(desk: Desk, status: str) -> None:
    row = sent(desk)
    assert read_in(desk, dsn(f"{row.message_id}", status, to="altra@casa.example")).kinds == {"report": 1}
    now = desk.row(row.id)
    assert (now.state, now.reason, now.last_text) == ("sent", None, f"{status} smtp; 550 User unknown")
    assert (contact(desk, row).bounced_at, delivery(desk, row), after(desk, row)) == (None, "sent", [])


@WITHOUT_SQL
@pytest.mark.parametrize("named", ["to", "original"])
def test_the_address_we_wrote_to_is_known_however_it_is_written(desk: Desk, named: str) -> None:
    row = sent(desk)
    said = {"to": "altra@casa.example", named: row.recipient.upper()}
    read_in(desk, dsn(f"{row.message_id}", **said))
    assert (desk.row(row.id).state, contact(desk, row).bounced_at) == ("bounced", NOW)


@WITHOUT_SQL
def test_what_reaches_a_colleague_or_whoever_approves_says_nothing_of_the_invitation(desk: Desk) -> None:
    row = sent(desk)
    with desk.database.writing() as session:
        ours = session.get_one(OutboxMessage, row.id)
        ours.kind, ours.contact_id, ours.recipient = "delegation", None, "collega@servizio.example"
    now = desk.row(row.id)
    read_in(desk, returned(now, "2.0.0", "delivered"))
    assert (desk.row(row.id).state, delivery(desk, row)) == ("delivered", "sent")
    other = sent(desk)
    desk.change(OutboxMessage, other.id, contact_id=None)  # of a rehearsal: it goes to no contact
    read_in(desk, box=Box([returned(other, "2.0.0", "delivered")], validity=9))
    assert delivery(desk, other) == "delivered"


@WITHOUT_SQL
def test_a_contact_corrected_meanwhile_keeps_its_good_address(desk: Desk) -> None:
    row = sent(desk)
    desk.change(Contact, row.contact_id, email="nuova@servizio.example")
    read_in(desk, returned(row))
    assert (desk.row(row.id).state, contact(desk, row).bounced_at) == ("bounced", None)
    assert delivery(desk, row) == "sent"


@WITHOUT_SQL
def test_a_server_that_refuses_the_text_does_not_make_the_address_wrong(desk: Desk) -> None:
    row = sent(desk)
    read_in(desk, returned(row, "5.7.1", diagnostic="smtp; 550 5.7.1 spam"))
    assert (desk.row(row.id).state, contact(desk, row).bounced_at) == ("bounced", None)
    assert delivery(desk, row) == "none" and after(desk, row) == []


def test_a_full_mailbox_is_tried_again_tomorrow_and_the_third_time_counts_as_wrong(desk: Desk) -> None:
    row = sent(desk)
    box = Box([returned(row, "4.2.2")])
    read_in(desk, box=box)
    (again,) = after(desk, row)
    assert (desk.row(row.id).state, again.kind, again.state) == ("bounced", "invitation", "queued")
    assert again.not_before == NOW + timedelta(days=1) and contact(desk, row).bounced_at is None
    assert delivery(desk, row) == "queued"
    for _ in range(2):
        desk.clock.ahead(days=1)
        desk.drain(Probe())
        box.mails.append(returned(desk.rows()[-1], "4.2.2"))
        read_in(desk, box=box)
    assert len(desk.rows()) == 3 and contact(desk, row).bounced_at is not None
    assert delivery(desk, row) == "bounced"


@WITHOUT_SQL
def test_what_nobody_waits_for_any_more_is_not_sent_again(desk: Desk) -> None:
    row = sent(desk)
    desk.change(Invitation, row.invitation_id, disposition=Disposition.DECLINED)
    read_in(desk, returned(row, "4.2.2"))
    assert after(desk, row) == []
    other = sent(desk)
    desk.change(Invitation, other.invitation_id, revoked_at=NOW)
    read_in(desk, returned(other, "4.2.2"), box=Box([returned(other, "4.2.2")], validity=9))
    assert len(desk.rows()) == 2


@WITHOUT_SQL
def test_a_delay_is_noted_and_nothing_else(desk: Desk) -> None:
    row = sent(desk)
    read_in(desk, returned(row, "4.4.1", "delayed", "smtp; 421 later"))
    now = desk.row(row.id)
    assert (now.state, now.last_text, now.reason) == ("sent", "4.4.1 smtp; 421 later", None)


def test_the_receipts_of_certified_mail_move_a_message_forward_whatever_their_order(desk: Desk) -> None:
    row = sent(desk)
    box = Box([receipt("accettazione", row.message_id)])
    read_in(desk, box=box)
    assert desk.row(row.id).state == "pec_accepted"
    box.mails += [receipt("avvenuta-consegna", row.message_id), receipt("errore-consegna", row.message_id, "no-dest")]
    read_in(desk, box=box)
    assert (desk.row(row.id).state, delivery(desk, row), contact(desk, row).bounced_at) == (
        "pec_delivered",
        "delivered",
        None,
    )
    early = sent(desk)
    both = [receipt("avvenuta-consegna", early.message_id), receipt("accettazione", early.message_id)]
    read_in(desk, box=Box(both, validity=9))
    assert desk.row(early.id).state == "pec_delivered"


@WITHOUT_SQL
def test_certified_mail_to_nobody_spoils_the_address(desk: Desk) -> None:
    row = sent(desk)
    read_in(desk, receipt("accettazione", row.message_id), receipt("errore-consegna", row.message_id, "no-dest"))
    assert (desk.row(row.id).state, contact(desk, row).bounced_at) == ("bounced", NOW)


def test_a_report_that_comes_while_its_message_is_leaving_waits_for_the_next_reading(desk: Desk) -> None:
    row = sent(desk)
    box = Box([returned(row), letter()])
    desk.change(OutboxMessage, row.id, state="sending", lease_owner="x", lease_until=NOW + timedelta(minutes=9))
    assert read_in(desk, box=box).kinds == {"later": 1, "letter": 1}
    desk.change(OutboxMessage, row.id, state="sent")
    assert read_in(desk, box=box).kinds == {"report": 1}
    assert desk.row(row.id).state == "bounced" and len(letters(desk)) == 1
    assert read_in(desk, box=box).kinds == {}


@WITHOUT_SQL
def test_an_uncertain_message_is_settled_by_its_receipt_and_does_not_leave_again(desk: Desk) -> None:
    row = sent(desk)
    desk.change(OutboxMessage, row.id, state="uncertain", sent_at=None, ended_at=None)
    read_in(desk, receipt("accettazione", row.message_id))
    now = desk.row(row.id)
    assert (now.state, now.sent_at) == ("pec_accepted", NOW)
    probe = Probe()
    desk.clock.ahead(days=2)
    desk.drain(probe)
    assert probe.sent == []


@WITHOUT_SQL
@pytest.mark.parametrize("state", ["queued", "cancelled", "permanent_failure", "bounced"])
def test_a_message_that_has_not_left_or_has_ended_is_moved_by_no_report(desk: Desk, state: str) -> None:
    row = sent(desk)
    desk.change(OutboxMessage, row.id, state=state)
    read_in(desk, receipt("avvenuta-consegna", row.message_id))
    assert desk.row(row.id).state == state


@WITHOUT_SQL
def test_in_a_rehearsal_nothing_that_comes_back_touches_the_census(desk: Desk) -> None:
    with desk.database.writing() as session:
        service = factories.invited(session, is_test=True)
        message_id = queue(session, service)
    desk.drain(Probe())
    desk.change(OutboxMessage, message_id, contact_id=None)
    read_in(desk, returned(desk.row(message_id)))
    with desk.database.reading() as session:
        assert session.scalars(select(Contact.bounced_at)).all() == [None]
    assert desk.row(message_id).state == "bounced"
