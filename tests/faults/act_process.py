"""A process that does one long act and kills itself with -9 at a statement of it, as the power may go at any instant.

`python -m tests.faults.act_process FOLDER`, a mother of such processes: the file "act" of the folder names what to do
({"act", "url", "at", …}; `at` 0: go on to the end). The clock stands still at the hour of the test data.
"""

import json
import os
import signal
import sys
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import event

from questionari.store import migrate
from questionari.store.session import Database, open_database
from questionari.usecases.census.importing import import_census, import_territories
from questionari.usecases.census.reading import read_table
from questionari.usecases.house import Actor
from questionari.usecases.responding.redacting import redact
from questionari.usecases.rounds import opening
from tests import factories
from tests.bari import FILES
from tests.factories import NOW
from tests.faults import mother

STAFF = Actor("staff", "rossi.m")
BATCH = 7  # of an opening: several transactions for a few services
Words = Mapping[str, Any]


def open_round(database: Database, words: Words) -> None:
    """Open a round, or go on with an opening that was interrupted."""
    round_id = uuid.UUID(words["round"])
    with database.writing() as session:
        if round_id not in opening.unfinished(session):
            opening.open_round(session, NOW, STAFF, round_id)
    left = 1
    while left:
        with database.writing() as session:
            left = opening.continue_opening(session, NOW, round_id, BATCH)


def import_bari(database: Database, _words: Words) -> None:
    """Territories, then services: two files, two acts."""
    read = {name: read_table((FILES / name).read_bytes()).rows for name in ("territori_pilota.csv", "rete_bari.csv")}
    with database.writing() as session:
        import_territories(session, NOW, STAFF, read["territori_pilota.csv"])
    with database.writing() as session:
        assert import_census(session, NOW, STAFF, read["rete_bari.csv"]).ok


def erase(database: Database, words: Words) -> None:
    """Erase an answer everywhere."""
    house = factories.house_of(factories.settings_for(words["url"], Path("/nonexistent")))
    with database.writing() as session:
        redact(session, house, NOW, STAFF, uuid.UUID(words["response"]), words["code"])


def upgrade(database: Database, _words: Words) -> None:
    """Apply every migration that is missing."""
    migrate.upgrade(database)


ACTS: Mapping[str, Callable[[Database, Words], None]] = {
    "opening": open_round,
    "import": import_bari,
    "erasure": erase,
    "migration": upgrade,
}


class Death:
    """Counts statements and commits of a database, and ends the process before one of them."""

    def __init__(self, database: Database, at: int) -> None:
        self.at, self.seen = at, 0
        event.listen(database.write_engine, "before_cursor_execute", self)
        event.listen(database.write_engine, "commit", self)

    def __call__(self, *_about: object) -> None:
        self.seen += 1
        if self.seen == self.at:
            os.kill(os.getpid(), signal.SIGKILL)


def main(folder: Path) -> None:
    """Do what the folder says."""
    words = json.loads((folder / "act").read_text())
    database = open_database(words["url"])
    Death(database, words["at"])
    mother.up()
    ACTS[words["act"]](database, words)
    database.dispose()


if __name__ == "__main__":
    mother.serve(lambda: main(Path(sys.argv[1])))
