"""People at once on the product under gunicorn as it is deployed; then on an application that does one UPDATE a save.

Everybody saves a field every five seconds, the quickest pace of a page that saves by itself. The figures of the times
are taken by the people's process, CPU seconds are those of the servers' processes.
"""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from bench.answers import DOCUMENT
from bench.place import Place, Run, Sample
from questionari import clock
from questionari.store.models.messages import SendStop
from questionari.store.session import open_database
from questionari.usecases import keys
from tests import factories
from tests.services.deployed import Deployed, deployed

PACE_S, SAVES, CROWD = 5.0, 4, 10
TICKS = os.sysconf("SC_CLK_TCK")


def cpu_s(server: Deployed) -> float:
    """CPU seconds of a server's processes so far."""
    stats = (Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in server.processes())
    return sum(int(one[11]) + int(one[12]) for one in stats) / TICKS


def work(server: Deployed, lines: Sequence[str]) -> tuple[float, dict[str, float]]:
    """CPU seconds, and what the people saw; their coming in is part of it, as in life."""
    before, pace = cpu_s(server), min(PACE_S, len(lines) / CROWD)
    words = [sys.executable, "-m", "bench.people", str(server.port), str(pace), str(SAVES)]
    done = subprocess.run(words, input="\n".join(lines), capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return cpu_s(server) - before, json.loads(done.stdout)


def prepare(place: Place, size: int) -> Run:
    """One run: so many people fill in the first page."""
    settings = factories.settings_for(place.database_url, place.folder)
    database, now, day = open_database(settings.database_url), clock.utc_now(), timedelta(days=1)
    with database.writing() as session:
        keys.ensure_canary(session, factories.house_of(settings), now)
        session.merge(SendStop(id=1))
        hours = {"opens_at": now - day, "deadline_at": now + day, "closes_at": now + day}
        round_ = factories.add_round(session, factories.publish(session, DOCUMENT), **hours)
        people = [factories.invite(session, round_, f"Centro {number}") for number in range(size)]
        lines = [f"{one.token} {one.public_id}" for one in people]
    workers = "2" if size > CROWD else "1"

    def run() -> Sample:
        with deployed(place.database_url, place.folder, WEB_CONCURRENCY=workers) as server:
            ours, seen = work(server, lines)
        with deployed(place.database_url, place.folder, "bench.bare:app", WEB_CONCURRENCY=workers) as server:
            bare, least = work(server, ["-"] * size)
        return Sample(ours, bare, {**seen, **{f"bare_{name}": value for name, value in least.items()}})

    return run
