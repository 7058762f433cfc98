"""The records of a service as staff see them on the page of its invitation: numbers, states, days, no answers."""

import uuid
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from questionari.clock import local_day
from questionari.engine.dataset import stays_with_service
from questionari.engine.roles import parts, verifying
from questionari.engine.states import RESPONSE_LABELS, ResponseState
from questionari.store import records as store, verifications
from questionari.usecases.completion import ANSWERED, SENT_ONCE
from questionari.usecases.house import NotFound
from questionari.usecases.questionnaires import definition_of
from questionari.usecases.rounds.basics import get_invitation, get_round
from questionari.usecases.rounds.passes import follow_ups

TONES = {ResponseState.QUERY_OPEN: "busy", ResponseState.DISCARDED: "idle"}


@dataclass(frozen=True, slots=True)
class RecordLine:
    """A record. ``sent``: it can be cleaned of a value, ``readable`` too; ``left_out``: staff have excluded it.

    ``reopenable``: it can be given back; ``verifiable``: staff may say something of the pair it begins, and did when it
    was ``verified``.
    """

    response_id: uuid.UUID
    number: int
    label: str
    tone: str
    saved: date | None
    submitted: date | None
    receipt_number: str | None
    sent: bool
    left_out: bool
    readable: bool
    reopenable: bool
    follow_up: str = ""  # of a first part: what became of the part that follows
    verifiable: bool = False
    verified: date | None = None


def records_of(session: Session, now: datetime, invitation_id: uuid.UUID) -> tuple[RecordLine, ...]:
    """Every record, deleted ones too, the last added first; none where a service answers once."""
    own, told = _owner(session, invitation_id), follow_ups(session, now, invitation_id)
    said = verifications.days_of(session, invitation_id) if own.begins else {}
    lines = (_line(row, own) for row in store.rows(session, invitation_id))
    return tuple(
        replace(
            line,
            follow_up=told.get(line.response_id, ""),
            verified=local_day(said[line.response_id]) if line.response_id in said else None,
        )
        for line in lines
    )


def record_of(session: Session, invitation_id: uuid.UUID, number: int) -> RecordLine:
    """A record that was sent. Raises NotFound."""
    row = next(iter(store.rows(session, invitation_id, number=number)), None)
    if row is None or ResponseState(row.state) not in SENT_ONCE:
        raise NotFound("scheda")
    return _line(row, _owner(session, invitation_id))


class _Owner(NamedTuple):
    """Whose records they are: ``kept`` by the service alone; ``begins``: staff may verify the pairs they begin."""

    kept: bool
    begins: bool


def _owner(session: Session, invitation_id: uuid.UUID) -> _Owner:
    invitation = get_invitation(session, invitation_id)
    definition = definition_of(session, get_round(session, invitation.round_id).questionnaire_sha256)
    tied = parts(definition)
    begins = tied is not None and invitation.role == tied.first and verifying(definition) is not None
    return _Owner(stays_with_service(definition), begins)


def _line(row: store.Row, own: _Owner) -> RecordLine:
    state, left_out = ResponseState(row.state), row.left_out_at is not None
    tone = "idle" if left_out else TONES.get(state, "good" if state in ANSWERED else "busy")
    stands = state in ANSWERED and not left_out
    return RecordLine(
        row.response_id,
        row.number,
        "esclusa" if left_out else RESPONSE_LABELS[state],
        tone,
        local_day(row.saved_at) if row.saved_at else None,
        local_day(row.submitted_at) if row.submitted_at else None,
        row.receipt_number,
        state in SENT_ONCE,
        left_out,
        state in SENT_ONCE and not own.kept,
        stands,
        verifiable=stands and own.begins,
    )
