"""Headers that protect the person, on every answer the site gives."""

from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from questionari.application import create_app
from questionari.store.session import Database
from tests import factories
from tests.web import neighbours
from tests.web.browser import Browser
from tests.web.neighbours import ROLES
from tests.web.test_access import addresses

pytestmark = pytest.mark.engine("sqlite")

ALWAYS = {
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "Cross-Origin-Opener-Policy": "same-origin",
}
POLICY = {
    "default-src 'self'",
    "form-action 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "font-src 'self' data:",
    "img-src 'self' data:",
}


def lacking(answer: TestResponse) -> list[str]:
    """The headers an answer lacks."""
    found = [name for name, value in ALWAYS.items() if answer.headers.get(name) != value]
    policy = set(answer.headers.get("Content-Security-Policy", "").split("; "))
    return found + sorted(POLICY - policy) + ["unsafe" for part in policy if "unsafe" in part]


@pytest.mark.parametrize("role", ROLES)
def test_every_answer_carries_them_whatever_its_status(app: Flask, store: Database, role: str) -> None:
    found = neighbours.build(app, store)
    browser = neighbours.visitor(app, store, found, role)
    wrong, statuses = [], set()
    for places in ("own", "foreign"):
        for rule, path in addresses(app, "GET", found, places):
            answer = browser.client.get(path, base_url="https://localhost")
            statuses.add(answer.status_code)
            kept = rule.endpoint != "static" and answer.headers.get("Cache-Control") != "no-store"
            wrong += [(path, name) for name in lacking(answer) + ["Cache-Control"] * kept]
    assert wrong == []
    assert {200, 302, 404} <= statuses


def test_refusals_carry_them_too(app: Flask, browser: Browser) -> None:
    answers = [
        browser.client.get("/niente", base_url="https://localhost"),
        browser.client.get("/", base_url="https://altrove.example"),
        browser.client.put("/", base_url="https://localhost"),
        browser.client.post("/accesso/", base_url="https://localhost"),
    ]
    assert [answer.status_code for answer in answers] == [404, 400, 405, 400]
    assert [lacking(answer) for answer in answers] == [[]] * 4


def test_files_with_a_fingerprint_are_kept_by_browsers_and_pages_are_not(browser: Browser) -> None:
    style = browser.client.get("/static/css/questionari.css?v=1", base_url="https://localhost")
    assert "max-age=31536000" in style.headers["Cache-Control"]
    assert browser.get("/").headers["Cache-Control"] == "no-store"


def test_plain_http_promises_no_tls(sqlite_url: str, tmp_path: Path) -> None:
    plain = create_app(factories.settings_for(sqlite_url, tmp_path))
    headers = plain.test_client().get("/").headers
    plain.extensions["database"].dispose()
    assert "Strict-Transport-Security" not in headers
    assert headers["X-Content-Type-Options"] == "nosniff"
