"""The mark of a round that counts nowhere, on every page of its respondents.

Pages that read their invitation say it at once; those that read none find it in the session, where the others left it.
"""

from typing import Protocol

from flask import Flask, g, request, session

from questionari.usecases.responding import invitation_of

KEY = "trials"
PILOT, REHEARSAL = "pilot", "test"
MOST = 20


class Marked(Protocol):
    """What knows whether its round counts."""

    @property
    def is_test(self) -> bool:
        """Whether it counts nowhere."""

    @property
    def pilot(self) -> bool:
        """Whether real services are asked all the same."""


def mark(about: Marked) -> None:
    """This page is about a response of such a round, or of none."""
    g.trial = PILOT if about.pilot else REHEARSAL if about.is_test else ""
    known: dict[str, str] = session.get(KEY, {})
    place = _place()
    if place and known.get(place, "") != g.trial:
        others = {name: kind for name, kind in known.items() if name != place}
        session[KEY] = dict([*others.items(), (place, g.trial)][-MOST:])


def _place() -> str:
    return invitation_of((request.view_args or {}).get("public_id", ""))


def current() -> str:
    """The mark of this page: PILOT, REHEARSAL or ""."""
    found: str = g.trial if "trial" in g else session.get(KEY, {}).get(_place(), "")
    return found


def init_app(app: Flask) -> None:
    """Let templates ask."""
    app.jinja_env.globals["trial"] = current
