"""The bell: enqueues a drain by dotted string. Redis down is no error: the timer rings again within a minute."""

import logging

from redis import Redis
from redis.exceptions import RedisError
from rq import Queue
from rq.serializers import JSONSerializer

log = logging.getLogger(__name__)

#: queue name -> job rung on it (dotted string: loaded by the worker alone)
JOBS = {"mail": "questionari.jobs.drains.drain_mail", "exports": "questionari.jobs.drains.drain_exports"}
JOB_TIMEOUT_S = 900


class Bell:
    """Rings workers. Without a Redis address it stays silent."""

    def __init__(self, redis_url: str | None) -> None:
        self.redis = Redis.from_url(redis_url, socket_timeout=2, socket_connect_timeout=2) if redis_url else None

    def ring(self, name: str) -> bool:
        """Ask the worker of that queue to look at its table now. False when nobody could be asked."""
        if self.redis is None:
            return False
        try:
            queue = Queue(name, connection=self.redis, serializer=JSONSerializer)
            queue.enqueue(JOBS[name], job_timeout=JOB_TIMEOUT_S, result_ttl=0, failure_ttl=3600)
        except RedisError as error:
            log.warning("bell %s not rung, Redis unavailable: %s", name, error)
            return False
        return True
