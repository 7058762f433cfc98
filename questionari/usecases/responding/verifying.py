"""The part of a record that staff fill in once its parts are sent (E3, "Verifica LeNove"): it is about the pair.

It reads nothing of what the services answered: the product's own verdict on the pair (pairing.py) is proposed, and kept
only where staff say otherwise, so that it goes on following what the services send.
"""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from questionari.engine.answer_document import written_answers
from questionari.engine.answer_types import answer_type
from questionari.engine.definition import Questionnaire
from questionari.engine.roles import pages_of, verifying
from questionari.engine.states import ResponseState
from questionari.store import responses, verifications
from questionari.store.headers import Header
from questionari.store.models.responses import Response
from questionari.store.models.verifications import RecordVerification
from questionari.store.sealing import seal
from questionari.store.submitted import submitted_rows
from questionari.usecases import audit
from questionari.usecases.house import Actor, House, NotFound
from questionari.usecases.responding import documents
from questionari.usecases.responding.cases import Case, context_of, required_id
from questionari.usecases.responding.cells import Draft, drafted
from questionari.usecases.responding.definitions import definition_of
from questionari.usecases.responding.merging import Form, read_posted
from questionari.usecases.responding.pages import PageState, page_state
from questionari.usecases.responding.pairing import together
from questionari.usecases.responding.points import UNPOSTED
from questionari.usecases.responding.proposals import proposal

FREE = frozenset({"text", "long_text"})
A_DAY = timedelta(days=1)
OVERTAKEN = (
    "Nel frattempo un'altra persona ha salvato questa verifica: rilegga e, se vale quello che ha scritto, salvi."
)
INCOMPLETE = "Ci sono punti da correggere: li trova accanto alle domande."


@dataclass(frozen=True, slots=True)
class Verification:
    """The pages as staff see them; ``version`` of what is kept (0: nothing yet), when and by whom it was saved.

    ``failure``: why what was typed was not saved, "" where it was or nothing was typed.
    """

    pages: tuple[PageState, ...]
    version: int
    saved_at: datetime | None = None
    saved_by: str = ""
    failure: str = ""


@dataclass(frozen=True, slots=True)
class _Pair:
    """A first part that was sent, its key, what staff have said of it, their part of the questionnaire as a case."""

    header: Header
    key: bytes
    row: RecordVerification | None
    case: Case


def verification(session: Session, house: House, now: datetime, response_id: uuid.UUID) -> Verification:
    """What staff may say of the pair that a first part begins. Raises NotFound (not sent, no such part), WrongKey."""
    pair = _pair(session, house, now, response_id)
    return _shown(pair, pair.case, now)


def verify(
    session: Session, house: House, now: datetime, actor: Actor, response_id: uuid.UUID, base: int, form: Form
) -> Verification:
    """Keep what staff say of a pair, typed on the version ``base``; nothing is kept while there is a failure.

    Raises as `verification`.
    """
    session.get(Response, response_id, with_for_update=True)  # its key does not change meanwhile
    pair = _pair(session, house, now, response_id)
    typed = _typed(pair.case, form)
    if base != (pair.row.version if pair.row else 0):
        return replace(_shown(pair, typed, now), failure=OVERTAKEN)
    if any(found.severity == "error" for found in typed.findings):
        return replace(_shown(pair, typed, now), failure=INCOMPLETE)
    _keep(session, now, actor, pair, typed)
    audit.record(session, now, actor, "record.verified", ("response", response_id))
    return _shown(_pair(session, house, now, response_id), typed, now)


def _pair(session: Session, house: House, now: datetime, response_id: uuid.UUID) -> _Pair:
    header = responses.by_response(session, response_id)
    definition = definition_of(session, header.questionnaire_sha256) if header else None
    role = verifying(definition) if definition is not None else None
    if header is None or definition is None or role is None:
        raise NotFound("verifica")
    row = next(submitted_rows(session, header.round_id, response_id), None)
    if row is None:
        raise NotFound("verifica")
    key = house.keyring.data_key(f"response:{response_id}", row.data_key, row.key_version)
    document = documents.open_document(key, response_id, row.receipt_number, row.document)
    known, _ = together(session, house, now, row, documents.read(definition, document))
    mine = replace(header, **_as_open(header, now), role=role)
    context = replace(context_of(mine, now), linked=known.context.linked)
    kept = verifications.known(session, response_id)
    case = Case(mine, definition, context, response_id, b"", _drafts(definition, key, response_id, kept), {})
    return _Pair(header, key, kept, case)


def _as_open(header: Header, now: datetime) -> Mapping[str, Any]:
    """A header whose pages may be written on: the calendar of the round binds services, not staff."""
    days = {"opens_at": now - A_DAY, "deadline_at": now + A_DAY, "closes_at": now + A_DAY}
    states = {"state": ResponseState.IN_PROGRESS.value, "disposition": "none", "stored_state": "open"}
    return {**days, **states, "reopened_at": None, "awaiting_at": None, "present": None, "language": None}


def _drafts(
    definition: Questionnaire, key: bytes, response_id: uuid.UUID, kept: RecordVerification | None
) -> dict[str, Draft]:
    """What is kept, as fields show it; codes that the version does not have any more are left out."""
    if kept is None:
        return {}
    told = {c: data for sealed in (kept.answers, kept.texts) for c, data in _opened(key, response_id, sealed).items()}
    values = documents.typed(definition.questions, {c: data for c, data in told.items() if c in definition.questions})
    questions = definition.questions
    raws = {code: answer_type(questions[code]).raw(questions[code], value) for code, value in values.items()}
    return {code: drafted(questions[code], kept.version, raw) for code, raw in raws.items()}


def _opened(key: bytes, response_id: uuid.UUID, sealed: bytes | None) -> dict[str, Any]:
    return verifications.opened(key, response_id, sealed)


def _shown(pair: _Pair, case: Case, now: datetime) -> Verification:
    pages = (case.definition.page(code) for code in case.path.pages)
    states = tuple(page_state(case, page, now) for page in pages if page is not None)
    row = pair.row
    return Verification(states, row.version, row.saved_at, row.saved_by) if row else Verification(states, 0)


def _typed(case: Case, form: Form) -> Case:
    """The case with what the form holds."""
    questions, pages = case.definition.questions, pages_of(case.definition, case.context.role)
    own = [c for c, q in questions.items() if case.definition.page_of[c] in pages and q.type not in UNPOSTED]
    fields = read_posted(case, own, form).fields
    return replace(case, drafts={**case.drafts, **{c: drafted(questions[c], 1, raw) for c, raw in fields.items()}})


def _keep(session: Session, now: datetime, actor: Actor, pair: _Pair, typed: Case) -> None:
    """Store what staff say, but for what the product proposes by itself."""
    questions = typed.definition.questions
    said = {
        code: data
        for code, data in written_answers(typed.definition, typed.answers, typed.path).items()
        if typed.draft(code).raw != proposal(typed, questions[code])
    }
    texts = {code: data for code, data in said.items() if questions[code].type in FREE}
    rest = {code: data for code, data in said.items() if code not in texts}
    response_id = required_id(pair.header)
    row = pair.row or RecordVerification(response_id=response_id, version=0)
    row.version += 1
    row.answers = seal(pair.key, json.dumps(rest).encode(), verifications.place(response_id))
    row.texts = verifications.sealed(pair.key, response_id, texts)
    row.saved_at, row.saved_by = now, actor.id or actor.kind
    session.add(row)
    session.flush()
