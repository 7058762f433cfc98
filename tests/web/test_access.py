"""Every route, for every role, on own and foreign objects. A route that is not in the table fails the first test."""

import logging
from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from itertools import chain
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule

from questionari.engine.checks.codes_used import PAGE
from questionari.store.models.access import AuditEvent
from questionari.store.models.base import Base
from questionari.store.session import Database
from tests.web import neighbours
from tests.web.browser import Browser
from tests.web.neighbours import ROLES, Neighbours
from tests.web.routes import ROUTES

SEEN = frozenset({200, 302, 303})
TO_LOGIN, HIDDEN, UNOPENED = frozenset({302}), frozenset({404}), frozenset({403})
#: audience -> what a role without the right is answered, whatever the object.
KEPT_OUT: Mapping[str, Mapping[str, frozenset[int]]] = {
    "staff": {"anonymous": TO_LOGIN, "respondent": TO_LOGIN, "atr_here": HIDDEN, "atr_there": HIDDEN},
    "atr": {"anonymous": TO_LOGIN, "respondent": TO_LOGIN, "staff": HIDDEN},
    "member": {"anonymous": TO_LOGIN, "respondent": TO_LOGIN},
    "respondent": {role: UNOPENED for role in ROLES if role != "respondent"},
}
#: Refused inside, the holder of a link meets the same page for what is foreign and for what is not there.
FOREIGN = {"respondent": UNOPENED}


@pytest.fixture
def found(app: Flask, store: Database) -> Neighbours:
    return neighbours.build(app, store)


@pytest.fixture
def enter(app: Flask, store: Database, found: Neighbours) -> Callable[[str], Browser]:
    """A browser in a role."""
    return lambda role: neighbours.visitor(app, store, found, role)


def addresses(app: Flask, method: str, found: Neighbours, places: str) -> Iterator[tuple[Rule, str]]:
    """Every address of the site that takes a method, on the objects called own or foreign."""
    urls = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if method in (rule.methods or ()):
            for args in getattr(ROUTES[rule.endpoint], places)(found):
                yield from ((rule, urls.build(rule.endpoint, {**args, **act}, method)) for act in acts(rule))


def acts(rule: Rule) -> list[dict[str, str]]:
    """The values of a rule's `act`, one address each; a rule without has one address."""
    converter: Any = rule._converters.get("act")
    return [{"act": act} for act in sorted(converter.items)] if converter else [{}]


def checksums(store: Database) -> dict[str, str]:
    """A fingerprint of each table's rows; the audit trail apart, where a refusal leaves its line."""
    kept = [table for table in Base.metadata.sorted_tables if table.name != AuditEvent.__tablename__]
    with store.reading() as session:
        tables = {table.name: sorted(map(repr, session.execute(select(table)))) for table in kept}
    return {name: sha256("\n".join(rows).encode()).hexdigest() for name, rows in tables.items()}


def expected(rule: Rule, role: str, places: str) -> frozenset[int]:
    """The statuses a role may be answered on own or foreign objects of a route."""
    audience = ROUTES[rule.endpoint].audience
    kept_out = KEPT_OUT.get(audience, {}).get(role)
    inside = SEEN if places == "own" else FOREIGN.get(audience, HIDDEN)
    return kept_out or inside


def test_every_route_is_in_the_table_and_states_its_audience(app: Flask) -> None:
    stated = {
        rule.endpoint: getattr(app.view_functions[rule.endpoint], "audience", "static")
        for rule in app.url_map.iter_rules()
    }
    assert stated == {endpoint: route.audience for endpoint, route in ROUTES.items()}


def test_no_page_of_a_questionnaire_can_bear_the_name_of_a_page_of_ours(app: Flask) -> None:
    place = "/rispondi/<public_id>/"
    ours = {rule.rule.removeprefix(place) for rule in app.url_map.iter_rules() if rule.rule.startswith(place)}
    names = {name for name in ours if name and "<" not in name}
    assert "visto" in names and not {name for name in names if PAGE.fullmatch(name)}


@pytest.mark.engine("postgresql")
@pytest.mark.parametrize("role", ROLES)
def test_pages_open_to_whom_they_are_meant_for_and_to_nobody_else(
    app: Flask, found: Neighbours, enter: Callable[[str], Browser], store: Database, role: str
) -> None:
    browser = enter(role)
    before, wrong = checksums(store), []
    for places in ("own", "foreign"):
        for rule, path in addresses(app, "GET", found, places):
            status = browser.client.get(path, base_url="https://localhost").status_code
            if status not in expected(rule, role, places):
                wrong.append((places, path, status))
    assert wrong == []
    assert checksums(store) == before, "a GET has changed the database"


def test_an_atr_sees_the_rounds_of_its_own_territory_only(enter: Callable[[str], Browser], found: Neighbours) -> None:
    here, there = enter("atr_here"), enter("atr_there")
    assert here.get("/atr/tornate/TERAMO").status_code == 404
    assert there.get("/atr/tornate/TERAMO").status_code == 200
    here.get(f"/atr/tornate/{found.round}")
    assert "Centro Levante" in here.text
    assert "Centro Ponente" not in here.text


@pytest.mark.engine("postgresql")
@pytest.mark.parametrize("role", ROLES)
def test_no_act_is_done_without_a_token(
    app: Flask, found: Neighbours, enter: Callable[[str], Browser], store: Database, role: str
) -> None:
    browser = enter(role)
    before, wrong = checksums(store), []
    for rule, path in chain(addresses(app, "POST", found, "own"), addresses(app, "POST", found, "foreign")):
        answer = browser.post(path, {"csrf_token": "x", "go": "tell", "reason": "prova"}, follow=False)
        sent_back = rule.endpoint.endswith(".enter") and answer.location == path  # to the landing page, for a new token
        if answer.status_code != 400 and not sent_back:
            wrong.append((path, answer.status_code))
    assert wrong == []
    assert checksums(store) == before


@pytest.mark.engine("postgresql")
@pytest.mark.parametrize("role", ROLES)
def test_acts_of_others_are_refused_also_with_a_good_token(
    app: Flask, found: Neighbours, enter: Callable[[str], Browser], store: Database, role: str
) -> None:
    browser = enter(role)
    browser.get("/verifica")
    token, before, wrong = browser.token(), checksums(store), []
    for places in ("own", "foreign"):
        for rule, path in addresses(app, "POST", found, places):
            allowed = expected(rule, role, places)
            status = 0 if allowed == SEEN else browser.post(path, {"csrf_token": token}, follow=False).status_code
            if status and status not in allowed:
                wrong.append((places, path, status))
    assert wrong == []
    assert checksums(store) == before


@pytest.mark.parametrize(
    ("target", "arrives"),
    [
        ("/gestione/censimento?cerca=bari", "/gestione/censimento"),
        ("https://altrove.example/", "/gestione/"),
        ("//altrove.example/", "/gestione/"),
        ("/\\altrove.example", "/gestione/"),
        ("/\t/altrove.example", "/gestione/"),
        ("javascript:alert(1)", "/gestione/"),
        ("gestione", "/gestione/"),
    ],
)
def test_after_the_login_one_returns_within_the_site_only(
    app: Flask, store: Database, browser: Browser, target: str, arrives: str
) -> None:
    account = neighbours.enrolled_account(app, store)
    browser.get("/accesso/")
    browser.post("/accesso/", {**browser.fields(), "code": account.code, "password": account.password, "next": target})
    browser.post(browser.path, {**browser.fields(), "typed": account.typed()})
    assert browser.path == arrives


def test_whoever_has_not_entered_comes_to_the_page_she_asked_for_after_the_login(browser: Browser) -> None:
    browser.get("/gestione/tornate?x=1")
    assert browser.path == "/accesso/"
    assert browser.fields()["next"] == ["/gestione/tornate?x=1"]


def test_no_token_reaches_a_log(
    app: Flask, found: Neighbours, enter: Callable[[str], Browser], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    tokens = (found.there.token, found.here.token, found.password_token)
    for role in ROLES:
        browser = enter(role)
        for token in tokens:
            browser.get(f"/q/{token}")
            browser.post(f"/q/{token}", {"csrf_token": "x"})
            browser.get(f"/accesso/password/{token}")
            browser.post(f"/accesso/password/{token}", {"csrf_token": "x", "password": token})
    assert [r.name for r in caplog.records if any(token in r.getMessage() for token in tokens)] == []
