"""After an erasure: files and traces on disk go, then its certificate is signed. May run twice, may be killed."""

import json
import logging
from collections.abc import Mapping
from typing import Any

from questionari import clock
from questionari.jobs.export_files import forget_files
from questionari.jobs.surroundings import database, house
from questionari.store.traces import erase_traces
from questionari.usecases.redactions import certificates

log = logging.getLogger(__name__)
DRILL = "redaction-drill.json"  # in the instance folder: what the last drill found


def sweep() -> None:
    """Remove what the erasures of late left on disk, and certify them."""
    with database().reading() as session:
        ids, tables = certificates.waiting(session)
    if not ids:
        return
    forget_files()
    traces = erase_traces(database(), tables)
    with database().writing() as session:
        issued = certificates.issue(session, house(), clock.utc_now(), ids, traces, last_drill())
    log.info("erasures certified: %d", issued)


def last_drill() -> Mapping[str, Any] | None:
    """What the last drill of this instance found, where one was run."""
    path = house().settings.instance / DRILL
    try:
        found: dict[str, Any] = json.loads(path.read_text())
    except (OSError, ValueError):
        return None
    return found
