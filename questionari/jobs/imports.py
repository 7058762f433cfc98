"""Long files of responses, tried or imported row by row by the exports worker. May be killed, and run twice."""

import logging
from collections.abc import Callable

from rq.timeouts import JobTimeoutException

from questionari import clock
from questionari.jobs.surroundings import bell, database, house
from questionari.usecases.house import Refused
from questionari.usecases.intake import importing, keeping, working
from questionari.usecases.intake.running import Run, run_import, try_import
from questionari.usecases.intake.working import Held

log = logging.getLogger(__name__)
FAILED = "Si è verificato un errore del sistema: avvisi l'assistenza tecnica. Le righe già importate restano."


class Overtaken(Exception):
    """Another worker has the task, or the file was let go."""


def import_next() -> bool:
    """Do the oldest file that waits; False when none does."""
    with database().writing() as session:
        held = working.claim(session, house(), clock.utc_now())
    if held is None:
        return False
    try:
        _work(held)
    except JobTimeoutException:
        raise  # its lease ends, and the rows done are found unchanged
    except Overtaken:
        log.warning("import %s: overtaken at attempt %d", held.import_id, held.attempt)
    except Refused as error:
        _fail(held, error.message)
    except Exception:
        log.exception("import %s failed at attempt %d", held.import_id, held.attempt)
        _fail(held, FAILED)
    return True


def _work(held: Held) -> None:
    run = Run(database(), house(), clock.utc_now(), held.actor, held.round_id, held.source)
    with database().reading() as session:
        table = importing.look(session, run.now, held.round_id, held.source)
    imports = held.what == keeping.IMPORT
    beat = _beat(held)
    outcomes = run_import(run, table, held.import_id, beat) if imports else try_import(run, table, beat)
    with database().writing() as session:
        working.finish(session, house(), held, table, outcomes)
    if imports and held.source.receipts:
        bell().ring("mail")


def _beat(held: Held) -> Callable[[int], None]:
    def beat(tried: int) -> None:
        if tried % working.EVERY:
            return
        with database().writing() as session:
            if not working.beat(session, clock.utc_now(), held, tried):
                raise Overtaken

    return beat


def _fail(held: Held, message: str) -> None:
    with database().writing() as session:
        working.fail(session, house(), held, message)
