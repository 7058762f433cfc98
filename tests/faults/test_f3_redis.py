"""F3, small form: Redis emptied, killed, absent. The tables are the truth: nothing lost, nothing sent twice."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from redis import Redis

from questionari.jobs.bell import Bell
from questionari.settings import ROOT, Settings
from tests.factories import KEY
from tests.mail.desk import Desk, campaign_today
from tests.services.run import PATIENCE_S, wait_until
from tests.services.smtp import Sink
from tests.services.valkey import OwnServer
from tools.ports import free_port

pytestmark = pytest.mark.faults
Start = Callable[..., subprocess.Popen[bytes]]


def said(settings: Settings, command: str) -> Path:
    """What a command has told in its log."""
    return settings.instance / f"{command}.log"


@pytest.fixture
def start(settings: Settings, smtp_sink: Sink) -> Iterator[Start]:
    """Starts `flask …` as the product does, on the test's database and mail server; ended with the test."""
    running: list[subprocess.Popen[bytes]] = []

    def run(redis_url: str, *words: str) -> subprocess.Popen[bytes]:
        env = {
            "PATH": os.environ["PATH"],
            "MODE": "test",
            "DATABASE_URL": settings.database_url,
            "REDIS_URL": redis_url,
            "INSTANCE": str(settings.instance),
            "SECRET_KEY": "k" * 40,
            "ENCRYPTION_KEYS": KEY,
            "BASE_URL": settings.base_url,
            "MAIL_HOST": smtp_sink.host,
            "MAIL_PORT": str(smtp_sink.port),
        }
        command = [sys.executable, "-m", "flask", "--app", "app", *words]
        with said(settings, words[0]).open("wb") as log:
            running.append(subprocess.Popen(command, env=env, cwd=ROOT, stderr=log))
        return running[-1]

    yield run
    for process in running:
        process.kill()
        process.wait(PATIENCE_S)


def all_left_once(desk: Desk, sink: Sink, number: int) -> None:
    """Wait until so many mails have left; each once, each row closed."""
    wait_until(lambda: sum(row.state == "sent" for row in desk.rows()) >= number, f"{number} mails")
    recipients = [recipient for message in sink.messages for recipient in message.recipients]
    assert len(recipients) == len(set(recipients)) == number
    assert {row.state for row in desk.rows()} == {"sent"}


def ends_politely(process: subprocess.Popen[bytes]) -> None:
    """SIGTERM ends it, with exit code 0."""
    process.terminate()
    assert process.wait(PATIENCE_S) == 0


def registered(own_redis: OwnServer) -> bool:
    """Whether a worker is listening."""
    return bool(Redis.from_url(own_redis.url).client_list()) and bool(
        Redis.from_url(own_redis.url).smembers("rq:workers")
    )


def test_rings_lost_with_redis_are_made_up_for_by_the_next_one(
    desk: Desk, own_redis: OwnServer, smtp_sink: Sink, start: Start
) -> None:
    bell = Bell(own_redis.url)
    campaign_today(desk.database, 6)
    assert bell.ring("mail")
    Redis.from_url(own_redis.url).flushall()
    worker = start(own_redis.url, "worker", "mail")
    wait_until(lambda: registered(own_redis), "the worker")
    assert bell.ring("mail")
    all_left_once(desk, smtp_sink, 6)

    Redis.from_url(own_redis.url).flushall()
    campaign_today(desk.database, 6)
    assert bell.ring("mail")
    all_left_once(desk, smtp_sink, 12)

    own_redis.stop(signal.SIGKILL)
    campaign_today(desk.database, 6)
    assert not bell.ring("mail")
    own_redis.start()
    assert bell.ring("mail")
    all_left_once(desk, smtp_sink, 18)
    ends_politely(worker)


def test_while_redis_is_away_the_timer_sends_by_itself_and_the_worker_waits(
    desk: Desk, smtp_sink: Sink, start: Start, settings: Settings
) -> None:
    nowhere = f"redis://127.0.0.1:{free_port()}/0"
    campaign_today(desk.database, 6)
    worker, timer = start(nowhere, "worker", "mail"), start(nowhere, "timer")
    all_left_once(desk, smtp_sink, 6)
    wait_until(lambda: "Redis unavailable" in said(settings, "worker").read_text(), "the worker's waiting")
    assert worker.poll() is None
    ends_politely(timer)
    ends_politely(worker)
