"""The site under measure: a request's CPU seconds are those spent in the application, not in the client."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from werkzeug.test import Client, TestResponse
from werkzeug.wrappers import Response

from bench.place import Place, Stopwatch
from questionari import clock
from questionari.application import create_app
from questionari.store.session import Database
from tests import factories


class Timed:
    """A WSGI application with a stopwatch around it. What a web server adds (sockets, parsing) is not in it."""

    def __init__(self, inner: Any) -> None:
        self.inner, self.watch, self.requests = inner, Stopwatch(), 0

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer a request."""
        self.requests += 1
        with self.watch.running():
            answer = self.inner(environ, start_response)
            body = [b"".join(answer)]
            if hasattr(answer, "close"):
                answer.close()
        return body

    def client(self) -> "Visitor":
        """A browser with cookies of its own."""
        return Visitor(Client(self, Response))


class Visitor:
    """A browser without JavaScript, as `questionari.demo.walker` wants it."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def get(self, path: str) -> TestResponse:
        """Fetch a page."""
        return self.client.get(path)

    def post(self, path: str, *, data: Any, headers: Mapping[str, str] | None = None) -> TestResponse:
        """Send a form."""
        return self.client.post(path, data=data, headers=headers)


def site(place: Place) -> tuple[Flask, Timed]:
    """The application on the place's database, at the hour of the test data."""
    clock.utc_now = lambda: factories.NOW
    app = create_app(factories.settings_for(place.database_url, place.folder))
    return app, Timed(app)


def database_of(app: Flask) -> Database:
    """The application's database."""
    found: Database = app.extensions["database"]
    return found


def hello(requests: int) -> float:
    """CPU seconds of as many requests to the smallest Flask application there is."""
    app = Flask("hello")
    app.add_url_rule("/", view_func=lambda: "Buongiorno")
    timed = Timed(app)
    visitor = timed.client()
    for _ in range(requests):
        visitor.get("/")
    return timed.watch.cpu_s


def enter(app: Flask, visitor: Visitor, token: str) -> None:
    """Give a browser the cookie of a login session."""
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signer is not None
    visitor.client.set_cookie(app.config["SESSION_COOKIE_NAME"], str(signer.dumps({"login": token})))
