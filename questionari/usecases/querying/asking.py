"""The staff's side of a query: pinned to questions, answered by the service, then accepted or insisted upon."""

import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from questionari.clock import local_day
from questionari.engine.definition import Questionnaire, say
from questionari.engine.states import QUERY_TRANSITIONS, Query as State
from questionari.engine.wording import ITALIAN, translated
from questionari.store import querying as store, records, responses
from questionari.store.headers import Header
from questionari.store.models.querying import ResponseQuery
from questionari.store.types import new_id
from questionari.usecases import audit
from questionari.usecases.fields import FieldError, day, optional, paragraphs, read_fields, refuse, required
from questionari.usecases.house import Actor, House, NotFound, Refused
from questionari.usecases.querying.pinned import (
    LONGEST,
    OVERTAKEN,
    Query,
    definition_sent,
    pinnable,
    queries_of,
    sent,
    submission,
)
from questionari.usecases.responding.cases import data_key
from questionari.usecases.responding.points import ATTACHMENT
from questionari.usecases.responding.reading import readable
from questionari.usecases.rounds.invitations import end_links
from questionari.usecases.rounds.sending import ask_to_verify

START = (
    "Le chiediamo di verificare queste risposte: sono diverse da quello che ci aspettavamo. "
    "Se sono giuste ci scriva perché; altrimenti le corregga."
)
UNTIL = "entro il {day}"
SOON = "appena può"
MOST = 30  # questions of one query: beyond, the whole response is better given back
ACCEPT, INSIST, WITHDRAW = "accept", "insist", "withdraw"
NOT_STANDING = Refused("not_standing", "Si può chiedere una verifica solo di una risposta inviata e non esclusa.")
ONE_ALREADY = Refused("one_already", "C'è già una richiesta di verifica aperta su questa risposta.")
NO_QUERY = Refused("no_query", "La richiesta di verifica è già chiusa.")
OFF_PATH = "Al servizio queste domande non sono state poste, in base alle altre risposte: {}."


@dataclass(frozen=True, slots=True)
class Choice:
    """A section with the questions that may be asked about: (code, text)."""

    title: str
    questions: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class QueryPage:
    """What staff see: the queries there were, the latest first; the questions; whether another may be begun."""

    header: Header
    definition: Questionnaire
    queries: tuple[Query, ...]
    choices: tuple[Choice, ...]
    askable: bool

    @property
    def files(self) -> tuple[str, ...]:
        """The questions answered by a file: no query can be pinned to them."""
        return tuple(code for code, one in self.definition.questions.items() if one.type == ATTACHMENT)

    @property
    def standing(self) -> Query | None:
        """The query that stands."""
        return next((query for query in self.queries if query.row.ended_at is None), None)

    def text(self, code: str) -> str:
        """The question in words."""
        question = self.definition.questions.get(code)
        return say(question.text) if question else ""


def open_page(session: Session, house: House, now: datetime, actor: Actor, response_id: uuid.UUID) -> QueryPage:
    """The page; that somebody read what a service answered is recorded. Raises NotFound, Refused "records_stay"."""
    header = readable(session, response_id)
    if header.receipt_number is None:
        raise NotFound("risposta")
    queries, definition = queries_of(session, house, header), definition_sent(session, header)
    if any(turn.answers for query in queries for turn in query.turns):
        audit.record(session, now, actor, "query.read", ("response", response_id))
    stands = any(query.row.ended_at is None for query in queries)
    return QueryPage(header, definition, queries, tuple(_choices(definition)), sent(header) and not stands)


def _choices(definition: Questionnaire) -> Iterator[Choice]:
    for section in definition.sections:
        codes = (code for page in section.pages for code in page.questions)
        questions = [definition.questions[code] for code in codes if pinnable(definition.questions[code])]
        if questions:
            yield Choice(say(section.title), tuple((one.code, say(one.text)) for one in questions))


def ask(
    session: Session,
    house: House,
    now: datetime,
    actor: Actor,
    response_id: uuid.UUID,
    values: Mapping[str, str],
    codes: Sequence[str],
) -> bool:
    """Ask a service to verify some answers ("text", "until"); whether a mail could be queued.

    Raises NotFound, Invalid, Refused ("not_standing", "one_already", "records_stay").
    """
    header = _held(session, response_id)
    if not sent(header):
        raise NOT_STANDING
    if store.standing(session, response_id) is not None:
        raise ONE_ALREADY
    read, chosen = read_fields(values, _readers(now)), _chosen(session, house, now, header, codes)
    by = actor.id or actor.kind
    about = {"response_id": response_id, "questions": chosen, "until": read["until"]}
    row = ResponseQuery(id=new_id(), state=State.ASKED, asked_at=now, asked_by=by, **about)
    session.add(row)
    store.end_validation(session, response_id)
    session.flush()
    store.say(session, data_key(house, header), now, row, by, {"text": read["text"]})
    audit.record(session, now, actor, "query.asked", ("response", response_id), questions=chosen)
    return _mail(session, now, header, row)


def pass_on(session: Session, now: datetime, unit_id: uuid.UUID, contact_id: uuid.UUID) -> int:
    """What waits for an earlier contact of a unit waits for the one of today: the earlier links die, hers leaves.

    How many. A link that showed no more than a receipt opens answers as long as a query stands.
    """
    found = store.asked_of(session, unit_id, contact_id)
    for row, invitation in found:
        end_links(session, now, invitation)
        header = responses.by_response(session, row.response_id)
        if header is not None:
            _mail(session, now, header, row)
    return len(found)


def _mail(session: Session, now: datetime, header: Header, row: ResponseQuery) -> bool:
    """No question, no answer, no word of the staff: by mail goes only that something is asked, and until when."""
    language = header.language or ITALIAN
    when = translated(UNTIL, language).format(day=f"{row.until:%d/%m/%Y}") if row.until else translated(SOON, language)
    return ask_to_verify(session, now, header.invitation_id, when, f"{row.id}:{now.isoformat()}")


def _held(session: Session, response_id: uuid.UUID) -> Header:
    """A response, held for a change, as it is then."""
    header = readable(session, response_id)
    records.lock(session, header.public_id)
    return readable(session, response_id)


def _readers(now: datetime) -> dict[str, Callable[[str], object]]:
    def later(text: str) -> date:
        chosen = day(text)
        if chosen <= local_day(now):
            raise FieldError("Scelga un giorno dopo oggi.")
        return chosen

    return {"text": required(paragraphs(LONGEST)), "until": optional(later)}


def _chosen(session: Session, house: House, now: datetime, header: Header, codes: Sequence[str]) -> list[str]:
    """The questions, in the order of the questionnaire. Raises Invalid "questions"."""
    case = submission(session, house, now, header)
    known = [code for code, one in case.definition.questions.items() if code in codes and pinnable(one)]
    if not 0 < len(known) <= MOST:
        raise refuse("questions", f"Scelga le domande da verificare: almeno una, al massimo {MOST}.")
    hidden = [code for code in known if not case.path.asked(code)]
    if hidden:
        raise refuse("questions", OFF_PATH.format(", ".join(hidden)))
    return known


def insist(
    session: Session, house: House, now: datetime, actor: Actor, response_id: uuid.UUID, values: Mapping[str, str]
) -> bool:
    """Ask again ("text", "until", "mark" of what was read); whether a mail could be queued. Raises as `settle`."""
    header, row = _standing(session, house, response_id, values.get("mark", ""))
    if not sent(header):
        raise NOT_STANDING
    read = read_fields(values, _readers(now))
    _move(row, State.ASKED)
    row.until, row.asked_at, row.asked_by = read["until"], now, actor.id or actor.kind
    store.say(session, data_key(house, header), now, row, row.asked_by, {"text": read["text"]})
    audit.record(session, now, actor, "query.insisted", ("response", response_id))
    return _mail(session, now, header, row)


def settle(
    session: Session, house: House, now: datetime, actor: Actor, response_id: uuid.UUID, values: Mapping[str, str]
) -> None:
    """Accept an answer, or take the query back ("go": ACCEPT or WITHDRAW; "text" may be blank; "mark").

    Raises NotFound, Invalid, Refused ("no_query", "overtaken").
    """
    header, row = _standing(session, house, response_id, values.get("mark", ""))
    text = read_fields(values, {"text": paragraphs(LONGEST)})["text"]
    _move(row, State.ACCEPTED if values.get("go") == ACCEPT else State.WITHDRAWN)
    row.ended_at, row.ended_by = now, actor.id or actor.kind
    store.say(session, data_key(house, header), now, row, row.ended_by, {"text": text})
    audit.record(session, now, actor, f"query.{row.state}", ("response", response_id))


def _standing(session: Session, house: House, response_id: uuid.UUID, mark: str) -> tuple[Header, ResponseQuery]:
    """The query that stands about a response, if no more was said in it than was read."""
    header = _held(session, response_id)
    row = store.standing(session, response_id)
    if row is None:
        raise NO_QUERY
    if Query(row, store.turns(session, data_key(house, header), row.id)).mark != mark:
        raise Refused("overtaken", OVERTAKEN)
    return header, row


def _move(row: ResponseQuery, state: State) -> None:
    if state not in QUERY_TRANSITIONS[State(row.state)]:
        raise Refused("query_state", "Il servizio non ha ancora risposto: si può solo ritirare la richiesta.")
    row.state = state
