"""Logs: one record a line, nothing that opens a door in them, each with the id of its request."""

import io
import json
import logging
from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from questionari import logs
from questionari.store.session import Database
from questionari.usecases.feedback import without_links
from questionari.usecases.outbox.values import HIDDEN_LINK
from tests import factories
from tests.web.browser import Browser
from tests.web.conftest import app, browser, hour, new_browser, store

__all__ = ["app", "browser", "hour", "new_browser", "store"]
TOKEN = "r7Q-_" + "a" * 38


@pytest.fixture
def read() -> Iterator[Callable[[], list[dict[str, object]]]]:
    """What was logged, record by record."""
    stream, before = io.StringIO(), logging.getLogger().handlers[:]
    logs.to_stderr(as_json=True, stream=stream)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logging.getLogger().handlers[:] = before


@pytest.mark.parametrize(
    "address",
    [
        f"/q/{TOKEN}",
        f"GET /q/{TOKEN}?x=1 HTTP/1.1",
        f"https://r.example/accesso/password/{TOKEN}",
        f"to /q/{TOKEN}, sir",
    ],
)
def test_a_token_in_an_address_is_masked(address: str) -> None:
    assert TOKEN not in logs.mask(address)
    assert "/***" in logs.mask(address)


def test_every_address_that_takes_a_token_is_masked(app: Flask) -> None:
    taking = {rule.rule for rule in app.url_map.iter_rules() if "token" in rule.arguments}
    assert len(taking) == len(logs.DOORS)
    for rule in taking:
        address = rule.replace("<token>", TOKEN)
        assert TOKEN not in logs.mask(f"GET {address}?x") and rule.partition("<")[0] in logs.DOORS
        assert without_links(f"Apro https://r.example{address[:-20]}=") == f"Apro {HIDDEN_LINK}="  # broken by copying


def test_other_addresses_stay_as_they_are() -> None:
    assert logs.mask("/rispondi/abc/P1?q=/quadro") == "/rispondi/abc/P1?q=/quadro"


@pytest.mark.parametrize("evil", ["a\nb", "a\r\n{}", "a\x1b[31mb", "a\u2028b", "a\x85b", "\x00", "«è»"])
def test_whatever_is_logged_is_one_line_of_ascii(read: Callable[[], list[dict[str, object]]], evil: str) -> None:
    logging.getLogger("questionari.x").info("typed: %s", evil)
    (record,) = read()
    assert record["message"] == f"typed: {evil}"
    line = logs.JsonFormatter().format(logging.LogRecord("x", 20, "", 1, evil, None, None))
    assert line.isascii() and line.isprintable()


def test_a_traceback_is_in_its_record_and_masked(read: Callable[[], list[dict[str, object]]]) -> None:
    try:
        raise ValueError(f"no /q/{TOKEN}")
    except ValueError:
        logging.getLogger("questionari.x").exception("broken")
    (record,) = read()
    assert "ValueError" in str(record["error"]) and TOKEN not in str(record)


def test_asking_again_does_not_double_the_records(read: Callable[[], list[dict[str, object]]]) -> None:
    stream = io.StringIO()
    logs.to_stderr(as_json=True, stream=stream)
    logging.getLogger("questionari.x").info("once")
    assert len(stream.getvalue().splitlines()) == 1 and read() == []


def test_each_request_leaves_a_record_without_its_secret(
    read: Callable[[], list[dict[str, object]]], browser: Browser, store: Database
) -> None:
    with store.writing() as session:
        token = factories.invited(session).token
    answer = browser.get(f"/q/{token}")
    (record,) = [found for found in read() if found["logger"] == "questionari.web.requests"]
    assert (record["method"], record["path"], record["status"]) == ("GET", "/q/***", 200)
    assert record["request"] == answer.headers["X-Request-ID"]
    assert token not in json.dumps(read())


def test_a_request_id_is_not_taken_from_a_stranger(browser: Browser) -> None:
    answer = browser.client.get("/", base_url="https://localhost", headers={"X-Request-ID": "deadbeefdeadbeef"})
    assert answer.headers["X-Request-ID"] != "deadbeefdeadbeef"
