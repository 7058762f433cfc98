"""Answers that no key opens: of a copy older than an erasure. Found, named, given up on a person's word alone."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from questionari.engine.states import ResponseState
from questionari.store import response_keys
from questionari.store.clearing import clear
from questionari.store.models.census import Unit, Variation
from questionari.store.models.responses import Response, ResponseKey
from questionari.store.models.rounds import Invitation, Round
from questionari.store.sealing import WrongKey
from questionari.usecases import audit
from questionari.usecases.house import SYSTEM, House

#: Of a response that begins anew.
BLANK = {
    "page": None,
    "present": None,
    "saved_at": None,
    "awaiting_at": None,
    "submitted_at": None,
    "receipt_number": None,
    "receipt_hash": None,
    "salt": None,
    "document": None,
    "reopened_at": None,
    "pass_hash": None,
    "pass_sealed": None,
    "entered_by": None,
    "left_out_at": None,
    "left_out_by": None,
    "left_out_reason": "",
}


@dataclass(frozen=True, slots=True)
class Lost:
    """A response without the key that opens it."""

    response_id: uuid.UUID
    round_code: str
    unit_code: str
    number: int


def lost(session: Session) -> tuple[Lost, ...]:
    """Every response whose key is not there, or is the one of after an erasure that its rows have not seen."""
    query = (
        select(Response.id, Round.code, Unit.code, Response.number)
        .join(Invitation, Invitation.id == Response.invitation_id)
        .join(Unit, Unit.id == Invitation.unit_id)
        .join(Round, Round.id == Response.round_id)
        .outerjoin(ResponseKey, ResponseKey.response_id == Response.id)
        .where(or_(ResponseKey.key_id.is_(None), ResponseKey.key_id != Response.key_id))
        .order_by(Round.code, Unit.code, Response.number)
    )
    return tuple(Lost(*row) for row in session.execute(query))


def unwrap_all(session: Session, house: House) -> int:
    """Open every wrapped key with the configured keys; how many there are. Raises WrongKey naming what is missing."""
    rows = session.execute(select(ResponseKey.response_id, ResponseKey.wrapped, ResponseKey.version)).all()
    for response_id, wrapped, version in rows:
        try:
            house.keyring.data_key(f"response:{response_id}", wrapped, version)
        except WrongKey as error:
            raise WrongKey(f"the key of response {response_id} does not open: {error}") from error
    return len(rows)


def give_up(session: Session, house: House, now: datetime, found: Sequence[Lost]) -> None:
    """Blank the responses that nothing opens: they may be answered anew. What is said of them is in the audit trail."""
    for one in found:
        row = session.get_one(Response, one.response_id, with_for_update=True)
        clear(session, row.id)
        for name, value in BLANK.items():
            setattr(row, name, value)
        row.reopen_reason, row.answered, row.required, row.awaits = "", 0, 0, False
        row.state = row.state if row.state == ResponseState.DISCARDED else ResponseState.OPENED.value
        session.execute(update(Variation).where(Variation.response_id == row.id).values(detail={}))
        session.execute(delete(ResponseKey).where(ResponseKey.response_id == row.id))
        session.flush()
        _rekey(session, house, row)
        audit.record(session, now, SYSTEM, "response.lost", ("response", row.id), round=one.round_code)


def _rekey(session: Session, house: House, row: Response) -> None:
    key = house.keyring.new_data_key(f"response:{row.id}")
    row.key_id = key.id
    response_keys.add(session, row.id, key)
