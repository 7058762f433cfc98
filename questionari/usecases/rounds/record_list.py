"""The records of a service as staff see them on the page of its invitation: numbers, states, days, no answers."""

import uuid
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from questionari.clock import local_day
from questionari.engine.dataset import stays_with_service
from questionari.engine.states import RESPONSE_LABELS, ResponseState
from questionari.store import records as store
from questionari.usecases.completion import ANSWERED, SENT_ONCE
from questionari.usecases.house import NotFound
from questionari.usecases.questionnaires import definition_of
from questionari.usecases.rounds.basics import get_invitation, get_round
from questionari.usecases.rounds.passes import follow_ups

TONES = {ResponseState.QUERY_OPEN: "busy", ResponseState.DISCARDED: "idle"}


@dataclass(frozen=True, slots=True)
class RecordLine:
    """A record. ``sent``: it can be cleaned of a value, ``readable`` too; ``reopenable``: it can be given back."""

    response_id: uuid.UUID
    number: int
    label: str
    tone: str
    saved: date | None
    submitted: date | None
    receipt_number: str | None
    sent: bool
    readable: bool
    reopenable: bool
    follow_up: str = ""  # of a first part: what became of the part that follows


def records_of(session: Session, now: datetime, invitation_id: uuid.UUID) -> tuple[RecordLine, ...]:
    """Every record, deleted ones too, the last added first; none where a service answers once."""
    kept, told = _kept_by_service(session, invitation_id), follow_ups(session, now, invitation_id)
    rows = store.rows(session, invitation_id)
    return tuple(replace(_line(row, kept), follow_up=told.get(row.response_id, "")) for row in rows)


def record_of(session: Session, invitation_id: uuid.UUID, number: int) -> RecordLine:
    """A record that was sent. Raises NotFound."""
    row = next(iter(store.rows(session, invitation_id, number=number)), None)
    if row is None or ResponseState(row.state) not in SENT_ONCE:
        raise NotFound("scheda")
    return _line(row, _kept_by_service(session, invitation_id))


def _kept_by_service(session: Session, invitation_id: uuid.UUID) -> bool:
    round_id = get_invitation(session, invitation_id).round_id
    return stays_with_service(definition_of(session, get_round(session, round_id).questionnaire_sha256))


def _line(row: store.Row, kept: bool) -> RecordLine:
    state = ResponseState(row.state)
    tone = TONES.get(state, "good" if state in ANSWERED else "busy")
    return RecordLine(
        row.response_id,
        row.number,
        RESPONSE_LABELS[state],
        tone,
        local_day(row.saved_at) if row.saved_at else None,
        local_day(row.submitted_at) if row.submitted_at else None,
        row.receipt_number,
        state in SENT_ONCE,
        state in SENT_ONCE and not kept,
        state in ANSWERED,
    )
