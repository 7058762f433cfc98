"""Going away from a shared computer, changing the language, taking back what should never have been written."""

from flask import flash, redirect, render_template, request, url_for

from esportazioni import certificate as printing
from questionari import clock
from questionari.extensions import limiter
from questionari.usecases import entering, responding
from questionari.usecases.house import NotFound, Refused
from questionari.usecases.redactions import packing
from questionari.usecases.redactions.printed import printed
from questionari.web.access import database, house, public, respondent, ring
from questionari.web.downloads import download
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
    proof = responding.Proof(opened.just_sent(public_id, now), opened.spent_code(public_id))
    error = erased = None
    if Form().validate_on_submit():
        try:
            erased = _erased(public_id, responding.Wish(wanted, "everything" in request.form), proof)
        except NotFound:
            raise
        except Refused as refusal:
            error = refusal
    with database().reading() as db:
        found = responding.erasable(db, house(), now, public_id, proof)
    drawn = render_template(
        "respond/erase.html", found=found, public_id=public_id, wanted=wanted, error=error, erased=erased
    )
    return (drawn, 422) if error else drawn


def _erased(public_id: str, wish: responding.Wish, proof: responding.Proof) -> str:
    """Erase; what it leaves on the disk a worker removes, which then signs the certificate."""
    with database().writing() as db:
        title = responding.erase(db, house(), clock.utc_now(), public_id, wish, proof)
    ring("exports")
    return title


@blueprint.get("/rispondi/<public_id>/cancellazioni/<redaction>.zip")
@limiter.limit("30/hour")
@respondent
def erasure_certificate(public_id: str, redaction: str) -> Page:
    """The signed certificate of an erasure of this response."""
    require_opened(public_id)
    with database().reading() as db:
        found = responding.certificate_of(db, house(), clock.utc_now(), public_id, redaction)
    made = packing.packed(found, house().settings.base_url, printing.pdf(printed(found)))
    return download(made, "application/zip", f"certificato-{found.code}.zip")
