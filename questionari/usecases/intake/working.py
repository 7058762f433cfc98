"""A file of responses too long for a page: asked for by staff, tried or imported by a worker, its progress shown.

A task that is killed is taken up again once its lease has ended: rows imported before are found unchanged.
"""

import json
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from questionari.engine.states import Job
from questionari.store import imports as store
from questionari.store.models.responses import ImportTask, ResponseImport
from questionari.usecases.house import Actor, House, NotFound, Refused
from questionari.usecases.intake import keeping
from questionari.usecases.intake.importing import Source
from questionari.usecases.intake.rows import Outcome
from questionari.usecases.intake.tables import Finding, Table

AT_ONCE = 200  # rows that a page tries while somebody waits for it: longer files are for a worker
LEASE = timedelta(minutes=10)  # renewed every so many rows
EVERY = 20
MOST_ATTEMPTS = 3
MOST_TOLD = 1000  # findings: beyond, the file is mended better by a program
MORE = Finding(0, "", "note", f"Ci sono altre osservazioni: qui se ne leggono {MOST_TOLD}.")
BUSY = Refused("import_busy", "Il file è in lavorazione: attenda la fine.")
GAVE_UP = "La lavorazione si è interrotta più volte: avvisi l'assistenza tecnica."


@dataclass(frozen=True, slots=True)
class Held:
    """A task that a worker does."""

    import_id: uuid.UUID
    round_id: uuid.UUID
    what: str
    actor: Actor
    source: Source
    attempt: int


@dataclass(frozen=True, slots=True)
class Progress:
    """A task as its page shows it; ``counts`` done -> rows, ``findings`` and ``error`` once it has ended."""

    what: str
    state: Job
    total: int
    tried: int
    reason: str
    receipts: bool
    counts: Mapping[str, int]
    findings: tuple[Finding, ...]
    error: str

    @property
    def waits(self) -> bool:
        """Whether a worker has it, or will."""
        return self.state in (Job.QUEUED, Job.RUNNING)


def ask(
    session: Session,
    house: House,
    now: datetime,
    actor: Actor,
    import_id: uuid.UUID,
    what: str,
    source: Source,
    total: int,
) -> None:
    """Have a kept file tried or imported, with what was chosen for it. Raises Refused "import_busy"."""
    row = session.get(ImportTask, import_id, with_for_update=True)
    if row is not None and row.state in (Job.QUEUED, Job.RUNNING):
        raise BUSY
    row = row or ImportTask(import_id=import_id)
    row.what, row.state, row.asked_at, row.asked_by = what, Job.QUEUED.value, now, actor.id or actor.kind
    row.lease_until, row.attempts, row.total, row.tried = None, 0, total, 0
    row.sealed = _sealed(house, import_id, {"reason": source.reason, "receipts": source.receipts})
    session.add(row)


def progress(session: Session, house: House, import_id: uuid.UUID) -> Progress | None:
    """How far the latest task of a file is; None where there is none."""
    row = session.get(ImportTask, import_id)
    if row is None:
        return None
    said = _opened(house, row)
    report = said.get("report", {})
    findings = tuple(Finding(**one) for one in report.get("findings", ()))
    about = (row.what, Job(row.state), row.total, row.tried, said["reason"], said["receipts"])
    return Progress(*about, report.get("counts", {}), findings, report.get("error", ""))


def claim(session: Session, house: House, now: datetime) -> Held | None:
    """The next task for a worker; one that was begun too often has failed."""
    row = store.next_task(session, now)
    if row is None:
        return None
    if row.attempts >= MOST_ATTEMPTS:
        _end(house, row, Job.FAILED, {"error": GAVE_UP})
        return None
    row.state, row.attempts, row.lease_until, row.tried = Job.RUNNING.value, row.attempts + 1, now + LEASE, 0
    round_id = session.get_one(ResponseImport, row.import_id).round_id
    try:
        kept = keeping.kept(session, house, round_id, row.import_id)
    except NotFound:  # killed after its last row; or an erasure has let the file go
        _end(house, row, *_gone(session.get_one(ResponseImport, row.import_id)))
        return None
    said = _opened(house, row)
    source = replace(kept, reason=said["reason"], receipts=said["receipts"])
    return Held(row.import_id, round_id, row.what, Actor("staff", row.asked_by), source, row.attempts)


def _gone(of: ResponseImport) -> tuple[Job, Mapping[str, Any]]:
    if of.rows:
        return Job.DONE, {"counts": {"imported": of.rows}}
    return Job.FAILED, {"error": "Il file non è più conservato: lo scelga di nuovo."}


def beat(session: Session, now: datetime, held: Held, tried: int) -> bool:
    """Note how far it is; False where somebody else has the task, or it is gone."""
    row = _mine(session, held)
    if row is None:
        return False
    row.tried, row.lease_until = tried, now + LEASE
    return True


def finish(session: Session, house: House, held: Held, table: Table, outcomes: Sequence[Outcome]) -> None:
    """All rows were tried: what is to be said of them."""
    row = _mine(session, held)
    if row is None:
        return
    found = [*table.findings, *(finding for outcome in outcomes for finding in outcome.findings)]
    told = [*found[:MOST_TOLD], MORE] if len(found) > MOST_TOLD else found
    counts = dict(Counter(one.done for one in outcomes))
    row.tried = len(outcomes)
    _end(house, row, Job.DONE, {"counts": counts, "findings": list(map(asdict, told))})


def fail(session: Session, house: House, held: Held, message: str) -> None:
    """It cannot be done; why, in Italian."""
    row = _mine(session, held)
    if row is not None:
        _end(house, row, Job.FAILED, {"error": message})


def _mine(session: Session, held: Held) -> ImportTask | None:
    row = session.get(ImportTask, held.import_id, with_for_update=True, populate_existing=True)
    same = row is not None and row.state == Job.RUNNING and row.attempts == held.attempt
    return row if same else None


def _end(house: House, row: ImportTask, state: Job, report: Mapping[str, Any]) -> None:
    row.state, row.lease_until = state.value, None
    row.sealed = _sealed(house, row.import_id, {**_opened(house, row), "report": report})


def place_of(import_id: uuid.UUID) -> str:
    """Where what is said of a file belongs: part of its associated data."""
    return f"import_task:{import_id}"


def _sealed(house: House, import_id: uuid.UUID, content: Mapping[str, Any]) -> bytes:
    return house.keyring.seal(json.dumps(content, ensure_ascii=False).encode(), place_of(import_id))


def _opened(house: House, row: ImportTask) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(house.keyring.unseal(row.sealed, place_of(row.import_id)))
    return content
