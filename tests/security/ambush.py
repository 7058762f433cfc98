"""Hostile inputs for what exists only in the middle of a story: an approval, a query, a letter, an imported file.

Stories are told elsewhere (tests/everybody, tests/web) by browsers without scripts. Before such a browser reaches an
address for the first time, the inputs go there: with its session, its token, the fields it is about to send. Nothing
of that lasts, then the story goes on.
"""

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from flask import Flask, Request
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Rule
from werkzeug.test import EnvironBuilder, TestResponse

from questionari.store.session import Database
from tests.security.attack import Attack, Hostile, Rehearsal, WatchedRequest, recorded
from tests.web import routes, test_access
from tests.web.routes import ROUTES

Target = tuple[str, str]
Sampled = Iterator[tuple[int, Hostile]]


def targets(app: Flask) -> list[Target]:
    """(endpoint, method) of what nobody has from the first day, those of a method one after the other."""
    rules = (rule for rule in app.url_map.iter_rules() if ROUTES[rule.endpoint].own is routes.never)
    found = ((rule.endpoint, method) for rule in rules for method in {"GET", "POST"} & (rule.methods or set()))
    return sorted(found, key=lambda target: (target[1], target[0]))


def sample(evil: Sequence[Hostile], turn: int) -> Sampled:
    """One input of each kind, another at every turn, with its place among all."""
    kinds = groupby(sorted(enumerate(evil), key=lambda each: each[1].kind), key=lambda each: each[1].kind)
    for of_kind in [list(some) for _, some in kinds]:
        yield of_kind[turn % len(of_kind)]


class Ambush(Attack):
    """An attack on one address, in the name of whoever is on her way to it."""

    here: tuple[Rule, str, str]
    fields: Mapping[str, list[str]]
    turn: int

    def by_rule(self, *methods: str) -> list[tuple[Rule, list[tuple[str, str]]]]:
        """What is attacked, where its method is meant."""
        rule, method, address = self.here
        return [(rule, [(method, each) for each in self.acts(rule, address)])] if method in methods else []

    def acts(self, rule: Rule, address: str) -> Iterator[str]:
        """The address; of a rule with several acts, those of the others too."""
        path, mark, query = address.partition("?")
        urls = self.app.url_map.bind("localhost")
        _, args = urls.match(path, self.here[1])
        for act in test_access.acts(rule):
            yield urls.build(rule.endpoint, {**args, **act}, self.here[1]) + mark + query

    def turns(self, rule: Rule, evil: Sequence[Hostile]) -> Sampled:
        """An input of each kind; which one follows from the place of the address in the list of all."""
        return sample(evil, self.turn)

    def every(self, rule: Rule, evil: Sequence[Hostile]) -> Sampled:
        """One input alone: headers are looked at before a route is, the same for all."""
        found = list(sample(evil, self.turn))
        yield found[self.turn % len(found)]

    def drawn(self, rule: Rule, address: str) -> Mapping[str, list[str]]:
        """What the browser is about to send."""
        return self.fields


class Lurking(FlaskClient):
    """A visitor's client that tells where it goes before it goes there."""

    meet: Callable[[FlaskClient, str, str, Mapping[str, Any]], None]

    def open(self, *args: Any, **more: Any) -> TestResponse:
        """One request; those of a redirect come with a builder."""
        if isinstance(args[0], EnvironBuilder):
            query = f"?{args[0].query_string}" if args[0].query_string else ""
            self.meet(self, args[0].method, args[0].path + query, {})
        else:
            self.meet(self, more.get("method", "GET"), str(args[0]), more.get("data") or {})
        return super().open(*args, **more)


class Lurker:
    """Waits for visitors at the addresses of some endpoints; `wrong`: what answers have done wrong there."""

    def __init__(self, app: Flask, store: Database, waits: Collection[str], places: Sequence[Callable[[Attack], None]]):
        self.app, self.store, self.places = app, store, places
        self.order = targets(app)
        self.left = {target for target in self.order if target[0] in waits}
        self.wrong: list[Any] = []
        lurker = self

        class Client(Lurking):
            meet = staticmethod(lambda client, method, address, data: lurker.meet(client, method, address, data))

        app.test_client_class = Client

    def meet(self, client: FlaskClient, method: str, address: str, data: Mapping[str, Any]) -> None:
        """Attack an address that is waited for, once; an act with the token that its visitor sends."""
        try:
            rule, _ = self.app.url_map.bind("localhost").match(address.partition("?")[0], method, return_rule=True)
        except HTTPException:
            return
        if (rule.endpoint, method) in self.left and (method == "GET" or "csrf_token" in data):
            self.left.remove((rule.endpoint, method))
            self.attack(client, (rule, method, address), data)

    def attack(self, client: FlaskClient, here: tuple[Rule, str, str], data: Mapping[str, Any]) -> None:
        """All that is attacked, while nothing lasts."""
        cookie = client.get_cookie(self.app.config["SESSION_COOKIE_NAME"])
        plain = FlaskClient(self.app, self.app.response_class, use_cookies=False)
        ambush = Ambush(self.app, None, plain, {}, {}, True)  # type: ignore[arg-type]  # an ambush asks no neighbour
        role = ambush.who(here[0])
        ambush.cookies = {role: f"{cookie.key}={cookie.value}" if cookie else ""}
        ambush.fields = {name: _texts(value) for name, value in data.items()}
        ambush.tokens = {role: "".join(ambush.fields.get("csrf_token", []))}
        ambush.here, ambush.turn = here, self.order.index((here[0].endpoint, here[1]))
        store = self.store
        self.app.extensions["database"] = Rehearsal(store.read_engine, store.write_engine, store.read, store.write)
        self.app.request_class = WatchedRequest
        with recorded() as log:
            for place in self.places:
                place(ambush)
        self.app.extensions["database"], self.app.request_class = store, Request
        lines = log.getvalue().splitlines()
        self.wrong += [
            *ambush.wrong,
            *(line for line in lines if not line.isprintable() or json.loads(line).get("error")),
        ]


def _texts(value: Any) -> list[str]:
    """The values of a field; a file's field with nothing in it."""
    if isinstance(value, tuple):
        return [""]
    return [str(each) for each in (value if isinstance(value, list) else [value])]
