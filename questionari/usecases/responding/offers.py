"""Questions about the whole body (`scope: body`): what another of its services has answered is proposed, never taken.

Looked up when a page that asks one is opened, and kept nowhere: an answer erased there is offered no more. Of other
contacts' services only what was sent is offered; what the same contact has begun in another service, too.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from questionari.engine.answer_types import answer_type
from questionari.engine.answer_types.fields import Raw
from questionari.engine.definition import Question, Questionnaire
from questionari.engine.values import Reserved, Value
from questionari.store import bodies, responses
from questionari.store.bodies import Sibling
from questionari.usecases.house import House
from questionari.usecases.responding import documents
from questionari.usecases.responding.cases import Case, data_key, open_case, required_id
from questionari.usecases.responding.cells import tidy
from questionari.usecases.responding.definitions import definition_of

BODY = "body"
Told = tuple[Questionnaire, Mapping[str, Value]]


@dataclass(frozen=True, slots=True)
class Offer:
    """The fields proposed for a question, and whose answer they are."""

    raw: Raw
    unit_name: str


def offers(session: Session, house: House, now: datetime, case: Case, codes: Iterable[str]) -> Mapping[str, Offer]:
    """What is offered of these questions, by code; none to a colleague, in a rehearsal, in a list of records."""
    questions = (case.definition.questions[code] for code in codes)
    wanted = [q for q in questions if q.scope == BODY and q.store == "answers" and q.code not in case.drafts]
    if not wanted or case.only is not None or case.header.is_test or case.header.number:
        return {}
    found: dict[str, Offer] = {}
    for sibling in bodies.siblings(session, case.header, case.definition.code):
        told = _told(session, house, now, sibling)
        for question in wanted if told else ():
            raw = _raw(question, *told) if told else {}
            if raw and question.code not in found:
                found[question.code] = Offer(raw, sibling.unit_name)
    return found


def _told(session: Session, house: House, now: datetime, sibling: Sibling) -> Told | None:
    """What the other service has answered and is asked there; None where it was archived meanwhile."""
    found = responses.with_cells(session, sibling.public_id)
    if found is None:
        return None
    header, cells = found
    definition = definition_of(session, header.questionnaire_sha256)
    if not sibling.sent:
        case = open_case(session, house, now, header, cells)
        return definition, {code: value for code, value in case.answers.items() if case.path.asked(code)}
    response_id = required_id(header)
    sealed = bodies.document(session, response_id)
    if sealed is None:
        return definition, {}
    document = documents.open_document(data_key(house, header), response_id, header.receipt_number or "", sealed)
    return definition, documents.read(definition, document).answers


def _raw(question: Question, theirs: Questionnaire, answers: Mapping[str, Value]) -> Raw:
    """Their answer as fields of this question; none where it does not fit, or says that nothing is known."""
    other, value = theirs.questions.get(question.code), answers.get(question.code)
    if other is None or other.scope != BODY or other.type != question.type or value is None:
        return {}
    if isinstance(value, Reserved):
        return {}
    reading = answer_type(question).from_json(question, answer_type(other).to_json(other, value))
    if reading.problem is not None or reading.value is None:
        return {}
    return tidy(answer_type(question).raw(question, reading.value))
