"""`flask worker QUEUE`: one RQ worker on one queue. Redis may come and go; the tables are the truth.

Two queues on one worker would lose a job killed between pop and registration (reliability.md 3), hence
one process each.
A job is killed and forgotten without harm: it holds no data, only "look at your table". No Retry, no scheduler.
"""

import logging
import signal
import threading
from collections.abc import Callable
from types import FrameType

import click
from flask.cli import with_appcontext
from redis import Redis
from redis.exceptions import RedisError
from rq import Queue, Worker
from rq.job import Job
from rq.serializers import JSONSerializer

from questionari.jobs.bell import JOBS
from questionari.jobs.surroundings import database, house, log_to_stderr

log = logging.getLogger(__name__)
WAIT_S = 5.0


class QueueWorker(Worker):
    """An RQ worker that waits briefly for a lost Redis and gives each forked job fresh database connections."""

    max_connection_wait_time = WAIT_S
    stop: threading.Event

    def request_stop(self, signum: int, frame: FrameType | None) -> None:
        """Remember that the end was asked for: `work` also returns when it merely lost Redis."""
        self.stop.set()
        super().request_stop(signum, frame)

    def main_work_horse(self, job: Job, queue: Queue) -> None:
        """In the child: forget the connections inherited from the parent, without closing the parent's own."""
        for engine in (database().read_engine, database().write_engine):
            engine.dispose(close=False)
        super().main_work_horse(job, queue)


def make_worker(redis_url: str, name: str, stop: threading.Event) -> QueueWorker:
    """A worker on one queue. Raises RedisError."""
    connection = Redis.from_url(redis_url)
    queue = Queue(name, connection=connection, serializer=JSONSerializer)
    worker = QueueWorker([queue], connection=connection, serializer=JSONSerializer)
    worker.stop = stop
    return worker


def keep_working(make: Callable[[], Worker], stop: threading.Event, wait_s: float = WAIT_S) -> None:
    """Work until told to stop; while Redis is away, wait and try again."""
    while not stop.is_set():
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda _number, _frame: stop.set())
        try:
            make().work(logging_level="WARNING")
        except RedisError as error:
            log.warning("Redis unavailable, trying again in %.0f s: %s", wait_s, error)
        stop.wait(wait_s)


@click.command("worker")
@click.argument("queue", type=click.Choice(sorted(JOBS)))
@with_appcontext
def command(queue: str) -> None:
    """Work on QUEUE until SIGTERM or Ctrl-C; a running job is finished first."""
    redis_url = house().settings.redis_url
    if redis_url is None:
        raise click.ClickException(
            "REDIS_URL is not set: workers are rung through Redis (without it run `flask timer`)"
        )
    log_to_stderr()
    stop = threading.Event()
    log.info("worker on queue %s", queue)
    keep_working(lambda: make_worker(redis_url, queue, stop), stop)
