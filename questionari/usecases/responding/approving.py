"""The compiler's side of an approval ("visto"): sent to whoever the census names, taken back, returned with a note.

While it is read nothing of the response may be written: what is approved is what was sent for approval. Names and note
are sealed apart from the answers and enter no dataset.
"""

import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from questionari.engine.findings import submittable
from questionari.store import approvals, records, responses
from questionari.store.headers import Header
from questionari.store.models.approvals import Approval
from questionari.store.places import WHOLE
from questionari.store.types import new_id
from questionari.usecases import audit, outbox
from questionari.usecases.house import House, NotFound, Refused
from questionari.usecases.outbox.queueing import recall
from questionari.usecases.responding import compiling
from questionari.usecases.responding.cases import Case, data_key, open_case
from questionari.usecases.responding.landing import respondent
from questionari.usecases.responding.standing import MESSAGES, Standing, require_open, standing
from questionari.usecases.responding.submitting import NOT_READY, recipient_of

LONGEST_NAME, LONGEST_NOTE = 100, 2000


@dataclass(frozen=True, slots=True)
class Approver:
    """Somebody who may be asked."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Request:
    """The last request of a response. ``outcome`` is "" while it stands; names and note as they were written."""

    asked_at: datetime
    ended_at: datetime | None
    outcome: str
    compiler: str
    approver: str
    note: str


@dataclass(frozen=True, slots=True)
class Approving:
    """What the compiler's pages know of approvals: who may be asked, the last request."""

    approvers: tuple[Approver, ...]
    last: Request | None


def approving(session: Session, house: House, header: Header) -> Approving | None:
    """What to say of approvals on the pages of a response; None where the round asks for none."""
    if not header.approval or header.number != WHOLE or header.response_id is None:
        return None
    known = tuple(Approver(one.name, one.email) for one in approvals.approvers(session, header.unit_id))
    found = approvals.last(session, header.response_id)
    return Approving(known, _request(found, data_key(house, header)) if found else None)


def _request(found: Approval, key: bytes) -> Request:
    content = approvals.opened(key, found)
    said = (content["compiler"], content["approver"], content["note"])
    return Request(found.asked_at, found.ended_at, found.outcome or "", *said)


def signatures(session: Session, house: House, public_id: str) -> tuple[str, str] | None:
    """Who compiled and who approved the submission that counts; None of one that was sent without approval."""
    header = responses.by_public_id(session, public_id)
    found = approvals.last(session, header.response_id) if header and header.response_id else None
    if header is None or found is None or found.outcome != "approved" or found.ended_at != header.submitted_at:
        return None
    content = approvals.opened(data_key(house, header), found)
    return content["compiler"], content["approver"]


def ask_approval(session: Session, house: House, now: datetime, public_id: str, chosen: Mapping[str, str]) -> None:
    """Send a finished response to an approver; ``chosen``: "email" of one of those known, "name" and function of who
    has compiled, unless a question has asked that.

    Raises NotFound, Refused ("not_ready", "approver_missing", "name_missing", "compiler_role", or that nothing may be
    written).
    """
    case = _writable(session, house, now, public_id)
    approver = _chosen(session, case, chosen.get("email", ""))
    compiler = _compiler(session, case, now, chosen)
    row = Approval(id=new_id(), public_id=secrets.token_urlsafe(16), response_id=case.response_id, asked_at=now)
    content = {"compiler": compiler, "approver": approver.name, "email": approver.email, "note": ""}
    row.sealed = approvals.sealed(case.key, row.id, content)
    session.add(row)
    session.flush()
    if not responses.update_if_writable(session, case.response_id, case.header.key_id, awaiting_at=now):
        raise Refused(*MESSAGES[Standing.SUBMITTED])
    row.message_id = write_to(session, now, case.header, row, approver.email)
    audit.record(session, now, respondent(case.header), "approval.ask", ("response", case.response_id))


def _compiler(session: Session, case: Case, now: datetime, chosen: Mapping[str, str]) -> str:
    """The name the approver reads; what was said beside the answers is kept apart from them."""
    answered = compiling.answered_in(case)
    if answered is not None and answered.name:
        return answered.name
    said = compiling.Compiler(given_name(chosen.get("name", "")), " ".join(chosen.get(compiling.ROLE, "").split()))
    compiling.settle(session, case, now, said)
    return said.name


def _writable(session: Session, house: House, now: datetime, public_id: str) -> Case:
    """The case, locked, if it may be sent for approval."""
    records.lock(session, public_id)
    found = responses.with_cells(session, public_id)
    if found is None or found[0].revoked_at is not None or not found[0].approval or found[0].number != WHOLE:
        raise NotFound("questionario")
    require_open(found[0], now)
    case = open_case(session, house, now, *found)
    if not submittable(case.findings):
        raise NOT_READY
    return case


def _chosen(session: Session, case: Case, email: str) -> Approver:
    known = approvals.approvers(session, case.header.unit_id)
    found = next((one for one in known if one.email.lower() == email.strip().lower()), None)
    if found is None:
        raise Refused("approver_missing", "Scelga a chi chiedere il visto.")
    return Approver(found.name, found.email)


def given_name(typed: str) -> str:
    """A name on one line. Raises Refused "name_missing"."""
    name = " ".join(typed.split())
    if not name or len(name) > LONGEST_NAME:
        raise Refused("name_missing", "Scriva il Suo nome e cognome, al massimo 100 caratteri.")
    return name


def write_to(
    session: Session, now: datetime, header: Header, row: Approval, email: str, kind: str = "approval", seq: str = ""
) -> uuid.UUID | None:
    """Queue a mail that asks for it; in a test round it goes where the invitation went."""
    recipient = recipient_of(session, header) if header.rehearsal else email
    return outbox.enqueue(
        session,
        now,
        kind,
        recipient or email,
        round_id=header.round_id,
        invitation_id=header.invitation_id,
        context={"approval_id": str(row.id)},
        seq=f"{row.id}{seq}",
    )


def take_back(session: Session, now: datetime, public_id: str) -> None:
    """Go on filling in: the request ends, its link is dead. Doing it again changes nothing.

    Raises NotFound, Refused (submitted, closed).
    """
    records.lock(session, public_id)
    header = responses.by_public_id(session, public_id)
    if header is None or header.revoked_at is not None or header.response_id is None:
        raise NotFound("questionario")
    state = standing(header, now)
    if state is not Standing.AWAITING:
        require_open(header, now)
        return
    found = approvals.last(session, header.response_id)
    if found is not None and found.ended_at is None:
        approvals.end(session, now, found, "taken_back")
        recall(session, now, [found.message_id] if found.message_id else [], "approval_ended")
        audit.record(session, now, respondent(header), "approval.take_back", ("response", header.response_id))
