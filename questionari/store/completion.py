"""Queries of completion: grouped counts and the list of units of a round, for everybody or for some territories."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeAlias, TypeVarTuple

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from questionari.store.census import no_address, with_contact
from questionari.store.models.census import Unit
from questionari.store.models.responses import Response
from questionari.store.models.rounds import Invitation, InvitationAtr, Round

Ts = TypeVarTuple("Ts")
Territories: TypeAlias = Sequence[uuid.UUID] | None
Line: TypeAlias = Row[*tuple[Any, ...]]


def within(query: Select[*Ts], atr_ids: Territories) -> Select[*Ts]:
    """Keep to some territories: the one place where isolation is decided (ASVS 8.4.1). None = the whole country."""
    if atr_ids is None:
        return query
    mine = select(InvitationAtr.invitation_id).where(InvitationAtr.atr_id.in_(atr_ids))
    return query.where(Invitation.id.in_(mine))


def rounds_of(session: Session, atr_ids: Sequence[uuid.UUID]) -> Sequence[Round]:
    """Launched rounds, tests excluded, in which these territories have units; newest first."""
    asked = within(select(Invitation.round_id), atr_ids)
    query = select(Round).where(Round.id.in_(asked), Round.is_test.is_(False), Round.launched_at.is_not(None))
    return session.scalars(query.order_by(Round.opens_at.desc(), Round.code)).all()


def counts(session: Session, round_id: uuid.UUID, atr_ids: Territories) -> Sequence[Line]:
    """(type, delivery, response state or None, disposition, without a working address, how many): one grouped query."""
    keys = (Invitation.type_code, Invitation.delivery, Response.state, Invitation.disposition, no_address())
    query = (
        select(*keys, func.count().label("units"))
        .outerjoin(Response, Response.invitation_id == Invitation.id)
        .where(Invitation.round_id == round_id)
        .group_by(*keys)
        .order_by(Invitation.type_code)
    )
    return session.execute(with_contact(within(query, atr_ids))).all()


def units(session: Session, round_id: uuid.UUID, atr_ids: Territories) -> Sequence[Line]:
    """One row a unit: code, name, type, states, progress, last act (day only is shown), address trouble."""
    query = (
        select(
            Unit.code,
            Unit.name,
            Invitation.type_code,
            Invitation.delivery,
            Invitation.disposition,
            Invitation.deadline_at,
            Response.state,
            Response.answered,
            Response.required,
            no_address().label("no_address"),
        )
        .join(Unit, Unit.id == Invitation.unit_id)
        .outerjoin(Response, Response.invitation_id == Invitation.id)
        .where(Invitation.round_id == round_id)
        .order_by(Unit.name, Unit.code)
    )
    return session.execute(with_contact(within(query, atr_ids))).all()


def instants(
    session: Session, round_id: uuid.UUID, atr_ids: Territories
) -> Sequence[tuple[datetime | None, datetime | None]]:
    """(first opened, submitted) of each unit that did something: days are counted by the caller, in local time."""
    query = (
        select(Invitation.first_opened_at, Response.submitted_at)
        .outerjoin(Response, Response.invitation_id == Invitation.id)
        .where(Invitation.round_id == round_id, Invitation.first_opened_at.is_not(None))
    )
    return [(row[0], row[1]) for row in session.execute(within(query, atr_ids))]
