"""What staff decide about a response that was sent: taken as good, or looked at again; a record of a list left out."""

import uuid
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from questionari.engine.states import ResponseState, RoundState
from questionari.store import querying, records, responses
from questionari.store.headers import Header
from questionari.store.models.responses import Response
from questionari.store.places import WHOLE
from questionari.usecases import audit
from questionari.usecases.fields import paragraphs, read_fields, required
from questionari.usecases.house import Actor, House, NotFound, Refused
from questionari.usecases.querying.pinned import sent
from questionari.usecases.responding import reasons
from questionari.usecases.responding.cases import data_key
from questionari.usecases.responding.reading import readable

NOT_SENT = Refused("not_standing", "Si valida solo una risposta inviata e non esclusa.")
ASKED = Refused("query_stands", "C'è una richiesta di verifica aperta su questa risposta: la chiuda prima di validare.")
NOT_A_RECORD = Refused("not_a_record", "È la risposta intera del servizio: escluda il servizio dalla tornata.")
NOT_LEFT_OUT = Refused("same_state", "La scheda non è esclusa.")
REASON = {"reason": required(paragraphs(1000))}
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


def leave_out(session: Session, house: House, now: datetime, actor: Actor, response_id: uuid.UUID, reason: str) -> None:
    """Leave one record out of its round, with a reason: it stays, in no dataset; its list and its service stay.

    Raises NotFound, Invalid, Refused ("records_stay", "not_a_record", "not_standing").
    """
    readable(session, response_id)
    row, header = _locked(session, response_id)
    if header.number == WHOLE:
        raise NOT_A_RECORD
    if not sent(header):
        raise NOT_SENT
    given = read_fields({"reason": reason}, REASON)["reason"]
    row.left_out_reason = reasons.sealed_left_out(data_key(house, header), response_id, given)
    row.left_out_at, row.left_out_by = now, actor.id or actor.kind
    querying.withdraw(session, response_id, now, row.left_out_by)
    audit.record(session, now, actor, "response.left_out", ("response", response_id))


def take_in(session: Session, now: datetime, actor: Actor, response_id: uuid.UUID) -> None:
    """A record that was left out counts again. Raises NotFound, Refused ("same_state", "not_standing")."""
    row, header = _locked(session, response_id)
    if row.left_out_at is None:
        raise NOT_LEFT_OUT
    if header.stored_state == RoundState.ARCHIVED:
        raise NOT_SENT
    row.left_out_at, row.left_out_by, row.left_out_reason = None, None, ""
    audit.record(session, now, actor, "response.taken_in", ("response", response_id))


def left_out(session: Session, house: House, response_id: uuid.UUID) -> tuple[str, datetime, str] | None:
    """Who left a record out, when, why; None where nobody did. Raises WrongKey."""
    row, header = session.get(Response, response_id), responses.by_response(session, response_id)
    if row is None or header is None or row.left_out_at is None:
        return None
    why = reasons.opened_left_out(data_key(house, header), response_id, row.left_out_reason)
    return row.left_out_by or "", row.left_out_at, why


def _held(session: Session, response_id: uuid.UUID) -> Response:
    """The row of a submission that stands, held for a change."""
    row, header = _locked(session, response_id)
    if not sent(header):
        raise NOT_SENT
    return row


def _locked(session: Session, response_id: uuid.UUID) -> tuple[Response, Header]:
    header = responses.by_response(session, response_id)
    records.lock(session, header.public_id if header else "")
    row = session.get(Response, response_id, with_for_update=True, populate_existing=True)
    header = responses.by_response(session, response_id)
    if row is None or header is None or row.document is None:
        raise NotFound("risposta")
    return row, header
