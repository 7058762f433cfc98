""" "Chi ha compilato": who says so when she sends, sealed apart from the answers, for her service and the staff alone.

A round may demand it. Where a question asks the same (concept `respondent.name`) its answer is it, and nobody is asked
twice. Of a list it is said once, when it is declared complete: at each record it would tell who took which call.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from questionari.engine.definition import Question
from questionari.store import apart, approvals, responses
from questionari.store.headers import Header
from questionari.store.places import WHOLE
from questionari.usecases.house import House, Refused
from questionari.usecases.responding.cases import Case, data_key, required_id
from questionari.usecases.responding.definitions import definition_of

CONCEPT = "respondent.name"
LONGEST = 100
MISSING = Refused("compiler_missing", "Scriva nome e cognome di chi ha compilato, al massimo 100 caratteri.")
TOO_LONG = Refused("compiler_role", "La funzione di chi ha compilato è troppo lunga: al massimo 100 caratteri.")
#: What is erased where it is not the answer to a question: no question has such a code.
NAMED = "chi ha compilato"
#: The fields of the forms.
NAME, ROLE = "chi", "funzione"


@dataclass(frozen=True, slots=True)
class Compiler:
    """Who has compiled; "" where nothing was said."""

    name: str = ""
    role: str = ""


NOBODY = Compiler()


@dataclass(frozen=True, slots=True)
class CompilerAsked:
    """What a page that sends asks: whether it must be said, what was said, the question that asks it already."""

    must: bool
    said: Compiler
    question: Question | None = None


def asked_in(case: Case) -> Question | None:
    """The question of this path that asks who has compiled."""
    known = (q for q in case.definition.questions.values() if q.concept == CONCEPT and case.path.asked(q.code))
    return next(known, None)


def answered_in(case: Case) -> Compiler | None:
    """What that question was answered; None where there is none."""
    question = asked_in(case)
    return None if question is None else Compiler(str(case.answers.get(question.code) or ""))


def compiler_asked(session: Session, case: Case) -> CompilerAsked:
    """What the pages that send a response ask."""
    question = asked_in(case)
    said = answered_in(case) or _kept(session, case.header, case.key) or NOBODY
    return CompilerAsked(case.header.compiler_must, said, question)


def compiler_of_list(session: Session, house: House, header: Header) -> CompilerAsked:
    """What the list of records asks where it is declared complete."""
    return CompilerAsked(header.compiler_must, said_of(session, house, header) or NOBODY)


def compiler_posted(form: Mapping[str, str]) -> Compiler | None:
    """What a form says, on one line each; None of one that does not ask."""
    return Compiler(*(" ".join(form.get(field, "").split()) for field in (NAME, ROLE))) if NAME in form else None


def settle(session: Session, case: Case, now: datetime, said: Compiler | None, staff: bool = False) -> None:
    """With a submission: keep what was said of it. Raises Refused ("compiler_missing", "compiler_role")."""
    if case.header.number != WHOLE:
        return
    if asked_in(case) is not None:
        _forget(session, case.header)
        return
    keep(session, case.header, case.key, now, said, staff)


def keep(
    session: Session, header: Header, key: bytes, now: datetime, said: Compiler | None, staff: bool = False
) -> None:
    """Keep it, or what was said before where a form says nothing. Raises as `settle`."""
    known = said if said is not None else _kept(session, header, key) or NOBODY
    needed = known.role or (header.compiler_must and not staff)
    if len(known.name) > LONGEST or (needed and not known.name):
        raise MISSING
    if len(known.role) > LONGEST:
        raise TOO_LONG
    if known.name:
        apart.keep(session, required_id(header), key, asdict(known), now)
    else:
        _forget(session, header)


def _forget(session: Session, header: Header) -> None:
    if header.named:
        apart.forget(session, required_id(header))


def said_of(session: Session, house: House, header: Header) -> Compiler | None:
    """Who has compiled a response, or the list that a record is of, as was said when it was sent. Raises WrongKey."""
    whole = header if header.number == WHOLE else responses.by_public_id(session, header.invited_as)
    return None if whole is None or whole.response_id is None else _kept(session, whole, data_key(house, whole))


def kept_of(session: Session, house: House, header: Header) -> Compiler | None:
    """The same, or whom the last request of an approval names. Raises WrongKey."""
    said = said_of(session, house, header)
    asked = approvals.last(session, required_id(header)) if said is None else None
    name = approvals.opened(data_key(house, header), asked)["compiler"] if asked else ""
    return Compiler(name) if name else said


def compiler_of(session: Session, house: House, header: Header) -> Compiler | None:
    """The same, or what the question that asks it was answered: for the pages of the service itself."""
    said, questions = said_of(session, house, header), definition_of(session, header.questionnaire_sha256).questions
    asks = next((code for code, question in questions.items() if question.concept == CONCEPT), None)
    if said is not None or asks is None:
        return said
    answers = apart.contacts(session, required_id(header), data_key(house, header))["answers"]
    return Compiler(answers[asks]) if answers.get(asks) else None


def _kept(session: Session, header: Header, key: bytes) -> Compiler | None:
    said = apart.said(session, required_id(header), key) if header.named else None
    return None if said is None else Compiler(**said)
