"""What the staff see of a consultation, question by question, and their answers to comments."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from questionari.engine.definition import Questionnaire, say
from questionari.store import consultations as store
from questionari.store.consultations import GuestLine
from questionari.store.models.consultations import Consultation, ConsultationComment
from questionari.usecases import audit, fields
from questionari.usecases.consulting.basics import get, last_day, takes_comments
from questionari.usecases.consulting.commenting import LONGEST, WHOLE
from questionari.usecases.consulting.reading import definition_of, in_clear
from questionari.usecases.house import Actor, House, NotFound, Refused
from questionari.usecases.workbench import drafts

OUTCOMES: Mapping[str, str] = {
    "accepted": "accolto",
    "partly": "accolto in parte",
    "declined": "non accolto",
}
THE_WHOLE = "Il questionario nel suo insieme"
READERS = {
    "outcome": fields.one_of(OUTCOMES),
    "answer": fields.required(fields.paragraphs(LONGEST)),
    "wording": fields.paragraphs(LONGEST),
}
OVERTAKEN = "Nel frattempo il commento, o la sua risposta, è cambiato: li rilegga qui sopra, poi salvi di nuovo."


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment as staff see it. ``answered``: to what it says now. ``mark``: what a later answer must begin from."""

    id: uuid.UUID
    name: str
    body: str
    text: str
    saved_at: datetime
    outcome: str
    answer: str
    wording: str
    answered: bool
    mark: str


@dataclass(frozen=True, slots=True)
class About:
    """The comments on one question."""

    code: str
    text: str
    comments: tuple[Comment, ...]


@dataclass(frozen=True, slots=True)
class ConsultationPage:
    """A consultation with everybody consulted and everything said."""

    id: uuid.UUID
    draft_id: uuid.UUID
    title: str
    revision: int
    text: str
    opened_at: datetime
    opened_by: str
    until: date
    open: bool
    closed_at: datetime | None
    published: bool
    guests: tuple[GuestLine, ...]
    spoke: frozenset[uuid.UUID]
    abouts: tuple[About, ...]

    @property
    def unanswered(self) -> int:
        """How many comments wait for an answer."""
        return sum(not comment.answered for about in self.abouts for comment in about.comments)


def page(session: Session, house: House, now: datetime, consultation_id: uuid.UUID) -> ConsultationPage:
    """One consultation. Raises NotFound, WrongKey."""
    row = get(session, consultation_id)
    draft = drafts.load(session, row.draft_id, row.revision)
    guests = tuple(store.guests(session, row.id))
    written = store.written(session, row.id)
    named = {line.guest.id: line for line in guests}
    comments = [(found.question, _comment(house, found, named[found.guest_id])) for found in written]
    return ConsultationPage(
        id=row.id,
        draft_id=row.draft_id,
        title=draft.line.title,
        revision=row.revision,
        text=row.text,
        opened_at=row.opened_at,
        opened_by=row.opened_by,
        until=last_day(row),
        open=takes_comments(row, now),
        closed_at=row.closed_at,
        published=row.published_sha256 is not None,
        guests=guests,
        spoke=frozenset(found.guest_id for found in written),
        abouts=_by_question(definition_of(draft.text), comments),
    )


def _comment(house: House, row: ConsultationComment, line: GuestLine) -> Comment:
    return Comment(
        id=row.id,
        name=line.name,
        body=line.guest.body,
        text=in_clear(house, row),
        saved_at=row.saved_at,
        outcome=row.outcome or "",
        answer=row.answer,
        wording=row.wording,
        answered=row.answered_of == row.version,
        mark=_mark(row),
    )


def _mark(row: ConsultationComment) -> str:
    return f"{row.version}.{row.answer_version}"


def _by_question(definition: Questionnaire, comments: list[tuple[str, Comment]]) -> tuple[About, ...]:
    """In the order of the questionnaire, after what was said of the whole."""
    texts = {WHOLE: THE_WHOLE, **{code: say(question.text) for code, question in definition.questions.items()}}
    said = {code: tuple(comment for of, comment in comments if of == code) for code in texts}
    return tuple(About(code, texts[code], found) for code, found in said.items() if found)


def answer(
    session: Session,
    now: datetime,
    actor: Actor,
    consultation_id: uuid.UUID,
    comment_id: uuid.UUID,
    values: Mapping[str, str],
) -> None:
    """Answer a comment, or answer it otherwise, until the version is published.

    ``values``: those of READERS, and "mark", of the comment that was read. Raises NotFound, Refused, Invalid.
    """
    row = get(session, consultation_id, lock=True)
    found = store.comment(session, consultation_id, comment_id)
    if found is None or row.published_sha256 is not None:
        raise NotFound("commento")
    read = fields.read_fields(values, READERS)
    if values.get("mark") != _mark(found):
        raise Refused("overtaken", OVERTAKEN)
    found.outcome, found.answer, found.wording = read["outcome"], read["answer"], read["wording"]
    found.answered_at, found.answered_by = now, actor.id or actor.kind
    found.answered_of, found.answer_version = found.version, found.answer_version + 1
    audit.record(
        session, now, actor, "consultation.answered", ("consultation_comment", found.id), outcome=read["outcome"]
    )


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A consultation that waits for the staff: comments without an answer; a last day that passed, nobody closed it."""

    id: uuid.UUID
    title: str
    until: date
    unanswered: int
    overdue: bool


def unfinished(session: Session, now: datetime) -> tuple[Unfinished, ...]:
    """What the staff have to do for consultations, the first to end first."""
    rows = store.unfinished(session, now)
    return tuple(
        Unfinished(row.id, title, last_day(row), left, row.closed_at is None and not takes_comments(row, now))
        for row, title, left in rows
    )


@dataclass(frozen=True, slots=True)
class ConsultationLine:
    """A consultation in the list of a draft."""

    id: uuid.UUID
    revision: int
    opened_at: datetime
    until: date
    state: str


def of_draft(session: Session, now: datetime, draft_id: uuid.UUID) -> tuple[ConsultationLine, ...]:
    """The consultations of a draft, the latest first."""
    rows = store.of_draft(session, draft_id)
    return tuple(ConsultationLine(r.id, r.revision, r.opened_at, last_day(r), _state(r, now)) for r in rows)


def _state(row: Consultation, now: datetime) -> str:
    if row.closed_at is not None:
        return "pubblicata" if row.published_sha256 else "chiusa"
    return "in corso" if takes_comments(row, now) else "termine passato"
