"""Reading submitted responses: one by staff (audited), all of a round for the dataset (streamed)."""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from questionari.engine.answered import AnswerLine, SectionView, answered, asked, contact_lines
from questionari.engine.dataset import stays_with_service
from questionari.engine.definition import Questionnaire, say
from questionari.engine.path import find_path
from questionari.engine.values import Context, Value
from questionari.engine.wording import ITALIAN
from questionari.store import apart as kept_apart, responses
from questionari.store.headers import Header
from questionari.store.submitted import submitted_rows
from questionari.usecases import audit, exports
from questionari.usecases.house import Actor, House, NotFound
from questionari.usecases.responding import documents
from questionari.usecases.responding.attaching import File, file_of
from questionari.usecases.responding.cases import required_id
from questionari.usecases.responding.compiling import Compiler, said_of
from questionari.usecases.responding.definitions import definition_of
from questionari.usecases.responding.pairing import Following, together
from questionari.usecases.responding.sent import LAST, Earlier, earlier_of, sent_of


@dataclass(frozen=True, slots=True)
class SubmittedView:
    """One submission, in words. ``contacts`` are the answers kept apart, of the last one alone; ``confirmed``: the
    question a warning stood at, the reason given; ``number`` is LAST, or that of one a later one took the place of.
    """

    response_id: uuid.UUID
    public_id: str
    unit_name: str
    round_id: uuid.UUID
    round_title: str
    state: str
    receipt_number: str
    receipt_hash: str
    submitted_at: datetime
    sections: tuple[SectionView, ...]
    contacts: tuple[AnswerLine, ...]
    confirmed: tuple[tuple[str, str], ...]
    earlier: tuple[Earlier, ...]
    number: int
    title: str
    language: str
    redacted: tuple[str, ...]  # codes of the questions whose answers were erased as personal data
    compiler: Compiler | None  # said beside the answers; of one that a question asks for, see ``contacts``


@dataclass(frozen=True, slots=True)
class SubmittedDocument:
    """One submitted response for the dataset: unit facts as frozen at the opening, typed answers on the path."""

    response_id: uuid.UUID
    invitation_id: uuid.UUID
    census: Mapping[str, Any]
    state: str
    submitted_at: datetime
    receipt_number: str
    definition: Questionnaire
    answers: Mapping[str, Value]
    confirmed: Mapping[str, str]
    context: Context
    language: str
    number: int  # of the record, 0 where a unit answers once
    following: Following  # of a record in parts: the one that follows
    mode: str  # engine.states.Mode
    left_out: bool  # by staff: in no dataset


def read_submitted(
    session: Session, house: House, now: datetime, actor: Actor, response_id: uuid.UUID, number: int = LAST
) -> SubmittedView:
    """One submission for staff, in Italian; each reading is audited.

    Raises NotFound (drafts too), Refused "records_stay": a record that no answer of may be made public.
    """
    header = readable(session, response_id)
    view = view_of(session, house, header, ITALIAN, number)
    audit.record(session, now, actor, "response.read", ("response", response_id), **_which(number))
    return view


def read_file(
    session: Session, house: House, now: datetime, actor: Actor, response_id: uuid.UUID, code: str, number: int = LAST
) -> File:
    """A file of a submission, for staff; each reading is audited. Raises as `read_submitted` does."""
    header = readable(session, response_id)
    file = submitted_file(session, house, header, code, number)
    audit.record(session, now, actor, "response.file", ("response", response_id), question=code, **_which(number))
    return file


def readable(session: Session, response_id: uuid.UUID) -> Header:
    """The response, where staff may read it. Raises NotFound, Refused "records_stay"."""
    header = responses.by_response(session, response_id)
    if header is None:
        raise NotFound("risposta")
    if stays_with_service(definition_of(session, header.questionnaire_sha256)):
        raise exports.KEPT_BY_SERVICE
    return header


def _which(number: int) -> dict[str, int]:
    """What the record of a reading says of an earlier submission."""
    return {} if number == LAST else {"revision": number}


def submitted_file(session: Session, house: House, header: Header, code: str, number: int = LAST) -> File:
    """The file that answers a question of a submission. Raises NotFound."""
    sent, response_id = sent_of(session, house, header, number), required_id(header)
    apart = _contact_answers(session, sent.definition, (response_id, sent.key)) if number == LAST else {}
    return file_of(session, response_id, sent.key, {**sent.found.answers, **apart}.get(code))


def view_of(
    session: Session, house: House, header: Header, language: str, number: int = LAST, whole: bool = False
) -> SubmittedView:
    """A submission in words of that language; ``whole``: with what was asked and not answered. Raises NotFound."""
    response_id, sent = required_id(header), sent_of(session, house, header, number)
    apart = _contact_answers(session, sent.definition, (response_id, sent.key)) if number == LAST else {}
    path = find_path(sent.definition, {**sent.found.answers, **apart}, sent.found.context)
    return SubmittedView(
        response_id,
        header.public_id,
        str(header.census.get("name", "")),
        header.round_id,
        header.round_title,
        header.state or "",
        sent.receipt_number,
        sent.receipt_hash,
        sent.submitted_at,
        (asked if whole else answered)(path, {**path.computed, **sent.found.answers}, language),
        contact_lines(path, apart, language),
        tuple(_reasons(sent.definition, sent.found.confirmed, language)),
        earlier_of(session, sent.key, header),
        number,
        say(sent.definition.title, language),
        language,
        sent.found.redacted,
        said_of(session, house, header) if number == LAST else None,
    )


def _reasons(definition: Questionnaire, confirmed: Mapping[str, str], language: str) -> Iterator[tuple[str, str]]:
    """Where a warning stood, in words, and the reason given for it; its key names its check, and the row."""
    for key, reason in confirmed.items():
        check = key.partition("#")[0]
        code = check if check in definition.questions else check.rpartition(".")[0]
        question = definition.questions.get(code)
        yield f"{code} – {say(question.text, language)}" if question else check, reason


def _contact_answers(
    session: Session, definition: Questionnaire, response: tuple[uuid.UUID, bytes]
) -> Mapping[str, Value]:
    return documents.typed(definition.questions, kept_apart.contacts(session, *response)["answers"])


def submitted_documents(
    session: Session, house: House, now: datetime, round_id: uuid.UUID
) -> Iterator[SubmittedDocument]:
    """Every submitted response of a round, one at a time, in the order of their invitations; parts put together."""
    for row in submitted_rows(session, round_id):
        key = house.keyring.data_key(f"response:{row.response_id}", row.data_key, row.key_version)
        definition = definition_of(session, row.questionnaire_sha256)
        content = documents.open_document(key, row.response_id, row.receipt_number, row.document)
        found, following = together(session, house, now, row, documents.read(definition, content))
        yield SubmittedDocument(
            row.response_id,
            row.invitation_id,
            row.census,
            row.state,
            row.submitted_at,
            row.receipt_number,
            definition,
            found.answers,
            found.confirmed,
            found.context,
            found.language,
            row.number,
            following,
            row.mode,
            row.left_out,
        )
