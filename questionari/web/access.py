"""Who may call a route. Denied unless stated: every view names its audience with one of the decorators below."""

from collections.abc import Callable
from typing import TypeVar

from flask import Flask, abort, current_app, g, redirect, request, session, url_for
from werkzeug.wrappers import Response as WsgiResponse

from questionari import clock
from questionari.store.session import Database
from questionari.usecases import audit, sessions
from questionari.usecases.house import Actor, House
from questionari.usecases.sessions import Account
from questionari.web.typed import posted_fields, readable, staff_page

View = TypeVar("View", bound=Callable[..., object])
OPEN_ENDPOINTS = frozenset({"static"})


def _audience(name: str) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.audience = name  # type: ignore[attr-defined]  # read back by _guard
        return view

    return mark


public = _audience("public")  # anyone, no session needed
respondent = _audience("respondent")  # holders of an opened invitation; the view checks which one
staff = _audience("staff")
atr = _audience("atr")
member = _audience("member")  # any logged-in account


def takes_files(longest: int) -> Callable[[View], View]:
    """The view reads files from `request.files` itself, of a request of at most so many bytes; of every other view, a
    file in the form is refused.
    """

    def mark(view: View) -> View:
        view.takes_files = longest  # type: ignore[attr-defined]  # read back by requests
        return view

    return mark


def database() -> Database:
    """The application's database."""
    return current_app.extensions["database"]


def house() -> House:
    """The frozen surroundings handed to use-cases."""
    return current_app.extensions["house"]


def ring(name: str) -> None:
    """Ring the bell of a worker ("mail", "exports") after a commit: only a hint."""
    current_app.extensions["bell"].ring(name)


def current_account() -> Account:
    """The logged-in account; only in views marked staff, atr or member."""
    account = g.get("account")
    if account is None:
        abort(401)
    return account


def current_actor() -> Actor:
    """The logged-in account as the audit trail knows it."""
    account = current_account()
    return Actor(account.role, account.code)


def load_account() -> Account | None:
    """The account whose session this browser has, whatever the page."""
    token = session.get("login")
    if not token:
        return None
    now = clock.utc_now()
    with database().reading() as db:
        account = sessions.account_of(db, token, now)
    if account is not None and sessions.needs_touch(account, now):
        with database().writing() as db:
            sessions.touch(db, token, now)
    return account


def _ask_to_enter() -> WsgiResponse | tuple[str, int]:
    """To the login; what a form had typed in it is shown back first."""
    if request.method == "POST" and readable(posted_fields() or []):
        return staff_page("La sessione è finita: per sicurezza deve entrare di nuovo.", 401)
    return redirect(
        url_for("account.login", next=request.full_path.removesuffix("?") if request.method == "GET" else None)
    )


def _guard() -> WsgiResponse | tuple[str, int] | None:
    if request.endpoint is None or request.endpoint in OPEN_ENDPOINTS:
        return None
    view = current_app.view_functions[request.endpoint]
    audience = getattr(view, "audience", None)
    if audience is None:
        abort(403)
    if audience in ("public", "respondent"):
        return None
    g.account = load_account()
    if g.account is None:
        return _ask_to_enter()
    if audience != "member" and g.account.role != audience:
        with database().writing() as db:
            audit.record(db, clock.utc_now(), current_actor(), "access.refused", ("route", request.endpoint))
        abort(404)
    return None


def init_app(app: Flask) -> None:
    """Guard every request."""
    app.before_request(_guard)
