"""Queries on what staff enter on behalf of services: who opened a response for it, how, told by whom. Never commits."""

import json
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from questionari.store.models.responses import Response, StaffEntry
from questionari.store.responses import TAKEN_OVER, WRITABLE
from questionari.store.sealing import seal, unseal
from questionari.store.types import new_id


def hold(session: Session, response_id: uuid.UUID, mode: str, account: str) -> bool:
    """Give a response to staff who enter it; False where its service has written in it."""
    unwritten = or_(Response.entered_by.is_not(None), Response.saved_at.is_(None))
    found = session.execute(
        update(Response)
        .where(Response.id == response_id, Response.state.in_(WRITABLE), Response.awaiting_at.is_(None), unwritten)
        .values(mode=mode, entered_by=account)
        .returning(Response.id)
        .execution_options(synchronize_session=False)
    ).first()
    return found is not None


def take_over(session: Session, response_id: uuid.UUID) -> bool:
    """Give it back to its service, unless it has been sent; False where staff did not hold it."""
    found = session.execute(
        update(Response)
        .where(Response.id == response_id, Response.entered_by.is_not(None), Response.state.in_(WRITABLE))
        .values(**TAKEN_OVER)
        .returning(Response.id)
        .execution_options(synchronize_session=False)
    ).first()
    return found is not None


def note(session: Session, response_id: uuid.UUID, key: bytes, told: Mapping[str, str], at: datetime) -> None:
    """Keep that it was opened: ``told`` has "mode", "by" (an account's code), "source" (sealed)."""
    entry_id = new_id()
    row = StaffEntry(id=entry_id, response_id=response_id, mode=told["mode"], begun_at=at, begun_by=told["by"])
    row.sealed = _sealed(key, entry_id, told["source"])
    session.add(row)


def of(session: Session, response_id: uuid.UUID) -> Sequence[StaffEntry]:
    """Every opening, in order."""
    own = StaffEntry.response_id == response_id
    return session.scalars(select(StaffEntry).where(own).order_by(StaffEntry.begun_at, StaffEntry.id)).all()


def source(key: bytes, entry: StaffEntry) -> str:
    """Who told the answers, in clear. Raises WrongKey."""
    content: dict[str, str] = json.loads(unseal(key, entry.sealed, _place(entry.id)))
    return content["source"]


def reseal(session: Session, response_id: uuid.UUID, old: bytes, new: bytes, with_source: bool) -> None:
    """Every note of a response under another key, kept or forgotten."""
    for entry in of(session, response_id):
        entry.sealed = _sealed(new, entry.id, source(old, entry) if with_source else "")


def _sealed(key: bytes, entry_id: uuid.UUID, told: str) -> bytes:
    return seal(key, json.dumps({"source": told}).encode(), _place(entry_id))


def _place(entry_id: uuid.UUID) -> str:
    return f"staff_entry:{entry_id}"
