"""/salute/pronto: what a monitor needs to know, and nothing else."""

from datetime import timedelta

from flask import Flask

from questionari.jobs.bell import Bell
from questionari.store.session import Database, open_database
from tests import factories
from tests.mail.desk import queue
from tests.services.valkey import OwnServer
from tests.web.browser import Browser
from tests.web.conftest import Clock, app, browser, hour, new_browser, store

__all__ = ["app", "browser", "hour", "new_browser", "store"]
PATH = "/salute/pronto"


def test_it_tells_how_long_the_oldest_due_mail_has_waited(browser: Browser, store: Database, hour: Clock) -> None:
    assert browser.get(PATH).get_json() == {
        "stato": "pronto",
        "database": True,
        "redis": None,
        "posta_in_ritardo_s": 0,
        "invii_fermati": False,
    }
    with store.writing() as session:
        queue(session, factories.invited(session))
    hour.now += timedelta(minutes=7)
    answer = browser.get(PATH)
    assert (answer.status_code, answer.get_json()["posta_in_ritardo_s"]) == (200, 420)


def test_redis_may_be_away(app: Flask, browser: Browser, own_redis: OwnServer) -> None:
    app.extensions["bell"] = Bell(own_redis.url)
    assert browser.get(PATH).get_json()["redis"] is True
    own_redis.stop()
    answer = browser.get(PATH)
    assert (answer.status_code, answer.get_json()["redis"]) == (200, False)


def test_without_its_database_it_is_not_ready_and_says_no_more(app: Flask, browser: Browser) -> None:
    app.extensions["database"] = unreachable()
    answer = browser.get(PATH)
    assert (answer.status_code, answer.get_json()) == (503, {"stato": "non pronto", "database": False})


def unreachable() -> Database:
    """A server that is not there."""
    return open_database("postgresql+psycopg://nobody@127.0.0.1:1/nothing")
