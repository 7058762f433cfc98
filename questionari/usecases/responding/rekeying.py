"""All of a response sealed anew under another key, without what is erased; the former key is overwritten.

What remains is written again piece by piece: whatever is not, no key opens any more.
"""

import json
import uuid
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from questionari.engine.definition import Question
from questionari.store import (
    apart,
    approvals,
    attachments,
    delegations,
    entries,
    helping,
    notices,
    querying,
    remarks,
    response_keys,
    verifications,
    vetting,
)
from questionari.store.headers import Header
from questionari.store.models.responses import DraftCell, Response, ResponseContact, Revision
from questionari.store.responses import Cell, add_cells
from questionari.store.sealing import fingerprint, seal, unseal
from questionari.usecases import exports
from questionari.usecases.house import House
from questionari.usecases.responding import documents, reasons
from questionari.usecases.responding.cases import required_id
from questionari.usecases.responding.cells import FACTS, HELD, WHY, opened, sealed
from questionari.usecases.responding.counting import recount
from questionari.usecases.responding.definitions import definition_of
from questionari.usecases.responding.echoes import Echo, concerns
from questionari.usecases.responding.quoted import Quoted, raws_of, words_of


@dataclass(frozen=True, slots=True)
class Erased:
    """What goes: a question ("" for none), who has compiled, what to forget of another response, the words by which it
    may be quoted.
    """

    code: str = ""
    named: bool = False
    echo: Echo = field(default_factory=Echo)
    quoted: Quoted = field(default_factory=Quoted)


@dataclass(frozen=True, slots=True)
class Rekeyed:
    """What was treated, by place; the fingerprint of the key that is gone; the receipts of what had been sent."""

    places: Counter[str]
    destroyed: str
    receipts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rekeying:
    """A response under way from one key to another."""

    response_id: uuid.UUID
    erased: Erased
    old: bytes
    new: bytes
    done: Counter[str] = field(default_factory=Counter)

    def concerns(self, cell_code: str) -> bool:
        """Whether a cell is about the question: an answer, one that waits, the reason of a confirmation."""
        code = self.erased.code
        return bool(code) and concerns(code, cell_code.removeprefix(WHY).removeprefix(HELD))

    def without(self, document: Mapping[str, Any]) -> dict[str, Any]:
        """A document without the question, which it names as redacted, and without what was told of other answers."""
        kept = {
            part: {code: data for code, data in document[part].items() if not self._goes(part, code, data)}
            for part in ("answers", "aside", "held", "confirmed", "languages")
            if part in document
        }
        around = {"context": self.erased.echo.without(document["context"])} if "context" in document else {}
        code = self.erased.code
        named = {"redacted": sorted({*document.get("redacted", ()), code})} if code else {}
        return {**document, **kept, **around, **named}

    def from_approvals(self, name: str, said: str) -> bool:
        """Whether a part of a request of approval goes: its note may quote the value, or name who has compiled."""
        about = (name == "note" and bool(self.erased.code)) or (name in ("note", "compiler") and self.erased.named)
        return about or (name == "compiler" and self.erased.quoted.quotes(said))

    def _goes(self, part: str, code: str, data: Any) -> bool:
        quoting = part == "confirmed" and self.erased.quoted.quotes(data["reason"])
        return self.concerns(code) or quoting


def words_written(session: Session, house: House, header: Header, code: str) -> frozenset[str]:
    """Every way an answer was ever written: drafts, what waits for a choice, submissions, those replaced."""
    response_id = required_id(header)
    key = house.keyring.data_key(f"response:{response_id}", *response_keys.of(session, response_id))
    rekeying = Rekeying(response_id, Erased(code), key, key)
    cells = (cell for cell in _stored(session, response_id) if rekeying.concerns(cell.code))
    typed = [raw for cell in cells for raw in raws_of(opened(key, response_id, cell))]
    sent = [
        part[name]
        for document in (*_sent(session, rekeying), *_apart(session, rekeying))
        for part in (document.get("answers", {}), document.get("aside", {}))
        for name in part
        if rekeying.concerns(name)
    ]
    return words_of((*typed, *sent))


def rekey(session: Session, house: House, now: datetime, header: Header, erased: Erased) -> Rekeyed:
    """Seal all of a response anew, without what is erased. Its row is locked from here on."""
    response_id = required_id(header)
    row = session.get_one(Response, response_id, with_for_update=True, populate_existing=True)
    key = house.keyring.new_data_key(f"response:{response_id}")
    wrapped = response_keys.of(session, response_id)  # of now: another may erase
    old = house.keyring.data_key(f"response:{response_id}", *wrapped)
    rekeying = Rekeying(response_id, erased, old, key.key)
    receipts = _documents(session, rekeying, row)
    _cells(session, rekeying, now)
    _contacts(session, rekeying)
    _beside(session, rekeying, row, definition_of(session, header.questionnaire_sha256).questions)
    if erased.code and row.import_id is not None:
        row.once = None  # what the row of the file held, the erased answer too, could be proved by it
    response_keys.replace(session, response_id, key)
    session.flush()
    recount(session, house, now, row, header.public_id)
    if receipts and not erased.named:  # who has compiled is in no dataset
        rekeying.done["datasets"] += exports.withdraw(session, now, header.round_id)
    return Rekeyed(rekeying.done, fingerprint(old), receipts)


def _beside(session: Session, rekeying: Rekeying, row: Response, known: Mapping[str, Question]) -> None:
    """Notes of approvals, files, requests of help, what staff said of a pair, notices, reasons of re-openings."""
    quoted = bool(rekeying.erased.code)  # the note of an approver may quote the value, as a request of help may
    by_name = quoted or rekeying.erased.named
    approvals.reseal(session, rekeying.response_id, rekeying.old, rekeying.new, rekeying.from_approvals)
    entries.reseal(session, rekeying.response_id, rekeying.old, rekeying.new, with_source=not by_name)
    _compiler(session, rekeying)
    _files(session, rekeying)
    gone = [code for code in known if rekeying.concerns(code)]
    verifications.reseal(session, row.id, rekeying.old, rekeying.new, gone, quoted)
    if quoted and row.first_id is not None:
        verifications.forget_texts(session, row.first_id)
    _help(session, rekeying)
    _remarks(session, rekeying)
    _queries(session, rekeying)
    vetting.forget(session, row.id, row.round_id)
    keys, fields = (rekeying.old, rekeying.new), {known[code].prefill or "" for code in gone}
    rekeying.done["notices"] += notices.reseal(session, row.id, keys, fields)
    rekeying.done["reasons"] += reasons.reseal(session, row, keys, rekeying.erased.quoted)


def _compiler(session: Session, rekeying: Rekeying) -> None:
    """Who has compiled, sealed anew or gone."""
    if rekeying.erased.named:
        apart.forget(session, rekeying.response_id)
        rekeying.done["compiler"] += 1
    apart.reseal(session, rekeying.response_id, rekeying.old, rekeying.new)


def _sent(session: Session, rekeying: Rekeying) -> Iterator[dict[str, Any]]:
    row = session.get_one(Response, rekeying.response_id)
    own = Revision.response_id == rekeying.response_id
    for holder in (*((row,) if row.document is not None else ()), *session.scalars(select(Revision).where(own))):
        number = holder.receipt_number or ""
        yield documents.open_document(rekeying.old, rekeying.response_id, number, holder.document or b"")


def _apart(session: Session, rekeying: Rekeying) -> Iterator[dict[str, Any]]:
    row = session.get(ResponseContact, rekeying.response_id)
    if row is not None:
        yield json.loads(unseal(rekeying.old, row.sealed, f"response_contact:{rekeying.response_id}"))


def _documents(session: Session, rekeying: Rekeying, row: Response) -> tuple[str, ...]:
    """Every submission, sealed anew without the answer; their receipts (a draft has none and is in no dataset)."""
    revisions = session.scalars(select(Revision).where(Revision.response_id == row.id).order_by(Revision.number))
    receipts = []
    for holder in (*([row] if row.document is not None else []), *revisions):
        number = holder.receipt_number or ""
        old = documents.open_document(rekeying.old, row.id, number, holder.document or b"")
        holder.document = documents.seal_document(rekeying.new, row.id, number, rekeying.without(old))
        receipts.append(number)
    rekeying.done["documents"] += len(receipts)
    return tuple(dict.fromkeys(receipts))


def _stored(session: Session, response_id: uuid.UUID) -> list[Cell]:
    query = select(DraftCell.code, DraftCell.version, DraftCell.sealed).where(DraftCell.response_id == response_id)
    return [Cell(*row) for row in session.execute(query)]


def _cells(session: Session, rekeying: Rekeying, now: datetime) -> None:
    """Every version of every other draft, sealed anew; those of the question are deleted, a blank one follows them."""
    last: dict[str, int] = {}
    for cell in _stored(session, rekeying.response_id):
        own = (DraftCell.response_id == rekeying.response_id, DraftCell.code == cell.code)
        content = opened(rekeying.old, rekeying.response_id, cell)
        if _gone(rekeying, cell, content):
            session.execute(delete(DraftCell).where(*own, DraftCell.version == cell.version))
            last[cell.code] = max(cell.version, last.get(cell.code, 0))
            continue
        kept = rekeying.erased.echo.without(content) if cell.code == FACTS else content
        again = sealed(rekeying.new, rekeying.response_id, cell.code, cell.version, kept)
        session.execute(update(DraftCell).where(*own, DraftCell.version == cell.version).values(sealed=again.sealed))
    rekeying.done["drafts"] += len(last)
    add_cells(session, rekeying.response_id, [_blank(rekeying, code, v + 1) for code, v in last.items()], now)


def _gone(rekeying: Rekeying, cell: Cell, content: Mapping[str, object]) -> bool:
    """Whether a cell goes: it is of the question, or gives a reason that quotes what is erased."""
    quoting = cell.code.startswith(WHY) and rekeying.erased.quoted.quotes(str(content.get("reason", "")))
    return rekeying.concerns(cell.code) or quoting


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
            rekeying.done["files"] += 1
        else:
            attachments.reseal(session, rekeying.response_id, file_id, rekeying.old, rekeying.new)


def _remarks(session: Session, rekeying: Rekeying) -> None:
    """A comment on the question, or one that quotes the value, goes; the rest is sealed anew."""
    for row in remarks.of_response(session, rekeying.response_id):
        if rekeying.concerns(row.code) or rekeying.erased.quoted.forgets(remarks.text_of(rekeying.old, row)):
            session.delete(row)
            rekeying.done["remarks"] += 1
    session.flush()
    remarks.reseal(session, rekeying.response_id, rekeying.old, rekeying.new)


def _help(session: Session, rekeying: Rekeying) -> None:
    """What was asked about the question, or about all of it, may quote the value and goes; the rest is sealed anew,
    with the names of who helps.
    """
    quoted = rekeying.erased.quoted
    for thread_id, code in helping.threads_of(session, rekeying.response_id):
        about = rekeying.concerns(code) or bool(rekeying.erased.code and code == helping.WHOLE)
        said = helping.messages(session, rekeying.old, thread_id)
        if about or any(quoted.forgets(one.text) or quoted.quotes(one.value or "") for one in said):
            helping.drop(session, rekeying.response_id, code)
            rekeying.done["threads"] += 1
    helping.reseal(session, rekeying.response_id, rekeying.old, rekeying.new)
    delegations.reseal(session, rekeying.response_id, rekeying.old, rekeying.new)


def _queries(session: Session, rekeying: Rekeying) -> None:
    """What staff asked to verify, and was answered: with the question in it, it may quote the value and goes."""
    quoted, concerned = rekeying.erased.quoted, list[uuid.UUID]()
    for row in querying.of_response(session, rekeying.response_id):
        about = any(map(rekeying.concerns, querying.about(session, rekeying.old, row)))
        if about or any(quoted.forgets(turn.text) for turn in querying.turns(session, rekeying.old, row.id)):
            concerned.append(row.id)
    querying.drop(session, concerned)
    querying.reseal(session, rekeying.response_id, rekeying.old, rekeying.new)
    rekeying.done["threads"] += len(concerned)
