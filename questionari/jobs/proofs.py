"""The proofs of questionnaire drafts: made by the export worker, seconds each, never in a web process."""

import logging
import os
import secrets
from typing import Any

from rq.timeouts import JobTimeoutException

from questionari import clock
from questionari.catalogue import load_document
from questionari.engine.compiler import subject_of
from questionari.jobs.surroundings import database
from questionari.proofs.prove import prove
from questionari.usecases.workbench import drafts, proving
from questionari.usecases.workbench.proving import Claimed

log = logging.getLogger(__name__)


def prove_next() -> bool:
    """Prove the oldest revision that waits; False when none does. A killed worker, or one whose job's time is over,
    leaves a lease that ends; what fails thrice has failed.
    """
    held = _claim(f"{os.getpid()}-{secrets.token_hex(8)}")
    if held is None:
        return False
    result = _proof(held)
    with database().writing() as session:
        proving.finish(session, clock.utc_now(), held, result)
    return True


def _claim(owner: str) -> Claimed | None:
    with database().writing() as session:
        return proving.claim(session, clock.utc_now(), owner)


def _proof(held: Claimed) -> dict[str, Any] | None:
    """What was proved, as the commands print it; None when it could not be: the log has the details."""
    with database().reading() as session:
        text = drafts.text_of(session, held.draft_id, held.revision)
    try:
        prepared = load_document(text.encode())
        proof = prove(subject_of(prepared.document, prepared.sha256))
    except JobTimeoutException:
        raise
    except Exception:
        log.exception("the proof of draft %s, revision %d failed", held.draft_id, held.revision)
        return None
    return {"findings": [found.as_json() for found in proof.findings], **proof.as_json()}
