"""Queries of completion: grouped counts and the list of units of a round, for everybody or for some territories."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypeAlias, TypeVarTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Row,
    Select,
    and_,
    cast,
    exists,
    extract,
    func,
    not_,
    or_,
    select,
    true,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from questionari.engine.states import Disposition
from questionari.store.census import no_address, with_contact
from questionari.store.models.census import Unit
from questionari.store.models.responses import Response
from questionari.store.models.rounds import Invitation, InvitationAtr, Round
from questionari.store.places import OF_UNIT, SHOWN

Ts = TypeVarTuple("Ts")
Territories: TypeAlias = Sequence[uuid.UUID] | None
Line: TypeAlias = Row[*tuple[Any, ...]]
ANSWERED = ("submitted", "validated")
#: A response that was sent and that staff left out of the round is no answer (decisions.md 28).
HAS_ANSWERED = and_(Response.state.in_(ANSWERED), Invitation.disposition != Disposition.EXCLUDED)
BEGUN = ("opened", "in_progress", "query_open")
HOUR_S = 3600
#: Records of the units in a group, and those sent; None where they answer once.
RECORDS = func.sum(Response.records).label("records")
SENT_RECORDS = func.sum(Response.answered).filter(Response.records.is_not(None)).label("sent_records")


def within(query: Select[*Ts], atr_ids: Territories, one_by_one: bool = False) -> Select[*Ts]:
    """Keep to some territories: the one place where isolation is decided (ASVS 8.4.1). None = the whole country.

    ``one_by_one`` asks each invitation instead of gathering those of the territories: right where the first few decide.
    """
    if atr_ids is None:
        return query
    mine = InvitationAtr.atr_id.in_(atr_ids)
    if one_by_one:
        return query.where(exists().where(InvitationAtr.invitation_id == Invitation.id, mine))
    return query.where(Invitation.id.in_(select(InvitationAtr.invitation_id).where(mine)))


def rounds_of(session: Session, atr_ids: Sequence[uuid.UUID]) -> Sequence[Round]:
    """Launched rounds, tests excluded, in which these territories have units; newest first."""
    asked = within(select(Invitation.round_id), atr_ids)
    query = select(Round).where(Round.id.in_(asked), Round.is_test.is_(False), Round.launched_at.is_not(None))
    return session.scalars(query.order_by(Round.opens_at.desc(), Round.code)).all()


def round_of(session: Session, atr_ids: Sequence[uuid.UUID], code: str) -> Round | None:
    """The launched round of that code, tests excluded, if these territories have units in it."""
    asked = select(Invitation.id).where(Invitation.round_id == Round.id)
    mine = within(asked, atr_ids, one_by_one=True).correlate(Round).exists()
    known = (Round.code == code, Round.is_test.is_(False), Round.launched_at.is_not(None))
    return session.scalars(select(Round).where(*known, mine)).first()


def tallies_of(session: Session, atr_ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, tuple[int, int, int, int]]:
    """Round -> (units of these territories asked, answered, begun, without a working address)."""
    query = (
        select(
            Invitation.round_id,
            func.count(),
            func.count().filter(HAS_ANSWERED),
            func.count().filter(Response.state.in_(BEGUN)),
            func.count().filter(unreachable()),
        )
        .select_from(Invitation)
        .outerjoin(Response, OF_UNIT)
        .group_by(Invitation.round_id)
    )
    return {row[0]: (row[1], row[2], row[3], row[4]) for row in session.execute(with_contact(within(query, atr_ids)))}


def unreachable() -> ColumnElement[bool]:
    """Whether a unit cannot be reached: no working address today, or it said that the address is not the right one."""
    return or_(no_address(), Invitation.disposition == Disposition.WRONG_CONTACT)


def counts(session: Session, round_id: uuid.UUID, atr_ids: Territories) -> Sequence[Line]:
    """(type, delivery, response state or None, disposition, without a working address, how many): one grouped query."""
    keys = (Invitation.type_code, Invitation.delivery, Response.state, Invitation.disposition, unreachable())
    query = (
        select(*keys, func.count().label("units"), RECORDS, SENT_RECORDS)
        .outerjoin(Response, OF_UNIT)
        .where(Invitation.round_id == round_id)
        .group_by(*keys)
        .order_by(Invitation.type_code)
    )
    return session.execute(with_contact(within(query, atr_ids))).all()


def asked(
    round_id: uuid.UUID, atr_ids: Territories, *wanted: ColumnElement[bool], many: bool = False
) -> Select[uuid.UUID]:
    """The ids of the units asked in a round, of which all that is wanted holds."""
    query = select(Invitation.unit_id).outerjoin(Response, OF_UNIT)
    return within(with_contact(query.where(Invitation.round_id == round_id, *wanted)), atr_ids, many)


def how_many(session: Session, chosen: Select[uuid.UUID]) -> int:
    """How many units a selection of `asked` has."""
    return session.scalar(select(func.count()).select_from(chosen.subquery())) or 0


def named_like(search: str) -> ColumnElement[bool]:
    """Whether the unit's name or code has each of the words, at most five."""
    words = search[:100].split()[:5]
    parts = [
        or_(Unit.name.icontains(word, autoescape=True), Unit.code.icontains(word, autoescape=True)) for word in words
    ]
    return Invitation.unit_id.in_(select(Unit.id).where(and_(true(), *parts)))


def place_known(round_id: uuid.UUID, atr_ids: Territories) -> ColumnElement[bool]:
    """Whether a unit is one of those asked, for a reader of some territories."""
    return Unit.id.in_(within(select(Invitation.unit_id).where(Invitation.round_id == round_id), atr_ids))


#: What a list may be narrowed to, by name.
WANTED: Mapping[str, ColumnElement[bool]] = {
    "": true(),
    "missing": or_(Response.state.is_(None), not_(HAS_ANSWERED)),
    "answered": HAS_ANSWERED,
    "no_address": unreachable(),
}


def units(session: Session, round_id: uuid.UUID, unit_ids: Collection[uuid.UUID]) -> Sequence[Line]:
    """One row a unit, by name: code, name, type, states, progress, address trouble."""
    query = (
        select(
            Unit.code,
            Unit.name,
            Invitation.type_code,
            Invitation.delivery,
            Invitation.disposition,
            Invitation.deadline_at,
            Invitation.promised_on,
            SHOWN.label("state"),
            Response.answered,
            Response.required,
            Response.records,
            unreachable().label("no_address"),
        )
        .join(Unit, Unit.id == Invitation.unit_id)
        .outerjoin(Response, OF_UNIT)
        .where(Invitation.round_id == round_id, Invitation.unit_id.in_(unit_ids))
        .order_by(Unit.sort_name, Unit.code)
    )
    return session.execute(with_contact(query)).all()


def activity(session: Session, round_id: uuid.UUID, atr_ids: Territories) -> Sequence[tuple[datetime, int, int]]:
    """(hour, first opened in it, submitted in it) wherever something was done; days are the caller's, in local time."""
    opened = _by_hour(session, Invitation.first_opened_at, round_id, atr_ids)
    submitted = _by_hour(session, Response.submitted_at, round_id, atr_ids)
    hours = sorted({*opened, *submitted})
    return [(datetime.fromtimestamp(h, UTC), opened.get(h, 0), submitted.get(h, 0)) for h in hours]


def submitted(session: Session, round_id: uuid.UUID, atr_ids: Territories) -> Mapping[datetime, int]:
    """Hour -> responses sent in it that stand."""
    found = _by_hour(session, Response.submitted_at, round_id, atr_ids, HAS_ANSWERED)
    return {datetime.fromtimestamp(hour, UTC): number for hour, number in found.items()}


def _by_hour(
    session: Session,
    moment: InstrumentedAttribute[datetime | None],
    round_id: uuid.UUID,
    atr_ids: Territories,
    *wanted: ColumnElement[bool],
) -> dict[int, int]:
    seconds = cast(func.floor(extract("epoch", moment)), BigInteger)
    hour = (seconds - seconds % HOUR_S).label("hour")
    query = (
        select(hour, func.count())
        .select_from(Invitation)
        .outerjoin(Response, OF_UNIT)
        .where(Invitation.round_id == round_id, moment.is_not(None), *wanted)
        .group_by(hour)
    )
    return {int(found): number for found, number in session.execute(within(query, atr_ids))}
