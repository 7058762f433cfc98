"""What the mail tests share: a campaign of invitations, a hand-made clock, transports that watch or misbehave."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from questionari import clock
from questionari.extensions import mail
from questionari.mail.transport import FlaskMailTransport
from questionari.settings import MailSettings, Settings
from questionari.store.models.census import Contact, UnitContact
from questionari.store.models.messages import OutboxMessage
from questionari.store.session import Database
from questionari.usecases import outbox
from questionari.usecases.house import House
from questionari.usecases.outbox.drain import DrainReport, drain
from questionari.usecases.outbox.limits import Limits
from questionari.usecases.outbox.port import SendError, Transport
from tests import factories
from tests.factories import NOW, Invited

#: No pace limit, no chance: what one test needs to be repeatable.
CALM = Limits(domain_burst=1e6, jitter=lambda: 0.5)
#: Values of mails that need no word of explanation.
LISTED = {
    "novita": "oggi richiedono attenzione:\n– 2 messaggi non sono arrivati\n– 1 casella di posta non si legge",
    "giorno": "23 novembre 2026",
    "oggetto": "Prova di un oggetto",
    "validita": "15 minuti",
    "account": "ATR.BARI",
    "quanti": "2",
    "elenco_questionari": "– Sportello A: entro il 14 dicembre 2026\n– Sportello B: entro il 9 gennaio 2027",
}
#: Statements a turn: the checks of the next messages, outcomes of the last ones and their invitations', new leases.
EACH = {"sqlite": 4, "postgresql": 3}


@dataclass(slots=True)
class Clock:
    """A clock that moves only when told."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        """The present instant."""
        return self.now

    def ahead(self, **amount: float) -> None:
        """Move forward."""
        self.now += timedelta(**amount)


@dataclass(slots=True)
class Probe:
    """A transport that keeps what it is given and fails where it is told to (recipient -> error)."""

    errors: dict[str, SendError] = field(default_factory=dict)
    sent: list[tuple[str, bytes]] = field(default_factory=list)
    watch: Callable[[], None] = lambda: None

    def send(self, frozen: bytes, envelope_from: str, rcpt: str) -> None:
        """Keep the message, or raise its error."""
        self.watch()
        if rcpt in self.errors:
            raise self.errors[rcpt]
        self.sent.append((rcpt, frozen))

    def close(self) -> None:
        """Nothing is open."""


@dataclass(slots=True)
class Desk:
    """One outbox under test."""

    database: Database
    house: House
    clock: Clock = field(default_factory=Clock)

    def drain(self, *transports: Transport, limits: Limits = CALM) -> DrainReport:
        """Drain once, on as many connections."""
        return drain(self.database, self.house, transports, self.clock, limits)

    def row(self, message_id: uuid.UUID | None) -> OutboxMessage:
        """A message as it stands in the database."""
        with self.database.reading() as session:
            return session.get_one(OutboxMessage, message_id)

    def rows(self) -> list[OutboxMessage]:
        """Every message, oldest first."""
        with self.database.reading() as session:
            return list(session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))

    def change(self, kind: type[Any], object_id: object, **values: Any) -> None:
        """Change columns of one row, as an act of somebody else would."""
        with self.database.writing() as session:
            found = session.get_one(kind, object_id)
            for name, value in values.items():
                setattr(found, name, value)


def queue(
    session: Session, service: Invited, kind: str = "invitation", now: datetime = NOW, **extra: Any
) -> uuid.UUID | None:
    """Queue a message to the contact of an invited service."""
    contact = session.scalars(
        select(Contact)
        .join(UnitContact, UnitContact.contact_id == Contact.id)
        .where(UnitContact.unit_id == service.unit_id, UnitContact.valid_to.is_(None))
    ).one()
    about: Mapping[str, Any] = {
        "round_id": service.round_id,
        "invitation_id": service.invitation_id,
        "contact_id": contact.id,
    }
    return outbox.enqueue(session, now, kind, contact.email, **about, **extra)


def campaign(session: Session, size: int, now: datetime = NOW, **changes: Any) -> list[uuid.UUID]:
    """A round that invites `size` services; the ids of their queued invitations."""
    round_ = factories.add_round(session, factories.publish(session), **changes)
    services = [factories.invite(session, round_, f"Servizio {number}") for number in range(size)]
    return [message_id for service in services if (message_id := queue(session, service, now=now))]


def one(
    desk: Desk, kind: str = "invitation", context: Mapping[str, str] | None = None, **changes: Any
) -> OutboxMessage:
    """One queued message to one service."""
    with desk.database.writing() as session:
        service = factories.invited(session, **changes)
        message_id = queue(session, service, kind, context=context)
    return desk.row(message_id)


def campaign_today(database: Database, size: int) -> None:
    """A campaign that is due by the machine's own clock, for processes that read it."""
    now, day = clock.utc_now(), timedelta(days=1)
    with database.writing() as session:
        campaign(session, size, now, opens_at=now - day, deadline_at=now + day, closes_at=now + 2 * day)


def mail_app(settings: Settings) -> Flask:
    """The part of the application that the transport stands on."""
    app = Flask("mail-tests")
    app.config.update(MAIL_SERVER=settings.mail.host, MAIL_PORT=settings.mail.port, MAIL_SUPPRESS_SEND=False)
    mail.init_app(app)
    return app


def transport_to(port: int, **settings: Any) -> FlaskMailTransport:
    """The real transport, towards a server of the test."""
    return FlaskMailTransport(MailSettings(host="127.0.0.1", port=port, timeout_s=5), **settings)
