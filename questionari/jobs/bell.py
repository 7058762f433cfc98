"""The bell: enqueues a drain by dotted string. Redis down is no error: the timer looks at the tables meanwhile."""

import logging
from collections.abc import Mapping, Sequence
from datetime import timedelta

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from rq import Queue
from rq.serializers import JSONSerializer

log = logging.getLogger(__name__)

#: queue name -> job rung on it (dotted string: loaded by the worker alone). One worker process a queue.
JOBS = {
    "mail": "questionari.jobs.drains.drain_mail",
    "pec": "questionari.jobs.drains.drain_pec",
    "exports": "questionari.jobs.exports.drain_exports",
}

#: A drain works for a slice and may then still wait for one slow SMTP conversation (usecases.outbox.limits).
JOB_TIMEOUT = timedelta(minutes=40)
PATIENCE_S = 2.0


def connect(redis_url: str, patience_s: float | None = PATIENCE_S) -> Redis:
    """A client that gives up at once instead of retrying: a page must not wait for a bell."""
    return Redis.from_url(
        redis_url, socket_timeout=patience_s, socket_connect_timeout=PATIENCE_S, retry=Retry(NoBackoff(), 0)
    )


class Bell:
    """Rings workers. Without a Redis address it stays silent. `beside`: a queue -> those that are rung with it."""

    def __init__(self, redis_url: str | None, beside: Mapping[str, Sequence[str]] | None = None) -> None:
        self.redis = connect(redis_url) if redis_url else None
        self.beside = beside or {}

    def answers(self) -> bool | None:
        """Whether Redis answers now; None where none is configured."""
        if self.redis is None:
            return None
        try:
            return bool(self.redis.ping())
        except RedisError:
            return False

    def ring(self, name: str) -> bool:
        """Ask the worker of that queue to look at its table now. False when nobody could be asked.

        A drain that waits already will see what was committed before this call: no second one is queued.
        """
        if self.redis is None:
            return False
        try:
            for each in (name, *self.beside.get(name, ())):
                self._ring(self.redis, each)
        except RedisError as error:
            log.warning("bell %s not rung, Redis unavailable: %s", name, error)
            return False
        return True

    def _ring(self, redis: Redis, name: str) -> None:
        queue = Queue(name, connection=redis, serializer=JSONSerializer)
        if not queue.count:
            seconds = round(JOB_TIMEOUT.total_seconds())
            queue.enqueue(JOBS[name], job_timeout=seconds, result_ttl=0, failure_ttl=3600)
