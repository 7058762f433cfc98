"""The page of questions as a template draws it, and where a save leads."""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from flask import render_template, request, url_for

from questionari import clock
from questionari.usecases import responding
from questionari.usecases.colleagues import is_seat
from questionari.usecases.helping import Thread
from questionari.usecases.responding import PageState, Standing
from questionari.usecases.responding.cells import WHY
from questionari.web.access import database, house
from questionari.web.respond import opened, seats
from questionari.web.respond.choosing import speak_of
from questionari.web.respond.page import heading, named, page_view

#: Where the person acts, by what the save asks for: query parameters of the page shown again.
STAYS: Mapping[str, str] = {"new": "nuove"}
#: Where on the page shown again she is led, when it is not to one question.
PLACES: Mapping[str, str] = {"missing": "mancano"}


def page(state: PageState, public_id: str, helped: Sequence[Thread] = ()) -> str:
    """The page, with what the address says she is to be told, and the help that was asked about its questions."""
    speak_of(state.case)
    examined = "esamina" in request.args
    view = page_view(state, examined)
    told = request.args.get("mancano", "").split(",")
    return render_template(
        "respond/page.html",
        state=state,
        view=view,
        sections=responding.sections_of(state.case),
        minutes_left=responding.minutes_left(state.case),
        seconds_left=opened.seconds_left(public_id, clock.utc_now()),
        public_id=public_id,
        heading=heading(view.title),
        new=named(view, request.args.get("nuove", "").split(",")),
        missing=view.missing if any(line.code in told for line in view.missing) else (),
        seen=view.missing if examined or told != [""] else (),
        writable=state.standing is Standing.OPEN,
        sheet=secrets.token_hex(4),
        helped=[(one, label) for one in helped for _, label in named(view, (one.code,))],
    )


def given_back(public_id: str, saved: responding.Saved) -> tuple[str, int]:
    """The page again, with what she typed and is not written: it stands nowhere else, so there is no redirect."""
    with database().reading() as db:
        now, code = clock.utc_now(), saved.saved_on
        place = seats.of(db, public_id)
        state = responding.load_page(db, house(), now, place.address, code, place.writer, saved.unsaved)
    return page(state, public_id), 200 if saved.stays == "action" else 409


def next_address(public_id: str, saved: responding.Saved) -> str:
    """Where the pressed button leads."""
    if saved.page is None:
        if not saved.review or is_seat(public_id):
            return url_for("respond.home", public_id=public_id)
        bare: dict[str, Any] = {"motivi": saved.saved_on} if _without_reasons() else {}
        return url_for("respond.review", public_id=public_id, **bare)
    asked_by = STAYS.get(saved.stays or "")
    query: dict[str, Any] = {asked_by: ",".join(saved.new)} if asked_by else {}
    query |= {"mancano": ",".join(saved.missing)} if saved.missing else {}
    place = PLACES.get(saved.stays or "", "controlli")
    anchor = f"q-{saved.anchor}" if saved.anchor else place if saved.stays else None
    return url_for("respond.page", public_id=public_id, page=saved.page, _anchor=anchor, **query)


def _without_reasons() -> bool:
    """Whether «Salva i motivi» was pressed in the review (where no question is posted) and no reason was written."""
    typed = [value for name, value in request.form.items(multi=True) if name.startswith(WHY)]
    return bool(typed) and "_q" not in request.form and not any(value.strip() for value in typed)
