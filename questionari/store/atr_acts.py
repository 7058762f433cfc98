"""Queries on what ATRs do about services that have not answered. Nothing here commits."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from questionari.store.completion import within
from questionari.store.models.atr_acts import AtrAct
from questionari.store.models.census import Atr, Unit
from questionari.store.models.messages import OutboxMessage
from questionari.store.models.rounds import Invitation, InvitationAtr, Round
from questionari.store.rounds import REMINDERS, Line

STANDS = AtrAct.ended_at.is_(None)
#: How many reports of ATRs wait for the staff, as a column of any statement.
WAITING = select(func.count()).select_from(AtrAct).where(STANDS).scalar_subquery()


def place(session: Session, atr_ids: Sequence[uuid.UUID], code: str, unit_code: str, lock: bool = False) -> Line | None:
    """(invitation, unit, round, the first of these territories it counts in); None for what is not theirs."""
    query = (
        select(Invitation, Unit, Round, Atr)
        .join(Unit, Unit.id == Invitation.unit_id)
        .join(Round, Round.id == Invitation.round_id)
        .join(InvitationAtr, InvitationAtr.invitation_id == Invitation.id)
        .join(Atr, Atr.id == InvitationAtr.atr_id)
        .where(Round.code == code, Round.is_test.is_(False), Round.launched_at.is_not(None))
        .where(Unit.code == unit_code, Atr.id.in_(atr_ids))
        .order_by(Atr.code)
    )
    query = within(query, atr_ids)
    return session.execute(query.with_for_update(of=Invitation) if lock else query).first()


def of_invitation(session: Session, invitation_id: uuid.UUID) -> Sequence[tuple[AtrAct, Atr]]:
    """Every act on a service in a round, the latest first."""
    query = select(AtrAct, Atr).join(Atr, Atr.id == AtrAct.atr_id).where(AtrAct.invitation_id == invitation_id)
    return [(row[0], row[1]) for row in session.execute(query.order_by(AtrAct.made_at.desc(), AtrAct.id.desc()))]


def nudges(session: Session, invitation_id: uuid.UUID) -> Sequence[datetime]:
    """When a service was nudged, by whichever of its ATRs."""
    own = (AtrAct.invitation_id == invitation_id, AtrAct.kind == "nudge")
    return session.scalars(select(AtrAct.made_at).where(*own).order_by(AtrAct.made_at)).all()


def reminded_since(session: Session, invitation_id: uuid.UUID, since: datetime) -> bool:
    """Whether a reminder to a service was queued since an instant."""
    own = (OutboxMessage.invitation_id == invitation_id, OutboxMessage.kind.in_(REMINDERS))
    found = select(OutboxMessage.id).where(*own, OutboxMessage.created_at >= since).limit(1)
    return session.scalar(found) is not None


def end(session: Session, now: datetime, outcome: str, invitation_id: uuid.UUID, atr_id: uuid.UUID) -> int:
    """End the report of an ATR that waits; how many there were."""
    own = (STANDS, AtrAct.invitation_id == invitation_id, AtrAct.atr_id == atr_id)
    ended = update(AtrAct).where(*own).values(ended_at=now, outcome=outcome).returning(AtrAct.id)
    return len(session.scalars(ended.execution_options(synchronize_session=False)).all())


def by_id(session: Session, act_id: uuid.UUID) -> AtrAct | None:
    """One, as it was when it was read."""
    return session.get(AtrAct, act_id)


def hold_invitation(session: Session, invitation_id: uuid.UUID) -> None:
    """Nobody else acts on it until the transaction ends."""
    session.get_one(Invitation, invitation_id, with_for_update=True, populate_existing=True)


def held(session: Session, act_id: uuid.UUID) -> AtrAct | None:
    """One, locked, as the database has it now."""
    return session.get(AtrAct, act_id, with_for_update=True, populate_existing=True)


def waiting(session: Session) -> Sequence[Line]:
    """(act, ATR, invitation, unit, round) of the reports that wait, the longest waiting first."""
    query = (
        select(AtrAct, Atr, Invitation, Unit, Round)
        .join(Atr, Atr.id == AtrAct.atr_id)
        .join(Invitation, Invitation.id == AtrAct.invitation_id)
        .join(Unit, Unit.id == Invitation.unit_id)
        .join(Round, Round.id == Invitation.round_id)
        .where(STANDS)
        .order_by(AtrAct.made_at, AtrAct.id)
    )
    return session.execute(query).all()
