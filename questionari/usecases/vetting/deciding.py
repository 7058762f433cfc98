"""What staff decide about a response that was sent: taken as good, or looked at again."""

import uuid
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from questionari.engine.states import ResponseState
from questionari.store import querying, records, responses
from questionari.store.models.responses import Response
from questionari.usecases import audit
from questionari.usecases.house import Actor, NotFound, Refused
from questionari.usecases.querying.pinned import sent

NOT_SENT = Refused("not_standing", "Si valida solo una risposta inviata e non esclusa.")
ASKED = Refused("query_stands", "C'è una richiesta di verifica aperta su questa risposta: la chiuda prima di validare.")
NOT_VALIDATED = Refused("same_state", "La risposta non è validata.")


def validate(session: Session, now: datetime, actor: Actor, response_id: uuid.UUID) -> None:
    """Take a submission as good. Raises NotFound, Refused ("not_standing", "query_stands", "same_state")."""
    row = _held(session, response_id)
    if querying.standing(session, response_id) is not None:
        raise ASKED
    if row.state == ResponseState.VALIDATED:
        raise Refused("same_state", "La risposta è già validata.")
    row.state, row.validated_at, row.validated_by = ResponseState.VALIDATED.value, now, actor.id or actor.kind
    audit.record(session, now, actor, "response.validated", ("response", response_id))


def validated(session: Session, response_id: uuid.UUID) -> tuple[str, datetime] | None:
    """Who took a response as good, and when; None where nobody did."""
    own = (Response.id == response_id, Response.validated_at.is_not(None))
    row = session.execute(select(Response.validated_by, Response.validated_at).where(*own)).first()
    return (row[0], row[1]) if row and row[0] and row[1] else None


def take_back(session: Session, now: datetime, actor: Actor, response_id: uuid.UUID) -> None:
    """A submission is to be looked at again. Raises NotFound, Refused ("not_standing", "same_state")."""
    row = _held(session, response_id)
    if row.state != ResponseState.VALIDATED:
        raise NOT_VALIDATED
    row.state, row.validated_at, row.validated_by = ResponseState.SUBMITTED.value, None, None
    audit.record(session, now, actor, "response.unvalidated", ("response", response_id))


def _held(session: Session, response_id: uuid.UUID) -> Response:
    """The row of a submission that stands, held for a change."""
    header = responses.by_response(session, response_id)
    records.lock(session, header.public_id if header else "")
    row = session.get(Response, response_id, with_for_update=True, populate_existing=True)
    header = responses.by_response(session, response_id)
    if row is None or header is None or row.document is None:
        raise NotFound("risposta")
    if not sent(header):
        raise NOT_SENT
    return row
