"""PEC as a second way out: which messages take it, its rules; nothing leaves again before its receipt is looked for."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from questionari.mail.transport import connections
from questionari.settings import MailboxSettings, MailSettings
from questionari.store.models.census import Atr, Contact
from questionari.store.models.messages import OutboxMessage
from questionari.store.models.rounds import Invitation
from questionari.store.types import new_id
from questionari.usecases import outbox
from questionari.usecases.outbox.doubts import NO_RECEIPT
from questionari.usecases.outbox.limits import GIVE_UP, RECEIPTS, for_route
from questionari.usecases.outbox.port import Uncertain
from questionari.usecases.outbox.routing import MAIL, PEC, Route, routes, says_so
from tests import factories
from tests.factories import NOW
from tests.mail.desk import CALM, Desk, Probe, queue
from tests.mail.reading import WITHOUT_SQL, read_in
from tests.mail.returned import Box, receipt
from tests.services import smtp
from tests.services.smtp import Sink

OUR_PEC = "monitoraggio@pec.rete.example"
BOX = MailboxSettings("pec.example", OUR_PEC, password="segreta")
CERTIFIED = replace(CALM, doubt=RECEIPTS, receipts=BOX.name)


class Broken(Box):
    """A mailbox whose mails cannot be fetched."""

    def fetch(self, uid: int, most: int) -> bytes | None:
        """The connection ends."""
        raise OSError(uid, most)


def with_pec(desk: Desk, port: int = 25, **changes: object) -> Desk:
    """The desk with a PEC mailbox of its own."""
    mail = MailSettings(port=port, timeout_s=5, sender=OUR_PEC, reply_to=OUR_PEC, username=OUR_PEC, certified=True)
    settings = replace(desk.house.settings, **{"pec": mail, "pec_mailbox": BOX, **changes})
    return Desk(desk.database, replace(desk.house, settings=settings), desk.clock)


def to_pec(desk: Desk, kind: str = "invitation") -> OutboxMessage:
    """A message queued for a service whose address is a PEC by the census."""
    with desk.database.writing() as session:
        service = factories.invited(session, deadline_at=NOW + timedelta(days=30), closes_at=NOW + timedelta(days=40))
        session.flush()
        contact = session.scalars(select(Contact).order_by(Contact.id.desc()).limit(1)).one()
        contact.pec = contact.email
        session.flush()
        return session.get_one(OutboxMessage, queue(session, service, kind))


def by(desk: Desk, name: str) -> Route:
    """A way out of the desk."""
    return next(one for one in routes(desk.house.settings) if one.name == name)


@pytest.fixture
def provider() -> Iterator[Sink]:
    """The PEC provider's server."""
    with smtp.sink() as running:
        yield running


def test_what_goes_to_a_pec_leaves_from_the_pec_mailbox_and_the_rest_as_before(
    desk: Desk, smtp_sink: Sink, provider: Sink, mail_context: Flask
) -> None:
    certified = to_pec(desk)
    with desk.database.writing() as session:
        ordinary = session.get_one(OutboxMessage, queue(session, factories.invited(session)))
    house = with_pec(desk, provider.port, mail=MailSettings(port=smtp_sink.port, timeout_s=5))
    for route in routes(house.house.settings):
        limits = replace(for_route(route), jitter=CALM.jitter)
        transports = [replace(one, settings=replace(one.settings, username=None)) for one in connections(route.mail)]
        house.drain(*transports, limits=limits)
    (first,), (second,) = provider.messages, smtp_sink.messages
    assert (first.recipients, second.recipients) == ((certified.recipient,), (ordinary.recipient,))
    assert first.sender == OUR_PEC and first.parsed["From"].addresses[0].addr_spec == OUR_PEC
    assert first.parsed["Message-ID"].endswith("@pec.rete.example>") and first.parsed["Bcc"] is None
    assert second.parsed["From"].addresses[0].addr_spec == house.house.settings.mail.sender
    row = house.row(certified.id)
    assert (row.route, row.state, row.envelope_from) == (PEC, "sent", OUR_PEC)


@WITHOUT_SQL
def test_without_a_pec_mailbox_it_is_ordinary_mail_unless_a_setting_wants_it_to_wait(desk: Desk) -> None:
    row, probe = to_pec(desk), Probe()
    waiting = Desk(desk.database, replace(desk.house, settings=replace(desk.house.settings, pec_required=True)))
    waiting.drain(probe, limits=replace(CALM, takes=by(waiting, MAIL).takes))
    assert (probe.sent, desk.row(row.id).state) == ([], "queued")
    desk.drain(probe, limits=replace(CALM, takes=by(desk, MAIL).takes))
    assert [rcpt for rcpt, _ in probe.sent] == [row.recipient]
    assert desk.row(row.id).envelope_from == desk.house.settings.mail.sender


@WITHOUT_SQL
def test_the_note_to_a_territory_takes_its_pec_and_a_domain_tells_by_its_name(desk: Desk) -> None:
    with desk.database.writing() as session:
        session.add(Atr(id=new_id(), code="072", name="Ambito", kind="ATR", pec="Ambito@comune.example"))
        session.flush()
        ids = [
            outbox.enqueue(session, NOW, "false_message", to, context={})
            for to in ("Ambito@comune.example", "ente@pec.comune.example", "pec@comune.example")
        ]
    assert [desk.row(one).route for one in ids] == [PEC, PEC, MAIL]
    assert says_so("x@cert.legalmail.it") and not says_so("pec@specchio.example")


def test_an_uncertain_pec_leaves_again_only_once_its_receipt_was_looked_for(desk: Desk) -> None:
    house = with_pec(desk)
    row, other = to_pec(desk), to_pec(desk)
    lost = Probe(errors={each.recipient: Uncertain("lost") for each in (row, other)})
    house.drain(lost, limits=CERTIFIED)
    house.clock.ahead(hours=25)
    probe = Probe()
    assert house.drain(probe, limits=CERTIFIED).states == {"uncertain": 2}
    read_in(house, box=Box([receipt("accettazione", house.row(row.id).message_id)], name=BOX.name))
    house.clock.ahead(minutes=10)
    house.drain(probe, limits=CERTIFIED)
    assert [recipient for recipient, _ in probe.sent] == [other.recipient]
    assert (house.row(row.id).state, house.row(other.id).state) == ("pec_accepted", "sent")


@WITHOUT_SQL
def test_mails_left_unread_in_the_mailbox_may_be_the_receipt(desk: Desk) -> None:
    house, row = with_pec(desk), to_pec(desk)
    house.drain(Probe(errors={row.recipient: Uncertain("lost")}), limits=CERTIFIED)
    house.clock.ahead(hours=25)
    with pytest.raises(OSError):
        read_in(house, box=Broken([b"x"], name=BOX.name))
    assert house.drain(Probe(), limits=CERTIFIED).sent == 0


def test_a_pec_whose_sender_died_is_in_doubt_and_not_sent_again(desk: Desk) -> None:
    house, row = with_pec(desk), to_pec(desk)

    def die() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        house.drain(Probe(watch=die), limits=CERTIFIED)
    house.clock.now += CERTIFIED.send_lease
    assert house.drain(Probe(), limits=CERTIFIED).states == {"uncertain": 1}
    found = house.row(row.id)
    assert (found.state, found.lease_owner, found.not_before) == ("uncertain", None, house.clock.now + RECEIPTS)


@WITHOUT_SQL
def test_a_pec_nobody_ever_tells_of_has_failed_after_five_days(desk: Desk) -> None:
    house, row = with_pec(desk), to_pec(desk)
    house.drain(Probe(errors={row.recipient: Uncertain("lost")}), limits=CERTIFIED)
    house.clock.now += GIVE_UP + RECEIPTS
    assert house.drain(Probe(), limits=CERTIFIED).states == {"technical_failure": 1}
    found = house.row(row.id)
    assert (found.reason, found.ended_at) == (NO_RECEIPT, house.clock.now)
    with desk.database.reading() as session:
        assert session.get_one(Invitation, found.invitation_id).delivery == "none"


@WITHOUT_SQL
def test_the_pec_provider_is_spared_whatever_the_domains_it_writes_to(desk: Desk) -> None:
    house, rows = with_pec(desk), [to_pec(desk) for _ in range(3)]
    limits = replace(for_route(by(house, PEC)), domain_burst=2, domain_per_second=0.5)
    for row, domain in zip(rows, ("uno", "due", "tre"), strict=True):
        house.change(OutboxMessage, row.id, recipient=f"x@{domain}.example")
        house.change(Contact, row.contact_id, email=f"x@{domain}.example")
    assert house.drain(Probe(), limits=limits).states == {"sent": 2, "queued": 1}
    assert (limits.doubt, limits.receipts, limits.bucket) == (RECEIPTS, BOX.name, PEC)
    assert for_route(by(house, MAIL)).doubt == timedelta(0)
