"""Erasing one answer everywhere: "Ho scritto per errore dati personali" (decisions.md 21).

The value leaves document, drafts, history, revisions and contact answers; what remains is sealed anew under a new data
key, and the old key is overwritten, so that copies of the old rows open no more. The act is logged without the value.
"""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from questionari.store import approvals, attachments, entries, helping, querying, verifications
from questionari.store.models.census import Variation
from questionari.store.models.responses import DraftCell, Response, ResponseContact, Revision
from questionari.store.responses import Cell, Header, add_cells, by_response
from questionari.store.sealing import seal, unseal
from questionari.usecases import audit, exports
from questionari.usecases.house import Actor, House, NotFound
from questionari.usecases.responding import documents
from questionari.usecases.responding.cases import required_id
from questionari.usecases.responding.cells import FACTS, HELD, WHY, opened, sealed
from questionari.usecases.responding.counting import recount
from questionari.usecases.responding.definitions import definition_of
from questionari.usecases.responding.echoes import Echo, concerns, echoes, own_echo


@dataclass(frozen=True, slots=True)
class Rekeying:
    """The response, the question to erase ("" for none), what to forget of other responses, the old key and the new."""

    response_id: uuid.UUID
    code: str
    echo: Echo
    old: bytes
    new: bytes

    def concerns(self, cell_code: str) -> bool:
        """Whether a cell is about the question: an answer, one that waits, the reason of a confirmation."""
        return bool(self.code) and concerns(self.code, cell_code.removeprefix(WHY).removeprefix(HELD))

    def without(self, document: Mapping[str, Any]) -> dict[str, Any]:
        """A document without the question, which it names as redacted, and without what was told of other answers."""
        kept = {
            part: {code: data for code, data in document[part].items() if not self.concerns(code)}
            for part in ("answers", "aside", "held", "confirmed", "languages")
            if part in document
        }
        around = {"context": self.echo.without(document["context"])} if "context" in document else {}
        named = {"redacted": sorted({*document.get("redacted", ()), self.code})} if self.code else {}
        return {**document, **kept, **around, **named}


def redact(session: Session, house: House, now: datetime, actor: Actor, response_id: uuid.UUID, code: str) -> None:
    """Erase a question's answer everywhere. The receipt's hash stays what it was: it proves what had been sent.

    Raises NotFound for an unknown response or question.
    """
    header = by_response(session, response_id)
    definition = definition_of(session, header.questionnaire_sha256) if header else None
    if header is None or definition is None or code not in definition.questions:
        raise NotFound("risposta")
    _rekey(session, house, now, header, (code, own_echo(definition, code)))
    for later, echo in echoes(session, header, definition, code):
        told = by_response(session, later)
        if told is not None:
            _rekey(session, house, now, told, ("", echo))
    question = definition.questions[code]
    if question.prefill is not None:
        _variations(session, response_id, question.prefill)
    audit.record(session, now, actor, "response.redact", ("response", response_id), question=code)


def _rekey(session: Session, house: House, now: datetime, header: Header, erased: tuple[str, Echo]) -> None:
    """Seal all of a response anew, without what is erased (a question's code, or "", and what to forget)."""
    response_id = required_id(header)
    row = session.get_one(Response, response_id, with_for_update=True)
    key = house.keyring.new_data_key(f"response:{response_id}")
    old = house.keyring.data_key(f"response:{response_id}", row.data_key, row.key_version)  # of now: another may erase
    rekeying = Rekeying(response_id, *erased, old, key.key)
    sent = _documents(session, rekeying, row)
    _cells(session, rekeying, now)
    _contacts(session, rekeying)
    quoted = bool(rekeying.code)  # the note of an approver may quote the value, as a request of help may
    approvals.reseal(session, rekeying.response_id, rekeying.old, rekeying.new, with_notes=not quoted)
    entries.reseal(session, rekeying.response_id, rekeying.old, rekeying.new, with_source=not quoted)
    _files(session, rekeying)
    known = definition_of(session, header.questionnaire_sha256).questions
    gone = [one for one in known if rekeying.concerns(one)]
    verifications.reseal(session, response_id, rekeying.old, rekeying.new, gone, quoted)
    if quoted and row.first_id is not None:
        verifications.forget_texts(session, row.first_id)
    _help(session, rekeying)
    _queries(session, rekeying)
    row.data_key, row.key_version = key.wrapped, key.version
    session.flush()
    recount(session, house, now, row, header.public_id)
    if sent:
        exports.withdraw(session, now, header.round_id)


def _documents(session: Session, rekeying: Rekeying, row: Response) -> bool:
    """Every submission, sealed anew without the answer; whether there was any (a draft is in no dataset)."""
    revisions = session.scalars(select(Revision).where(Revision.response_id == row.id).order_by(Revision.number))
    kept = [row] if row.document is not None else []
    holders = (*kept, *revisions)
    for holder in holders:
        number = holder.receipt_number or ""
        old = documents.open_document(rekeying.old, row.id, number, holder.document or b"")
        holder.document = documents.seal_document(rekeying.new, row.id, number, rekeying.without(old))
    return bool(holders)


def _cells(session: Session, rekeying: Rekeying, now: datetime) -> None:
    """Every version of every other draft, sealed anew; those of the question are deleted, a blank one follows them."""
    last: dict[str, int] = {}
    own = DraftCell.response_id == rekeying.response_id
    stored = session.execute(select(DraftCell.code, DraftCell.version, DraftCell.sealed).where(own)).all()
    for cell in (Cell(*row) for row in stored):
        where = (own, DraftCell.code == cell.code, DraftCell.version == cell.version)
        if rekeying.concerns(cell.code):
            session.execute(delete(DraftCell).where(*where))
            last[cell.code] = max(cell.version, last.get(cell.code, 0))
            continue
        session.execute(update(DraftCell).where(*where).values(sealed=_resealed(rekeying, cell).sealed))
    blanks = [_blank(rekeying, code, version + 1) for code, version in last.items()]
    add_cells(session, rekeying.response_id, blanks, now)


def _resealed(rekeying: Rekeying, cell: Cell) -> Cell:
    """A cell under the new key; that of the facts forgets what is erased."""
    content = opened(rekeying.old, rekeying.response_id, cell)
    kept = rekeying.echo.without(content) if cell.code == FACTS else content
    return sealed(rekeying.new, rekeying.response_id, cell.code, cell.version, kept)


def _blank(rekeying: Rekeying, code: str, version: int) -> Cell:
    """What stands where the value stood: a page drawn before finds its base gone, and cannot bring the value back."""
    content: dict[str, object] = {"reason": "", "fingerprint": ""} if code.startswith(WHY) else {"raw": {}}
    return sealed(rekeying.new, rekeying.response_id, code, version, content)


def _contacts(session: Session, rekeying: Rekeying) -> None:
    row = session.get(ResponseContact, rekeying.response_id)
    if row is not None:
        place = f"response_contact:{rekeying.response_id}"
        content = rekeying.without(json.loads(unseal(rekeying.old, row.sealed, place)))
        row.sealed = seal(rekeying.new, json.dumps(content).encode(), place)


def _files(session: Session, rekeying: Rekeying) -> None:
    """Every file sealed anew; those of the question are deleted, submitted ones too."""
    for file_id, code in attachments.all_of(session, rekeying.response_id):
        if rekeying.concerns(code):
            attachments.drop(session, rekeying.response_id, file_id)
        else:
            attachments.reseal(session, rekeying.response_id, file_id, rekeying.old, rekeying.new)


def _help(session: Session, rekeying: Rekeying) -> None:
    """What was asked about the question, or about all of it, may quote the value and goes; the rest is sealed anew."""
    for code, *_ in helping.of_response(session, rekeying.response_id):
        if rekeying.concerns(code) or (rekeying.code and code == helping.WHOLE):
            helping.drop(session, rekeying.response_id, code)
    helping.reseal(session, rekeying.response_id, rekeying.old, rekeying.new)


def _queries(session: Session, rekeying: Rekeying) -> None:
    """What staff asked to verify, and was answered: with the question in it, it may quote the value and goes."""
    concerned = [
        row.id
        for row in querying.of_response(session, rekeying.response_id)
        if any(map(rekeying.concerns, querying.about(session, rekeying.old, row)))
    ]
    querying.drop(session, concerned)
    querying.reseal(session, rekeying.response_id, rekeying.old, rekeying.new)


def _variations(session: Session, response_id: uuid.UUID, field: str) -> None:
    """A notice to the ATR may quote the declared value."""
    for row in session.scalars(select(Variation).where(Variation.response_id == response_id)):
        row.detail = {name: values for name, values in row.detail.items() if name != field}
