"""Reading one's own answers after submission: a one-time code goes to the census contact (decisions.md 30)."""

import hashlib
import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from questionari.engine.wording import ITALIAN, translated
from questionari.store import responses
from questionari.store.headers import Header
from questionari.store.models.responses import AccessCode
from questionari.usecases import audit, outbox
from questionari.usecases.house import House, NotFound, Refused
from questionari.usecases.responding.attaching import File
from questionari.usecases.responding.cases import ONLY_LISTED, required_id
from questionari.usecases.responding.definitions import definition_of, is_list
from questionari.usecases.responding.landing import respondent
from questionari.usecases.responding.reading import SubmittedView, submitted_file, view_of
from questionari.usecases.responding.submitting import recipient_of

DIGITS = 6
VALID = timedelta(minutes=15)
MOST_TRIES = 5
MOST_CODES = 3  # within VALID
CODE_NEEDED = Refused("code_needed", "Per scaricare il file serve un altro codice: quello usato vale 15 minuti.")


@dataclass(frozen=True, slots=True)
class Reread:
    """The submitted answers, and the code spent for them: for VALID it also opens the files among them."""

    view: SubmittedView
    spent: uuid.UUID


def request_code(session: Session, house: House, now: datetime, public_id: str) -> None:
    """Send a code to the unit's contact. Raises NotFound, Refused ("too_many_codes", "no_address")."""
    header = _submitted(session, public_id)
    response_id = required_id(header)
    recent = select(func.count()).where(AccessCode.response_id == response_id, AccessCode.issued_at > now - VALID)
    if (session.scalar(recent) or 0) >= MOST_CODES:
        raise Refused("too_many_codes", "Abbiamo già inviato più codici: controlli la posta, o riprovi fra 15 minuti.")
    recipient = recipient_of(session, header)
    if recipient is None:
        raise Refused("no_address", "Il servizio non ha un indirizzo e-mail valido: chiami l'assistenza.")
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    validity = translated("15 minuti", header.language or ITALIAN)
    row = AccessCode(
        response_id=response_id, code_sha256=_hash(response_id, code), issued_at=now, expires_at=now + VALID
    )
    session.add(row)
    session.flush()
    outbox.enqueue(
        session,
        now,
        "access_code",
        recipient,
        round_id=header.round_id,
        invitation_id=header.invitation_id,
        context={"codice_accesso": outbox.sealed(house.keyring, code), "validita": validity},
        seq=str(row.id),
    )
    audit.record(session, now, respondent(header), "response.ask_code", ("response", response_id))


def _submitted(session: Session, public_id: str) -> Header:
    header = responses.by_public_id(session, public_id)
    if header is None or header.revoked_at is not None or header.receipt_number is None:
        raise NotFound("ricevuta")
    require_answers(session, public_id)
    return header


def require_answers(session: Session, public_id: str) -> None:
    """Raises Refused "off_path" for a list of records: nothing of it can be read again."""
    header = responses.by_public_id(session, public_id)
    if header is not None and is_list(header, definition_of(session, header.questionnaire_sha256)):
        raise ONLY_LISTED


def _hash(response_id: uuid.UUID, code: str) -> str:
    return hashlib.sha256(f"{response_id}:{code}".encode()).hexdigest()


def reread(session: Session, house: House, now: datetime, public_id: str, code: str) -> Reread | None:
    """The submitted answers, against the newest code sent; None for a wrong, spent or expired one (the try counts)."""
    header = _submitted(session, public_id)
    response_id = required_id(header)
    spent = _spend(session, response_id, "".join(code.split()), now)
    if spent is None:
        return None
    audit.record(session, now, respondent(header), "response.reread", ("response", response_id))
    return Reread(view_of(session, house, header, header.language or ITALIAN), spent)


def reread_file(session: Session, house: House, now: datetime, public_id: str, code: str, spent: str) -> File:
    """A file of the submitted answers, for VALID after the code was spent.

    Raises NotFound, Refused "code_needed".
    """
    header = _submitted(session, public_id)
    response_id = required_id(header)
    _require_spent(session, now, response_id, spent)
    file = submitted_file(session, house, header, code)
    audit.record(session, now, respondent(header), "response.reread_file", ("response", response_id), question=code)
    return file


def keep(
    session: Session, house: House, now: datetime, public_id: str, number: str = "", spent: str = ""
) -> SubmittedView:
    """All that was asked and answered, to be kept: by whoever has just sent it, or for VALID after a code was spent.

    ``number``: of the receipt just given; a later submission is another. Raises NotFound, Refused "code_needed".
    """
    header = readable(session, now, public_id, number, spent)
    audit.record(session, now, respondent(header), "response.keep", ("response", required_id(header)))
    return view_of(session, house, header, header.language or ITALIAN, whole=True)


def readable(session: Session, now: datetime, public_id: str, number: str, spent: str) -> Header:
    """A submitted response, for whoever may read its answers now. Raises as `keep` does."""
    header = _submitted(session, public_id)
    if header.receipt_number != number:
        _require_spent(session, now, required_id(header), spent)
    return header


def _require_spent(session: Session, now: datetime, response_id: uuid.UUID, spent: str) -> None:
    own = (AccessCode.response_id == response_id, AccessCode.used_at > now - VALID)
    if uuid.UUID(spent or "0" * 32) not in session.scalars(select(AccessCode.id).where(*own)).all():
        raise CODE_NEEDED


def _spend(session: Session, response_id: uuid.UUID, code: str, now: datetime) -> uuid.UUID | None:
    """The code, if it is right. Count the try in the same statement that checks how many there were."""
    newest = (
        select(AccessCode.id)
        .where(AccessCode.response_id == response_id)
        .order_by(AccessCode.issued_at.desc())
        .limit(1)
    )
    live = (AccessCode.used_at.is_(None), AccessCode.expires_at > now, AccessCode.tries < MOST_TRIES)
    row = session.execute(
        update(AccessCode)
        .where(AccessCode.id == newest.scalar_subquery(), *live)
        .values(tries=AccessCode.tries + 1)
        .returning(AccessCode.id, AccessCode.code_sha256)
        .execution_options(synchronize_session=False)
    ).first()
    if row is None or not secrets.compare_digest(row.code_sha256, _hash(response_id, code)):
        return None
    session.execute(
        update(AccessCode)
        .where(AccessCode.id == row.id)
        .values(used_at=now)
        .execution_options(synchronize_session=False)
    )
    spent: uuid.UUID = row.id
    return spent
