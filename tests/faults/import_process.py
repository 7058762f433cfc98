"""A process that imports a file of earlier responses, to be killed at any row.

`python -m tests.faults.import_process DATABASE_URL CODE FILE`, a mother of such processes. Its clock stands still.
"""

import sys
from pathlib import Path

from questionari.store.session import open_database
from questionari.usecases.intake import importing
from questionari.usecases.intake.importing import Source
from questionari.usecases.intake.running import Run, run_import
from questionari.usecases.rounds.basics import id_of_code
from tests import factories
from tests.faults import mother
from tests.usecases.querying_acts import STAFF


def main(database_url: str, code: str, file: Path) -> None:
    """Import."""
    settings = factories.settings_for(database_url, Path("/nonexistent"))
    database, house = open_database(settings.database_url), factories.house_of(settings)
    source = Source(file.name, file.read_bytes(), {})
    with database.reading() as session:
        round_id = id_of_code(session, code)
        table = importing.look(session, factories.NOW, round_id, source)
    mother.up()
    run_import(Run(database, house, factories.NOW, STAFF, round_id, source), table)


if __name__ == "__main__":
    mother.serve(lambda: main(sys.argv[1], sys.argv[2], Path(sys.argv[3])))
