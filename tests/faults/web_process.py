"""The product's web server in a process of its own, to be killed at any instant.

`python -m tests.faults.web_process DATABASE_URL PORT`, a mother of such processes; each is up once it listens. Their
clock stands still at the hour of the test data.
"""

import sys
from pathlib import Path

from werkzeug.serving import make_server

from questionari import clock
from questionari.application import create_app
from tests import factories
from tests.faults import mother


def main(database_url: str, port: int) -> None:
    """Serve."""
    clock.utc_now = lambda: factories.NOW
    settings = factories.settings_for(database_url, Path("/nonexistent"), BASE_URL=f"http://127.0.0.1:{port}")
    server = make_server("127.0.0.1", port, create_app(settings), threaded=True)
    mother.up()
    server.serve_forever()


if __name__ == "__main__":
    mother.serve(lambda: main(sys.argv[1], int(sys.argv[2])))
