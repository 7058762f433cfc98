"""A real IMAP server (pymap), in a thread: mails are put into it by IMAP as well, read by the product as any other."""

import asyncio
import imaplib
import re
import ssl
import threading
from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from proxyprotocol.reader import ProxyProtocolReader
from pymap.backend.dict import Config, DictBackend, Login
from pymap.imap import IMAPServer
from pysasl import SASLAuth
from pysasl.creds.plain import PlainCredentials
from pysasl.creds.server import ServerCredentials
from pysasl.hashing import Cleartext
from pysasl.mechanism import ChallengeResponse
from pysasl.mechanism.login import LoginMechanism
from pysasl.mechanism.oauth import OAuth2Mechanism
from pysasl.mechanism.plain import PlainMechanism

from questionari.mail.mailbox import ImapMailbox
from questionari.settings import MailboxSettings
from tests.services.run import PATIENCE_S
from tools.ports import free_port

TOKEN = re.compile("user=(.+)\x01auth=Bearer (.+)\x01\x01")
USER, PASSWORD = "monitoraggio@rete.example", "una-parola-lunga"


@dataclass
class PostOffice:
    """The server: what it accepts as a token, and a person's own way to put mails into it."""

    port: int
    tokens: set[str] = field(default_factory=set)
    folder: str = "INBOX"

    def deliver(self, *mails: bytes) -> None:
        """Put mails into the folder, in order."""
        with self.client() as client:
            for mail in mails:
                assert client.append(self.folder, None, None, mail)[0] == "OK"

    @contextmanager
    def client(self) -> Iterator[imaplib.IMAP4]:
        """A mail program that is signed in."""
        client = imaplib.IMAP4("127.0.0.1", self.port, timeout=PATIENCE_S)
        client.login(USER, PASSWORD)
        yield client
        client.logout()

    def anew(self) -> None:
        """The folder as after a move to another server: other UIDs, another UIDVALIDITY, the same mails."""
        mails = self.contents()
        with self.client() as client:
            client.delete(self.folder)
            client.create(self.folder)
        self.deliver(*mails)

    def contents(self) -> list[bytes]:
        """The bytes of every mail."""
        with self.client() as client:
            client.select(self.folder, readonly=True)
            _, lines = client.fetch("1:*", "(BODY.PEEK[])")
            return [line[1] for line in lines if isinstance(line, tuple)]

    def flags(self) -> list[bytes]:
        """The marks of every mail: nobody who only reads leaves any."""
        with self.client() as client:
            client.select(self.folder, readonly=True)
            _, lines = client.fetch("1:*", "(FLAGS)")
            return [line for line in lines if isinstance(line, bytes)]

    def settings(self, **changes: object) -> MailboxSettings:
        """What the product signs in with."""
        usual = {"port": self.port, "tls": "none", "password": PASSWORD, "folder": self.folder, "timeout_s": PATIENCE_S}
        return MailboxSettings("127.0.0.1", USER, **usual | changes)

    def mailbox(self, trust: ssl.SSLContext | None = None, **changes: object) -> ImapMailbox:
        """The product's own side."""
        settings = self.settings(**changes)
        return ImapMailbox(settings, trust) if trust else ImapMailbox(settings)


class _Tokens(OAuth2Mechanism):
    """XOAUTH2: a token that the server knows stands for the password."""

    def __init__(self, office: PostOffice) -> None:
        super().__init__()
        self.office = office

    def server_attempt(self, responses: Sequence[ChallengeResponse]) -> tuple[ServerCredentials, None]:
        """Read what the client sent: user=NAME^Aauth=Bearer TOKEN^A^A."""
        super().server_attempt(responses)
        user, token = TOKEN.fullmatch(responses[0].response.decode()).groups()
        return PlainCredentials(user, PASSWORD if token in self.office.tokens else "refused"), None


class _Known(Config):
    """Tokens are taken besides passwords."""

    office: PostOffice

    @property
    def tls_auth(self) -> SASLAuth:
        """The ways to sign in."""
        return SASLAuth([PlainMechanism(), LoginMechanism(), _Tokens(self.office)])


@contextmanager
def post_office(tls: ssl.SSLContext | None = None, starttls: bool = False) -> Iterator[PostOffice]:
    """A server until the end of the block; with a context over TLS, from the first byte or after STARTTLS."""
    office, loop = PostOffice(free_port()), asyncio.new_event_loop()
    ready, stop = threading.Event(), loop.create_future()
    serving = _serve(_config(office, tls, starttls), None if starttls else tls, ready, stop)
    thread = threading.Thread(target=loop.run_until_complete, args=(serving,), daemon=True)
    thread.start()
    assert ready.wait(PATIENCE_S)
    try:
        yield office
    finally:
        loop.call_soon_threadsafe(stop.set_result, None)
        thread.join(PATIENCE_S)
        loop.close()


def _config(office: PostOffice, tls: ssl.SSLContext | None, starttls: bool) -> _Known:
    args = Namespace(
        host="127.0.0.1",
        port=office.port,
        debug=False,
        cert=None,
        key=None,
        tls=starttls,
        proxy_protocol=None,
        passlib_cfg=None,
        inherited_sockets=None,
        demo_data=False,
        demo_user=USER,
        demo_password=PASSWORD,
    )
    own = {"hash_context": Cleartext(), "ssl_context": tls, "reject_dnsbl": False, "invalid_user_sleep": 0.0}
    config = _Known.from_args(args, **own)
    config.office = office
    return config


async def _serve(
    config: _Known, tls: ssl.SSLContext | None, ready: threading.Event, stop: "asyncio.Future[None]"
) -> None:
    config.apply_context()
    login = Login(config)
    await DictBackend._add_demo_user(config, login)
    answer = ProxyProtocolReader(config.proxy_protocol).get_callback(IMAPServer(login, config))
    async with await asyncio.start_server(answer, config.host, config.port, ssl=tls):
        ready.set()
        await stop
