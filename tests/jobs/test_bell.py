"""The bell: rings once for any number of acts, never fails and never makes a page wait."""

from redis import Redis
from rq import Queue
from rq.serializers import JSONSerializer

from questionari.jobs.bell import JOBS, Bell
from tools.ports import free_port


def jobs_in(redis_url: str, name: str) -> list[str]:
    """The functions waiting on a queue."""
    queue = Queue(name, connection=Redis.from_url(redis_url), serializer=JSONSerializer)
    return [job.func_name for job in queue.jobs]


def test_many_rings_make_one_waiting_job_that_holds_no_data(redis_url: str) -> None:
    bell = Bell(redis_url)
    assert all(bell.ring("mail") for _ in range(5))
    assert bell.ring("exports")
    assert jobs_in(redis_url, "mail") == [JOBS["mail"]]
    assert jobs_in(redis_url, "exports") == [JOBS["exports"]]


def test_who_rings_for_mail_rings_for_certified_mail_too_where_it_is_set_up(redis_url: str) -> None:
    assert Bell(redis_url, {"mail": ("pec",)}).ring("mail")
    assert [jobs_in(redis_url, name) for name in ("mail", "pec")] == [[JOBS["mail"]], [JOBS["pec"]]]


def test_the_job_is_stored_as_json_and_never_retried(redis_url: str) -> None:
    Bell(redis_url).ring("mail")
    job = Queue("mail", connection=Redis.from_url(redis_url), serializer=JSONSerializer).jobs[0]
    assert (job.args, job.kwargs, job.retries_left) == ([], {}, None)
    assert b"pickle" not in job.data and job.data.startswith(b"[")


def test_a_bell_without_redis_says_no_at_once() -> None:
    assert Bell(None).ring("mail") is False
    silent = Bell(f"redis://127.0.0.1:{free_port()}/0")
    assert silent.ring("mail") is False
    assert silent.redis is not None
    asked = silent.redis.get_connection_kwargs()
    assert (asked["retry"].get_retries(), asked["socket_timeout"], asked["socket_connect_timeout"]) == (0, 2.0, 2.0)
