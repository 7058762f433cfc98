"""The first hundred hostile inputs against every route that could take them: in its address, its query, its fields, the
headers that come with it. A new route, parameter or field is attacked by itself (see attack.py)."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO

import pytest
from flask import Flask
from werkzeug.routing import Rule

from questionari.store.session import Database
from tests.security import attack
from tests.security.attack import NAMES, Attack, Hostile, encoded, inputs

HEADERS = (
    "Host",
    "Cookie",
    "X-Forwarded-Host",
    "X-Forwarded-For",
    "X-Forwarded-Proto",
    "X-Forwarded-Prefix",
    "Forwarded",
    "Referer",
    "Origin",
    "User-Agent",
    "Accept-Language",
    "Accept",
    "Content-Type",
    "X-Request-ID",
    "X-Requested-With",
    "X-CSRFToken",
    "Range",
    "If-Modified-Since",
    "If-None-Match",
    "Authorization",
)


#: The site of the inputs, but for addresses of mail that a story knows.
ELSEWHERE = re.compile(r"(?<!@)altrove\.example")
PARAMETER = re.compile(r"<(?:[^<>]*:)?(\w+)>")


def evil_steps(attacker: Attack, rule: Rule, address: str, method: str, value: str) -> Iterator[str]:
    """The address with each of its parameters in turn replaced."""
    _, args = attacker.app.url_map.bind("localhost").match(plain(address), method)
    for name in args:
        steps = {**{n: encoded(str(arg)) for n, arg in args.items()}, name: encoded(value)}
        yield PARAMETER.sub(lambda found, given=steps: given[found[1]], rule.rule)


def rotated(names: Sequence[str], evil: Sequence[Hostile], turn: int) -> dict[str, list[str]]:
    """A hostile value for every field, another at every turn; after as many turns as inputs each field has met each."""
    return {name: [evil[(turn + 7 * place) % len(evil)].value] for place, name in enumerate(names)}


def attack_addresses(attacker: Attack) -> None:
    for rule, ((method, address), *_) in attacker.by_rule("GET", "POST"):
        data = {"csrf_token": attacker.tokens[attacker.who(rule)]} if method == "POST" else None
        for _, evil in attacker.turns(rule, inputs("path")):
            for path in evil_steps(attacker, rule, address, method, evil.value):
                attacker.send(rule, path, method, evil, data=data)


def plain(address: str) -> str:
    """An address without what the table of routes asks it with."""
    return address.partition("?")[0]


def attack_queries(attacker: Attack) -> None:
    evil = inputs("query")
    for rule, targets in attacker.by_rule("GET"):
        asked = attacker.names(rule, targets[0][1], "GET", {})
        for turn, each in attacker.turns(rule, evil if asked else evil[:2]):
            address = targets[turn % len(targets)][1]
            attacker.send(
                rule, plain(address), "GET", each, query_string=rotated([*asked, each.value[:300]], evil, turn)
            )
        attacker.send(rule, plain(targets[0][1]), "GET", evil[0], query_string=dict.fromkeys(NAMES, evil[0].value))


def attack_fields(attacker: Attack) -> None:
    """A route with several acts (open, extend, close…) shares the turns among them: they read the same form."""
    evil = inputs("form")
    for rule, targets in attacker.by_rule("POST"):
        fields = [attacker.drawn(rule, address) for _, address in targets]
        names = [attacker.names(rule, target[1], "POST", drawn) for target, drawn in zip(targets, fields, strict=True)]
        for turn, each in attacker.turns(rule, evil):
            at = turn % len(targets)
            sent = {**fields[at], **rotated(names[at], evil, turn), each.value[:300]: each.value}
            attacker.send(rule, targets[at][1], "POST", each, data=sent)


def attack_form_of_the_message(attacker: Attack) -> None:
    """What a form of ours never sends: a hostile token, files with hostile names, JSON."""
    forms, documents = inputs("form")[:6], inputs("json")
    for rule, targets in attacker.by_rule("POST"):
        address, role = targets[0][1], attacker.who(rule)
        drawn = attacker.drawn(rule, address)
        for _, each in attacker.turns(rule, forms):
            attacker.send(rule, address, "POST", each, data={**drawn, "csrf_token": each.value})
            files = {name: (BytesIO(each.value.encode()), each.value) for name in drawn if name != "csrf_token"}
            attacker.send(rule, address, "POST", each, data={**files, "csrf_token": attacker.tokens[role]})
        for each in (*documents, Hostile("fields that are numbers", json.dumps(dict.fromkeys(drawn, 5)), ())):
            headers = {"Content-Type": "application/json", "X-CSRFToken": attacker.tokens[role]}
            attacker.send(rule, address, "POST", each, data=each.value, headers=headers)


def attack_headers(attacker: Attack) -> None:
    """Those that come with every request; without a proxy of ours, those of a proxy say nothing."""
    evil = [each for each in inputs("header") if each.value.isascii() and each.value.isprintable()]
    for rule, targets in attacker.by_rule("GET", "POST"):
        for turn, each in attacker.every(rule, evil):
            method, address = targets[turn % len(targets)]
            name = HEADERS[turn % len(HEADERS)]
            for headers in ({name: each.value}, dict.fromkeys(HEADERS[2:], each.value)):
                data = {"csrf_token": attacker.tokens[attacker.who(rule)]} if method == "POST" else None
                answer = attacker.send(rule, address, method, each, headers=headers, data=data)
                assert not ELSEWHERE.search(attack.said(answer) + str(answer.headers)), (address, headers)


def survives(app: Flask, store: Database, *places: Callable[[Attack], None]) -> None:
    """No crash, nothing reflected as it is, nobody led elsewhere, no slow pattern, each record one line."""
    with attack.recorded() as log:
        attacker = attack.prepare(app, store)
        for place in places:
            place(attacker)
    assert attacker.wrong == []
    for line in log.getvalue().splitlines():
        assert line.isprintable() and not json.loads(line).get("error"), line


@pytest.mark.parametrize("places", [(attack_addresses, attack_queries), (attack_fields, attack_form_of_the_message)])
def test_every_input_meets_every_route_that_could_take_it(
    app: Flask, store: Database, places: tuple[Callable[[Attack], None], ...]
) -> None:
    survives(app, store, *places)


@pytest.mark.engine("sqlite")
def test_every_header_meets_every_route(app: Flask, store: Database) -> None:
    """On one engine alone, but all of them: no header comes to a database."""
    survives(app, store, attack_headers)
