"""Why a response was given back: staff may name a person there, so it is sealed with the response's own key.

What was written before reasons were sealed stands in clear until `seal_old` has gone over it (nightly).
"""

import uuid
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from questionari.store import notices, response_keys
from questionari.store.headers import Header
from questionari.store.models.responses import Response, Revision
from questionari.store.sealing import SEALED, seal_text, unseal_text
from questionari.usecases.house import House
from questionari.usecases.responding.quoted import Quoted

BATCH = 500


def sealed(key: bytes, response_id: uuid.UUID, reason: str) -> str:
    """The reason of the re-opening that stands."""
    return seal_text(key, reason, f"reopen_reason:{response_id}")


def opened(key: bytes, response_id: uuid.UUID, stored: str) -> str:
    """That reason in clear. Raises WrongKey."""
    return unseal_text(key, stored, f"reopen_reason:{response_id}")


def sealed_left_out(key: bytes, response_id: uuid.UUID, reason: str) -> str:
    """Why a record was left out of its round."""
    return seal_text(key, reason, f"left_out_reason:{response_id}")


def opened_left_out(key: bytes, response_id: uuid.UUID, stored: str) -> str:
    """That reason in clear, "" for none. Raises WrongKey."""
    return unseal_text(key, stored, f"left_out_reason:{response_id}") if stored else ""


def sealed_of(key: bytes, response_id: uuid.UUID, number: int, reason: str) -> str:
    """Why a submission, by its number, was given back."""
    return seal_text(key, reason, f"revision_reason:{response_id}:{number}")


def opened_of(key: bytes, response_id: uuid.UUID, number: int, stored: str) -> str:
    """That reason in clear. Raises WrongKey."""
    return unseal_text(key, stored, f"revision_reason:{response_id}:{number}")


def with_reason(house: House, header: Header) -> Header:
    """A header whose reason can be read. Raises WrongKey."""
    if not header.reopen_reason or header.response_id is None or header.data_key is None:
        return header
    key = house.keyring.data_key(f"response:{header.response_id}", header.data_key, header.key_version or 0)
    return replace(header, reopen_reason=opened(key, header.response_id, header.reopen_reason))


def read(session: Session, house: House, response_id: uuid.UUID, stored: str) -> str:
    """The reason of a response in a list, in clear. Raises WrongKey."""
    return opened(_key(session, house, response_id), response_id, stored) if stored else ""


def seal_old(session: Session, house: House, limit: int = BATCH) -> int:
    """Seal reasons, and details of notices, that stand in clear; how many were, 0 when nothing is left."""
    plain = Response.reopen_reason != "", ~Response.reopen_reason.startswith(SEALED)
    rows = session.scalars(select(Response).where(*plain).order_by(Response.id).limit(limit).with_for_update()).all()
    for row in rows:
        row.reopen_reason = sealed(_key(session, house, row.id), row.id, row.reopen_reason)
    done = len(rows)
    old = select(Revision).where(Revision.reason != "", ~Revision.reason.startswith(SEALED)).limit(limit)
    for revision in session.scalars(old.order_by(Revision.id)).all():
        key = _locked_key(session, house, revision.response_id)
        revision.reason = sealed_of(key, revision.response_id, revision.number, revision.reason)
        done += 1
    return done + notices.seal_old(session, lambda response_id: _locked_key(session, house, response_id), limit)


def _locked_key(session: Session, house: House, response_id: uuid.UUID) -> bytes:
    session.get_one(Response, response_id, with_for_update=True)
    return _key(session, house, response_id)


def reseal(session: Session, row: Response, keys: tuple[bytes, bytes], quoted: Quoted) -> int:
    """Every reason of a response under another key; how many were forgotten since they quote what is erased."""
    old, new = keys
    reason = opened(old, row.id, row.reopen_reason)
    row.reopen_reason, gone = sealed(new, row.id, quoted.scrubbed(reason)), int(quoted.forgets(reason))
    if row.left_out_reason:
        reason = opened_left_out(old, row.id, row.left_out_reason)
        row.left_out_reason = sealed_left_out(new, row.id, quoted.scrubbed(reason))
        gone += int(quoted.forgets(reason))
    for revision in session.scalars(select(Revision).where(Revision.response_id == row.id)):
        reason = opened_of(old, row.id, revision.number, revision.reason)
        revision.reason = sealed_of(new, row.id, revision.number, quoted.scrubbed(reason))
        gone += int(quoted.forgets(reason))
    return gone


def _key(session: Session, house: House, response_id: uuid.UUID) -> bytes:
    return house.keyring.data_key(f"response:{response_id}", *response_keys.of(session, response_id))
