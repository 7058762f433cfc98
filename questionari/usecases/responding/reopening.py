"""Re-opening a submitted response: the document becomes a revision, its answers drafts again (decisions.md 21)."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from questionari.engine.answer_types import answer_type
from questionari.engine.definition import Question, Questionnaire
from questionari.engine.states import RESPONSE_TRANSITIONS, ResponseState
from questionari.engine.values import Value
from questionari.store import apart as kept_apart, helping, querying, records, responses
from questionari.store.headers import Header
from questionari.store.models.responses import DraftCell, Response, Revision
from questionari.store.models.rounds import Round
from questionari.store.places import WHOLE
from questionari.store.responses import Cell
from questionari.usecases import audit
from questionari.usecases.house import Actor, House, NotFound, Refused
from questionari.usecases.responding import documents, reasons
from questionari.usecases.responding.actions import without_blank_rows
from questionari.usecases.responding.cases import data_key, required_id
from questionari.usecases.responding.cells import FACTS, HELD, LIFE, VERSIONS, WHY, sealed as sealed_cell
from questionari.usecases.responding.counting import recount
from questionari.usecases.responding.definitions import definition_of
from questionari.usecases.responding.records import recount_list
from questionari.usecases.responding.standing import closing


def reopen(session: Session, house: House, now: datetime, actor: Actor, response_id: uuid.UUID, reason: str) -> None:
    """Give a submitted response back to its respondent. The earlier document and receipt are kept.

    Raises NotFound, Refused ("left_out", "not_submitted", "reason_missing"; "round_closed": extend the deadline first).
    """
    header = responses.by_response(session, response_id)
    records.lock(session, header.public_id if header else "")
    row = session.get(Response, response_id, with_for_update=True)
    if header is None or row is None or row.document is None:
        raise NotFound("risposta")
    _require(row, reason, closing(header) > now)
    row.questionnaire_sha256 = session.get_one(Round, row.round_id).questionnaire_sha256  # given back under today's
    definition = definition_of(session, row.questionnaire_sha256)
    key = data_key(house, header)
    document = documents.open_document(key, response_id, row.receipt_number or "", row.document)
    apart = kept_apart.contacts(session, response_id, key)
    cells = draft_cells(definition, key, response_id, (document, apart), next_life(session, response_id))
    keep_revision(session, row, now, actor, (key, reason.strip()))
    session.execute(delete(DraftCell).where(DraftCell.response_id == response_id))
    responses.add_cells(session, response_id, cells, now)
    row.state, row.reopened_at = ResponseState.QUERY_OPEN.value, now
    row.reopen_reason = reasons.sealed(key, response_id, reason.strip())
    row.validated_at = row.validated_by = None
    session.flush()
    recount(session, house, now, row, header.public_id)
    _give_back_list(session, house, now, header, reason.strip())
    helping.settle(session, response_id, helping.WHOLE, now)
    querying.withdraw(session, response_id, now, actor.id or actor.kind)
    audit.record(session, now, actor, "response.reopen", ("response", response_id))


def _give_back_list(session: Session, house: House, now: datetime, header: Header, reason: str) -> None:
    """With a record its list comes back: the service must look at it again, and declare it complete again."""
    if header.number == WHOLE:
        return
    recount_list(session, now, header.invitation_id)
    listed = responses.by_public_id(session, header.invited_as)
    if listed is not None:
        why = f"Scheda n. {header.number}: {reason}"
        sealed = reasons.sealed(data_key(house, listed), required_id(listed), why)
        records.change(session, header.invitation_id, WHOLE, {"reopened_at": now, "reopen_reason": sealed})


def _require(row: Response, reason: str, open_still: bool) -> None:
    rules = (
        (row.left_out_at is not None, "left_out", "La scheda è esclusa dalla tornata: prima la riammetta."),
        (
            ResponseState.QUERY_OPEN not in RESPONSE_TRANSITIONS[ResponseState(row.state)],
            "not_submitted",
            "Si può riaprire solo una risposta inviata.",
        ),
        (not reason.strip(), "reason_missing", "Scriva il motivo della riapertura: il servizio lo leggerà."),
        (
            not open_still,
            "round_closed",
            "Il termine per rispondere è scaduto: proroghi prima la scadenza per questo servizio.",
        ),
    )
    for broken, code, message in rules:
        if broken:
            raise Refused(code, message)


def _revisions(session: Session, response_id: uuid.UUID) -> int:
    count = select(func.count()).select_from(Revision).where(Revision.response_id == response_id)
    return session.scalar(count) or 0


def next_life(session: Session, response_id: uuid.UUID) -> int:
    """The version from which the drafts go on that show a submission: above all that a page before it can name."""
    return (_revisions(session, response_id) + 1) * VERSIONS + 1


def keep_revision(session: Session, row: Response, now: datetime, actor: Actor, why: tuple[bytes, str]) -> None:
    """Keep the submission as it is, as a numbered revision: another takes its place. ``why``: the key, the reason."""
    number = _revisions(session, row.id) + 1
    session.add(
        Revision(
            response_id=row.id,
            number=number,
            document=row.document,
            receipt_number=row.receipt_number,
            receipt_hash=row.receipt_hash,
            salt=row.salt,
            submitted_at=row.submitted_at,
            replaced_at=now,
            replaced_by=actor.id or actor.kind,
            reason=reasons.sealed_of(why[0], row.id, number, why[1]),
        )
    )


def draft_cells(
    definition: Questionnaire,
    key: bytes,
    response_id: uuid.UUID,
    parts: tuple[Mapping[str, Any], Mapping[str, Any]],
    version: int,
) -> list[Cell]:
    """Draft cells that show what was submitted (the document, the answers kept apart), hidden answers and reasons
    included, and where versions go on.
    """
    document, contacts = parts
    values = documents.typed(definition.questions, {**document["answers"], **contacts["answers"]})
    fields = {code: _fields(definition.questions[code], value) for code, value in values.items()}
    fields |= {**document["aside"], **contacts["aside"]}
    spoken = document.get("languages", {})
    answers = {code: {"raw": raw, "language": spoken.get(code, document["language"])} for code, raw in fields.items()}
    reasons = {WHY + name: given for name, given in document["confirmed"].items()}
    waiting = {HELD + code: held for part in parts for code, held in part.get("held", {}).items()}
    known = {FACTS: facts} if (facts := documents.facts(document)) else {}
    contents: dict[str, Mapping[str, object]] = {LIFE: {}, **answers, **reasons, **waiting, **known}
    return [sealed_cell(key, response_id, code, version, content) for code, content in contents.items()]


def _fields(question: Question, value: Value) -> dict[str, list[str]]:
    """As a page would have posted it, without the marks of rows: else an untouched table would seem changed."""
    raw = without_blank_rows(question, answer_type(question).raw(question, value))
    return {key: list(values) for key, values in raw.items()}
