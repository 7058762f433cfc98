"""Every route, for every role, on own and foreign objects. A route that is not in the table fails the first test."""

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule

from questionari.store.models.access import AuditEvent
from questionari.store.models.base import Base
from questionari.store.session import Database
from tests.web import neighbours
from tests.web.browser import Browser
from tests.web.neighbours import ROLES, Neighbours

Args = Mapping[str, object]
Places = Callable[[Neighbours], tuple[Args, ...]]
NOBODY = "00000000-0000-7000-8000-000000000000"
SEEN = frozenset({200, 302, 303})
TO_LOGIN, HIDDEN, UNOPENED = frozenset({302}), frozenset({404}), frozenset({403})


def nothing(_: Neighbours) -> tuple[Args, ...]:
    return ({},)


def never(_: Neighbours) -> tuple[Args, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class Route:
    """Who a route is for, the objects that role owns (by the role's own name), and objects that are not its own."""

    audience: str
    own: Places = nothing
    foreign: Places = never


def unit(found: Neighbours) -> tuple[Args, ...]:
    return ({"code": found.here_code},)


def no_unit(_: Neighbours) -> tuple[Args, ...]:
    return ({"code": "XX-000"},)


def draft(found: Neighbours) -> tuple[Args, ...]:
    return ({"code": found.draft},)


def a_round(found: Neighbours) -> tuple[Args, ...]:
    return ({"code": found.round}, {"code": found.test_round})


def invitation(found: Neighbours) -> tuple[Args, ...]:
    return ({"code": found.round, "invitation_id": found.here.invitation_id},)


def no_invitation(found: Neighbours) -> tuple[Args, ...]:
    """Of another round, of nobody, in a round that does not exist."""
    places = ((found.round, found.apart.invitation_id), (found.round, NOBODY), ("NO", found.here.invitation_id))
    return tuple({"code": code, "invitation_id": invitation_id} for code, invitation_id in places)


def dataset(found: Neighbours) -> tuple[Args, ...]:
    return ({"code": found.round, "request_id": found.dataset},)


def no_dataset(found: Neighbours) -> tuple[Args, ...]:
    """Of another round, of nobody."""
    return ({"code": "TERAMO", "request_id": found.dataset}, {"code": found.round, "request_id": NOBODY})


def opened(found: Neighbours) -> tuple[Args, ...]:
    return ({"public_id": found.there.public_id},)


def unopened(found: Neighbours) -> tuple[Args, ...]:
    return ({"public_id": found.here.public_id}, {"public_id": "a" * 22})


def version(_: Neighbours) -> tuple[Args, ...]:
    return ({"code": "R", "version": "2026.1"},)


def no_version(_: Neighbours) -> tuple[Args, ...]:
    return ({"code": "R", "version": "1999"}, {"code": "ZZ", "version": "2026.1"})


def paged(places: Places) -> Places:
    return lambda found: tuple({**args, "page": "P1"} for args in places(found))


RESPONDENT = Route("respondent", opened, unopened)
STAFF, UNIT, ROUND = Route("staff"), Route("staff", unit, no_unit), Route("staff", a_round, no_unit)
INVITATION = Route("staff", invitation, no_invitation)
STAFF_LISTS = ("home", "signals", "mail", "sends", "datasets", "census", "new_unit", "rounds", "new_round")
ROUTES: Mapping[str, Route] = {
    "static": Route("static", lambda _: ({"filename": "css/questionari.css"},)),
    **{f"public.{name}": Route("public") for name in ("home", "privacy", "accessibility", "verify", "health", "ready")},
    **{f"account.{name}": Route("public") for name in ("login", "code", "enrol", "reset")},
    **{f"account.{name}": Route("member") for name in ("home", "logout", "change_password")},
    "account.set_password": Route(
        "public", lambda found: ({"token": found.password_token},), lambda _: ({"token": "x"},)
    ),
    "atr.home": Route("atr"),
    "atr.questionnaires": Route("atr"),
    "atr.questionnaire": Route("atr", version, no_version),
    "atr.round": Route(
        "atr",
        lambda found: ({"code": found.round},),
        lambda found: tuple({"code": code} for code in ("NO", found.test_round, found.draft)),
    ),
    "respond.landing": Route("public", lambda found: ({"token": found.there.token},), lambda _: ({"token": "x" * 43},)),
    "respond.enter": Route("public", lambda found: ({"token": found.there.token},), lambda _: ({"token": "x" * 43},)),
    "respond.preparation": Route(
        "public", lambda _: ({"code": "R", "kind": "01"},), lambda _: ({"code": "ZZ", "kind": "01"},)
    ),
    "respond.page": Route("respondent", paged(opened), paged(unopened)),
    "respond.save": Route("respondent", paged(opened), paged(unopened)),
    "respond.receipt": Route("respondent", never, unopened),
    **{
        f"respond.{name}": RESPONDENT
        for name in ("home", "review", "submit", "tell", "ask_code", "send_code", "reread", "my_preparation", "notice")
    },
    "respond.erase": RESPONDENT,
    "respond.leave": Route("public", opened),
    "respond.goodbye": Route("public"),
    "alive.places": Route("public"),
    "alive.stay": RESPONDENT,
    **{f"manage.{name}": STAFF for name in STAFF_LISTS},
    **{f"manage.{name}": UNIT for name in ("unit", "edit_unit", "contact", "pause_contact", "membership")},
    **{f"manage.{name}": ROUND for name in ("round", "round_act", "dataset", "ask_dataset")},
    **{f"manage.{name}": Route("staff", draft, no_unit) for name in ("edit_round", "preview")},
    **{f"manage.{name}": INVITATION for name in ("invitation", "invitation_act", "response", "reopen", "redact")},
    "manage.questionnaires": STAFF,
    **{f"manage.{name}": Route("staff", version, no_version) for name in ("questionnaire", "questionnaire_document")},
    "manage.download_dataset": Route("staff", dataset, no_dataset),
    "manage.variation": Route(
        "staff", lambda found: ({"variation_id": found.variation},), lambda _: ({"variation_id": NOBODY},)
    ),
    "manage.reopen_variation": Route(
        "staff", never, lambda found: ({"variation_id": found.variation}, {"variation_id": NOBODY})
    ),
}
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


@pytest.mark.parametrize("role", ROLES)
def test_no_act_is_done_without_a_token(
    app: Flask, found: Neighbours, enter: Callable[[str], Browser], store: Database, role: str
) -> None:
    browser = enter(role)
    before, wrong = checksums(store), []
    for rule, path in chain(addresses(app, "POST", found, "own"), addresses(app, "POST", found, "foreign")):
        answer = browser.post(path, {"csrf_token": "x", "go": "tell", "reason": "prova"}, follow=False)
        sent_back = rule.endpoint == "respond.enter" and answer.location == path  # to the landing page, for a new token
        if answer.status_code != 400 and not sent_back:
            wrong.append((path, answer.status_code))
    assert wrong == []
    assert checksums(store) == before


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
