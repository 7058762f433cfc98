"""The queries that stand, as a list of the staff."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from questionari.clock import local_day
from questionari.engine.states import QUERY_LABELS, Query as State
from questionari.store import querying as store


@dataclass(frozen=True, slots=True)
class QueryLine:
    """A query that stands. ``record``: None where a service answers once; ``late``: the day asked for is past."""

    unit_name: str
    round_code: str
    round_title: str
    invitation_id: uuid.UUID
    record: int | None
    questions: tuple[str, ...]
    label: str
    waits: bool  # for the service; else for the staff
    asked_at: datetime
    answered_at: datetime | None
    until: date | None
    late: bool


def list_queries(session: Session, now: datetime) -> tuple[QueryLine, ...]:
    """Those that stand: the answered ones first."""
    today = local_day(now)
    return tuple(
        QueryLine(
            unit.name,
            round_.code,
            round_.title,
            invitation.id,
            number or None,
            tuple(row.questions),
            QUERY_LABELS[State(row.state)],
            row.state == State.ASKED,
            row.asked_at,
            row.answered_at,
            row.until,
            row.state == State.ASKED and row.until is not None and row.until < today,
        )
        for row, number, invitation, unit, round_ in store.lines(session)
    )
