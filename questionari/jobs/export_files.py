"""The folder of ready datasets: what no request vouches for any more is erased. Knows no table library."""

import logging
import shutil
from pathlib import Path

from questionari import clock
from questionari.jobs.surroundings import database, house
from questionari.usecases import exports

log = logging.getLogger(__name__)
ID_LENGTH = 36  # every name in the folder begins with the id of its request, drafts after a dot


def folder() -> Path:
    """The folder, made at its first use; only we may read it."""
    found = house().settings.instance / exports.FOLDER
    found.mkdir(mode=0o700, parents=True, exist_ok=True)
    return found


def forget_files() -> None:
    """Take back files older than seven days, then erase every file and draft that belongs to no request."""
    with database().writing() as session:
        exports.expire(session, clock.utc_now())
    with database().reading() as session:
        kept = exports.files_kept(session)
    for path in sorted(folder().iterdir()):
        if path.name.lstrip(".")[:ID_LENGTH] not in kept:
            log.info("dataset file erased: %s", path.name)
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
