"""Whether a receipt is ours: its number and its hash together tell the questionnaire, the round and the day.

Never the service, never an answer. The number alone tells nothing: it is short enough to be guessed, the hash is not.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from questionari.clock import local_day
from questionari.engine.definition import Text
from questionari.store import redactions
from questionari.store.headers import VERSION
from questionari.store.models.responses import Response, Revision
from questionari.store.models.rounds import Round
from questionari.store.responses import WRITABLE
from questionari.usecases.responding.compiling import NAMED
from questionari.usecases.responding.definitions import definition_of
from questionari.usecases.responding.receipts import NUMBER_SIGNS
from questionari.usecases.short_codes import read_code

HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class CheckedReceipt:
    """A receipt of ours. ``standing``: "valid", "given_back" (re-opened, not sent again yet), "replaced" by another.

    ``redacted``: the day an answer was last erased from what it proves, which the hash goes on proving as it was sent.
    """

    questionnaire: Text
    round_title: str
    day: date
    standing: Literal["valid", "given_back", "replaced"]
    redacted: date | None = None


def check_receipt(session: Session, number: str, proof: str) -> CheckedReceipt | None:
    """The receipt with that number and that hash, however they were typed; None for any other pair."""
    known, digest = read_code(number, NUMBER_SIGNS), "".join(proof.split()).lower()
    if known is None or not HASH.fullmatch(digest):
        return None
    return _of_response(session, known, digest) or _of_revision(session, known, digest)


def _of_response(session: Session, number: str, digest: str) -> CheckedReceipt | None:
    own = (Response.receipt_number == number, Response.receipt_hash == digest)
    row = session.execute(_asked(Response.submitted_at).where(*own)).one_or_none()
    if row is None:
        return None
    given_back = row.state in WRITABLE
    return _checked(session, row, "given_back" if given_back else "valid")


def _of_revision(session: Session, number: str, digest: str) -> CheckedReceipt | None:
    """A submission that a later one took the place of."""
    query = _asked(Revision.submitted_at).join(Revision, Revision.response_id == Response.id)
    row = session.execute(query.where(Revision.receipt_number == number, Revision.receipt_hash == digest)).first()
    return None if row is None else _checked(session, row, "replaced")


def _asked(moment: Any) -> Select[Any]:
    columns = (VERSION.label("sha256"), Round.title, Response.state, moment.label("at"), Response.id)
    return select(*columns).select_from(Response).join(Round, Round.id == Response.round_id)


def _checked(session: Session, row: Any, standing: Literal["valid", "given_back", "replaced"]) -> CheckedReceipt:
    at: datetime = row.at
    erased = redactions.last_since(session, row.id, at, NAMED)
    title = definition_of(session, row.sha256).title
    return CheckedReceipt(title, row.title, local_day(at), standing, local_day(erased) if erased else None)
