"""The whole system of a small body on one machine: `python -m deploy.small`, kept alive by questionari-small.service.

Starts a queue server of its own (unless REDIS_URL names one), brings the database up to date, then keeps web server,
workers (one more where PEC_HOST is set) and timer running until it is told to end. Data stand in INSTANCE: DATABASE_URL
defaults to SQLite there.
"""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from questionari.settings import SettingsError, load_settings
from tools import demo
from tools.supervisor import Service, Supervisor, fail, say

ROOT = Path(__file__).resolve().parent.parent
QUEUE_PATIENCE_S = 60.0


def surroundings(given: Mapping[str, str], queue_port: int) -> dict[str, str]:
    """The environment of every program: production, with the two defaults that one machine allows."""
    instance = Path(given.get("INSTANCE") or ROOT / "instance").resolve()
    defaults = {
        "DATABASE_URL": f"sqlite:///{instance / 'questionari.db'}",
        "REDIS_URL": f"redis://127.0.0.1:{queue_port}/0",
        "WEB_CONCURRENCY": "1",
        "WEB_THREADS": "8",
    }
    fixed = {"MODE": "production", "INSTANCE": str(instance), "FLASK_APP": "app", "PYTHONPATH": str(ROOT)}
    return {**defaults, **{name: value for name, value in given.items() if value}, **fixed}


def programs(environment: Mapping[str, str]) -> list[Service]:
    """Web server, workers, timer."""
    web = demo.service("web", ["gunicorn", "--config", ROOT / "deploy" / "gunicorn.conf.py", "app:app"], environment)
    return [web, *demo.workers(environment)]


def queue(environment: Mapping[str, str], port: int) -> Service:
    """The queue server, its data in the instance folder."""
    data = Path(environment["INSTANCE"]) / "valkey"
    data.mkdir(parents=True, exist_ok=True)
    return demo.queue_server(port, data, environment)


def run(given: Mapping[str, str]) -> int:
    """Keep everything running. Raises SettingsError before anything is started."""
    port = demo.free_port()
    environment = surroundings(given, port)
    load_settings(environment)
    with Supervisor(Path(environment["INSTANCE"]) / "log") as supervisor:
        if not given.get("REDIS_URL"):
            supervisor.add(queue(environment, port))
            if not supervisor.wait_for(lambda: demo.listens(port), QUEUE_PATIENCE_S):
                return fail("small: the queue server does not start; its log is in the instance folder")
        if not supervisor.run_to_end(demo.service("upgrade", ["flask", "db", "upgrade"], environment)):
            return fail("small: the database could not be brought up to date: see above")
        for program in programs(environment):
            supervisor.add(program)
        say(f"questionari runs; logs are in {environment['INSTANCE']}/log")
        supervisor.stay()
    return 0


def main() -> int:
    """Run until SIGTERM."""
    try:
        return run(os.environ)
    except SettingsError as error:
        return fail(f"questionari: {error}")


if __name__ == "__main__":
    sys.exit(main())
