"""F5, small form: each thing a mail server can do gives one state, and never delays the others."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller

from questionari.mail.transport import FlaskMailTransport
from questionari.settings import MailSettings
from questionari.store.models.census import Contact
from questionari.store.models.rounds import Invitation
from tests.mail.certificates import client_that_trusts, server_side, write_certificate
from tests.mail.desk import Desk, campaign, transport_to
from tests.services.run import PATIENCE_S
from tests.services.smtp import Sink
from tools.ports import free_port

pytestmark = [pytest.mark.faults, pytest.mark.usefixtures("mail_context")]

REPLIES = [
    ("421 4.7.0 Too busy", "deferred", False),
    ("450 4.2.1 Greylisted", "deferred", False),
    ("451 4.3.0 Local error", "deferred", False),
    ("452 4.2.2 Full for now", "deferred", False),
    ("550 5.1.1 No such user", "permanent_failure", True),
    ("550 No such user", "permanent_failure", True),
    ("550 5.7.1 Looks like spam", "permanent_failure", False),
    ("551 User not local", "permanent_failure", True),
    ("552 5.2.2 Mailbox full", "permanent_failure", False),
    ("553 5.1.3 Bad address", "permanent_failure", True),
    ("554 5.7.0 Policy", "permanent_failure", False),
]


def three(desk: Desk) -> list[str]:
    """Three services invited; their addresses in the order of sending."""
    with desk.database.writing() as session:
        campaign(session, 3)
    return [row.recipient for row in desk.rows()]


@pytest.mark.parametrize(("reply", "state", "bounces"), REPLIES, ids=[reply for reply, _, _ in REPLIES])
def test_a_refused_recipient_gets_one_state_and_the_others_their_mail(
    desk: Desk, transport: FlaskMailTransport, smtp_sink: Sink, reply: str, state: str, bounces: bool
) -> None:
    bad = three(desk)[1]
    smtp_sink.refuse_rcpt[bad] = reply
    assert desk.drain(transport).states == {"sent": 2, state: 1}
    row = next(row for row in desk.rows() if row.recipient == bad)
    assert (row.state, row.last_code, row.last_text) == (state, int(reply[:3]), reply[4:])
    with desk.database.reading() as session:
        contact = session.get_one(Contact, row.contact_id)
        assert (contact.bounced_at is not None) is bounces
        assert (session.get_one(Invitation, row.invitation_id).delivery == "bounced") is bounces


@pytest.mark.parametrize(
    ("reply", "state"),
    [
        ("421 4.3.2 Closing", "deferred"),
        ("451 4.3.0 Later", "deferred"),
        ("550 5.7.1 Content refused", "permanent_failure"),
        ("550 Refused", "permanent_failure"),
        ("552 5.3.4 Too big", "permanent_failure"),
        ("554 5.6.0 Refused", "permanent_failure"),
    ],
)
def test_a_refused_text_gets_one_state_and_never_condemns_the_address(
    desk: Desk, transport: FlaskMailTransport, smtp_sink: Sink, reply: str, state: str
) -> None:
    bad = three(desk)[0]
    smtp_sink.refuse_data[bad] = reply
    assert desk.drain(transport).states == {"sent": 2, state: 1}
    row = next(row for row in desk.rows() if row.recipient == bad)
    with desk.database.reading() as session:
        assert session.get_one(Contact, row.contact_id).bounced_at is None


def test_a_connection_lost_after_the_text_is_uncertain_and_sent_again_with_the_same_bytes(
    desk: Desk, transport: FlaskMailTransport, smtp_sink: Sink
) -> None:
    bad = three(desk)[0]
    smtp_sink.drop_after_data.add(bad)
    assert desk.drain(transport).states == {"sent": 2, "uncertain": 1}
    smtp_sink.drop_after_data.clear()
    desk.clock.ahead(minutes=1)
    assert desk.drain(transport).states == {"sent": 1}
    first, second = smtp_sink.to(bad)
    assert first.raw == second.raw


def test_a_slow_acknowledgement_is_waited_for(desk: Desk, smtp_sink: Sink) -> None:
    three(desk)
    smtp_sink.delay_s = 0.6
    patient = FlaskMailTransport(MailSettings(port=smtp_sink.port, timeout_s=0.3))
    assert desk.drain(patient).states == {"sent": 3}


def test_an_acknowledgement_that_never_comes_is_uncertain(desk: Desk, smtp_sink: Sink) -> None:
    three(desk)
    smtp_sink.delay_s = 30
    hasty = transport_to(smtp_sink.port, final_reply_s=0.2)
    assert desk.drain(hasty).states == {"uncertain": 3}


def test_a_server_that_is_away_costs_nobody_a_mail(desk: Desk, smtp_sink: Sink) -> None:
    three(desk)
    report = desk.drain(transport_to(free_port()))
    assert "ConnectionRefusedError" in report.unreachable
    desk.clock.ahead(minutes=1)
    assert desk.drain(transport_to(smtp_sink.port)).sent == 3


@contextmanager
def tls_server(folder: Path, sink: Sink, starttls: bool) -> Iterator[tuple[int, Path]]:
    """A mail server with a certificate of its own making; its port and the certificate."""
    path, port = write_certificate(folder), free_port()
    tls = (
        {"tls_context": server_side(path), "require_starttls": True} if starttls else {"ssl_context": server_side(path)}
    )
    controller = Controller(sink, hostname="127.0.0.1", port=port, ready_timeout=PATIENCE_S, **tls)
    # Its own self-test verifies the certificate; a bare connection shows as well that somebody listens.
    controller._trigger_server = lambda: socket.create_connection(("127.0.0.1", port), 30).close()
    controller.start()
    try:
        yield port, path
    finally:
        controller.stop()


@pytest.mark.parametrize("tls", ["tls", "starttls"])
def test_a_certificate_that_does_not_verify_stops_the_mail_and_a_trusted_one_lets_it_go(
    desk: Desk, smtp_sink: Sink, tmp_path: Path, tls: str
) -> None:
    three(desk)
    with tls_server(tmp_path, smtp_sink, tls == "starttls") as (port, path):
        mail = MailSettings(port=port, tls=tls, timeout_s=5)
        report = desk.drain(FlaskMailTransport(mail))
        assert "certificate verify failed" in report.unreachable.lower()
        assert smtp_sink.messages == []
        desk.clock.ahead(minutes=1)
        assert desk.drain(FlaskMailTransport(mail, client_that_trusts(path))).sent == 3
    assert len(smtp_sink.messages) == 3


def test_a_server_without_starttls_gets_no_mail_in_clear(desk: Desk, smtp_sink: Sink) -> None:
    three(desk)
    report = desk.drain(FlaskMailTransport(MailSettings(port=smtp_sink.port, tls="starttls", timeout_s=5)))
    assert "STARTTLS" in report.unreachable and smtp_sink.messages == []


def test_wrong_credentials_are_the_servers_matter_not_the_messages(desk: Desk, smtp_sink: Sink) -> None:
    three(desk)
    mail = MailSettings(port=smtp_sink.port, username="u", password="p", timeout_s=5)
    report = desk.drain(FlaskMailTransport(mail))
    assert report.unreachable and report.states == {"deferred": 1}
    assert smtp_sink.messages == []
