"""The audit trail: one row an event, actor ids only. The sealer job chains them later (decisions.md 39)."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from questionari.store.models.access import AuditEvent
from questionari.store.types import new_id
from questionari.usecases.house import Actor


def record(
    session: Session,
    now: datetime,
    actor: Actor,
    action: str,
    target: tuple[str, object] | None = None,
    **detail: Any,
) -> uuid.UUID:
    """Note an act: `action` is "object.verb", `target` (kind, id), `detail` small JSON values, never an answer.

    Gives the id of the event.
    """
    kind, object_id = target if target else (None, None)
    event_id = new_id()
    session.add(
        AuditEvent(
            id=event_id,
            at=now,
            actor_kind=actor.kind,
            actor_id=actor.id,
            action=action,
            object_kind=kind,
            object_id=None if object_id is None else str(object_id),
            detail=detail,
        )
    )
    return event_id
