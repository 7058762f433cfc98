"""Why a unit does not answer, in its own words or the staff's: sealed with the instance's key, for a name may be in it.

What was written before they were sealed stands in clear until `seal_old` has gone over it (nightly).
"""

import base64
import uuid

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from questionari.store.models.rounds import Invitation
from questionari.store.sealing import SEALED, Keyring

BATCH = 500


def sealed(keyring: Keyring, invitation_id: uuid.UUID, reason: str) -> str:
    """The reason as its column holds it; nothing stays nothing."""
    whole = keyring.seal(reason.encode(), _place(invitation_id)) if reason else b""
    return SEALED + base64.b64encode(whole).decode() if reason else ""


def opened(keyring: Keyring, invitation_id: uuid.UUID, stored: str) -> str:
    """That reason in clear. Raises WrongKey."""
    if not stored.startswith(SEALED):
        return stored
    return keyring.unseal(_bytes(stored), _place(invitation_id)).decode()


def of(session: Session, keyring: Keyring, invitation_id: uuid.UUID) -> str:
    """Why that unit does not answer, "" where nothing was said. Raises WrongKey."""
    stored = session.scalar(select(Invitation.disposition_reason).where(Invitation.id == invitation_id))
    return opened(keyring, invitation_id, stored or "")


def seal_old(session: Session, keyring: Keyring, limit: int = BATCH) -> int:
    """Seal those that stand in clear; how many, 0 when nothing is left."""
    plain = ~Invitation.disposition_reason.startswith(SEALED)
    return _again(session, keyring, _rows(session, plain, limit))


def rotate(session: Session, keyring: Keyring, limit: int = BATCH) -> int:
    """Seal anew those of an older key; how many, 0 when nothing is left. Raises WrongKey."""
    own = Invitation.disposition_reason.startswith(SEALED)
    old = [row for row in _rows(session, own, None) if _bytes(row.disposition_reason)[0] != keyring.version]
    return _again(session, keyring, old[:limit])


def _rows(session: Session, which: ColumnElement[bool], limit: int | None) -> list[Invitation]:
    query = select(Invitation).where(Invitation.disposition_reason != "", which).order_by(Invitation.id)
    return list(session.scalars(query.limit(limit).with_for_update()))


def _again(session: Session, keyring: Keyring, rows: list[Invitation]) -> int:
    for row in rows:
        row.disposition_reason = sealed(keyring, row.id, opened(keyring, row.id, row.disposition_reason))
    session.flush()
    return len(rows)


def _bytes(stored: str) -> bytes:
    return base64.b64decode(stored.removeprefix(SEALED))


def _place(invitation_id: uuid.UUID) -> str:
    return f"disposition_reason:{invitation_id}"
