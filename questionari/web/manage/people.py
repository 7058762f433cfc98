"""Persons whom services would involve and whose addresses are none of their bodies': the staff say yes or no."""

import uuid

from flask import flash, redirect, render_template, request, url_for

from questionari import clock
from questionari.usecases import colleagues
from questionari.usecases.house import NotFound, Refused
from questionari.web.access import current_actor, database, house, ring, staff
from questionari.web.manage.acts import Answer
from questionari.web.manage.blueprint import blueprint

PLACE = "/segnalazioni/persone"
SAID = {
    True: "La richiesta è partita e il servizio ne è informato.",
    False: "La richiesta non parte e il servizio ne è informato.",
}


@blueprint.get(PLACE)
@staff
def people() -> str:
    """What waits for a yes, the longest waiting first."""
    with database().reading() as db:
        found = colleagues.waiting(db, house())
    return render_template("manage/people.html", waiting=found)


@blueprint.post(f"{PLACE}/<uuid:which>")
@staff
def settle_person(which: uuid.UUID) -> Answer:
    """Yes or no; who asked is told by mail."""
    yes = request.form.get("go") == "yes"
    try:
        with database().writing() as db:
            colleagues.settle(db, house(), clock.utc_now(), current_actor(), which, yes)
        ring("mail")
        flash(SAID[yes], "success")
    except Refused as refusal:
        if isinstance(refusal, NotFound):
            raise
        flash(refusal.message, "warning")
    return redirect(url_for(".people"), 303)
