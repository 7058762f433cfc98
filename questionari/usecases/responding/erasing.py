""" "Ho scritto per errore dati personali", by the respondent herself.

Of a draft whoever has it open; of what was sent whoever has just sent it, or has typed the code that lets her read it
again: a link alone opens no submitted answer, and destroys none.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from questionari.engine.definition import Question, say
from questionari.engine.wording import translated
from questionari.store import records
from questionari.store.responses import WRITABLE
from questionari.usecases.house import House, Refused
from questionari.usecases.redactions.certificates import Certificate, certificate
from questionari.usecases.redactions.listing import RedactionLine, of_response
from questionari.usecases.responding.cases import Case, load_case
from questionari.usecases.responding.cells import drafted
from questionari.usecases.responding.compiling import NAMED, kept_of
from questionari.usecases.responding.landing import respondent
from questionari.usecases.responding.pages import in_words
from questionari.usecases.responding.reading import view_of
from questionari.usecases.responding.redacting import redact
from questionari.usecases.responding.rereading import CODE_NEEDED, readable
from questionari.usecases.responding.standing import MESSAGES, Standing

#: Types in which people write words of their own; of the others only what could not be read.
WORDED = frozenset(
    {"text", "long_text", "email", "pec", "phone", "url", "unit_ref", "fiscal_code", "attachment", "roster"}
)


@dataclass(frozen=True, slots=True)
class Written:
    """An answer that may be erased: its question, and what is written there with the reasons given for it.

    ``apart``: it is who has compiled, which answers no question.
    """

    code: str
    title: str
    words: str
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Erasable:
    """What a respondent may erase, and what was erased. ``locked``: it was sent, and a code is to be typed first."""

    submitted: bool
    locked: bool
    answers: tuple[Written, ...]
    done: tuple[RedactionLine, ...]


@dataclass(frozen=True, slots=True)
class Proof:
    """By what a browser may read what was sent: the number of the receipt just given, or a code just spent."""

    receipt: str = ""
    spent: str = ""


@dataclass(frozen=True, slots=True)
class Wish:
    """The answer to erase; ``everything``: with all that was written beside the answers."""

    code: str
    everything: bool = False


def erasable(session: Session, house: House, now: datetime, public_id: str, proof: Proof = Proof()) -> Erasable:
    """The answers in words, hidden ones too, in document order. Raises NotFound, Refused (never entered)."""
    case = load_case(session, house, now, public_id)
    done = of_response(session, case.response_id)
    if case.header.state in WRITABLE:
        return Erasable(False, False, tuple(_written(session, house, case)), done)
    try:
        return Erasable(True, False, _sent(session, house, now, case, proof), done)
    except Refused as refusal:
        if refusal.code != CODE_NEEDED.code:
            raise
        return Erasable(True, True, (), done)


def erase(session: Session, house: House, now: datetime, public_id: str, wish: Wish, proof: Proof = Proof()) -> str:
    """Erase an answer from drafts, history and submissions; gives the question's title.

    Raises NotFound; Refused "code_needed" (it was sent), "choice_missing" (no such answer), an approval awaited.
    """
    records.lock(session, public_id)
    case = load_case(session, house, now, public_id)
    if case.header.awaiting_at is not None:
        raise Refused(*MESSAGES[Standing.AWAITING])
    draft = case.header.state in WRITABLE
    answers = tuple(_written(session, house, case)) if draft else _sent(session, house, now, case, proof)
    chosen = next((answer for answer in answers if answer.code == wish.code), None)
    if chosen is None:
        raise Refused("choice_missing", "Scelga la risposta da cancellare.")
    redact(session, house, now, respondent(case.header), case.response_id, wish.code, wish.everything)
    return chosen.title


def certificate_of(session: Session, house: House, now: datetime, public_id: str, code: str) -> Certificate:
    """The certificate of an erasure of this response. Raises NotFound, Refused "not_ready"."""
    return certificate(session, code, load_case(session, house, now, public_id).response_id)


def _sent(session: Session, house: House, now: datetime, case: Case, proof: Proof) -> tuple[Written, ...]:
    """What was sent, in words. Raises Refused "code_needed"."""
    header = readable(session, now, case.header.public_id, proof.receipt, proof.spent)
    view, known = view_of(session, house, header, case.language), case.definition.questions
    lines = [line for section in view.sections for line in section.lines]
    worded = (line for line in (*lines, *view.contacts) if line.code in known and known[line.code].type in WORDED)
    told = (Written(line.code, say(known[line.code].text, case.language), line.text) for line in worded)
    return (*told, *_compiler(session, house, case))


def _compiler(session: Session, house: House, case: Case) -> Iterator[Written]:
    said = kept_of(session, house, case.header)
    if said is not None:
        title = translated("Chi ha compilato", case.language)
        yield Written(NAMED, title, ", ".join(filter(None, (said.name, said.role))), apart=True)


def _written(session: Session, house: House, case: Case) -> Iterator[Written]:
    for code, question in case.definition.questions.items():
        words = " – ".join(_words(case, question))
        if words:
            yield Written(code, say(question.text, case.language), words)
    yield from _compiler(session, house, case)


def _words(case: Case, question: Question) -> Iterator[str]:
    """What was written in a question, there or waiting for a choice, and why its warnings are in order."""
    waiting = (drafted(question, 0, held.raw) for held in case.waiting(question.code).entries)
    for draft in (case.draft(question.code), *waiting):
        if draft.raw and (draft.problem is not None or question.type in WORDED):
            yield in_words(question, draft, case.language)
    for key, reason in case.reasons.items():
        if key.startswith(f"{question.code}.") and reason.confirmation.reason:
            yield reason.confirmation.reason
