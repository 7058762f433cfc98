"""All rows of a file, each a transaction of its own: killed half-way it leaves whole responses, again it doubles none.

A refused row, and every row of a dry run, is taken back.
"""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from questionari.store.session import Database
from questionari.usecases.house import Actor, House
from questionari.usecases.intake import importing
from questionari.usecases.intake.importing import Source
from questionari.usecases.intake.rows import Outcome
from questionari.usecases.intake.tables import SourceRow, Table


@dataclass(frozen=True, slots=True)
class Run:
    """Where the rows go, who imports them, when."""

    database: Database
    house: House
    now: datetime
    actor: Actor
    round_id: uuid.UUID
    source: Source


class _TakenBack(Exception):
    """Ends a transaction without a trace; what was found out is kept."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__()
        self.outcome = outcome


Beat = Callable[[int], None]


def _silent(_tried: int) -> None:
    return


def run_import(run: Run, table: Table, begun: uuid.UUID | None = None, beat: Beat = _silent) -> Sequence[Outcome]:
    """Import every row; gives what became of each. ``begun``: the import whose file was kept to be looked at.

    ``beat`` hears after each row how many were tried; it may raise to stop.
    """
    with run.database.writing() as session:
        import_id = begun or importing.begin_import(session, run.now, run.actor, run.round_id, run.source)
    outcomes = _each(run, table, import_id, beat)
    with run.database.writing() as session:
        importing.end_import(session, run.now, import_id)
    return outcomes


def try_import(run: Run, table: Table, beat: Beat = _silent) -> Sequence[Outcome]:
    """What would become of every row; nothing is written."""
    return _each(run, table, None, beat)


def _each(run: Run, table: Table, import_id: uuid.UUID | None, beat: Beat) -> Sequence[Outcome]:
    outcomes = []
    for tried, row in enumerate(table.rows, 1):
        outcomes.append(_attempt(run, row, import_id))
        beat(tried)
    return outcomes


def _attempt(run: Run, row: SourceRow, import_id: uuid.UUID | None) -> Outcome:
    try:
        with run.database.writing() as session:
            of = import_id or importing.begin_import(session, run.now, run.actor, run.round_id, run.source)
            outcome = importing.import_one(session, run.house, run.now, run.actor, run.source, (of, row))
            if import_id is None or outcome.done != "imported":
                raise _TakenBack(outcome)
            return outcome
    except _TakenBack as undone:
        return undone.outcome
