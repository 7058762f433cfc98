""" "Ho scritto per errore dati personali", by the respondent herself, while the response is not submitted."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from questionari.engine.definition import Question, say
from questionari.store.responses import WRITABLE
from questionari.usecases.house import House, Refused
from questionari.usecases.responding.cases import Case, load_case
from questionari.usecases.responding.cells import drafted
from questionari.usecases.responding.landing import respondent
from questionari.usecases.responding.pages import in_words
from questionari.usecases.responding.redacting import redact
from questionari.usecases.responding.standing import MESSAGES, Standing

#: Types in which people write words of their own; of the others only what could not be read.
WORDED = frozenset(
    {"text", "long_text", "email", "pec", "phone", "url", "unit_ref", "fiscal_code", "attachment", "roster"}
)


@dataclass(frozen=True, slots=True)
class Written:
    """An answer that may be erased: its question, and what is written there with the reasons given for it."""

    code: str
    title: str
    words: str


@dataclass(frozen=True, slots=True)
class Erasable:
    """What a respondent may erase. ``submitted``: nothing any more, she must ask."""

    submitted: bool
    answers: tuple[Written, ...]


def erasable(session: Session, house: House, now: datetime, public_id: str) -> Erasable:
    """The answers in words, hidden ones too, in document order. Raises NotFound, Refused (never entered)."""
    case = load_case(session, house, now, public_id)
    return Erasable(case.header.state not in WRITABLE, tuple(_written(case)))


def erase(session: Session, house: House, now: datetime, public_id: str, code: str) -> str:
    """Erase an answer from drafts, history and former submissions; gives the question's title.

    Raises NotFound; Refused "already_submitted", "choice_missing" (no such answer).
    """
    case = load_case(session, house, now, public_id)
    if case.header.state not in WRITABLE:
        raise Refused("already_submitted", "Il questionario è già inviato: chiami l'assistenza.")
    if case.header.awaiting_at is not None:
        raise Refused(*MESSAGES[Standing.AWAITING])
    chosen = next((answer for answer in _written(case) if answer.code == code), None)
    if chosen is None:
        raise Refused("choice_missing", "Scelga la risposta da cancellare.")
    redact(session, house, now, respondent(case.header), case.response_id, code)
    return chosen.title


def _written(case: Case) -> Iterator[Written]:
    for code, question in case.definition.questions.items():
        words = " – ".join(_words(case, question))
        if words:
            yield Written(code, say(question.text, case.language), words)


def _words(case: Case, question: Question) -> Iterator[str]:
    """What was written in a question, there or waiting for a choice, and why its warnings are in order."""
    waiting = (drafted(question, 0, held.raw) for held in case.waiting(question.code).entries)
    for draft in (case.draft(question.code), *waiting):
        if draft.raw and (draft.problem is not None or question.type in WORDED):
            yield in_words(question, draft, case.language)
    for key, reason in case.reasons.items():
        if key.startswith(f"{question.code}.") and reason.confirmation.reason:
            yield reason.confirmation.reason
