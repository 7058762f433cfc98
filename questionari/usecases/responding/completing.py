"""A service declares that its records are all: the list is complete, with a receipt; it may be taken up again."""

import secrets
import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from questionari.engine.definition import Questionnaire
from questionari.engine.states import ResponseState
from questionari.store import outbox as mails, records as store
from questionari.store.headers import Header
from questionari.store.places import WHOLE
from questionari.usecases import audit, outbox
from questionari.usecases.house import House, Refused
from questionari.usecases.responding import compiling
from questionari.usecases.responding.cases import data_key, required_id
from questionari.usecases.responding.landing import respondent
from questionari.usecases.responding.receipts import SALT_BYTES, Receipt, new_number, receipt_hash, receipt_of
from questionari.usecases.responding.records import locked_list, recount_list
from questionari.usecases.responding.standing import MESSAGES, Standing, require_open, standing
from questionari.usecases.responding.submitting import HOLDER, Sender, queue_receipt

UNSENT = Refused(
    "records_unsent", "Ci sono schede non ancora inviate: prima di dichiarare completo l'elenco le invii o le elimini."
)


def complete_list(session: Session, house: House, now: datetime, public_id: str, sender: Sender = HOLDER) -> Receipt:
    """Declare that the records are all, none included; a list already complete gives the receipt it has.

    Raises NotFound, Refused (not entered, "records_unsent", "compiler_missing", or nothing may be written).
    """
    header, definition = locked_list(session, public_id)
    required_id(header)
    if standing(header, now) is Standing.SUBMITTED:
        return receipt_of(header, definition)
    require_open(header, now)
    counted = store.counts(session, header.invitation_id)
    if counted.unsent:
        raise UNSENT
    staff = sender.actor is not None and sender.actor.kind == "staff"
    compiling.keep(session, header, data_key(house, header), now, sender.compiler, staff)
    receipt = replace(_store(session, (header, definition), now), records=counted.sent)
    queue_receipt(session, header, receipt, now)
    target = ("invitation", header.invitation_id)
    who = sender.actor or respondent(header)
    audit.record(session, now, who, "records.complete", target, records=counted.sent, hash=receipt.hash)
    return receipt


def _store(session: Session, asked: tuple[Header, Questionnaire], now: datetime) -> Receipt:
    header, definition = asked
    number, salt = new_number(), secrets.token_bytes(SALT_BYTES)
    proof = receipt_hash(salt, _proven(session, header.invitation_id))
    sent: dict[str, Any] = {"receipt_number": number, "receipt_hash": proof, "salt": salt, "submitted_at": now}
    values = {**sent, "state": ResponseState.SUBMITTED.value, "saved_at": now, "reopen_reason": ""}
    store.change(session, header.invitation_id, WHOLE, values)
    return receipt_of(replace(header, **sent), definition, first=True)


def _proven(session: Session, invitation_id: uuid.UUID) -> Mapping[str, Any]:
    """What the receipt of a list proves: the receipts of its records, by number."""
    sent = [row for row in store.rows(session, invitation_id) if row.receipt_number and row.submitted_at]
    return {"records": [[row.number, row.receipt_number, row.receipt_hash] for row in reversed(sent)]}


def resume_list(session: Session, now: datetime, public_id: str) -> None:
    """Take back that a list is complete; one that is not stays as it is. Its receipt holds no more, nor is it mailed.

    Raises NotFound, Refused "round_closed", or "already_submitted" where staff have validated it.
    """
    header, _ = locked_list(session, public_id)
    if standing(header, now) is not Standing.SUBMITTED:
        return
    if header.state == ResponseState.VALIDATED:
        raise Refused(*MESSAGES[Standing.SUBMITTED])
    require_open(replace(header, state=ResponseState.IN_PROGRESS.value), now)
    outbox.recall(session, now, mails.receipts_of(session, header.invitation_id), "list_resumed")
    recount_list(session, now, header.invitation_id)
    store.change(session, header.invitation_id, WHOLE, {"submitted_at": None})
    target = ("invitation", header.invitation_id)
    audit.record(session, now, respondent(header), "records.resume", target, receipt=header.receipt_number)
