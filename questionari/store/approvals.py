"""Queries on approvals: who may be asked, the request that stands, how it ends. Nothing here commits."""

import json
import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session, aliased

from questionari.store.bodies import of_body
from questionari.store.models.approvals import Approval, ApprovalLink, UnitApprover
from questionari.store.models.census import Unit
from questionari.store.models.responses import Response
from questionari.store.sealing import seal, unseal


def approvers(session: Session, unit_id: uuid.UUID) -> Sequence[UnitApprover]:
    """Who may be asked: the unit's own approver first, then those of other units of the same body."""
    query = select(UnitApprover).join(Unit, Unit.id == UnitApprover.unit_id)
    found = session.scalars(
        query.where(or_(UnitApprover.unit_id == unit_id, of_body(unit_id))).order_by(
            UnitApprover.unit_id != unit_id, UnitApprover.email
        )
    )
    return [*{one.email.lower(): one for one in reversed(found.all())}.values()][::-1]


def without_approver(session: Session) -> frozenset[uuid.UUID]:
    """The units for which nobody may be asked."""
    named = select(UnitApprover.unit_id).where(UnitApprover.unit_id == Unit.id).exists()
    body = aliased(Unit)
    same = select(UnitApprover.unit_id).join(body, body.id == UnitApprover.unit_id)
    beside = same.where(body.owner == Unit.owner, Unit.owner != "").exists()
    return frozenset(session.scalars(select(Unit.id).where(~named, ~beside)))


def approver_of(session: Session, unit_id: uuid.UUID) -> UnitApprover | None:
    """The approver the census names for a unit."""
    return session.get(UnitApprover, unit_id)


def last(session: Session, response_id: uuid.UUID) -> Approval | None:
    """The latest request of a response, standing or ended."""
    own = select(Approval).where(Approval.response_id == response_id)
    return session.scalars(own.order_by(Approval.ended_at.is_not(None), Approval.asked_at.desc()).limit(1)).first()


def standing(session: Session) -> Sequence[Approval]:
    """Every request that waits for an answer, the longest waiting first."""
    return session.scalars(
        select(Approval).where(Approval.ended_at.is_(None)).order_by(Approval.asked_at, Approval.id)
    ).all()


def by_public_id(session: Session, public_id: str, lock: bool = False) -> Approval | None:
    """The request behind an address."""
    query = select(Approval).where(Approval.public_id == public_id)
    return session.scalars(query.with_for_update() if lock else query).first()


def by_token(session: Session, token_sha256: str) -> Approval | None:
    """The request behind a link."""
    query = select(Approval).join(ApprovalLink, ApprovalLink.approval_id == Approval.id)
    return session.scalars(query.where(ApprovalLink.token_sha256 == token_sha256)).first()


def end(session: Session, now: datetime, approval: Approval, outcome: str) -> None:
    """The request stands no more, and the response may be written again."""
    approval.ended_at, approval.outcome = now, outcome
    session.flush()
    freed = update(Response).where(Response.id == approval.response_id).values(awaiting_at=None)
    session.execute(freed.execution_options(synchronize_session=False))


def end_standing(session: Session, now: datetime, invitation_id: uuid.UUID) -> None:
    """End the request of an invitation whose links die."""
    own = select(Approval).join(Response, Response.id == Approval.response_id)
    for approval in session.scalars(own.where(Response.invitation_id == invitation_id, Approval.ended_at.is_(None))):
        end(session, now, approval, "revoked")


def sealed(key: bytes, approval_id: uuid.UUID, content: Mapping[str, Any]) -> bytes:
    """Names and note, sealed with the response's key."""
    return seal(key, json.dumps(content).encode(), _place(approval_id))


def opened(key: bytes, approval: Approval) -> dict[str, str]:
    """Names and note in clear. Raises WrongKey."""
    content: dict[str, str] = json.loads(unseal(key, approval.sealed, _place(approval.id)))
    return content


def reseal(session: Session, response_id: uuid.UUID, old: bytes, new: bytes, goes: Callable[[str, str], bool]) -> None:
    """Every request of a response under another key; ``goes``: whether a part of it, by its name, is forgotten."""
    for approval in session.scalars(select(Approval).where(Approval.response_id == response_id)):
        content = {name: "" if goes(name, said) else said for name, said in opened(old, approval).items()}
        approval.sealed = sealed(new, approval.id, content)


def _place(approval_id: uuid.UUID) -> str:
    return f"approval:{approval_id}"
