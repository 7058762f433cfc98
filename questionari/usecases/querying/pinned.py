"""A query and the submission it stands about, as staff and service both come to it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from questionari.engine.definition import Question, Questionnaire
from questionari.engine.states import Disposition
from questionari.store import apart as kept_apart, querying as store
from questionari.store.headers import Header
from questionari.store.models.querying import ResponseQuery
from questionari.store.models.responses import Response
from questionari.store.querying import Turn
from questionari.usecases.completion import ANSWERED
from questionari.usecases.house import House, NotFound
from questionari.usecases.responding import documents, reopening
from questionari.usecases.responding.cases import Case, data_key, open_case, required_id
from questionari.usecases.responding.definitions import definition_of
from questionari.usecases.responding.points import UNPOSTED

LONGEST = 2000
OVERTAKEN = "Nel frattempo la richiesta è cambiata: la rilegga, poi risponda. Nulla è stato inviato."


def pinnable(question: Question) -> bool:
    """Whether a question can be asked about: it takes an answer on its page."""
    return question.type not in UNPOSTED and question.detail_of is None


def sent(header: Header) -> bool:
    """Whether a submission stands that may be asked about: neither given back, nor left out of the round."""
    stands = header.state in ANSWERED and header.receipt_number is not None
    left_out = header.disposition == Disposition.EXCLUDED or header.left_out_at is not None
    return stands and not left_out and header.stored_state != "archived"


@dataclass(frozen=True, slots=True)
class Query:
    """A query as pages show it. ``mark`` of what was read of it: an answer to anything else is none."""

    row: ResponseQuery
    turns: tuple[Turn, ...]

    @property
    def mark(self) -> str:
        """The query and how much was said in it."""
        return f"{self.row.id}:{len(self.turns)}"


def queries_of(session: Session, house: House, header: Header) -> tuple[Query, ...]:
    """Every query about a response, the latest first."""
    key = data_key(house, header)
    rows = store.of_response(session, required_id(header))
    return tuple(Query(row, store.turns(session, key, row.id)) for row in rows)


def definition_sent(session: Session, header: Header) -> Questionnaire:
    """The version that was answered."""
    return definition_of(session, header.questionnaire_sha256)


def submission(session: Session, house: House, now: datetime, header: Header) -> Case:
    """What was sent, as the draft it would be if it were given back; nothing is stored.

    Raises NotFound where there is no document, WrongKey.
    """
    response_id, key = required_id(header), data_key(house, header)
    row = session.get(Response, response_id)
    if row is None or row.document is None:
        raise NotFound("risposta")
    document = documents.open_document(key, response_id, row.receipt_number or "", row.document)
    apart = kept_apart.contacts(session, response_id, key)
    definition, life = definition_sent(session, header), reopening.next_life(session, response_id)
    cells = reopening.draft_cells(definition, key, response_id, (document, apart), life)
    return open_case(session, house, now, header, cells)
