"""A real SMTP server that keeps what it receives and can misbehave on request."""

import asyncio
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.services.run import PATIENCE_S
from tools.ports import free_port

ACCEPTED = "250 2.0.0 Accepted"


@dataclass(frozen=True, slots=True)
class Received:
    """One message as it arrived: the envelope and the very bytes."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes

    @property
    def parsed(self) -> EmailMessage:
        """The message read by the standard library's modern policy."""
        return message_from_bytes(self.raw, _class=EmailMessage, policy=policy.default)


@dataclass
class Sink:
    """What the server does, and what it has received so far.

    `refuse_rcpt`, `refuse_data`: recipient -> reply line ("550 5.1.1 No such user") at RCPT TO or after the text.
    `drop_after_data`: recipients whose message is kept but never acknowledged: the connection just ends.
    `delay_s`: wait before the reply to the text. `on_message`: called after keeping, before replying.
    """

    port: int
    messages: list[Received] = field(default_factory=list)
    refuse_rcpt: dict[str, str] = field(default_factory=dict)
    refuse_data: dict[str, str] = field(default_factory=dict)
    drop_after_data: set[str] = field(default_factory=set)
    delay_s: float = 0.0
    on_message: Callable[[Received], None] | None = None
    host: str = "127.0.0.1"

    def to(self, recipient: str) -> list[Received]:
        """The messages that went to one address, oldest first."""
        return [message for message in self.messages if recipient in message.recipients]

    async def handle_RCPT(self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _: list) -> str:
        """Accept a recipient, or give the reply set for it."""
        if address in self.refuse_rcpt:
            return self.refuse_rcpt[address]
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:
        """Keep the message and reply as told."""
        await asyncio.sleep(self.delay_s)
        recipients = tuple(envelope.rcpt_tos)
        refusals = [self.refuse_data[recipient] for recipient in recipients if recipient in self.refuse_data]
        if refusals:
            return refusals[0]
        self.keep(Received(envelope.mail_from or "", recipients, envelope.original_content or b""))
        if self.drop_after_data.intersection(recipients):
            server.transport.abort()
        return ACCEPTED

    def keep(self, message: Received) -> None:
        """Add a message and tell whoever waits for it."""
        self.messages.append(message)
        if self.on_message:
            self.on_message(message)


@contextmanager
def sink(tls_context: ssl.SSLContext | None = None) -> Iterator[Sink]:
    """A sink that listens until the end of the block; with a context it offers STARTTLS."""
    state = Sink(free_port())
    controller = Controller(
        state, hostname=state.host, port=state.port, ready_timeout=PATIENCE_S, tls_context=tls_context
    )
    controller.start()
    try:
        yield state
    finally:
        controller.stop()
