"""Versions proposed for open rounds, tried on every draft by the export worker: seconds or minutes, never in a page."""

import logging

from questionari import clock
from questionari.jobs.surroundings import database, house
from questionari.usecases.rounds import patching, trial

log = logging.getLogger(__name__)


def try_patches() -> None:
    """Make every trial that waits. It writes only what it found: made twice, or killed, it harms nothing."""
    with database().reading() as session:
        waiting = patching.untried(session)
    for patch_id, round_id, sha256 in waiting:
        try:
            with database().reading() as session:
                found = trial.make(session, house(), clock.utc_now(), round_id, sha256)
        except Exception:
            log.exception("the trial of patch %s failed", patch_id)
            continue
        with database().writing() as session:
            patching.keep_trial(session, clock.utc_now(), patch_id, found)
