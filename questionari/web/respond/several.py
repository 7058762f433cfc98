"""The page of the questionnaires of one person, behind the one link of a mail about several services."""

from flask import redirect, render_template, request, url_for

from questionari import clock
from questionari.extensions import limiter
from questionari.usecases.colleagues import several
from questionari.usecases.responding import Standing
from questionari.web.access import database, house, public
from questionari.web.codes import few_tries
from questionari.web.language import speak
from questionari.web.respond import opened
from questionari.web.respond.handing import blueprint
from questionari.web.respond.views import Page

__all__ = ["blueprint"]


@blueprint.get("/miei/<token>")
@limiter.limit("60/minute")
@few_tries
@public
def several_landing(token: str) -> Page:
    """Which questionnaires wait, until when. Changes nothing: mail scanners follow links."""
    with database().reading() as db:
        found = several.open_several(db, house(), clock.utc_now(), token)
    speak(found.language)
    return render_template("respond/several.html", found=found, Standing=Standing)


@blueprint.post("/miei/<token>")
@limiter.limit("60/minute")
@few_tries
@public
def enter_several(token: str) -> Page:
    """Open one of them."""
    now = clock.utc_now()
    with database().writing() as db:
        public_id = several.enter_one(db, house(), now, token, request.form.get("which", -1, type=int))
    opened.remember(public_id, now)
    return redirect(url_for("respond.home", public_id=public_id), 303)
