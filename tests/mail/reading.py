"""What the tests of incoming mail share: a message that has left, a mailbox that is read, what stands afterwards."""

import uuid

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from questionari.store.models.census import Contact
from questionari.store.models.incoming import Letter, LetterThread
from questionari.store.models.messages import OutboxMessage
from questionari.store.models.rounds import Invitation
from questionari.usecases.incoming.reading import ReadReport, read
from tests import factories
from tests.mail.desk import Desk, Probe, one, queue
from tests.mail.returned import Box, dsn

WITHOUT_SQL = pytest.mark.engine("sqlite")


def sent(desk: Desk, kind: str = "invitation", **changes: object) -> OutboxMessage:
    """A message that has left."""
    row = one(desk, kind, **changes)
    desk.drain(Probe())
    return desk.row(row.id)


def returned(row: OutboxMessage, status: str = "5.1.1", action: str = "failed", diagnostic: str = "") -> bytes:
    """A notification about the address that a message went to."""
    said = {"diagnostic": diagnostic} if diagnostic else {}
    return dsn(row.message_id or "", status, action, to=row.recipient, **said)


def read_in(desk: Desk, *mails: bytes, box: Box | None = None) -> ReadReport:
    """Read a mailbox with these mails."""
    return read(desk.database, desk.house, box or Box(list(mails)), desk.clock)


def delivery(desk: Desk, row: OutboxMessage) -> str:
    with desk.database.reading() as session:
        return session.get_one(Invitation, row.invitation_id).delivery


def contact(desk: Desk, row: OutboxMessage) -> Contact:
    with desk.database.reading() as session:
        return session.get_one(Contact, row.contact_id)


def threads(desk: Desk) -> list[LetterThread]:
    with desk.database.reading() as session:
        return list(session.scalars(select(LetterThread).order_by(LetterThread.id)))


def letters(desk: Desk) -> list[Letter]:
    with desk.database.reading() as session:
        return list(session.scalars(select(Letter).order_by(Letter.id)))


def after(desk: Desk, row: OutboxMessage) -> list[OutboxMessage]:
    """The messages made after one."""
    return [other for other in desk.rows() if other.id != row.id]


def queue_to(session: Session, row: OutboxMessage, kind: str) -> uuid.UUID | None:
    """Another message to the same service."""
    invitation = session.get_one(Invitation, row.invitation_id)
    service = factories.Invited(invitation.id, invitation.public_id, "", invitation.unit_id, invitation.round_id)
    return queue(session, service, kind)
