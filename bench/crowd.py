"""Many units, inserted in bulk: a census, a round that has asked them, responses in every state."""

import uuid
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from questionari.store.models.census import Atr, Contact, Unit, UnitAtr, UnitContact
from questionari.store.models.responses import Response
from questionari.store.models.rounds import Invitation, InvitationAtr, Round
from questionari.store.types import new_id
from tests.factories import NOW

BATCH = 5_000
TYPES = ("01", "02", "05", "09")
STATES = (None, "opened", "in_progress", "submitted", "submitted")


def add(session: Session, table: type[Any], rows: Iterable[dict[str, Any]]) -> None:
    """Insert rows in batches."""
    source = iter(rows)
    while batch := list(islice(source, BATCH)):
        session.execute(insert(table), batch)


def census(session: Session, size: int) -> tuple[uuid.UUID, list[tuple[uuid.UUID, uuid.UUID]]]:
    """An ATR and that many units of it, each with a contact; (its id, [(unit, contact)])."""
    atr = Atr(id=new_id(), code="999", name="Territorio di misura", kind="provincia")
    session.add(atr)
    session.flush()
    ids = [(new_id(), new_id()) for _ in range(size)]
    add(session, Unit, _units([unit for unit, _ in ids]))
    add(session, Contact, ({"id": c, "name": "", "email": f"m{n}@m{n % 40}.example"} for n, (_, c) in enumerate(ids)))
    current = ({"id": new_id(), "unit_id": u, "contact_id": c, "valid_from": NOW} for u, c in ids)
    add(session, UnitContact, current)
    add(session, UnitAtr, ({"unit_id": u, "atr_id": atr.id, "valid_from": date(2026, 1, 1)} for u, _ in ids))
    return atr.id, ids


def _units(ids: list[uuid.UUID]) -> Iterator[dict[str, Any]]:
    for number, unit_id in enumerate(ids):
        yield {
            "id": unit_id,
            "code": f"M{number:06}",
            "name": f"Servizio {number * 7919 % 1_000_003:06}",
            "type_code": TYPES[number % len(TYPES)],
            "updated_at": NOW,
        }


def asked(session: Session, round_: Round, atr_id: uuid.UUID, ids: list[tuple[uuid.UUID, uuid.UUID]]) -> None:
    """All of them invited to a round; four in five have opened, two have submitted, at hours of three weeks."""
    invitations = [_invitation(round_, unit, contact, n) for n, (unit, contact) in enumerate(ids)]
    add(session, Invitation, invitations)
    add(session, InvitationAtr, ({"invitation_id": one["id"], "atr_id": atr_id} for one in invitations))
    add(session, Response, (row for n, one in enumerate(invitations) for row in _response(round_, one, n)))


def _invitation(round_: Round, unit: uuid.UUID, contact: uuid.UUID, number: int) -> dict[str, Any]:
    state = STATES[number % len(STATES)]
    return {
        "id": new_id(),
        "public_id": f"p{number}",
        "round_id": round_.id,
        "unit_id": unit,
        "contact_id": contact,
        "type_code": TYPES[number % len(TYPES)],
        "census": {"name": f"Servizio {number}", "type": TYPES[number % len(TYPES)]},
        "verify_code": f"V{number}",
        "delivery": "sent",
        "disposition": "declined" if number % 97 == 0 and state is None else "none",
        "first_opened_at": NOW - timedelta(hours=number % 500) if state else None,
        "created_at": NOW,
    }


def unopened(round_: Round, unit: uuid.UUID, contact: uuid.UUID, number: int) -> dict[str, Any]:
    """An invitation whose mail has not left yet."""
    fresh = {"delivery": "none", "disposition": "none", "first_opened_at": None}
    return {**_invitation(round_, unit, contact, number), **fresh}


def _response(round_: Round, invitation: dict[str, Any], number: int) -> Iterator[dict[str, Any]]:
    state = STATES[number % len(STATES)]
    if state:
        submitted = invitation["first_opened_at"] + timedelta(hours=2) if state == "submitted" else None
        yield {
            "id": new_id(),
            "invitation_id": invitation["id"],
            "round_id": round_.id,
            "state": state,
            "answered": number % 20,
            "required": 20,
            "key_id": "",
            "opened_at": invitation["first_opened_at"],
            "submitted_at": submitted,
            "receipt_number": f"R{number}" if submitted else None,
        }
