"""The logic of drafts: a proof is asked for with each revision without errors, made by a worker, kept with it."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from questionari.engine.answer_types import answer_type
from questionari.engine.checks.specifics import specific
from questionari.engine.definition import Question, Questionnaire, say
from questionari.engine.editing.lines import line_of, lines_of
from questionari.engine.editing.places import address_at
from questionari.engine.states import Job
from questionari.store import drafts as store
from questionari.store.models.drafts import DraftProof, QuestionnaireDraft
from questionari.usecases.workbench.pointing import beyond, place_words
from questionari.usecases.workbench.versions import Told, tell

MOST_ATTEMPTS = 3
LEASE = timedelta(minutes=10)
LABELS: Mapping[Job, str] = {
    Job.QUEUED: "in coda",
    Job.RUNNING: "in corso",
    Job.DONE: "fatta",
    Job.FAILED: "non riuscita",
}


@dataclass(frozen=True, slots=True)
class Claimed:
    """A proof that a worker holds."""

    draft_id: uuid.UUID
    revision: int
    owner: str


@dataclass(frozen=True, slots=True)
class Given:
    """An answer of a response that shows a finding, in words."""

    code: str
    text: str
    words: str


@dataclass(frozen=True, slots=True)
class Proved:
    """A finding of the proof and the response that shows it: as `run` reads it, and its answers in words."""

    told: Told
    witness: Mapping[str, Any] | None
    answers: tuple[Given, ...] = ()


@dataclass(frozen=True, slots=True)
class ProofShown:
    """What became of the proof of a revision."""

    state: Job
    label: str
    findings: tuple[Proved, ...] = ()
    claims: int = 0
    undecided: tuple[str, ...] = ()

    @property
    def waiting(self) -> bool:
        """Whether the page is worth loading again."""
        return self.state in (Job.QUEUED, Job.RUNNING)

    @property
    def sound(self) -> bool:
        """Whether it was made and found no error."""
        return self.state is Job.DONE and not any(found.told.severity == "error" for found in self.findings)


def ask(session: Session, now: datetime, draft_id: uuid.UUID, revision: int) -> None:
    """Ask for the proof of a revision; one that failed is tried anew, one that is made stays."""
    row = session.get(DraftProof, (draft_id, revision))
    if row is None:
        session.add(DraftProof(draft_id=draft_id, revision=revision, state=Job.QUEUED, asked_at=now))
    elif row.state == Job.FAILED:
        row.state, row.attempts, row.lease_until, row.asked_at = Job.QUEUED, 0, None, now


def shown(
    session: Session, draft_id: uuid.UUID, revision: int, text: str, definition: Questionnaire | None = None
) -> ProofShown | None:
    """The proof of a revision with its findings at their lines; None when none was asked for.

    With the questionnaire that the text is, the responses that show the findings are said in words.
    """
    row = session.get(DraftProof, (draft_id, revision))
    if row is None:
        return None
    state, result = Job(row.state), row.result or {}
    lines, document = lines_of(text), json.loads(text)
    return ProofShown(
        state,
        LABELS[state],
        tuple(_proved(found, lines, document, definition) for found in result.get("findings", ())),
        result.get("claims", 0),
        tuple(specific(claim) or claim for claim in result.get("undecided", ())),
    )


def _proved(
    found: Mapping[str, Any], lines: Mapping[str, int], document: Mapping[str, Any], definition: Questionnaire | None
) -> Proved:
    pointer = found["pointer"]
    said = tell(found["code"], found["severity"], found["message"], pointer, line_of(lines, pointer))
    questions = definition.questions if definition else {}
    answers = (found["witness"] or {}).get("answers", {})
    given = (_given(question, answers[code]) for code, question in questions.items() if code in answers)
    where, place = address_at(document, pointer), place_words(document, pointer)
    told = replace(said, address=where, place=place, particular=beyond(place, said.particular))
    return Proved(told, found["witness"], tuple(given))


def _given(question: Question, data: Any) -> Given:
    """One answer, as people read it; as it stands, where it is none that the question takes."""
    kind = answer_type(question)
    value = kind.from_json(question, data).value
    return Given(question.code, say(question.text), str(data) if value is None else kind.text(question, value))


def claim(session: Session, now: datetime, owner: str) -> Claimed | None:
    """Take the oldest proof that is due under a lease. One whose draft has a newer revision is passed over."""
    while row := store.next_proof(session, now):
        draft = session.get_one(QuestionnaireDraft, row.draft_id)
        if draft.revision == row.revision and row.attempts < MOST_ATTEMPTS:
            row.state, row.attempts = Job.RUNNING, row.attempts + 1
            row.lease_owner, row.lease_until = owner, now + LEASE
            return Claimed(row.draft_id, row.revision, owner)
        _end(row, now, Job.FAILED)
        session.flush()
    return None


def finish(session: Session, now: datetime, held: Claimed, result: dict[str, Any] | None) -> bool:
    """Keep what was proved (None: it could not be); False when another worker has taken the proof."""
    row = store.owned_proof(session, held.draft_id, held.revision, held.owner)
    if row is None:
        return False
    row.result = result
    _end(row, now, Job.FAILED if result is None else Job.DONE)
    return True


def _end(row: DraftProof, now: datetime, state: Job) -> None:
    row.state, row.ended_at, row.lease_owner, row.lease_until = state, now, None, None
