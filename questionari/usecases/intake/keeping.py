"""A file of responses that staff look at before they import it: sealed with the instance's key, gone once imported.

What was not imported goes with the next file for the same round, with an erasure in it, or after a month.
"""

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from questionari.engine.columns import layout
from questionari.store import imports
from questionari.store.models.responses import ResponseImport
from questionari.store.models.rounds import Round
from questionari.store.types import new_id
from questionari.usecases import audit
from questionari.usecases.house import Actor, House, NotFound, Refused
from questionari.usecases.intake.importing import LONGEST_NAME, Source, import_round
from questionari.usecases.intake.tables import LANGUAGE, UNIT, VERSION
from questionari.usecases.responding.definitions import definition_of

TRY, IMPORT = "try", "import"  # what a worker is asked to do with a file
UNDER_WAY = Refused(
    "import_under_way", "In questa tornata si sta importando un altro file: attenda la fine, poi riprovi."
)


@dataclass(frozen=True, slots=True)
class Done:
    """An import that was made: when, by whom (an account's code), from which file, how many responses."""

    at: datetime
    by: str
    name: str
    sha256: str
    rows: int


def keep(session: Session, house: House, now: datetime, actor: Actor, round_id: uuid.UUID, source: Source) -> uuid.UUID:
    """Keep a file to be looked at; gives the id of its import. Raises Refused where the round takes none, or while
    another file is being imported into it ("import_under_way"): that one would be let go half-way.
    """
    row = import_round(session, now, round_id)
    if imports.under_way(session, row.id, IMPORT):
        raise UNDER_WAY
    imports.forget(session, now, imports.of_round(row.id))
    import_id, sha256 = new_id(), hashlib.sha256(source.content).hexdigest()
    sealed = house.keyring.seal(source.content, place_of(import_id))
    kept = ResponseImport(id=import_id, round_id=row.id, file_name=source.name[:LONGEST_NAME], file_sha256=sha256)
    kept.mapping, kept.sealed = dict(_last_mapping(session, row)), sealed
    kept.begun_at, kept.begun_by = now, actor.id or actor.kind
    session.add(kept)
    audit.record(session, now, actor, "responses.look", ("round", row.id), file=sha256)
    return import_id


def _last_mapping(session: Session, row: Round) -> Mapping[str, str]:
    """What was chosen for the columns of the last file of a round of the same version."""
    same = Round.questionnaire_sha256 == row.questionnaire_sha256
    query = select(ResponseImport.mapping).join(Round, Round.id == ResponseImport.round_id).where(same)
    return session.scalar(query.order_by(ResponseImport.begun_at.desc(), ResponseImport.id.desc()).limit(1)) or {}


def kept(session: Session, house: House, round_id: uuid.UUID, import_id: uuid.UUID) -> Source:
    """The file with what was chosen last. Raises NotFound: of another round, imported, or replaced."""
    row = session.get(ResponseImport, import_id)
    if row is None or row.round_id != round_id or row.sealed is None:
        raise NotFound("file")
    return Source(row.file_name, house.keyring.unseal(row.sealed, place_of(row.id)), row.mapping)


def name_of(session: Session, round_id: uuid.UUID, import_id: uuid.UUID) -> str:
    """The name of a file, kept or imported. Raises NotFound for another round's."""
    row = session.get(ResponseImport, import_id)
    if row is None or row.round_id != round_id:
        raise NotFound("file")
    return row.file_name


def choose(session: Session, import_id: uuid.UUID, source: Source) -> None:
    """Note what was chosen for a kept file; the choice is proposed for the next one.

    The reason is not: it may name somebody, and stands sealed in each response that it is given for.
    """
    session.get_one(ResponseImport, import_id).mapping = dict(source.mapping)


def choices(session: Session, now: datetime, round_id: uuid.UUID) -> tuple[str, ...]:
    """What a column of a file may be."""
    row = import_round(session, now, round_id)
    names = (column.name for column in layout(definition_of(session, row.questionnaire_sha256)).wide)
    return (UNIT, LANGUAGE, VERSION, *names)


def made(session: Session, round_id: uuid.UUID) -> tuple[Done, ...]:
    """The imports of a round that brought something in, the latest first."""
    own = (ResponseImport.round_id == round_id, ResponseImport.rows > 0)
    rows = session.scalars(select(ResponseImport).where(*own).order_by(ResponseImport.begun_at.desc()))
    return tuple(Done(one.begun_at, one.begun_by, one.file_name, one.file_sha256, one.rows) for one in rows)


def place_of(import_id: uuid.UUID) -> str:
    """Where a kept file belongs: part of its associated data."""
    return f"response_import:{import_id}"
