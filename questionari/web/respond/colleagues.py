""" "Chieda aiuto a un collega": the holder of the link entrusts sections, a colleague opens hers by her own link."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for

from questionari import clock
from questionari.extensions import limiter
from questionari.usecases import colleagues
from questionari.usecases.house import Refused
from questionari.usecases.responding import Standing
from questionari.web.access import database, house, public, respondent, ring
from questionari.web.language import said, speak, word
from questionari.web.respond import opened, trials
from questionari.web.respond.asking import told
from questionari.web.respond.choosing import speak_of
from questionari.web.respond.texts import markdown
from questionari.web.respond.verifying import blueprint
from questionari.web.respond.views import Form, Page, require_opened

__all__ = ["blueprint"]
ASKED = (
    "La richiesta è registrata. Se l'indirizzo è fra quelli noti dell'ente il messaggio parte subito, altrimenti dopo "
    "il sì dell'assistenza."
)
TAKEN = "Ha ripreso le sezioni: il collegamento di quella persona non si apre più. Quello che ha scritto è rimasto."
#: What the form may have got wrong -> the field that is led to.
FAULTS = {"name_wrong": "name", "email_wrong": "email", "by_wrong": "by", "section_missing": "s-1", "too_many": "name"}
FIELDS = ("name", "email", "by")


@blueprint.get("/rispondi/<public_id>/persone")
@respondent
def people(public_id: str) -> Page:
    """Who was given what, and the form to ask somebody."""
    require_opened(public_id)
    return _drawn(public_id)


@blueprint.post("/rispondi/<public_id>/persone")
@limiter.limit("60/hour")
@respondent
def entrust(public_id: str) -> Page:
    """What would be sent; then, each with its own button, the sending, or the form once more as it was filled in."""
    require_opened(public_id)
    now, values, wanted = clock.utc_now(), _values(), request.form.getlist("section")
    sends = request.form.get("go") == "send" and Form().validate_on_submit()
    try:
        with database().writing() as db:
            page, asked = colleagues.preview(db, house(), now, public_id, values, wanted)
            if sends:
                colleagues.entrust(db, house(), now, public_id, values, wanted)
    except Refused as refusal:
        return _drawn(public_id, refusal, wanted), 422
    if sends:
        ring("mail")
        flash(str(word(ASKED)), "success")
        return redirect(url_for(".people", public_id=public_id), 303)
    if request.form.get("go") == "edit":
        return _drawn(public_id, None, wanted)
    speak_of(page.case)
    shown = {"asked": asked, "values": values, "wanted": wanted}
    return render_template("respond/people_preview.html", page=page, public_id=public_id, **shown)


@blueprint.post("/rispondi/<public_id>/persone/ripresa")
@respondent
def withdraw(public_id: str) -> Page:
    """Take back what somebody was given."""
    require_opened(public_id)
    with database().writing() as db:
        colleagues.withdraw(db, house(), clock.utc_now(), public_id, request.form.get("which", ""))
    flash(str(word(TAKEN)), "success")
    return redirect(url_for(".people", public_id=public_id), 303)


def _values() -> dict[str, str]:
    return {name: request.form.get(name, "") for name in FIELDS}


def _drawn(public_id: str, error: Refused | None = None, wanted: Sequence[str] = ()) -> str:
    wrong = told(error, FAULTS)
    with database().reading() as db:
        found = colleagues.colleagues(db, house(), clock.utc_now(), public_id)
    speak_of(found.case)
    shown = {"told": wrong, "values": _values(), "wanted": wanted, "Standing": Standing}
    return render_template("respond/people.html", page=found, public_id=public_id, whole=colleagues.WHOLE, **shown)


@blueprint.get("/colleghi/apri/<token>")
@limiter.limit("60/minute")
@public
def part_landing(token: str) -> Page:
    """Who asks for help, with which sections. Changes nothing: mail scanners follow links."""
    with database().reading() as db:
        found = colleagues.open_part(db, house(), token)
    trials.mark(found.header)
    speak(found.language)
    notice = markdown(said(found.definition.notice))
    return render_template("respond/part_landing.html", invited=found, notice=notice)


@blueprint.post("/colleghi/apri/<token>")
@limiter.limit("60/minute")
@public
def enter_part(token: str) -> Page:
    """Open the sections; from here the token is no longer in the address."""
    now = clock.utc_now()
    with database().writing() as db:
        key = colleagues.enter_part(db, house(), now, token)
    opened.remember(key, now)
    return redirect(url_for("respond.home", public_id=key), 303)
