"""Submitting: validated whole, stored once, receipted once, however often it is posted (reliability.md, F1, F9)."""

import json
import secrets
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from questionari.engine.findings import submittable
from questionari.engine.validation import progress
from questionari.store import delegations, paradata as counters, records, responses
from questionari.store.headers import Header
from questionari.store.models.census import Contact, UnitContact
from questionari.store.models.delegations import Delegation
from questionari.store.models.messages import OutboxMessage
from questionari.store.models.responses import DraftCell, ResponseContact
from questionari.store.places import WHOLE
from questionari.store.sealing import seal
from questionari.usecases import audit, outbox, released
from questionari.usecases.house import Actor, House, NotFound, Refused
from questionari.usecases.outbox.queueing import recall
from questionari.usecases.responding import compiling, documents, paradata
from questionari.usecases.responding.attaching import keep_files
from questionari.usecases.responding.cases import Case, open_case
from questionari.usecases.responding.compiling import Compiler
from questionari.usecases.responding.corrections import keep_notices
from questionari.usecases.responding.definitions import definition_of
from questionari.usecases.responding.landing import respondent
from questionari.usecases.responding.passing import awaits
from questionari.usecases.responding.receipts import SALT_BYTES, Receipt, new_number, receipt_hash, receipt_of
from questionari.usecases.responding.records import recount_list
from questionari.usecases.responding.standing import Standing, require_held, require_open, standing

APPROVAL_NEEDED = Refused("approval_needed", "In questa tornata le risposte si inviano con il visto del responsabile.")
NOT_READY = Refused(
    "not_ready", "Prima di inviare controlli i punti segnalati nel riepilogo: qualche risposta manca o va corretta."
)


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends: ``actor`` if not the holder of the link, ``device`` its class, for what is counted of all
    (paradata.py), ``compiler`` as a form says it (None: it does not), ``approved`` by whoever may.
    """

    actor: Actor | None = None
    device: str = ""
    compiler: Compiler | None = None
    approved: bool = False


HOLDER = Sender()


def submit(session: Session, house: House, now: datetime, public_id: str, sender: Sender = HOLDER) -> Receipt:
    """Submit; a response already submitted gives the receipt it has.

    Raises NotFound, Refused ("not_ready" with errors or unconfirmed warnings, "approval_needed", "compiler_missing",
    "round_closed" …).
    """
    records.lock(session, public_id)  # a save in flight ends first, a second submit waits
    found = responses.with_cells(session, public_id)
    if found is None or found[0].revoked_at is not None:
        raise NotFound("questionario")
    header, cells = found
    if standing(header, now) is Standing.SUBMITTED:
        return receipt_of(header, definition_of(session, header.questionnaire_sha256))
    staff = sender.actor is not None and sender.actor.kind == "staff"
    require_open(header, now)
    require_held(header, staff)
    if header.approval_must and header.number == WHOLE and not (staff or sender.approved):
        raise APPROVAL_NEEDED
    case = open_case(session, house, now, header, cells)
    if not submittable(case.findings):
        raise NOT_READY
    compiling.settle(session, case, now, sender.compiler, staff or sender.approved)  # said when it was asked for
    counts = paradata.counted(session, house, case, sender.device)
    receipt = store_submission(session, case, now, staff)
    _consequences(session, case, receipt, now)
    target = ("response", case.response_id)
    audit.record(session, now, sender.actor or respondent(header), "response.submit", target)
    counters.add(session, case.definition.sha256, counts)  # last: rows that all who submit now write to
    return receipt


def store_submission(session: Session, case: Case, now: datetime, staff: bool = False) -> Receipt:
    """The document of a case that was validated, with its receipt; nothing of what follows from it."""
    document = documents.build(case)
    number, salt = new_number(), secrets.token_bytes(SALT_BYTES)
    proof = receipt_hash(salt, document)
    answered, required = progress(case.definition, case.answers, case.path)
    responses.update_if_writable(
        session,
        case.response_id,
        staff=staff,
        questionnaire_sha256=case.definition.sha256,
        state="submitted",
        present=None,
        submitted_at=now,
        saved_at=now,
        answered=answered,
        required=required,
        receipt_number=number,
        receipt_hash=proof,
        salt=salt,
        document=documents.seal_document(case.key, case.response_id, number, document),
        awaits=awaits(case),
    )
    header = replace(case.header, receipt_number=number, receipt_hash=proof, salt=salt, submitted_at=now)
    return receipt_of(header, case.definition, first=True)


def _consequences(session: Session, case: Case, receipt: Receipt, now: datetime) -> None:
    """What a submission sets off: contact answers apart, variations, erased drafts, the receipt's mail."""
    settle_drafts(session, case, now)
    keep_notices(session, case, now)
    if case.header.receipt_number is not None:  # it had been sent before, and given back
        released.supersede(session, now, case.response_id)
    if case.header.entrusted:
        ended = delegations.end(session, now, "submitted", Delegation.response_id == case.response_id)
        recall(session, now, ended, "delegation_ended")
    if case.header.number == WHOLE:
        queue_receipt(session, case.header, receipt, now)
    else:
        recount_list(session, now, case.header.invitation_id)


def settle_drafts(session: Session, case: Case, now: datetime) -> None:
    """Nothing of the drafts stays but contact answers, apart, and the files that were sent."""
    session.execute(delete(DraftCell).where(DraftCell.response_id == case.response_id))
    keep_contacts(session, case, now)
    keep_files(session, case)


def keep_contacts(session: Session, case: Case, now: datetime) -> None:
    """Store the answers of a submission that are kept apart from it."""
    if case.header.receipt_number is not None:  # it was sent before
        session.execute(delete(ResponseContact).where(ResponseContact.response_id == case.response_id))
    found = documents.contacts(case)
    if any(found.values()):
        sealed = seal(case.key, json.dumps(found).encode(), f"response_contact:{case.response_id}")
        session.add(ResponseContact(response_id=case.response_id, sealed=sealed, saved_at=now))


def queue_receipt(session: Session, header: Header, receipt: Receipt, now: datetime) -> None:
    """Queue the mail of a receipt. A record has none of its own: one mail follows when the list is complete."""
    recipient = recipient_of(session, header)
    if recipient is None:
        return
    outbox.enqueue(
        session,
        now,
        "receipt",
        recipient,
        round_id=header.round_id,
        invitation_id=header.invitation_id,
        contact_id=None if header.rehearsal else header.contact_id,
        seq=receipt.number,
    )


def recipient_of(session: Session, header: Header) -> str | None:
    """Where mail about this response goes: the unit's contact of today; in a test round whoever got the invitation."""
    if header.rehearsal:
        return session.scalar(
            select(OutboxMessage.recipient)
            .where(OutboxMessage.invitation_id == header.invitation_id)
            .order_by(OutboxMessage.created_at.desc())
            .limit(1)
        )
    return session.scalar(
        select(Contact.email)
        .join(UnitContact, UnitContact.contact_id == Contact.id)
        .where(UnitContact.unit_id == header.unit_id, UnitContact.valid_to.is_(None))
    )
