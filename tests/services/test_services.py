"""The servers that the other tests stand on do what those tests believe."""

import signal
import smtplib
import ssl
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
import redis
from playwright.sync_api import Page
from werkzeug.wrappers import Response

from tests.services import certificates, chromium, lending, run, smtp, valkey, web
from tools.ports import free_port

MESSAGE = b"Subject: prova\r\n\r\ntesto\r\n"


def send(sink: smtp.Sink, recipient: str) -> None:
    """Hand one message to the sink."""
    with smtplib.SMTP(sink.host, sink.port, timeout=run.PATIENCE_S) as client:
        client.sendmail("da@example.org", [recipient], MESSAGE)


def test_each_test_gets_a_clean_postgresql_database(pg_url: str) -> None:
    with psycopg.connect(pg_url, connect_timeout=30) as connection:
        connection.execute("CREATE TABLE leftover (id int)")
        assert connection.execute("SELECT count(*) FROM leftover").fetchone() == (0,)


def number_of(url: str) -> int:
    """The server's own number of a database: another one has another."""
    with psycopg.connect(url, connect_timeout=30) as connection:
        (number,) = connection.execute("SELECT oid FROM pg_database WHERE datname = current_database()").fetchone()
    return number


def test_a_database_lent_again_is_empty_and_whoever_still_uses_it_is_sent_away() -> None:
    with lending.clean_database("questionari_lent") as url:
        left, number = psycopg.connect(url, connect_timeout=30), number_of(url)
        left.execute("INSERT INTO send_stop (id) VALUES (1)")
        left.commit()
        left.execute("SELECT * FROM send_stop FOR UPDATE")
    with lending.clean_database("questionari_lent") as again, psycopg.connect(again, connect_timeout=30) as connection:
        assert (number_of(again), again != url) == (number, True)
        assert connection.execute("SELECT count(*) FROM send_stop").fetchone() == (0,)
        assert connection.execute("SELECT count(*) FROM alembic_version").fetchone() == (1,)
    with pytest.raises(psycopg.OperationalError):
        left.execute("SELECT 1")


@pytest.mark.parametrize(
    "change",
    [
        "CREATE TABLE leftover (id int)",
        "ALTER TABLE round ADD leftover int",
        "DROP TABLE alembic_version",
        "UPDATE alembic_version SET version_num = '0'",
    ],
)
def test_a_database_whose_schema_a_test_has_changed_is_not_lent_again(change: str) -> None:
    with lending.clean_database("questionari_lent") as url, psycopg.connect(url, connect_timeout=30) as connection:
        connection.execute(change)
        number = number_of(url)
    with lending.clean_database("questionari_lent") as again:
        assert number_of(again) != number


@pytest.mark.usefixtures("redis_url")
def test_a_queue_server_killed_at_once_keeps_what_it_acknowledged(own_redis: valkey.OwnServer) -> None:
    with redis.Redis.from_url(own_redis.url) as client:
        client.config_set("appendfsync", "always")
        client.rpush("list", "kept")
        own_redis.stop(signal.SIGKILL)
        own_redis.start()
        assert client.lrange("list", 0, -1) == [b"kept"]


def test_the_queue_of_the_run_is_empty_at_first(redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as client:
        assert client.dbsize() == 0
        client.set("left", "over")


def test_the_sink_keeps_the_very_bytes_and_the_envelope(smtp_sink: smtp.Sink) -> None:
    send(smtp_sink, "a@example.org")
    (received,) = smtp_sink.to("a@example.org")
    assert (received.sender, received.raw, received.parsed["Subject"]) == ("da@example.org", MESSAGE, "prova")


def refuse_recipient(sink: smtp.Sink, address: str) -> None:
    sink.refuse_rcpt[address] = "550 5.1.1 No such user"


def refuse_text(sink: smtp.Sink, address: str) -> None:
    sink.refuse_data[address] = "451 4.3.0 Try later"


def drop(sink: smtp.Sink, address: str) -> None:
    sink.drop_after_data.add(address)


@pytest.mark.parametrize(
    ("misbehave", "failure", "kept"),
    [
        (refuse_recipient, smtplib.SMTPRecipientsRefused, 0),
        (refuse_text, smtplib.SMTPDataError, 0),
        (drop, smtplib.SMTPServerDisconnected, 1),
    ],
)
def test_the_sink_misbehaves_for_one_recipient_only(
    smtp_sink: smtp.Sink,
    misbehave: Callable[[smtp.Sink, str], None],
    failure: type[Exception],
    kept: int,
) -> None:
    misbehave(smtp_sink, "bad@example.org")
    with pytest.raises(failure):
        send(smtp_sink, "bad@example.org")
    send(smtp_sink, "good@example.org")
    assert (len(smtp_sink.to("bad@example.org")), len(smtp_sink.to("good@example.org"))) == (kept, 1)


def test_a_careful_client_refuses_the_untrusted_sink(untrusted_smtp_sink: smtp.Sink) -> None:
    with (
        smtplib.SMTP(untrusted_smtp_sink.host, untrusted_smtp_sink.port, timeout=run.PATIENCE_S) as client,
        pytest.raises(ssl.SSLCertVerificationError),
    ):
        client.starttls(context=ssl.create_default_context())
    assert untrusted_smtp_sink.messages == []


def test_a_client_that_trusts_the_certificate_gets_through(tmp_path: Path) -> None:
    file = certificates.self_signed(tmp_path)
    with (
        smtp.sink(certificates.server_context(file)) as sink,
        smtplib.SMTP(sink.host, sink.port, timeout=run.PATIENCE_S) as client,
    ):
        client.starttls(context=ssl.create_default_context(cafile=str(file)))
        client.sendmail("da@example.org", ["a@example.org"], MESSAGE)
        assert len(sink.messages) == 1


def test_a_server_does_not_outlive_the_run_that_owns_it(tmp_path: Path) -> None:
    pid_file = tmp_path / "server.pid"
    pid_file.touch()
    owner = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    server = [sys.executable, "-c", "import time; time.sleep(600)"]
    words = [sys.executable, "-I", str(run.GUARD), str(owner.pid), "-", "SIGTERM", str(pid_file), "--", *server]
    guard = subprocess.Popen(words)
    owner.kill()
    owner.wait(run.PATIENCE_S)
    assert guard.wait(run.PATIENCE_S) == 0
    assert not pid_file.exists()


@pytest.mark.browser
def test_axe_names_what_is_wrong_and_is_silent_about_a_good_page(page: Page, phone: Page) -> None:
    head = '<html lang="it"><head><title>Prova</title></head>'
    page.set_content(f"{head}<body><main><h1>Prova</h1></main></body></html>")
    phone.set_content(f'{head}<body><main><h1>Prova</h1><img src="data:,"></main></body></html>')
    assert chromium.axe(page) == []
    assert [line.split(":")[0] for line in chromium.axe(phone)] == ["image-alt"]


@pytest.mark.browser
def test_the_browser_reaches_an_application_of_this_process(page: Page) -> None:
    policy = {"Content-Security-Policy": "default-src 'self'"}
    hello = Response('<html lang="it"><title>Ciao</title><main><h1>Ciao', mimetype="text/html", headers=policy)
    with web.serving(hello, free_port()) as address:
        page.goto(f"{address}/")
        assert page.title() == "Ciao"
        assert chromium.axe(page) == []
