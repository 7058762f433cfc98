"""Queries on who was asked in a round, beside the census of today. They never commit."""

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from questionari.store.models.census import Unit
from questionari.store.models.rounds import Invitation


class AskedBefore(NamedTuple):
    """A unit of a round: what it is today, and what stood in the census when the round opened."""

    unit_id: uuid.UUID
    code: str
    name: str
    type_code: str
    active_to: date | None
    type_then: str
    census: dict[str, Any]
    disposition: str


def asked_in(session: Session, round_id: uuid.UUID) -> Sequence[AskedBefore]:
    """Everybody asked in a round, in order of name."""
    then = (Invitation.type_code, Invitation.census, Invitation.disposition)
    query = (
        select(Unit.id, Unit.code, Unit.name, Unit.type_code, Unit.active_to, *then)
        .join(Invitation, Invitation.unit_id == Unit.id)
        .where(Invitation.round_id == round_id)
        .order_by(Unit.sort_name, Unit.code)
    )
    return [AskedBefore(*row) for row in session.execute(query)]
