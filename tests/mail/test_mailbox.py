"""The mailbox on a real IMAP server: signed in to, read, left as it was; tokens fetched, kept, given up."""

from base64 import b64decode
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult
from flask import Flask
from sqlalchemy import select

from questionari.mail.tokens import TokenError, Tokens
from questionari.store.models.incoming import MailboxState
from questionari.usecases.incoming.port import MailboxFault
from questionari.usecases.incoming.reading import read
from questionari.usecases.outbox.port import Unreachable
from tests.mail.certificates import client_that_trusts, server_side, write_certificate
from tests.mail.desk import Desk, Probe, one, transport_to
from tests.mail.reading import letters, returned, sent
from tests.mail.returned import letter, receipt
from tests.services.imap import USER, PostOffice, post_office
from tests.services.smtp import Sink
from tests.services.tokens import Endpoint, endpoint
from tools.ports import free_port

pytestmark = pytest.mark.engine("sqlite")
LONG_AGO = date(2000, 1, 1)


@pytest.fixture
def office() -> Iterator[PostOffice]:
    """An IMAP server of the test's own."""
    with post_office() as running:
        yield running


@pytest.fixture
def issuer() -> Iterator[Endpoint]:
    """A token endpoint of the test's own."""
    with endpoint() as running:
        yield running


def test_what_comes_back_is_read_once_and_left_as_it_was(desk: Desk, office: PostOffice) -> None:
    row = sent(desk)
    office.deliver(letter(sender=row.recipient), returned(row))
    before, marks = office.contents(), office.flags()
    assert read(desk.database, desk.house, office.mailbox(), desk.clock).kinds == {"letter": 1, "report": 1}
    assert desk.row(row.id).state == "bounced" and len(letters(desk)) == 1
    assert read(desk.database, desk.house, office.mailbox(), desk.clock).kinds == {}
    office.deliver(letter("Di nuovo", sender=row.recipient, Message_ID="<2@x.example>"))
    assert read(desk.database, desk.house, office.mailbox(), desk.clock).kinds == {"letter": 1}
    assert (office.contents()[:2], office.flags()[:2]) == (before, marks)


def test_a_folder_moved_to_another_server_is_read_anew_and_changes_nothing(desk: Desk, office: PostOffice) -> None:
    row = sent(desk)
    office.folder = "Ritorni"
    with office.client() as client:
        client.create(office.folder)
    office.deliver(receipt("accettazione", row.message_id), letter(sender=row.recipient))
    read(desk.database, desk.house, office.mailbox(), desk.clock)
    with desk.database.reading() as session:
        first = session.scalars(select(MailboxState.validity)).one()
    office.anew()
    office.deliver(receipt("avvenuta-consegna", row.message_id))
    found = read(desk.database, desk.house, office.mailbox(), desk.clock)
    assert found.kinds == {"already read": 2, "report": 1}
    with desk.database.reading() as session:
        assert session.scalars(select(MailboxState.validity)).one() != first
    assert desk.row(row.id).state == "pec_delivered" and len(letters(desk)) == 1


def test_only_the_beginning_of_a_large_mail_is_fetched(office: PostOffice) -> None:
    office.deliver(letter("parola " * 1_000))
    mailbox = office.mailbox()
    assert mailbox.open() > 0
    (uid,) = mailbox.uids(1, LONG_AGO)
    assert len(mailbox.fetch(uid, 1_000)) == 1_000
    assert mailbox.uids(uid + 1, LONG_AGO) == [] and mailbox.fetch(uid + 1, 10) is None
    assert mailbox.uids(1, date(2100, 1, 1)) == []
    mailbox.close()
    mailbox.close()


@pytest.mark.parametrize("changes", [{"password": "un'altra"}, {"folder": "Niente"}, {"host": "127.0.0.1", "port": 1}])
def test_a_server_that_does_not_let_us_in_is_said_without_the_password(
    office: PostOffice, changes: dict[str, object]
) -> None:
    settings = {"password": "una-parola-lunga", **changes}
    port = settings.pop("port", office.port)
    settings.pop("host", None)
    mailbox = office.mailbox(port=port, **settings)
    with pytest.raises(MailboxFault) as error:
        mailbox.open()
    mailbox.close()
    assert str(error.value) and str(settings["password"]) not in str(error.value)
    with pytest.raises(MailboxFault):
        mailbox.uids(1, LONG_AGO)


@pytest.mark.parametrize("way", ["tls", "starttls"])
def test_a_certificate_that_nobody_vouches_for_is_refused_before_the_password(tmp_path: Path, way: str) -> None:
    path = write_certificate(tmp_path)
    with post_office(server_side(path), starttls=way == "starttls") as office:
        trusting = office.mailbox(client_that_trusts(path), tls=way)
        assert trusting.open() > 0
        trusting.close()
        with pytest.raises(MailboxFault, match="CERTIFICATE_VERIFY_FAILED"):
            office.mailbox(tls=way).open()


def test_a_token_opens_the_mailbox_and_a_refused_one_is_asked_for_anew(office: PostOffice, issuer: Endpoint) -> None:
    oauth = issuer.oauth()
    with pytest.raises(MailboxFault):
        office.mailbox(oauth=oauth, password="").open()
    office.tokens.add("token-2")
    issuer.answer = {"access_token": "token-2"}
    for _ in range(2):
        mailbox = office.mailbox(oauth=oauth, password="")
        assert mailbox.open() > 0
        mailbox.close()
    assert len(issuer.asked) == 2


class TokenSink(Sink):
    """A mail server that signs in by token alone."""

    async def auth_XOAUTH2(self, server: SMTP, args: list[str]) -> AuthResult:
        """Take the right token; explain a refusal first, as the large providers do."""
        said = await server.challenge_auth("") if len(args) < 2 else b64decode(args[1])
        if said == f"user={USER}\x01auth=Bearer token-1\x01\x01".encode():
            return AuthResult(success=True)
        await server.challenge_auth('{"status":"401"}')
        return AuthResult(success=False, handled=False)


IN_CLEAR = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")


@pytest.fixture
def token_sink() -> Iterator[TokenSink]:
    """A mail server of the test's own."""
    state = TokenSink(free_port())
    controller = Controller(state, state.host, state.port, auth_required=True, auth_require_tls=False)
    controller.start()
    yield state
    controller.stop()


@IN_CLEAR
def test_mail_leaves_by_token(desk: Desk, mail_context: Flask, token_sink: TokenSink, issuer: Endpoint) -> None:
    row = one(desk)
    transport = transport_to(token_sink.port, final_reply_s=5)
    transport.settings = replace(transport.settings, username=USER, oauth=issuer.oauth())
    desk.drain(transport)
    transport.close()
    assert desk.row(row.id).state == "sent" and len(token_sink.messages) == 1


@IN_CLEAR
def test_a_token_that_is_refused_leaves_the_mail_in_the_queue(
    desk: Desk, mail_context: Flask, token_sink: TokenSink, issuer: Endpoint
) -> None:
    row = one(desk)
    issuer.answer = {"access_token": "token-of-yesterday"}
    transport = transport_to(token_sink.port)
    transport.settings = replace(transport.settings, username=USER, oauth=issuer.oauth())
    assert desk.drain(transport).unreachable.startswith("5.7.8")
    issuer.answer = {"access_token": "token-1"}
    desk.clock.ahead(minutes=2)
    desk.drain(transport)
    transport.close()
    assert desk.row(row.id).state == "sent" and len(issuer.asked) == 2


def test_no_token_no_mail_and_nothing_is_lost(desk: Desk, mail_context: Flask, issuer: Endpoint) -> None:
    row = one(desk)
    issuer.status, issuer.answer = 400, {"error": "invalid_grant", "error_description": "segreta"}
    transport = transport_to(1)
    transport.settings = replace(transport.settings, username=USER, oauth=issuer.oauth())
    with pytest.raises(Unreachable):
        transport.send(b"x", USER, row.recipient)
    desk.drain(Probe())
    assert desk.row(row.id).state == "sent"


NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def test_a_token_is_kept_until_shortly_before_its_end(issuer: Endpoint) -> None:
    now = [NOW]
    tokens = Tokens(issuer.oauth(), lambda: now[0])
    assert [tokens.get(), tokens.get()] == ["token-1", "token-1"]
    assert issuer.asked == [
        {
            "grant_type": "refresh_token",
            "refresh_token": "refresh-1",
            "client_id": tokens.oauth.client_id,
            "scope": "mail",
        }
    ]
    issuer.answer = {"access_token": "token-2", "expires_in": 3600}
    now[0] += timedelta(minutes=57)
    assert tokens.get() == "token-1"
    now[0] += timedelta(minutes=2)
    assert tokens.get() == "token-2" and len(issuer.asked) == 2


def test_without_a_refresh_token_the_clients_own_secret_is_shown(issuer: Endpoint) -> None:
    tokens = Tokens(issuer.oauth(refresh_token="", client_secret="chiave"), lambda: NOW)
    assert tokens.get() == "token-1"
    assert (issuer.asked[0]["grant_type"], issuer.asked[0]["client_secret"]) == ("client_credentials", "chiave")


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (400, {"error": "invalid_grant", "error_description": "refresh-1"}),
        (302, {"access_token": "token-1"}),
        (200, b"<html>"),
        (200, b"[" * 100_000),
        (200, {"access_token": "a\r\nb"}),
        (200, {"access_token": ""}),
        (200, ["token"]),
        (500, b""),
    ],
)
def test_what_is_no_token_is_refused_and_nothing_secret_is_said(issuer: Endpoint, status: int, answer: object) -> None:
    issuer.status, issuer.answer = status, answer
    with pytest.raises(TokenError) as error:
        Tokens(issuer.oauth(), lambda: NOW).get()
    assert "refresh-1" not in str(error.value) and str(status) in str(error.value)


def test_an_endpoint_that_is_not_there_is_said() -> None:
    with pytest.raises(TokenError, match="127.0.0.1: ConnectionRefusedError"):
        Tokens(Endpoint(port=1).oauth(), lambda: NOW).get()
