"""The import of a file into a round: begun, its rows one by one, ended. Name and hash of the file are kept."""

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from questionari.engine.states import RoundState
from questionari.store.models.responses import ResponseImport
from questionari.store.models.rounds import Round
from questionari.store.types import new_id
from questionari.usecases import audit
from questionari.usecases.house import Actor, House, Refused
from questionari.usecases.intake.files import read_file
from questionari.usecases.intake.rows import Outcome, Plan, import_row
from questionari.usecases.intake.tables import SourceRow, Table, match
from questionari.usecases.responding.definitions import definition_of
from questionari.usecases.rounds.basics import get_round, state_of

LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Source:
    """A file with what was decided about it: ``mapping`` column of the file -> ours, ``reason`` for its warnings."""

    name: str
    content: bytes
    mapping: Mapping[str, str]
    reason: str = ""
    receipts: bool = False


def look(session: Session, now: datetime, round_id: uuid.UUID, source: Source) -> Table:
    """The rows of a file by the columns of the round's version. Raises Refused ("file_refused", "round_state", …)."""
    row = import_round(session, now, round_id)
    return match(definition_of(session, row.questionnaire_sha256), read_file(source.content), source.mapping)


def import_round(session: Session, now: datetime, round_id: uuid.UUID) -> Round:
    """A round that takes earlier responses: one made for them, or one that was opened and is not archived."""
    row = get_round(session, round_id)
    launched = state_of(row, now) not in (RoundState.DRAFT, RoundState.SCHEDULED, RoundState.ARCHIVED)
    if not row.historic and not launched:
        raise Refused("round_state", "Si importano risposte in una tornata aperta o chiusa, oppure in una storica.")
    if definition_of(session, row.questionnaire_sha256).cardinality != "one":
        raise Refused("records", "Le schede, una per contatto o chiamata, non si importano da un file.")
    return row


def begin_import(session: Session, now: datetime, actor: Actor, round_id: uuid.UUID, source: Source) -> uuid.UUID:
    """Note where the responses come from; gives the id of the import."""
    row, sha256 = import_round(session, now, round_id), hashlib.sha256(source.content).hexdigest()
    made = ResponseImport(id=new_id(), round_id=row.id, file_name=source.name[:LONGEST_NAME], file_sha256=sha256)
    made.mapping, made.begun_at, made.begun_by = dict(source.mapping), now, actor.id or actor.kind
    session.add(made)
    session.flush()
    audit.record(session, now, actor, "responses.import", ("round", row.id), file=sha256)
    return made.id


def import_one(
    session: Session, house: House, now: datetime, actor: Actor, source: Source, which: tuple[uuid.UUID, SourceRow]
) -> Outcome:
    """One row of a begun import (its id, the row). Where it is refused the caller takes the transaction back."""
    import_id, source_row = which
    row = import_round(session, now, session.get_one(ResponseImport, import_id).round_id)
    definition = definition_of(session, row.questionnaire_sha256)
    plan = Plan(row, definition, import_id, source.reason, source.receipts)
    return import_row(session, house, now, actor, plan, source_row)


def end_import(session: Session, now: datetime, import_id: uuid.UUID) -> int:
    """All rows were tried; gives how many responses the import has brought in."""
    row = session.get_one(ResponseImport, import_id)
    row.ended_at, row.sealed = now, None
    return row.rows
