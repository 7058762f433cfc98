"""The service's side of a query: what is asked beside its questions; the answer in words, or those questions anew."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from questionari.engine.definition import Questionnaire
from questionari.engine.states import Mode, Query as State
from questionari.engine.validation import progress
from questionari.engine.wording import ITALIAN
from questionari.store import querying as store, records, responses
from questionari.store.headers import Header
from questionari.store.models.responses import Response
from questionari.store.places import WHOLE
from questionari.usecases import audit, released
from questionari.usecases.fields import FieldError, paragraphs
from questionari.usecases.house import House, NotFound, Refused
from questionari.usecases.querying.amending import Amendment, Typed, amend, pages_of
from questionari.usecases.querying.pinned import (
    LONGEST,
    OVERTAKEN,
    Query,
    definition_sent,
    queries_of,
    sent,
    submission,
)
from questionari.usecases.responding import documents, reopening
from questionari.usecases.responding.cases import Case
from questionari.usecases.responding.cells import Writer
from questionari.usecases.responding.corrections import keep_notices
from questionari.usecases.responding.landing import respondent
from questionari.usecases.responding.merging import Form
from questionari.usecases.responding.pages import PageState, in_words
from questionari.usecases.responding.passing import awaits
from questionari.usecases.responding.receipts import SALT_BYTES, new_number, receipt_hash, receipt_of
from questionari.usecases.responding.submitting import keep_contacts, queue_receipt

GO, CONFIRM, CORRECT = "_go", "confirm", "correct"
APART = ("recapito di prima", "recapito nuovo")  # each is read with the submission it stands in
MARK, TEXT = "_mark", "_text"
NO_REASON = "Scriva perché le risposte sono giuste."
TOO_LONG = "Il testo è troppo lungo: al massimo 2.000 caratteri."
NOT_CHANGED = "Non ha cambiato nessuna risposta. Se sono giuste scriva perché e prema «Le risposte sono giuste»."
CHANGED = "Ha cambiato delle risposte: prema «Invia le correzioni», oppure riporti le risposte com'erano."
TO_CHECK = "Le correzioni non sono ancora inviate: c'è qualcosa da completare o da controllare qui sotto."
#: What stands in the history of submissions, whose reasons are kept in clear: what was asked is sealed elsewhere.
REASON = "corretto su richiesta di verifica"


@dataclass(frozen=True, slots=True)
class Answering:
    """The page of a query. ``amendment`` None: nothing waits for the service; ``text``, ``error``: what was typed."""

    header: Header
    definition: Questionnaire
    queries: tuple[Query, ...]
    amendment: Amendment | None = None
    states: tuple[PageState, ...] = ()
    text: str = ""
    error: str = ""

    @property
    def query(self) -> Query:
        """The latest."""
        return self.queries[0]


def is_asked(session: Session, header: Header) -> bool:
    """Whether a query about this response waits for the service."""
    if header.response_id is None or not header.queried or not sent(header):
        return False
    row = store.standing(session, header.response_id)
    return row is not None and row.state == State.ASKED


def load_answering(session: Session, house: House, now: datetime, public_id: str) -> Answering:
    """The page as it opens. Raises NotFound where nothing was ever asked."""
    return _answering(session, house, Typed({}, Writer(), now), public_id)


def _answering(session: Session, house: House, typed: Typed, public_id: str) -> Answering:
    header = responses.by_public_id(session, public_id)
    if header is None or header.revoked_at is not None or not sent(header):
        raise NotFound("verifica")
    queries = queries_of(session, house, header)
    if not queries:
        raise NotFound("verifica")
    known = Answering(header, definition_sent(session, header), queries)
    if queries[0].row.state != State.ASKED:
        return known
    before = submission(session, house, typed.at, header)
    found = amend(session, house, before, queries[0].row.questions, typed)
    return replace(known, amendment=found, states=tuple(pages_of(session, found, typed.at, typed.who)))


def answer(session: Session, house: House, now: datetime, public_id: str, form: Form, who: Writer) -> Answering:
    """Answer a query; with an error, or a button of a question, nothing is stored and the page is to be drawn again.

    Pressed twice, the second finds nothing that waits. Raises NotFound, Refused "overtaken".
    """
    records.lock(session, public_id)  # two answers at once; an erasure that changes the key; staff who take it back
    found = _answering(session, house, Typed(form, who, now), public_id)
    if found.amendment is None:
        return found
    if _one(form, MARK) != found.query.mark:
        raise Refused("overtaken", OVERTAKEN)
    text = _one(form, TEXT).strip()
    error = _fault(found.amendment, _one(form, GO), text)
    if error or found.amendment.pressed or _one(form, GO) not in (CONFIRM, CORRECT):
        return replace(found, text=text, error=error)
    _settle(session, house, Typed(form, who, now), found, text)
    return Answering(found.header, found.definition, queries_of(session, house, found.header))


def _one(form: Form, name: str) -> str:
    return next(iter(form.get(name, ())), "")


def _fault(found: Amendment, go: str, text: str) -> str:
    """What is wrong with an answer, or ""; a button of a question sends nothing."""
    if found.pressed:
        return ""
    rules = (
        (not _readable(text), TOO_LONG),
        (go == CONFIRM and bool(found.changed), CHANGED),
        (go == CONFIRM and not text, NO_REASON),
        (go == CORRECT and not found.changed, NOT_CHANGED),
        (go == CORRECT and bool(found.broken), TO_CHECK),
    )
    return next((message for broken, message in rules if broken), "")


def _readable(text: str) -> bool:
    try:
        paragraphs(LONGEST)(text)
    except FieldError:
        return False
    return True


def _settle(session: Session, house: House, typed: Typed, found: Answering, text: str) -> None:
    """Store the answer: the turn, and with corrections the submission anew."""
    row, amendment, now = found.query.row, found.amendment, typed.at
    if amendment is None:
        return
    row.state = State.CORRECTED if amendment.changed else State.CONFIRMED
    row.answered_at = now
    changed = dict(differences(amendment)) if amendment.changed else {}
    content = {"text": text, "changed": changed, "name": typed.who.name}
    store.say(session, amendment.after.key, now, row, store.RESPONDENT, content)
    if amendment.changed:
        _send(session, now, amendment)
    target = ("response", row.response_id)
    audit.record(session, now, respondent(found.header), f"query.{row.state}", target, questions=list(changed))


def differences(found: Amendment) -> Iterator[tuple[str, tuple[str, str]]]:
    """The questions whose answers differ, in Italian words, hidden ones as blank: (before, after).

    What is kept apart from the answers goes sooner than they do: of it is said that it changed, not what it was.
    """
    for code, question in found.before.definition.questions.items():
        before, after = (_words(case, code) for case in (found.before, found.after))
        if before != after:
            yield code, (before, after) if question.store == "answers" else APART


def _words(case: Case, code: str) -> str:
    return in_words(case.definition.questions[code], case.draft(code), ITALIAN) if case.path.asked(code) else ""


def _send(session: Session, now: datetime, found: Amendment) -> None:
    """The corrected submission takes the place of the earlier one, which is kept as a revision."""
    case = found.after
    row = session.get_one(Response, case.response_id, with_for_update=True)
    reopening.keep_revision(session, row, now, respondent(case.header), (case.key, REASON))
    document = documents.build(case) | _redacted(found, row)
    number, salt = new_number(), secrets.token_bytes(SALT_BYTES)
    row.receipt_number, row.salt, row.receipt_hash = number, salt, receipt_hash(salt, document)
    row.document = documents.seal_document(case.key, case.response_id, number, document)
    row.answered, row.required = progress(case.definition, case.answers, case.path)
    row.state, row.submitted_at, row.saved_at, row.awaits = "submitted", now, now, awaits(case)
    if row.entered_by is not None:  # staff had entered it: from here on it is the service's too
        row.mode, row.entered_by = Mode.MIXED, None
    session.flush()
    keep_contacts(session, case, now)
    keep_notices(session, case, now)
    released.supersede(session, now, case.response_id)
    header = responses.by_response(session, case.response_id)
    if header is not None and header.number == WHOLE:
        queue_receipt(session, header, receipt_of(header, case.definition), now)


def _redacted(found: Amendment, row: Response) -> dict[str, list[str]]:
    """The questions whose answers were erased from the submission and that were not answered since."""
    before = documents.open_document(found.before.key, row.id, row.receipt_number or "", row.document or b"")
    erased = [code for code in before.get("redacted", ()) if code not in found.after.answers]
    return {"redacted": erased} if erased else {}
