""" "Chiedi aiuto su questa domanda": the respondent's side of a thread pinned to a question."""

import uuid
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from questionari.engine.definition import Question
from questionari.store import helping as store, records
from questionari.store.helping import Said
from questionari.store.models.helping import HelpThread
from questionari.store.types import new_id
from questionari.usecases import audit
from questionari.usecases.fields import FieldError, paragraphs
from questionari.usecases.house import House, NotFound, Refused
from questionari.usecases.responding.cases import Case, load_case
from questionari.usecases.responding.cells import UNKNOWN, Writer
from questionari.usecases.responding.landing import respondent
from questionari.usecases.responding.pages import in_words
from questionari.usecases.responding.points import SILENT
from questionari.usecases.responding.standing import Standing, require_open, standing

LONGEST = 2000
MOST_A_DAY = 30  # messages of one response: the staff read them one by one
EMPTY = "Scriva che cosa vuole sapere."
TOO_LONG = "Il testo è troppo lungo: al massimo 2.000 caratteri."
TOO_MANY = "Oggi ha già scritto molte volte: chiami l'assistenza, così facciamo prima."


@dataclass(frozen=True, slots=True)
class Thread:
    """A question about which help was asked. ``answered_at`` None: the answer is still to come."""

    code: str
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class Asking:
    """The page on which help is asked: the question, what was said, the answer as the staff would see it."""

    case: Case
    question: Question
    page: str
    messages: tuple[Said, ...]
    value: str
    writable: bool


def threads_of(session: Session, response_id: uuid.UUID) -> tuple[Thread, ...]:
    """The threads of a response, in one statement. One that was closed without an answer is none."""
    found = store.of_response(session, response_id)
    return tuple(Thread(code, answered) for code, answered, settled in found if answered or not settled)


def load_asking(
    session: Session, house: House, now: datetime, public_id: str, code: str, who: Writer = UNKNOWN
) -> Asking:
    """The thread of a question. Raises NotFound (no such question), Refused (never entered)."""
    case = load_case(session, house, now, public_id, who)
    question, page = _question(case, code)
    row = store.thread(session, case.response_id, code)
    said = store.messages(session, case.key, row.id) if row else ()
    state = standing(case.header, now)
    if state is Standing.SUBMITTED:  # what was answered is read again by a code alone (rereading.py)
        said = tuple(replace(one, value=None) for one in said)
    return Asking(case, question, page, said, _value(case, question), state is Standing.OPEN)


def ask(
    session: Session,
    house: House,
    now: datetime,
    public_id: str,
    code: str,
    asked: tuple[str, bool],
    who: Writer = UNKNOWN,
) -> None:
    """Write to the assistance about a question; the same text pressed twice is said once.

    ``asked``: the text, and whether the answer that stands there is shown.

    Raises NotFound; Refused "help" (the message says why), or that nothing may be written any more.
    """
    records.lock(session, public_id)  # a button pressed twice; an erasure that changes the key
    case = load_case(session, house, now, public_id, who)
    require_open(case.header, now)
    question, _ = _question(case, code)
    content = {"text": read_text(asked[0], EMPTY)}
    if store.lately(session, case.response_id, now - timedelta(days=1)) >= MOST_A_DAY:
        raise Refused("help", TOO_MANY)
    value = _value(case, question)
    row = store.thread(session, case.response_id, code) or begun(session, now, case.response_id, code)
    if repeats(store.messages(session, case.key, row.id), content["text"]):
        return
    told = {**content, "value": value} if asked[1] and value else content
    store.say(session, case.key, now, row, store.RESPONDENT, told)
    row.asked_at, row.settled_at = now, None
    audit.record(session, now, respondent(case.header), "help.asked", ("response", case.response_id), question=code)


def begun(session: Session, now: datetime, response_id: uuid.UUID, code: str) -> HelpThread:
    """A new thread."""
    row = HelpThread(id=new_id(), response_id=response_id, code=code, asked_at=now)
    session.add(row)
    session.flush()
    return row


def repeats(said: tuple[Said, ...], text: str) -> bool:
    """Whether this is what she said last: a button pressed twice."""
    return bool(said) and said[-1].asks and said[-1].text == text


def read_text(text: str, empty: str) -> str:
    """What was typed. Raises Refused "help", ``empty`` where there is nothing."""
    plain = text.strip()
    if not plain:
        raise Refused("help", empty)
    try:
        return str(paragraphs(LONGEST)(plain))
    except FieldError as error:
        raise Refused("help", TOO_LONG) from error


def _question(case: Case, code: str) -> tuple[Question, str]:
    question = case.definition.questions.get(code)
    page = next((p.code for p in case.definition.pages() if code in p.questions), None)
    if question is None or page is None or question.type in SILENT or not case.shows(page):
        raise NotFound("domanda")
    return question, page


def _value(case: Case, question: Question) -> str:
    return in_words(question, case.draft(question.code), case.language)
