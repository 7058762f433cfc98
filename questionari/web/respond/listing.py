"""The records of a service: their list, adding one, deleting a draft, declaring that they are all."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from questionari.usecases import responding
from questionari.usecases.responding import RecordList, Standing
from questionari.web.access import house
from questionari.web.language import speak
from questionari.web.respond import trials
from questionari.web.respond.compiler import Asking

REFUSED = frozenset({"records_unsent", "list_finished", "sent_once", "by_code"})  # said on the list itself


@dataclass(frozen=True, slots=True)
class Wrong:
    """A code that was not taken, as it was typed, and why."""

    text: str
    message: str


def page(
    found: RecordList,
    public_id: str,
    wrong: Wrong | None = None,
    to_verify: Sequence[int] = (),
    compiler: Asking | None = None,
) -> str:
    """The list."""
    trials.mark(found.header)
    speak(found.language, responding.offered(house(), found.definition))
    shown = {"found": found, "wrong": wrong, "to_verify": to_verify, "compiler": compiler}
    return render_template("respond/records.html", public_id=public_id, Standing=Standing, **shown)


def back(public_id: str, message: str, kind: str = "success") -> Response:
    """To the list, which says what was done or why not."""
    flash(message, kind)
    return redirect(url_for("respond.home", public_id=responding.invitation_of(public_id)), 303)


def pressed_in() -> str:
    """The form that adds a record, as the list named it."""
    return request.form.get("once", "")[:40]
