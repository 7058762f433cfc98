"""Every page of ours is open to everybody: those a role has from the first day, by the table of routes, and the rest.

A page whose objects that table does not have (a receipt, a query, an approval) is looked at by a test of the other
modules here, which names it or its template: `@pytest.mark.shows("respond.receipt")`. What neither finds fails the last
test, a new page as well as a new template.
"""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from http import HTTPStatus
from inspect import isfunction
from pathlib import Path

import pytest
from flask import Flask, template_rendered
from jinja2 import Template
from werkzeug.routing import Rule

from questionari.settings import ROOT
from questionari.store.session import Database
from tests import everybody
from tests.everybody.looking import Looker
from tests.security.attack import INSIDER
from tests.web import neighbours, test_access
from tests.web.routes import ROUTES

pytestmark = [pytest.mark.browser, pytest.mark.engine("sqlite")]
#: Audience -> who looks; the ATR that is consulted.
ROLE = {**INSIDER, "atr": "atr_there"}
ROLES = ("anonymous", "respondent", "atr_there", "staff")
#: What no role has from the first day and is a file, or what scripts ask for; and addresses that only lead on.
NO_PAGE = {
    "account.home", "respond.my_preparation", "respond.kept_answers", "respond.own_file", "respond.sent_file",
    "respond.erasure_certificate", "manage.minutes_pdf", "manage.minutes_files", "manage.redaction_pdf",
    "manage.redaction_files", "manage.response_file", "manage.formal_letter_pdf", "public.metrics",
}  # fmt: skip
#: Templates that are no page of the product (the doors of the demonstration), or only extended by others.
NOT_DRAWN = {"demo/home.html", "demo/mail.html", "demo/mailbox.html", "respond/base.html"}
PAGE = "text/html"
TEMPLATES = Path(ROOT) / "templates"
EXTENDS = re.compile(r"(?:\{#.*?#\}\s*)?\{% extends", re.S)


def own(app: Flask, found: neighbours.Neighbours, role: str) -> Iterator[tuple[Rule, str]]:
    """The pages of a role, each once: the first of its objects, every act."""
    looked = set[tuple[str, str]]()
    for rule, path in test_access.addresses(app, "GET", found, "own"):
        mine = ROLE.get(ROUTES[rule.endpoint].audience, "anonymous") == role
        kind = (rule.endpoint, path.rpartition("/")[2] if test_access.acts(rule) != [{}] else "")
        if mine and kind not in looked:
            looked.add(kind)
            yield rule, path


@pytest.mark.parametrize("role", ROLES)
def test_the_pages_of_a_role_are_open_to_everybody(app: Flask, store: Database, look: Looker, role: str) -> None:
    found = neighbours.build(app, store)
    visitor = neighbours.visitor(app, store, found, role)
    for _, path in own(app, found, role):
        if visitor.get(path).mimetype == PAGE:
            look(visitor)


def shown_by_tests() -> set[str]:
    """What the other modules here say they show."""
    names = [f"{everybody.__name__}.{module.name}" for module in pkgutil.iter_modules(everybody.__path__)]
    tests = [test for name in names for test in vars(importlib.import_module(name)).values()]
    marks = [mark for test in tests if isfunction(test) for mark in getattr(test, "pytestmark", ())]
    return {str(endpoint) for mark in marks if mark.name == "shows" for endpoint in mark.args}


def shown_by_routes(app: Flask, store: Database) -> Iterator[str]:
    """The pages of all roles and their templates."""
    found = neighbours.build(app, store)
    drawn = list[str]()

    def note(_app: Flask, template: Template, **_: object) -> None:
        drawn.append(template.name or "")

    for role in ROLES:
        visitor = neighbours.visitor(app, store, found, role)
        for rule, path in own(app, found, role):
            with template_rendered.connected_to(note):
                answer = visitor.client.get(path, base_url="https://localhost")
            page = answer.mimetype == PAGE and answer.status_code == HTTPStatus.OK
            yield from (rule.endpoint, drawn[-1]) if page else (rule.endpoint,) if answer.mimetype != PAGE else ()


def test_no_page_is_forgotten(app: Flask, store: Database) -> None:
    looked = {*shown_by_tests(), *shown_by_routes(app, store)}
    pages = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert pages - looked - NO_PAGE == set()
    assert pages >= NO_PAGE and not NO_PAGE & looked
    drawn = {str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html") if EXTENDS.match(path.read_text())}
    assert sorted(drawn - looked - NOT_DRAWN) == []
