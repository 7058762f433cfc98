"""`flask timer`: keeps the timetable. One process is enough; two do no harm."""

import signal
import threading

import click
from flask.cli import with_appcontext

from questionari import clock
from questionari.jobs.surroundings import log_to_stderr
from questionari.jobs.timetable import Timer


@click.command("timer")
@with_appcontext
def command() -> None:
    """Ring workers every 30 seconds and run the periodic jobs, until SIGTERM or Ctrl-C.

    While Redis is down (or REDIS_URL is not set) this process drains the outbox itself: mails leave within a minute.
    """
    log_to_stderr()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    Timer(clock.utc_now, stop).run()
