"""The page on which help is asked about one question, and on which the answer stands."""

from flask import flash, redirect, render_template, request, url_for

from questionari import clock
from questionari.engine.wording import ITALIAN
from questionari.extensions import limiter
from questionari.usecases import helping, responding
from questionari.usecases.house import Refused
from questionari.usecases.responding import SILENT
from questionari.web.access import database, house, respondent
from questionari.web.language import speak, word
from questionari.web.respond import seats
from questionari.web.respond.choosing import speak_of
from questionari.web.respond.keeping import blueprint
from questionari.web.respond.page import named, page_view
from questionari.web.respond.views import Page, require_opened

__all__ = ["blueprint"]
ASKED = "La Sua richiesta è arrivata. Se riapriamo le risposte riceve un messaggio; intanto valgono quelle inviate."
SENT = "La Sua richiesta è arrivata all'assistenza. La risposta arriva per e-mail e resta in questa pagina."


@blueprint.get("/rispondi/<public_id>/aiuto")
@respondent
def help_list(public_id: str) -> Page:
    """The questions of a page, each leading to where help is asked about it."""
    require_opened(public_id)
    with database().reading() as db:
        place = seats.of(db, public_id)
        page = request.args.get("page", "")
        state = responding.load_page(db, house(), clock.utc_now(), place.address, page, place.writer)
    speak_of(state.case)
    view = page_view(state, False)
    asked = named(view, (code for code in state.shown if state.case.definition.questions[code].type not in SILENT))
    return render_template("respond/help_list.html", state=state, asked=asked, public_id=public_id)


@blueprint.get("/rispondi/<public_id>/aiuto/<code>")
@respondent
def help_page(public_id: str, code: str) -> Page:
    """What was said about a question, and the form to write."""
    require_opened(public_id)
    return _drawn(public_id, code)


@blueprint.post("/rispondi/<public_id>/aiuto/<code>")
@limiter.limit("30/hour")
@respondent
def ask_help(public_id: str, code: str) -> Page:
    """Write to the assistance; what cannot be taken is shown back."""
    require_opened(public_id)
    text, shows = request.form.get("text", ""), request.form.get("value") == "1"
    try:
        with database().writing() as db:
            place = seats.of(db, public_id)
            helping.ask(db, house(), clock.utc_now(), place.address, code, (text, shows), place.writer)
    except Refused as refusal:
        if refusal.code != "help":
            raise
        return _drawn(public_id, code, text, shows, refusal.message), 422
    flash(str(word(SENT)), "success")
    return redirect(url_for("respond.help_page", public_id=public_id, code=code), 303)


def _drawn(public_id: str, code: str, text: str = "", shows: bool = False, error: str = "") -> str:
    with database().reading() as db:
        place = seats.of(db, public_id)
        asking = helping.load_asking(db, house(), clock.utc_now(), place.address, code, place.writer)
    speak_of(asking.case)
    typed = {"text": text, "shows": shows, "error": error}
    return render_template("respond/help.html", asking=asking, public_id=public_id, most=helping.LONGEST, **typed)


@blueprint.route("/rispondi/<public_id>/correzione", methods=["GET", "POST"])
@limiter.limit("30/hour", methods=["POST"])
@respondent
def correction(public_id: str) -> Page:
    """Ask that a response that was sent be given back, with the reason."""
    require_opened(public_id)
    text, error = request.form.get("text", ""), ""
    try:
        if request.method == "POST":
            with database().writing() as db:
                helping.ask_correction(db, house(), clock.utc_now(), public_id, text)
            flash(str(word(ASKED)), "success")
            return redirect(url_for("respond.correction", public_id=public_id), 303)
    except Refused as refusal:
        if refusal.code != "help":
            raise
        error = refusal.message
    with database().reading() as db:
        found = helping.load_correcting(db, house(), clock.utc_now(), public_id)
    speak(found.header.language or ITALIAN, responding.offered(house(), found.definition))
    typed = {"text": text, "error": error, "most": helping.LONGEST}
    return render_template("respond/correction.html", asking=found, public_id=public_id, **typed), 422 if error else 200
