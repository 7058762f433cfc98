"""The language of a respondent's pages: offered in the header, kept with her response."""

from collections.abc import Mapping

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from questionari.usecases import responding
from questionari.usecases.colleagues import is_seat
from questionari.usecases.responding import Case
from questionari.web.access import database, house
from questionari.web.language import speak
from questionari.web.respond import trials

PRESSED = "lingua:"
#: The pages that a choice made on them comes back to; from all others it leads to the list of sections.
RETURNS = frozenset({"respond.home", "respond.review", "respond.receipt"})


def speak_of(case: Case) -> None:
    """Draw the page in the language of a response; only who holds its link may choose another."""
    trials.mark(case.header)
    speak(case.language, responding.offered(house(), case.definition) if case.only is None else ())


def wanted(form: Mapping[str, str], public_id: str) -> str | None:
    """The language whose button saved a page of questions, if one did; a colleague has no such button."""
    pressed = form.get("_go", "")
    return pressed.removeprefix(PRESSED) if pressed.startswith(PRESSED) and not is_seat(public_id) else None


def choose(public_id: str) -> Response:
    """Keep the choice and show the same page again."""
    with database().writing() as db:
        language = responding.choose_language(db, house(), public_id, request.form.get("lingua", ""))
    speak(language)
    where = request.form.get("dove", "")
    return redirect(url_for(where if where in RETURNS else "respond.home", public_id=public_id), 303)
