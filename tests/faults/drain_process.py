"""A process that drains an outbox over real SMTP until nothing is due, to be killed at any instant.

`python -m tests.faults.drain_process DATABASE_URL SMTP_PORT CONNECTIONS`, a mother of such processes. Their clock
stands still at the hour of the test data.
"""

import sys
from dataclasses import replace
from pathlib import Path

from questionari.store.session import open_database
from tests import factories
from tests.faults import mother
from tests.mail.desk import CALM, Clock, Desk, mail_app, transport_to


def main(database_url: str, port: int, connections: int) -> None:
    """Drain."""
    settings = factories.settings_for(database_url, Path("/nonexistent"))
    desk = Desk(open_database(settings.database_url), factories.house_of(settings), Clock())
    mother.up()
    with mail_app(settings).app_context():
        while desk.drain(*map(transport_to, [port] * connections), limits=replace(CALM, batch=8)).more:
            pass


if __name__ == "__main__":
    mother.serve(lambda: main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
