"""The approver's side: a link of her own opens the answers to be read; she returns them with a note, or sends them."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from questionari.engine.answered import AnswerLine, SectionView, asked, contact_lines
from questionari.engine.definition import Questionnaire
from questionari.engine.values import Value
from questionari.store import approvals, records, responses
from questionari.store.headers import Header
from questionari.store.models.approvals import Approval
from questionari.usecases import audit, outbox
from questionari.usecases.house import Actor, House, NotFound, Refused
from questionari.usecases.links import token_sha256
from questionari.usecases.outbox.queueing import About
from questionari.usecases.responding.approving import LONGEST_NOTE, given_name
from questionari.usecases.responding.cases import Case, data_key, open_case
from questionari.usecases.responding.definitions import definition_of
from questionari.usecases.responding.receipts import Receipt, receipt_of
from questionari.usecases.responding.standing import MESSAGES, Standing, last_day, standing
from questionari.usecases.responding.submitting import Sender, recipient_of, submit

ENDED = Refused(
    "approval_ended", "Questa richiesta di visto non è più aperta: il questionario è stato ripreso da chi lo compila."
)


@dataclass(frozen=True, slots=True)
class ToApprove:
    """What an approver reads. ``outcome`` is "" while she may decide; then nothing of the answers is shown."""

    public_id: str
    definition: Questionnaire
    language: str
    unit_name: str
    round_title: str
    last_day: date
    standing: Standing
    outcome: str
    is_test: bool
    pilot: bool
    compiler: str
    approver: str
    receipt_number: str
    sections: tuple[SectionView, ...]
    contacts: tuple[AnswerLine, ...]
    reasons: tuple[tuple[str, str, str], ...]  # unusual values: question, what was said of it, the reason given


@dataclass(frozen=True, slots=True)
class _Found:
    row: Approval
    header: Header


def _actor(row: Approval) -> Actor:
    return Actor("respondent", row.public_id)


def _found(session: Session, row: Approval | None) -> _Found:
    """The request with its response. Raises NotFound: unknown, revoked, of an archived round."""
    header = responses.by_response(session, row.response_id) if row is not None else None
    if row is None or header is None or header.revoked_at is not None or header.stored_state == "archived":
        raise NotFound("collegamento")
    if row.outcome == "revoked":
        raise NotFound("collegamento")
    return _Found(row, header)


def open_approval(session: Session, token: str) -> tuple[Header, Questionnaire, str]:
    """What the landing page of a link says: whose questionnaire it is, how the request ended ("" while it stands).

    Changes nothing. Raises NotFound.
    """
    found = _found(session, approvals.by_token(session, token_sha256(token)))
    return found.header, definition_of(session, found.header.questionnaire_sha256), found.row.outcome or ""


def enter_approval(session: Session, now: datetime, token: str) -> str:
    """Open the request behind a link; its address. Raises NotFound."""
    found = _found(session, approvals.by_token(session, token_sha256(token)))
    audit.record(session, now, _actor(found.row), "approval.enter", ("response", found.row.response_id))
    return found.row.public_id


def read_approval(session: Session, house: House, now: datetime, public_id: str) -> ToApprove:
    """The answers to be approved, in words; each reading is audited. Raises NotFound."""
    found = _found(session, approvals.by_public_id(session, public_id))
    header, row = found.header, found.row
    said = approvals.opened(data_key(house, header), row)
    if row.ended_at is None:
        _require_known(session, found, said["email"])
    case = None if row.ended_at else _case(session, house, now, header)
    if case is not None:
        audit.record(session, now, _actor(row), "approval.read", ("response", row.response_id))
    language = header.language or "it"
    return ToApprove(
        row.public_id,
        definition_of(session, header.questionnaire_sha256),
        language,
        str(header.census.get("name", "")),
        header.round_title,
        last_day(header),
        standing(header, now),
        row.outcome or "",
        header.is_test,
        header.pilot,
        said["compiler"],
        said["approver"],
        header.receipt_number or "" if row.outcome == "approved" else "",
        _sections(case, language) if case else (),
        contact_lines(case.path, _told(case, "contacts"), language) if case else (),
        tuple((f.fields[0], f.message, f.confirmed) for f in case.findings if f.confirmed) if case else (),
    )


def _require_known(session: Session, found: _Found, email: str) -> None:
    """Whoever approves no more in the census neither reads nor decides, however long her page has been open."""
    known = {one.email.lower() for one in approvals.approvers(session, found.header.unit_id)}
    if email.lower() not in known and not found.header.rehearsal:
        raise NotFound("collegamento")


def _case(session: Session, house: House, now: datetime, header: Header) -> Case | None:
    found = responses.with_cells(session, header.public_id)
    return open_case(session, house, now, *found) if found else None


def _told(case: Case, store: str) -> dict[str, Value]:
    questions = case.definition.questions
    return {c: v for c, v in case.answers.items() if case.path.asked(c) and questions[c].store == store}


def _sections(case: Case, language: str) -> tuple[SectionView, ...]:
    return asked(case.path, {**case.path.computed, **_told(case, "answers")}, language)


def _standing(session: Session, house: House, now: datetime, public_id: str) -> _Found:
    """The request, locked, if it may still be decided. Raises NotFound, Refused."""
    row = approvals.by_public_id(session, public_id)
    header = _found(session, row).header
    records.lock(session, header.public_id)
    found = _found(session, approvals.by_public_id(session, public_id, lock=True))
    session.refresh(found.row)
    if found.row.ended_at is not None:
        raise ENDED
    state = standing(found.header, now)
    if state is not Standing.AWAITING:
        raise Refused(*MESSAGES[state]) if state in MESSAGES else ENDED
    _require_known(session, found, approvals.opened(data_key(house, found.header), found.row)["email"])
    return found


def give_back(session: Session, house: House, now: datetime, public_id: str, note: str) -> None:
    """Return it to whoever compiles, with a note that the page shows and no mail repeats.

    Raises NotFound, Refused ("note_missing", "approval_ended", "round_closed").
    """
    found = _standing(session, house, now, public_id)
    if not note.strip() or len(note) > LONGEST_NOTE:
        raise Refused("note_missing", "Scriva che cosa va rivisto, al massimo 2000 caratteri.")
    _write(house, found, note=note.strip())
    approvals.end(session, now, found.row, "returned")
    audit.record(session, now, _actor(found.row), "approval.return", ("response", found.row.response_id))
    recipient = recipient_of(session, found.header)
    if recipient is not None:
        _tell(session, now, found, recipient)


def _tell(session: Session, now: datetime, found: _Found, recipient: str) -> uuid.UUID | None:
    about: About = {"round_id": found.header.round_id, "invitation_id": found.header.invitation_id}
    return outbox.enqueue(session, now, "approval_returned", recipient, seq=str(found.row.id), **about)


def _write(house: House, found: _Found, **changes: str) -> None:
    key = data_key(house, found.header)
    content = {**approvals.opened(key, found.row), **changes}
    found.row.sealed = approvals.sealed(key, found.row.id, content)


def approve(session: Session, house: House, now: datetime, public_id: str, name: str) -> Receipt:
    """ "Approvo e invio": the response is submitted as it was read. Doing it again gives the receipt it has.

    A response that was given back since then is not sent by it.

    Raises NotFound, Refused ("name_missing", "not_ready", "approval_ended", "round_closed").
    """
    known = _found(session, approvals.by_public_id(session, public_id))
    if known.row.outcome == "approved" and standing(known.header, now) is Standing.SUBMITTED:
        return receipt_of(known.header, definition_of(session, known.header.questionnaire_sha256))
    found = _standing(session, house, now, public_id)
    _write(house, found, approver=given_name(name))
    approvals.end(session, now, found.row, "approved")
    audit.record(session, now, _actor(found.row), "approval.approve", ("response", found.row.response_id))
    return submit(session, house, now, found.header.public_id, Sender(_actor(found.row), approved=True))
