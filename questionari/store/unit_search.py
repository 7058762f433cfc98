"""Services of the census as a questionnaire offers them: by letters, by name, by code. Codes and names, no address."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from questionari.engine.alphabet import reading_key
from questionari.store.census import member_on
from questionari.store.models.census import Unit, UnitAtr
from questionari.store.models.rounds import InvitationAtr

SHELTER = "02"


class Found(NamedTuple):
    """A service."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Offer:
    """Which services are offered: those of an invited unit's territories (None: of all), of some types, on a day.

    Shelters are offered only where their type is asked for by name: who searches may not go through them by letters.
    """

    invitation_id: uuid.UUID | None
    types: tuple[str, ...]
    day: date


def holding(session: Session, offer: Offer, text: str, limit: int) -> Sequence[Found]:
    """The services whose name or code holds every word of the text, in order of name."""
    words = _holds(text)
    return _found(session, _offered(offer).where(*words).limit(limit)) if words else ()


def of_census(session: Session, text: str, limit: int) -> Sequence[Found]:
    """The services of the whole census, for its keepers, whose name or code holds every word of the text."""
    words = _holds(text)
    query = select(Unit.code, Unit.name).where(*words).order_by(Unit.sort_name, Unit.code)
    return _found(session, query.limit(limit)) if words else ()


def of_code(session: Session, offer: Offer, code: str) -> Found | None:
    """The service of a code."""
    return next(iter(_found(session, _offered(offer).where(Unit.code == code))), None)


def called(session: Session, offer: Offer, name: str) -> Found | None:
    """The only service of that name, whatever its capitals and accents."""
    found = _found(session, _offered(offer).where(Unit.sort_name == reading_key(name)).limit(2))
    return found[0] if len(found) == 1 else None


def _holds(text: str) -> list[ColumnElement[bool]]:
    return [or_(Unit.sort_name.contains(word, autoescape=True), _coded(word)) for word in reading_key(text).split()]


def _coded(word: str) -> ColumnElement[bool]:
    return Unit.code.icontains(word, autoescape=True)


def _offered(offer: Offer) -> Select[str, str]:
    active = or_(Unit.active_to.is_(None), Unit.active_to >= offer.day)
    typed = Unit.type_code.in_(offer.types) if offer.types else Unit.type_code != SHELTER
    query = select(Unit.code, Unit.name).where(active, typed).order_by(Unit.sort_name, Unit.code)
    if offer.invitation_id is None:
        return query
    own = select(InvitationAtr.atr_id).where(InvitationAtr.invitation_id == offer.invitation_id)
    members = select(UnitAtr.unit_id).where(UnitAtr.atr_id.in_(own), member_on(offer.day))
    return query.where(Unit.id.in_(members))


def _found(session: Session, query: Select[str, str]) -> Sequence[Found]:
    return [Found(code, name) for code, name in session.execute(query)]
