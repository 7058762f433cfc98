"""What a dataset is made of: a round's submitted responses, streamed, with codes only. Test rounds have none."""

import uuid
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy.orm import Session

from questionari.clock import local_day
from questionari.engine.dataset import DatasetRound, Submission
from questionari.store import exports as store
from questionari.usecases.completion import last_day
from questionari.usecases.exports import refuse_unexportable
from questionari.usecases.house import House
from questionari.usecases.responding import SubmittedDocument, submitted_documents
from questionari.usecases.responding.definitions import definition_of
from questionari.usecases.rounds import patching
from questionari.usecases.rounds.basics import RUNNING, get_round, state_of


def dataset_round(session: Session, now: datetime, round_id: uuid.UUID) -> DatasetRound:
    """The round as a dataset describes it, read in a snapshot that its rows share. Raises NotFound, Refused.

    To be called first in a session: what it counts is then exactly what `submissions` streams.
    """
    store.hold_snapshot(session)
    row = get_round(session, round_id)
    refuse_unexportable(session, row, now)
    return DatasetRound(
        row.code,
        row.title,
        row.period_start,
        row.period_end,
        last_day(row.deadline_at),
        state_of(row, now) in RUNNING,
        definition_of(session, row.questionnaire_sha256),
        *store.counts(session, round_id),
        versions=patching.versions_of(session, row),
    )


def submissions(session: Session, house: House, now: datetime, round_id: uuid.UUID) -> Iterator[Submission]:
    """The submitted responses of a round that staff have not excluded, one at a time, always in the same order."""
    documents = submitted_documents(session, house, now, round_id)
    return (_submission(found) for found in documents if not found.left_out)


def id_in_dataset(response_id: uuid.UUID) -> str:
    """The id of a response in every dataset: of its own it tells nothing, the id itself when it was begun (uuid7)."""
    return str(uuid.uuid5(response_id, "dataset"))


def _submission(found: SubmittedDocument) -> Submission:
    """Codes, day and answers of a response: of the census facts neither names nor addresses go on."""
    return Submission(
        id_in_dataset(found.response_id),
        str(found.census.get("code", "")),
        str(found.census.get("type", "")),
        str(found.census.get("province", "")),
        tuple(str(code) for code in found.census.get("atr_codes", ())),
        local_day(found.submitted_at),
        found.state,
        found.language,
        len(found.confirmed),
        found.answers,
        found.context,
        found.definition.version,
        found.number,
        found.following.service,
        local_day(found.following.submitted_at) if found.following.submitted_at else None,
        found.mode,
    )
