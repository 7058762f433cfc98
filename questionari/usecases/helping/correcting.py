"""After the submission: the service says what is to be corrected and why; staff re-open the response, or answer."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from questionari.engine.definition import Questionnaire
from questionari.store import helping as store, records, responses
from questionari.store.headers import Header
from questionari.store.helping import WHOLE, Said
from questionari.usecases import audit
from questionari.usecases.helping.asking import MOST_A_DAY, TOO_MANY, begun, read_text, repeats
from questionari.usecases.house import House, NotFound, Refused
from questionari.usecases.responding.cases import data_key, required_id
from questionari.usecases.responding.definitions import definition_of, is_list
from questionari.usecases.responding.landing import respondent
from questionari.usecases.responding.standing import Standing, standing

NO_REASON = "Scriva che cosa va corretto e perché."


@dataclass(frozen=True, slots=True)
class Correcting:
    """The page on which a correction is asked: what was said, whether it may still be written."""

    header: Header
    definition: Questionnaire
    messages: tuple[Said, ...]
    writable: bool


def load_correcting(session: Session, house: House, now: datetime, public_id: str) -> Correcting:
    """What was said about correcting a response. Raises NotFound: unknown, revoked, not sent, a list of records."""
    header, definition = _sent(session, now, public_id)
    row = store.thread(session, required_id(header), WHOLE)
    said = store.messages(session, data_key(house, header), row.id) if row else ()
    return Correcting(header, definition, said, header.stored_state != "archived")


def ask_correction(session: Session, house: House, now: datetime, public_id: str, text: str) -> None:
    """Ask that a submission be re-opened; the same text pressed twice is said once.

    Raises NotFound as `load_correcting`; Refused "help", whose message says why.
    """
    records.lock(session, public_id)
    header, _ = _sent(session, now, public_id)
    if header.stored_state == "archived":
        raise NotFound("questionario")
    content = {"text": read_text(text, NO_REASON)}
    response_id, key = required_id(header), data_key(house, header)
    if store.lately(session, response_id, now - timedelta(days=1)) >= MOST_A_DAY:
        raise Refused("help", TOO_MANY)
    row = store.thread(session, response_id, WHOLE) or begun(session, now, response_id, WHOLE)
    if repeats(store.messages(session, key, row.id), content["text"]):
        return
    store.say(session, key, now, row, store.RESPONDENT, content)
    row.asked_at, row.settled_at = now, None
    audit.record(session, now, respondent(header), "help.correction_asked", ("response", response_id))


def _sent(session: Session, now: datetime, public_id: str) -> tuple[Header, Questionnaire]:
    header = responses.by_public_id(session, public_id)
    if header is None or header.revoked_at is not None or standing(header, now) is not Standing.SUBMITTED:
        raise NotFound("ricevuta")
    definition = definition_of(session, header.questionnaire_sha256)
    if is_list(header, definition):
        raise NotFound("ricevuta")
    return header, definition
