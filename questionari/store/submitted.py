"""The submitted responses of a round as datasets read them, each with the part that follows it. Never commits."""

import uuid
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from questionari.engine.states import Disposition, ResponseState
from questionari.store.headers import VERSION
from questionari.store.models.responses import Response
from questionari.store.models.rounds import Invitation, Round
from questionari.store.models.verifications import RecordVerification
from questionari.store.response_keys import wrapped, wrapped_by

_Second, _Asked = aliased(Response), aliased(Invitation)


class SecondRow(NamedTuple):
    """The part of a record that follows another, submitted too."""

    response_id: uuid.UUID
    questionnaire_sha256: str
    data_key: bytes
    key_version: int
    submitted_at: datetime
    receipt_number: str
    document: bytes
    census: Mapping[str, Any]


class SubmittedRow(NamedTuple):
    """A submitted response with its sealed document, and what a dataset needs beside it."""

    invitation_id: uuid.UUID
    census: Mapping[str, Any]
    questionnaire_sha256: str
    response_id: uuid.UUID
    state: str
    data_key: bytes
    key_version: int
    submitted_at: datetime
    receipt_number: str
    document: bytes
    number: int  # of the record, 0 where a unit answers once
    awaits: bool  # another part is to follow it
    said: bytes | None  # by staff, of a record in parts (store/verifications.py)
    mode: str
    left_out: bool  # by staff, alone or with its service
    second: SecondRow | None


_FIRST = (
    Invitation.id,
    Invitation.census,
    VERSION,
    Response.id,
    Response.state,
    wrapped(),
    wrapped_by(),
    Response.submitted_at,
    Response.receipt_number,
    Response.document,
    Response.number,
    Response.awaits,
    RecordVerification.answers,
    Response.mode,
    or_(Invitation.disposition == Disposition.EXCLUDED, Response.left_out_at.is_not(None)),
)
_FOLLOWING = (
    _Second.id,
    func.coalesce(_Second.questionnaire_sha256, Round.questionnaire_sha256),
    wrapped(_Second),
    wrapped_by(_Second),
    _Second.submitted_at,
    _Second.receipt_number,
    _Second.document,
    _Asked.census,
)


def submitted_rows(
    session: Session, round_id: uuid.UUID, response_id: uuid.UUID | None = None
) -> Iterator[SubmittedRow]:
    """Submitted responses of a round (or one), by invitation and number; streamed plain rows: no object of the session.

    A part that follows another stands with that one, unless it or its service was left out of the round.
    """
    excluded = select(Invitation.id).where(
        Invitation.round_id == round_id, Invitation.disposition == Disposition.EXCLUDED
    )
    sent = and_(_Second.document.is_not(None), _Second.state != ResponseState.QUERY_OPEN)
    kept = and_(_Second.left_out_at.is_(None), _Second.invitation_id.not_in(excluded))
    follows = and_(_Second.first_id == Response.id, sent, kept)
    query = (
        select(*_FIRST, *_FOLLOWING)
        .select_from(Invitation)
        .join(Round, Round.id == Invitation.round_id)
        .join(Response, Response.invitation_id == Invitation.id)
        .outerjoin(RecordVerification, RecordVerification.response_id == Response.id)
        .outerjoin(_Second, follows)
        .outerjoin(_Asked, _Asked.id == _Second.invitation_id)
        .where(Invitation.round_id == round_id, Response.first_id.is_(None))
        .where(Response.document.is_not(None), Response.state != ResponseState.QUERY_OPEN)
        .order_by(Invitation.id, Response.number)
        .execution_options(yield_per=500)
    )
    if response_id is not None:
        query = query.where(Response.id == response_id)
    return map(_row, session.connection().execute(query))


def _row(found: Any) -> SubmittedRow:
    second = found[len(_FIRST) :]
    return SubmittedRow._make((*found[: len(_FIRST)], SecondRow._make(second) if second[0] is not None else None))
