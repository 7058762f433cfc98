"""What services told of themselves and waits for a person: wrong contacts, census data that are otherwise."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import case, exists, func, select
from sqlalchemy.orm import Session

from questionari.engine.states import Disposition
from questionari.store.models.census import CensusChange, Unit, Variation
from questionari.store.models.rounds import Invitation, Round
from questionari.usecases.census.viewing import variations
from questionari.usecases.house import House
from questionari.usecases.rounds import reasons_told

PAGE_SIZE = 50
WRONG, RESEND, CHANGED = "recapito", "reinvio", "variazione"
#: Whether the contact of an invitation's unit was changed after the service said that it is wrong.
CORRECTED = exists().where(
    CensusChange.unit_id == Invitation.unit_id,
    CensusChange.field.in_(("email", "contact.name", "contact.pec", "contact.phone")),
    CensusChange.at > Invitation.disposition_at,
)
_KIND = case((CORRECTED, RESEND), else_=WRONG)
_TOLD = (Invitation.disposition == Disposition.WRONG_CONTACT, Round.stored_state == "open")


@dataclass(frozen=True, slots=True)
class Signal:
    """One thing told. ``kind``: WRONG, RESEND (the contact was corrected, the link is still to be sent), CHANGED."""

    kind: str
    unit_code: str
    unit_name: str
    text: str
    at: datetime | None
    round_code: str = ""
    round_title: str = ""
    invitation_id: uuid.UUID | None = None
    variation_id: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class SignalList:
    """One page of them, the oldest first."""

    lines: tuple[Signal, ...]
    total: int
    page: int
    pages: int


def list_signals(session: Session, house: House, kind: str = "", search: str = "", page: int = 1) -> SignalList:
    """What waits, of one kind or of all, about services with those words in name or code."""
    every = [*_contacts(session, house), *_variations(session)]
    words = search[:100].lower().split()
    kept = [one for one in every if kind in ("", one.kind) and _named(one, words)]
    pages = max(1, -(-len(kept) // PAGE_SIZE))
    shown = min(max(1, page), pages)
    return SignalList(tuple(kept[(shown - 1) * PAGE_SIZE : shown * PAGE_SIZE]), len(kept), shown, pages)


def _named(one: Signal, words: Sequence[str]) -> bool:
    return all(word in f"{one.unit_name} {one.unit_code}".lower() for word in words)


def _contacts(session: Session, house: House) -> list[Signal]:
    query = (
        select(_KIND, Unit.code, Unit.name, Invitation.disposition_reason, Invitation.disposition_at)
        .add_columns(Round.code, Round.title, Invitation.id)
        .join(Invitation, Invitation.unit_id == Unit.id)
        .join(Round, Round.id == Invitation.round_id)
        .where(*_TOLD)
        .order_by(Invitation.disposition_at, Unit.code)
    )
    return [_opened(house, Signal(*row)) for row in session.execute(query)]


def _opened(house: House, told: Signal) -> Signal:
    """With its words in clear. Raises WrongKey."""
    text = reasons_told.opened(house.keyring, told.invitation_id, told.text) if told.invitation_id else told.text
    return replace(told, text=text)


def _variations(session: Session) -> list[Signal]:
    found = variations(session)
    return [Signal(CHANGED, v.unit_code, v.unit_name, v.text, v.created_at, variation_id=v.id) for v in found]


def count_signals(session: Session) -> Mapping[str, int]:
    """How many of each kind wait."""
    told = (
        select(_KIND.label("kind"))
        .select_from(Invitation)
        .join(Round, Round.id == Invitation.round_id)
        .where(*_TOLD)
        .subquery()
    )
    counts = {kind: number for kind, number in session.execute(select(told.c.kind, func.count()).group_by(told.c.kind))}
    waiting = session.scalar(select(func.count()).select_from(Variation).where(Variation.handled_at.is_(None)))
    return {**counts, CHANGED: waiting or 0}
