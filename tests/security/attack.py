"""Hostile inputs (hostile.json) against every place of every route: who attacks what, and what an answer must never be.

Nothing here names a route: addresses come from the url_map and the table of `tests/web/routes.py` (a test refuses a
route that is not in it), names of fields from what views ask of a request and from the forms that pages draw.
"""

import io
import json
import logging
import re
import signal
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from flask import Flask, Request
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from questionari import logs
from questionari.store.session import Database
from tests.web import neighbours, test_access
from tests.web.browser import Fields, _Forms
from tests.web.neighbours import Neighbours
from tests.web.routes import ROUTES

SITE = "https://localhost"
#: Processor seconds after which a request counts as caught in a slow pattern; an ordinary one needs a hundredth.
CAUGHT = 5
#: Audience -> who attacks its routes from inside.
INSIDER = {"staff": "staff", "member": "staff", "atr": "atr_here", "respondent": "respondent"}
#: Names that a request may put into dictionaries and calls of ours.
NAMES = ("endpoint", "self", "values", "code", "act", "public_id", "_external", "_anchor", "_scheme", "_method", "a.b")
INSIDES = ("Traceback (most recent", "sqlalchemy", "psycopg", "sqlite3", "jinja2", 'File "/')
MARKUP = re.compile(r"[<>\"']")


@dataclass(frozen=True, slots=True)
class Hostile:
    """One input."""

    name: str
    value: str
    places: tuple[str, ...]
    kind: str = ""


def _value(written: Any) -> str:
    if isinstance(written, str):
        return written
    text, times = written["repeat"]
    return written.get("before", "") + text * times + written.get("after", "")


INPUTS = tuple(
    Hostile(each["name"], _value(each["value"]), tuple(each["places"]), each["kind"])
    for each in json.loads(Path(__file__).with_name("hostile.json").read_text(encoding="utf-8"))
)


def inputs(place: str) -> Sequence[Hostile]:
    """Those that make sense in a place: path, query, form, header, json."""
    return [each for each in INPUTS if place in each.places]


class Watched(ImmutableMultiDict[str, str]):
    """Fields of a request that note which of them are asked for."""

    asked: set[str] = set()

    def __getitem__(self, key: str) -> str:
        self.asked.add(key)
        return super().__getitem__(key)

    def getlist(self, key: str, *more: Any) -> list[Any]:
        """All values of a field."""
        self.asked.add(key)
        return super().getlist(key, *more)

    def __contains__(self, key: object) -> bool:
        self.asked.add(str(key))
        return super().__contains__(key)


class WatchedRequest(Request):
    """A request whose fields are watched."""

    parameter_storage_class = Watched


class Rehearsal(Database):
    """A database in which nothing lasts: every attack meets the same state."""

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """As the real one up to the commit; what was read stays readable after it."""
        with self.write() as session:
            yield session
            session.flush()
            session.expunge_all()
            session.rollback()


@dataclass
class Attack:
    """An application full of neighbours, and what its answers have done wrong."""

    app: Flask
    found: Neighbours
    client: FlaskClient
    cookies: Mapping[str, str]
    tokens: Mapping[str, str]
    postgresql: bool
    wrong: list[tuple[str, str, str]] = field(default_factory=list)

    def who(self, rule: Rule) -> str:
        """The role that attacks a route."""
        return INSIDER.get(ROUTES[rule.endpoint].audience, "anonymous")

    def send(self, rule: Rule, address: str, method: str, evil: Hostile | None = None, **more: Any) -> TestResponse:
        """One request of an insider; what is wrong with the answer is noted."""
        role = self.who(rule)
        headers = {"Cookie": self.cookies[role], "Referer": f"{SITE}/", **more.pop("headers", {})}
        base = more.pop("base_url", SITE)
        with processor_guard():
            answer = self.client.open(address, method=method, base_url=base, headers=headers, **more)
        for fault in () if evil is None else faults(answer, evil.value):
            self.wrong.append((f"{method} {address[:120]}", evil.name, fault))
        return answer

    def by_rule(self, *methods: str) -> list[tuple[Rule, list[tuple[str, str]]]]:
        """Every rule that takes one of the methods, with (method, address) of the attacker's own objects."""
        found: dict[tuple[str, str], tuple[Rule, list[tuple[str, str]]]] = {}
        for method in methods:
            for rule, address in test_access.addresses(self.app, method, self.found, "own"):
                found.setdefault((rule.endpoint, rule.rule), (rule, []))[1].append((method, address))
        return list(found.values())

    def turns(self, rule: Rule, evil: Sequence[Hostile]) -> Iterator[tuple[int, Hostile]]:
        """The inputs a rule meets on this engine: every other one, the rest on the other engine."""
        odd = (len(rule.rule) + self.postgresql) % 2
        return ((turn, each) for turn, each in enumerate(evil) if turn % 2 == odd)

    def every(self, _: Rule, evil: Sequence[Hostile]) -> Iterator[tuple[int, Hostile]]:
        """All inputs, whatever the engine."""
        yield from enumerate(evil)

    def drawn(self, rule: Rule, address: str) -> Mapping[str, list[str]]:
        """The fields of the form that a page posts to itself, as drawn; with a token at least."""
        fields: dict[str, list[str]] = {}
        getter = self.app.url_map.bind("localhost").test(address, "GET")
        text = said(self.send(rule, address, "GET")) if getter else ""
        reader = _Forms()
        reader.feed(text)
        for action, pairs in reader.forms:
            for name, value in pairs if action in (None, "", address) else ():
                fields.setdefault(name, []).append(value)
        return {**fields, "csrf_token": [self.tokens[self.who(rule)]]}

    def names(self, rule: Rule, address: str, method: str, fields: Fields) -> list[str]:
        """The fields a view asks for, besides those drawn; found by asking it."""
        Watched.asked.clear()
        self.send(rule, address, method, data=fields if method == "POST" else None)
        return sorted({*Watched.asked, *fields} - {"csrf_token"})


@contextmanager
def processor_guard() -> Iterator[None]:
    """Stop a request that uses up `CAUGHT` seconds of processor, however busy the machine."""

    def caught(*_: object) -> None:
        raise AssertionError(f"{CAUGHT} seconds of processor for one request")

    before = signal.signal(signal.SIGVTALRM, caught)
    signal.setitimer(signal.ITIMER_VIRTUAL, CAUGHT)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def said(answer: TestResponse) -> str:
    """What an answer says to whoever reads it; a file says nothing."""
    return answer.text if answer.mimetype.startswith("text/") or "json" in answer.mimetype else ""


def faults(answer: TestResponse, value: str) -> Iterator[str]:
    """What an answer to a hostile value must never do."""
    text = said(answer)
    if answer.status_code >= 500:
        yield f"status {answer.status_code}"
    if answer.mimetype == "text/html" and MARKUP.search(value) and value in text:
        yield "reflected as it is"
    yield from (f"speaks of {word}" for word in INSIDES if word in text and word not in value)
    if not within_site(answer.location or ""):
        yield f"leads to {answer.location}"
    # The whole cookie: sealed contents may hold any letters by chance.
    cookies = [cookie.partition(";")[0] for cookie in answer.headers.getlist("Set-Cookie")]
    if "login=qzx" in cookies or any("\n" in header for _, header in answer.headers):
        yield "sets a header of its own"


def within_site(location: str) -> bool:
    """Whether a browser that follows stays here."""
    read = urlsplit(re.sub(r"[\t\r\n]", "", location).replace("\\", "/"))
    return read.scheme in ("", "https") and read.netloc in ("", "localhost")


def encoded(value: str) -> str:
    """A value as one step of an address."""
    return quote(value.encode("utf-8", "surrogatepass"), safe="")


@contextmanager
def recorded() -> Iterator[io.StringIO]:
    """The log as production writes it."""
    stream, root = io.StringIO(), logging.getLogger()
    before = root.handlers[:]
    logs.to_stderr(as_json=True, stream=stream)
    try:
        yield stream
    finally:
        root.handlers[:] = before


def prepare(app: Flask, store: Database) -> Attack:
    """Fill the database, let every role in, and from then on let nothing last."""
    found = neighbours.build(app, store)
    cookies, tokens = {}, {}
    person = neighbours.enrolled_account(app, store)
    for role in neighbours.ROLES:
        browser = neighbours.visitor(app, store, found, role)
        if role == "anonymous":  # between password and second factor, so that those pages open
            browser.get("/accesso/")
            browser.post("/accesso/", {**browser.fields(), "code": person.code, "password": person.password})
        else:
            browser.get("/verifica")
        tokens[role] = browser.token()
        cookie = browser.client.get_cookie(app.config["SESSION_COOKIE_NAME"])
        assert cookie is not None
        cookies[role] = f"{cookie.key}={cookie.value}"
    app.extensions["database"] = Rehearsal(store.read_engine, store.write_engine, store.read, store.write)
    app.request_class = WatchedRequest
    store.write_engine.pool._pre_ping = False  # whether the database is still there is asked by tests of its own
    postgresql = store.write_engine.dialect.name == "postgresql"
    return Attack(app, found, app.test_client(use_cookies=False), cookies, tokens, postgresql)
