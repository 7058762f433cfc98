"""The export job: one dataset that was asked for. Rung after commits and by the timer; may run twice, may be killed."""

import logging
import os
import secrets
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from esportazioni.errors import TooLarge
from esportazioni.export import EXPORTS
from esportazioni.folders import zip_folder
from questionari import clock
from questionari.jobs.export_files import folder, forget_files
from questionari.jobs.imports import import_next
from questionari.jobs.proofs import prove_next
from questionari.jobs.redactions import sweep
from questionari.jobs.surroundings import bell, database, house
from questionari.jobs.trials import count_drafts_anew, try_patches
from questionari.store.sealing import WrongKey
from questionari.usecases import datasets, exports
from questionari.usecases.exports import Claimed
from questionari.usecases.house import Refused

log = logging.getLogger(__name__)
TOO_LARGE = "Le risposte sono troppe per una cartella di lavoro Excel: chieda il formato CSV."
#: The first that fits; the log has the details.
MESSAGES: tuple[tuple[type[Exception], str], ...] = (
    (OSError, "Non è stato possibile scrivere il file: lo spazio su disco potrebbe essere esaurito."),
    (WrongKey, "Una risposta non si apre con la chiave di cifratura in uso: avvisi l'assistenza tecnica."),
    (Exception, "Si è verificato un errore del sistema: avvisi l'assistenza tecnica."),
)


class LeaseLost(Exception):
    """Another worker has taken the request, or it was withdrawn: what was made is thrown away."""


def drain_exports() -> None:
    """Do the first of this that waits, then ring again: prove a draft, try a version proposed for an open round, count
    moved drafts anew, try or import a long file of responses, make the oldest dataset. Each has a job's whole time."""
    forget_files()
    sweep()
    if prove_next() or try_patches() or count_drafts_anew() or import_next() or _make_next():
        bell().ring("exports")


def _make_next() -> bool:
    owner = f"{os.getpid()}-{secrets.token_hex(8)}"
    with database().writing() as session:
        held = exports.claim(session, clock.utc_now(), owner)
    if held is not None:
        attempt(held)
    return held is not None


def attempt(held: Claimed) -> None:
    """Make one dataset; every failure is told to who asked, in the row of the request."""
    try:
        rows = _make(held, clock.utc_now())
        log.info("dataset %s ready: %d responses", held.id, rows)
    except LeaseLost:
        log.warning("dataset %s: the lease was lost at attempt %d", held.id, held.attempt)
    except Refused as error:
        _fail(held, error.message, final=True)
    except TooLarge as error:
        log.warning("dataset %s refused: %s", held.id, error)
        _fail(held, TOO_LARGE, final=True)
    except Exception as error:
        log.exception("dataset %s failed at attempt %d", held.id, held.attempt)
        _fail(held, next(text for kind, text in MESSAGES if isinstance(error, kind)))


def _make(held: Claimed, now: datetime) -> int:
    draft = folder() / f"{held.id}-{held.attempt}"
    shutil.rmtree(draft, ignore_errors=True)
    try:
        with database().reading() as session:
            around = datasets.dataset_round(session, now, held.round_id)
            rows = datasets.submissions(session, house(), now, held.round_id)
            made = EXPORTS[held.format](around, rows, draft, now, _beat(held))
        name = exports.archive_name(around.code, now)
        archive = draft.with_suffix(".zip")
        zip_folder(draft, archive, name.removesuffix(".zip"), now)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    _hand_over(held, archive, name, made.rows)
    return made.rows


def _hand_over(held: Claimed, archive: Path, name: str, rows: int) -> None:
    """Put the archive in its place while the lease is confirmed: a slow worker never overwrites a fresher file."""
    try:
        with database().writing() as session:
            if not exports.finish(session, clock.utc_now(), held, name, rows):
                raise LeaseLost
            archive.replace(exports.file_of(house(), held.id))
    finally:
        archive.unlink(missing_ok=True)


def _beat(held: Claimed) -> Callable[[int], None]:
    """Renew the lease while the work goes on, and note how far it is."""

    def beat(rows: int) -> None:
        with database().writing() as session:
            if not exports.renew(session, clock.utc_now(), held, rows):
                raise LeaseLost

    return beat


def _fail(held: Claimed, message: str, final: bool = False) -> None:
    with database().writing() as session:
        exports.fail(session, clock.utc_now(), held, message, final)
