"""Reading the submitted answers again: a code goes to the address of the census, and shows them once."""

from flask import redirect, render_template, request, url_for

from questionari import clock
from questionari.extensions import limiter
from questionari.usecases import responding
from questionari.web.access import database, house, respondent, ring
from questionari.web.language import word
from questionari.web.respond import opened
from questionari.web.respond.views import Page, blueprint, require_opened

__all__ = ["blueprint"]


@blueprint.get("/rispondi/<public_id>/lettura")
@respondent
def ask_code(public_id: str) -> Page:
    """How to read the submitted answers again."""
    require_opened(public_id)
    with database().reading() as db:
        responding.require_answers(db, public_id)
    return render_template("respond/code.html", public_id=public_id, sent="inviato" in request.args, error=None)


@blueprint.post("/rispondi/<public_id>/lettura/codice")
@limiter.limit("10/hour")
@respondent
def send_code(public_id: str) -> Page:
    """Send a one-time code to the census contact."""
    require_opened(public_id)
    with database().writing() as db:
        responding.request_code(db, house(), clock.utc_now(), public_id)
    ring("mail")
    return redirect(url_for("respond.ask_code", public_id=public_id, inviato=1), 303)


@blueprint.post("/rispondi/<public_id>/lettura")
@limiter.limit("20/hour")
@respondent
def reread(public_id: str) -> Page:
    """The submitted answers, against the code; shown once, at no address of their own."""
    require_opened(public_id)
    with database().writing() as db:
        found = responding.reread(db, house(), clock.utc_now(), public_id, request.form.get("code", "")[:20])
        beside = found is not None and responding.comparable(db, responding.receipt_header(db, public_id))
        signed = responding.signatures(db, house(), public_id) if found else None
    if found is None:
        error = word("Il codice non è giusto, è scaduto o è già stato usato. Ne può chiedere un altro.")
        return render_template("respond/code.html", public_id=public_id, sent=True, error=error), 422
    opened.note_spent(public_id, found.spent)
    shown = {"view": found.view, "comparable": beside, "signed": signed}
    return render_template("respond/answers.html", public_id=public_id, **shown)
