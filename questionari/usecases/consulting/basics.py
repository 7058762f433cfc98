"""What every act on a consultation begins with: the row, and whether comments are still taken."""

import uuid
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from questionari.clock import local_day
from questionari.store.models.consultations import Consultation
from questionari.usecases.house import NotFound, Refused


def get(session: Session, consultation_id: uuid.UUID, lock: bool = False) -> Consultation:
    """The consultation, locked against a second act where asked. Raises NotFound."""
    row = session.get(Consultation, consultation_id, with_for_update=lock or None)
    if row is None:
        raise NotFound("consultazione")
    return row


def unclosed(session: Session, consultation_id: uuid.UUID) -> Consultation:
    """One that still goes on, locked. Raises NotFound, Refused."""
    row = get(session, consultation_id, lock=True)
    if row.closed_at is not None:
        raise Refused("closed", "La consultazione è già chiusa.")
    return row


def takes_comments(row: Consultation, now: datetime) -> bool:
    """Whether comments may be written now."""
    return row.closed_at is None and now < row.ends_at


def last_day(row: Consultation) -> date:
    """The last local day on which comments are taken."""
    return local_day(row.ends_at - timedelta(microseconds=1))
