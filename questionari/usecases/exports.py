"""Datasets asked for by staff: requests with states and leases, drained by the export worker, files that expire."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from questionari.clock import local_day
from questionari.engine.dataset import stays_with_service
from questionari.engine.states import Job, RoundState
from questionari.store import exports as store
from questionari.store.models.messages import ExportRequest
from questionari.store.models.rounds import Round
from questionari.usecases import audit
from questionari.usecases.house import SYSTEM, Actor, House, NotFound, Refused
from questionari.usecases.questionnaires import definition_of
from questionari.usecases.rounds.basics import get_round, state_of

FORMATS: Mapping[str, str] = {"csv": "CSV", "xlsx": "Excel (XLSX)"}
MOST_ATTEMPTS = 3
LEASE = timedelta(minutes=10)  # renewed at every batch of responses
PAUSE = timedelta(minutes=1)  # before a failed attempt is tried again
KEPT = timedelta(days=7)
FOLDER = "exports"
EXPIRED = "scaduto"
LABELS: Mapping[Job, str] = {
    Job.QUEUED: "in coda",
    Job.RUNNING: "in corso",
    Job.DONE: "pronto",
    Job.FAILED: "fallito",
}
KEPT_BY_SERVICE = Refused(
    "records_stay",
    "Le singole schede di questo questionario restano al servizio che le ha compilate (lo dice la sua informativa): "
    "verso la Rete escono solo tabelle aggregate, con una soglia.",
)
KILLED = "La preparazione si è interrotta tre volte. Richieda di nuovo il dataset o avvisi l'assistenza tecnica."


@dataclass(frozen=True, slots=True)
class ExportLine:
    """A request as the page shows it. ``expires``: until when its file can be downloaded; ``error`` in Italian.

    ``rows``: responses written, so far while it runs.
    """

    id: uuid.UUID
    requested_by: str
    format: str
    created_at: datetime
    state: str
    label: str
    rows: int | None
    error: str
    expires: datetime | None
    redacted: datetime | None  # since when copies of it hold an answer that was erased
    superseded: datetime | None  # when a response in it was corrected last

    @property
    def ready(self) -> bool:
        """Whether the file can be downloaded."""
        return self.expires is not None

    @property
    def waiting(self) -> bool:
        """Whether the page is worth loading again."""
        return self.state in (Job.QUEUED, Job.RUNNING)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A request that a worker holds."""

    id: uuid.UUID
    round_id: uuid.UUID
    owner: str
    attempt: int
    format: str


@dataclass(frozen=True, slots=True)
class Download:
    """A file of a ready dataset and the name it is given."""

    path: Path
    name: str


def refuse_unexportable(session: Session, row: Round, now: datetime) -> None:
    """Raises Refused for a rehearsal, a round that nobody was asked in, records that stay with their service."""
    if row.is_test:
        raise Refused("test_round", "È una tornata di prova: le sue risposte non entrano in alcun dataset.")
    if state_of(row, now) is RoundState.DRAFT:
        raise Refused("round_state", "La tornata è ancora in bozza: non ha risposte da esportare.")
    if stays_with_service(definition_of(session, row.questionnaire_sha256)):
        raise KEPT_BY_SERVICE


def file_of(house: House, request_id: uuid.UUID) -> Path:
    """Where the file of a request lies."""
    return house.settings.instance / FOLDER / f"{request_id}.zip"


def request(session: Session, now: datetime, actor: Actor, round_id: uuid.UUID, form: str = "csv") -> uuid.UUID:
    """Ask for the dataset of a round; one that waits already is not doubled. Raises NotFound, Refused."""
    refuse_unexportable(session, get_round(session, round_id), now)
    if form not in FORMATS:
        raise Refused("unknown_format", "Questo formato non è fra quelli disponibili.")
    waiting = store.pending(session, round_id, form)
    if waiting is not None:
        return waiting.id
    row = ExportRequest(round_id=round_id, requested_by=actor.id or actor.kind, format=form, created_at=now)
    session.add(row)
    session.flush()
    audit.record(session, now, actor, "dataset.requested", ("export_request", row.id), round=str(round_id), format=form)
    return row.id


def history(session: Session, round_id: uuid.UUID) -> tuple[ExportLine, ...]:
    """Every request of a round, the latest first."""
    return tuple(line_of(row) for row in store.history(session, round_id))


def refusal(session: Session, now: datetime, round_id: uuid.UUID) -> str:
    """Why a round has no dataset, in Italian; "" where one may be asked for."""
    try:
        refuse_unexportable(session, get_round(session, round_id), now)
    except Refused as refused:
        return refused.message
    return ""


def expected(session: Session, round_id: uuid.UUID) -> int:
    """How many responses a dataset asked for now would hold."""
    _, submitted, left_out, _ = store.counts(session, round_id)
    return submitted - left_out


def line_of(row: ExportRequest) -> ExportLine:
    """A request as pages show it."""
    state = Job(row.state)
    ready = state is Job.DONE and row.file_name is not None and row.ended_at is not None
    return ExportLine(
        row.id,
        row.requested_by,
        FORMATS.get(row.format, row.format),
        row.created_at,
        state,
        LABELS[state] if ready or state is not Job.DONE else EXPIRED,
        row.rows,
        row.error or "",
        row.ended_at + KEPT if ready and row.ended_at else None,
        row.redacted_at,
        row.superseded_at,
    )


def claim(session: Session, now: datetime, owner: str) -> Claimed | None:
    """Take the oldest request that is due under a lease; None when nothing is. Lost three times, it has failed."""
    while row := store.next_due(session, now):
        if row.attempts < MOST_ATTEMPTS:
            row.state, row.attempts = Job.RUNNING, row.attempts + 1
            row.lease_owner, row.lease_until, row.rows = owner, now + LEASE, 0
            row.superseded_at = None  # what is read from here on is of now
            return Claimed(row.id, row.round_id, owner, row.attempts, row.format)
        _end(session, now, row, Job.FAILED, rows=None, error=KILLED)
        session.flush()
    return None


def renew(session: Session, now: datetime, held: Claimed, rows: int) -> bool:
    """Prolong the lease after so many responses; False when another worker has taken the request: then stop."""
    row = store.owned(session, held.id, held.owner)
    if row is not None:
        row.lease_until, row.rows = now + LEASE, rows
    return row is not None


def finish(session: Session, now: datetime, held: Claimed, file_name: str, rows: int) -> bool:
    """The file is there; False when the request is no longer ours."""
    row = store.owned(session, held.id, held.owner)
    if row is None:
        return False
    _end(session, now, row, Job.DONE, rows=rows, error=None, file_name=file_name)
    return True


def fail(session: Session, now: datetime, held: Claimed, error: str, final: bool = False) -> None:
    """Note why an attempt failed (Italian); it is tried again after a pause, until the third."""
    row = store.owned(session, held.id, held.owner)
    if row is None:
        return
    if final or row.attempts >= MOST_ATTEMPTS:
        _end(session, now, row, Job.FAILED, rows=None, error=error)
        return
    row.state, row.error, row.rows = Job.QUEUED, error, None
    row.lease_owner, row.lease_until = None, now + PAUSE


def _end(session: Session, now: datetime, row: ExportRequest, state: Job, **values: Any) -> None:
    row.state, row.ended_at, row.lease_owner, row.lease_until = state, now, None, None
    for name, value in values.items():
        setattr(row, name, value)
    detail = {"round": str(row.round_id), "attempts": row.attempts, "rows": row.rows}
    audit.record(session, now, SYSTEM, f"dataset.{state}", ("export_request", row.id), **detail)


def archive_name(round_code: str, now: datetime) -> str:
    """The name of the archive and of the folder in it ends with the day it was made."""
    return f"dataset_{round_code}_{local_day(now).isoformat()}.zip"


def download(
    session: Session, house: House, now: datetime, actor: Actor, round_id: uuid.UUID, request_id: uuid.UUID
) -> Download:
    """The file of a ready dataset of that round; every download is in the audit trail.

    Raises NotFound, also once the file has expired.
    """
    row = store.of_round(session, round_id, request_id)
    path = file_of(house, request_id)
    if row is None or row.file_name is None or not path.is_file():
        raise NotFound("dataset")
    audit.record(session, now, actor, "dataset.downloaded", ("export_request", row.id), round=str(round_id))
    return Download(path, row.file_name)


def expire(session: Session, now: datetime) -> int:
    """Take back files made seven days ago; how many. The files themselves go with `forget_files`."""
    rows = store.ended_before(session, now - KEPT)
    for row in rows:
        row.file_name = None
        audit.record(session, now, SYSTEM, "dataset.expired", ("export_request", row.id))
    return len(rows)


def withdraw(session: Session, now: datetime, round_id: uuid.UUID) -> int:
    """A value was erased from a response: files that hold it go; one being made is begun again. How many did.

    Files made before keep the mark for good: copies that were downloaded are to be made anew.
    """
    store.mark_redacted(session, round_id, now)
    made = store.made_for(session, round_id)
    for row in made:
        if row.state == Job.RUNNING:
            row.state, row.lease_owner, row.lease_until, row.rows = Job.QUEUED, None, None, None
        row.file_name = None
        audit.record(session, now, SYSTEM, "dataset.withdrawn", ("export_request", row.id))
    return len(made)


def files_kept(session: Session) -> frozenset[str]:
    """The names (ids) under which files may lie in the folder of exports; anything else there is a leftover."""
    return frozenset(map(str, store.with_files(session)))


def announce(session: Session, now: datetime, actor: Actor, round_id: uuid.UUID, form: str) -> None:
    """Note an export by command line before it begins. Raises NotFound, Refused."""
    refuse_unexportable(session, get_round(session, round_id), now)
    audit.record(session, now, actor, "dataset.exported", ("round", round_id), format=form)
