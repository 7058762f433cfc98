"""Submissions as they are kept: the last one of a response, and those that a later one took the place of."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from questionari.engine.definition import Questionnaire
from questionari.store.headers import Header
from questionari.store.models.responses import Response, Revision
from questionari.usecases.house import House, NotFound
from questionari.usecases.responding import documents
from questionari.usecases.responding.cases import data_key, required_id
from questionari.usecases.responding.definitions import definition_of
from questionari.usecases.responding.reasons import opened_of

LAST = 0
MOST_NUMBER = 10_000  # of submissions of one response; a database takes no number of any size


@dataclass(frozen=True, slots=True)
class Sent:
    """One submission, read back under the questionnaire it answered."""

    definition: Questionnaire
    key: bytes = field(repr=False)
    found: documents.Submitted = field(repr=False)
    receipt_number: str
    receipt_hash: str
    submitted_at: datetime


@dataclass(frozen=True, slots=True)
class Earlier:
    """A submission that a later one took the place of, and why it was given back. ``number`` counts from 1."""

    number: int
    receipt_number: str
    submitted_at: datetime
    reason: str


def sent_of(session: Session, house: House, header: Header, number: int = LAST) -> Sent:
    """A submission by its number, LAST for the one that counts. Raises NotFound where there is none."""
    if not LAST <= number <= MOST_NUMBER:
        raise NotFound("risposta")
    response_id = required_id(header)
    model = Response if number == LAST else Revision
    columns = (model.document, model.receipt_number, model.receipt_hash, model.submitted_at)
    row = session.execute(select(*columns).where(_one(response_id, number))).one_or_none()
    if row is None or row.document is None:
        raise NotFound("risposta")
    key = data_key(house, header)
    document = documents.open_document(key, response_id, row.receipt_number, row.document)
    definition = definition_of(session, document["questionnaire"]["sha256"])
    facts = (row.receipt_number, row.receipt_hash, row.submitted_at)
    return Sent(definition, key, documents.read(definition, document), *facts)


def _one(response_id: uuid.UUID, number: int) -> ColumnElement[bool]:
    if number == LAST:
        return Response.id == response_id
    return and_(Revision.response_id == response_id, Revision.number == number)


def earlier_of(session: Session, key: bytes, header: Header) -> tuple[Earlier, ...]:
    """What was sent before the submission that counts, the newest first. Raises WrongKey."""
    columns = (Revision.number, Revision.receipt_number, Revision.submitted_at, Revision.reason)
    own = (Revision.response_id == required_id(header), Revision.receipt_number != header.receipt_number)
    rows = session.execute(select(*columns).where(*own).order_by(Revision.number.desc()))
    return tuple(Earlier(*row[:3], opened_of(key, required_id(header), row[0], row[3])) for row in rows)
