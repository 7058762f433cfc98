"""Days by which services have promised their answer. Nothing here commits."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import ColumnElement, String, and_, cast, func, select
from sqlalchemy.orm import Session

from questionari.store.among import among
from questionari.store.models.access import AuditEvent
from questionari.store.models.messages import OutboxMessage
from questionari.store.models.rounds import Invitation, Round
from questionari.store.rounds import REMINDERS


def gone_by(session: Session, round_id: uuid.UUID, today: date) -> Mapping[uuid.UUID, tuple[date, datetime | None]]:
    """Invitation -> (day promised, when its latest reminder was queued), of those whose day has gone by."""
    reminded = (
        select(func.max(OutboxMessage.created_at))
        .where(OutboxMessage.invitation_id == Invitation.id, OutboxMessage.kind.in_(REMINDERS))
        .scalar_subquery()
    )
    query = select(Invitation.id, Invitation.promised_on, reminded).where(
        Invitation.round_id == round_id, Invitation.promised_on < today
    )
    return {row[0]: (row[1], row[2]) for row in session.execute(query) if row[1] is not None}


def with_acts(session: Session, round_id: uuid.UUID) -> tuple[list[AuditEvent], list[tuple[date, int]]]:
    """What was done to a round, in order; and (day, how many services have promised their answer for it), in order.

    One statement: the page of a round has few to spare.
    """
    of_round = (Invitation.round_id == round_id, Invitation.promised_on.is_not(None))
    days = select(Invitation.promised_on, func.count().label("units")).where(*of_round)
    grouped = days.group_by(Invitation.promised_on).subquery()
    told = cast(grouped.c.promised_on, String).concat("=").concat(cast(grouped.c.units, String))
    text = select(func.aggregate_strings(told, " ")).scalar_subquery()
    on_round = (AuditEvent.object_kind == "round", AuditEvent.object_id == str(round_id))
    query = select(AuditEvent, text).select_from(Round).outerjoin(AuditEvent, and_(*on_round))
    rows = session.execute(query.where(Round.id == round_id).order_by(AuditEvent.at, AuditEvent.id)).all()
    pairs = (one.split("=") for one in ((rows[0][1] or "") if rows else "").split())
    return [row[0] for row in rows if row[0]], sorted((date.fromisoformat(day), int(number)) for day, number in pairs)


def one_of(session: Session, invitation_ids: list[uuid.UUID]) -> ColumnElement[bool]:
    """Whether an invitation is one of these."""
    return among(session, Invitation.id, invitation_ids)
