"""Versions proposed for open rounds, tried on every draft by the export worker: seconds or minutes, never in a page."""

import logging
import uuid

from rq.timeouts import JobTimeoutException

from questionari import clock
from questionari.jobs.surroundings import database, house
from questionari.usecases.rounds import patching, trial

log = logging.getLogger(__name__)


def try_patches() -> bool:
    """Make every trial that waits; whether any was begun. It writes only what it found: made twice, it harms nothing.

    One that fails, or outlives its job, is made thrice at most; then its page and the staff's first page say so.
    """
    with database().reading() as session:
        waiting = patching.untried(session)
    return any([_try(*one) for one in waiting])


def _try(patch_id: uuid.UUID, round_id: uuid.UUID, sha256: str) -> bool:
    with database().writing() as session:
        if not patching.begin_trial(session, patch_id):
            return False
    try:
        with database().reading() as session:
            found = trial.make(session, house(), clock.utc_now(), round_id, sha256)
    except JobTimeoutException:
        raise
    except Exception:
        log.exception("the trial of patch %s failed", patch_id)
        return True
    with database().writing() as session:
        patching.keep_trial(session, clock.utc_now(), patch_id, found)
    return True


def count_drafts_anew() -> bool:
    """Count the progress of drafts that were moved, one transaction each: nobody who saves waits for the others."""
    with database().reading() as session:
        waiting = patching.uncounted(session)
    for patch_id, public_ids in waiting:
        for public_id in public_ids:
            _count(public_id)
        with database().writing() as session:
            patching.counted_anew(session, clock.utc_now(), patch_id)
    return bool(waiting)


def _count(public_id: str) -> None:
    try:
        with database().writing() as session:
            patching.count_anew(session, house(), clock.utc_now(), public_id)
    except JobTimeoutException:
        raise
    except Exception:  # one draft that cannot be counted holds up neither the others nor the datasets
        log.exception("the draft %s cannot be counted", public_id)
