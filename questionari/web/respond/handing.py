""" "Passi il questionario a un'altra persona", and the links by which that is confirmed and accepted."""

from flask import flash, redirect, render_template, request, url_for

from questionari import clock
from questionari.extensions import limiter
from questionari.usecases import colleagues, responding
from questionari.usecases.house import Refused
from questionari.web.access import database, house, public, respondent, ring
from questionari.web.language import speak, word
from questionari.web.respond import opened
from questionari.web.respond.asking import told
from questionari.web.respond.choosing import speak_of
from questionari.web.respond.colleagues import blueprint
from questionari.web.respond.views import Form, Page, require_opened

__all__ = ["blueprint"]
PROPOSED = (
    "La richiesta è registrata. Se l'indirizzo è fra quelli noti dell'ente scriviamo subito al recapito del servizio "
    "per la conferma, altrimenti dopo il sì dell'assistenza. Fino ad allora non cambia nulla."
)
WITHDRAWN = "La richiesta di passaggio è ritirata: il recapito del servizio resta quello di prima."
NOTHING_STOOD = "Nessuna richiesta di passaggio è in corso: è già stata decisa, o ritirata."
LINKS_SENT = "I collegamenti sono in viaggio verso il recapito del censimento, se non sono già partiti da poco."
FAULTS = {"name_wrong": "name", "email_wrong": "email", "by_wrong": "by", "too_many": "name", "rehearsal": "name"}
FIELDS = ("name", "email", "by")


@blueprint.route("/rispondi/<public_id>/nuovo-referente", methods=["GET", "POST"])
@limiter.limit("30/hour", methods=["POST"])
@respondent
def hand_over(public_id: str) -> Page:
    """Name the person to whom the questionnaire shall pass."""
    require_opened(public_id)
    now, values, error = clock.utc_now(), {name: request.form.get(name, "") for name in FIELDS}, None
    if Form().validate_on_submit():
        try:
            with database().writing() as db:
                colleagues.propose(db, house(), now, public_id, colleagues.HANDOVER, values)
            ring("mail")
            flash(str(word(PROPOSED)), "success")
            return redirect(url_for(".home", public_id=public_id), 303)
        except Refused as refusal:
            error = refusal
    wrong = told(error, FAULTS)
    with database().reading() as db:
        found = responding.home(db, house(), now, public_id)
        asked_at = colleagues.asked_at(db, public_id)
    if isinstance(found, responding.Review):
        speak_of(found.case)
    shown = {"values": values, "told": wrong, "asked_at": asked_at}
    drawn = render_template("respond/hand_over.html", public_id=public_id, **shown)
    return (drawn, 422) if error else drawn


@blueprint.post("/rispondi/<public_id>/nuovo-referente/ritiro")
@respondent
def withdraw_handover(public_id: str) -> Page:
    """Take back what was asked for."""
    require_opened(public_id)
    with database().writing() as db:
        ended = colleagues.withdraw_handover(db, clock.utc_now(), public_id)
    flash(str(word(WITHDRAWN if ended else NOTHING_STOOD)), "success" if ended else "warning")
    return redirect(url_for(".home", public_id=public_id), 303)


@blueprint.get("/rispondi/<public_id>/miei")
@respondent
def mine(public_id: str) -> Page:
    """All questionnaires of the same address; only those that this browser has opened can be entered from here."""
    require_opened(public_id)
    now = clock.utc_now()
    with database().reading() as db:
        found = colleagues.my_questionnaires(db, now, public_id)
    held = {one.public_id for one in found.lines if opened.is_open(one.public_id, now)}
    return render_template("respond/mine.html", found=found, held=held, public_id=public_id)


@blueprint.post("/rispondi/<public_id>/miei")
@limiter.limit("10/hour")
@respondent
def send_mine(public_id: str) -> Page:
    """Their links by mail, to the address of the census."""
    require_opened(public_id)
    with database().writing() as db:
        colleagues.send_my_links(db, clock.utc_now(), public_id)
    ring("mail")
    flash(str(word(LINKS_SENT)), "success")
    return redirect(url_for(".mine", public_id=public_id), 303)


@blueprint.get("/passaggio/<token>")
@limiter.limit("60/minute")
@public
def passing(token: str) -> Page:
    """What is to be confirmed or accepted. Changes nothing: mail scanners follow links."""
    with database().reading() as db:
        found = colleagues.open_handover(db, house(), clock.utc_now(), token)
    speak(found.language)
    return render_template("respond/passing.html", passing=found, outcome="")


@blueprint.post("/passaggio/<token>")
@limiter.limit("30/minute")
@public
def answer_passing(token: str) -> Page:
    """Yes or no."""
    now = clock.utc_now()
    with database().writing() as db:
        found = colleagues.open_handover(db, house(), now, token)
        outcome = colleagues.answer(db, house(), now, token, request.form.get("go") == "yes")
    ring("mail")
    speak(found.language)
    return render_template("respond/passing.html", passing=found, outcome=outcome)
