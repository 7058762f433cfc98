"""Going away from a shared computer, changing the language, taking back what should never have been written."""

from flask import flash, redirect, render_template, request, url_for

from questionari import clock
from questionari.usecases import entering, responding
from questionari.usecases.house import NotFound, Refused
from questionari.web.access import database, house, public, respondent
from questionari.web.language import word
from questionari.web.respond import behalf, choosing, opened
from questionari.web.respond.rereading import blueprint
from questionari.web.respond.views import Form, Page, require_opened

__all__ = ["blueprint"]


@blueprint.post("/rispondi/<public_id>/uscita")
@public
def leave(public_id: str) -> Page:
    """ "Esci": nothing of the questionnaires stays open on this device. Whoever is out already goes the same way."""
    return behalf.leave(public_id) or opened.leave()


@blueprint.post("/rispondi/<public_id>/da-soli")
@respondent
def take_over(public_id: str) -> Page:
    """ "Continuo io": staff who entered answers on behalf of the service see and write no more."""
    require_opened(public_id)
    with database().writing() as db:
        entering.take_over(db, clock.utc_now(), public_id)
    flash(str(word("Da qui continua il Suo servizio: l'assistenza non vede più le risposte.")), "success")
    return redirect(url_for("respond.home", public_id=public_id), 303)


@blueprint.post("/rispondi/<public_id>/lingua")
@respondent
def language(public_id: str) -> Page:
    """Another language, kept with the response."""
    require_opened(public_id)
    return choosing.choose(public_id)


@blueprint.get("/uscita")
@public
def goodbye() -> Page:
    """What she wrote is safe, and how to come back to it."""
    return render_template("respond/goodbye.html")


@blueprint.route("/rispondi/<public_id>/dati-personali", methods=["GET", "POST"])
@respondent
def erase(public_id: str) -> Page:
    """ "Ho scritto per errore dati personali": erase one answer everywhere."""
    require_opened(public_id)
    now, wanted = clock.utc_now(), request.form.get("question", "")
    error = erased = None
    if Form().validate_on_submit():
        try:
            with database().writing() as db:
                erased = responding.erase(db, house(), now, public_id, wanted)
        except NotFound:
            raise
        except Refused as refusal:
            error = refusal
    with database().reading() as db:
        found = responding.erasable(db, house(), now, public_id)
    drawn = render_template(
        "respond/erase.html", found=found, public_id=public_id, wanted=wanted, error=error, erased=erased
    )
    return (drawn, 422) if error else drawn
