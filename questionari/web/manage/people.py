"""Persons whom services would involve and whose addresses are none of their bodies', or who are to become
their contacts: the staff say yes or no."""

import uuid
from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session

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
PASSING = {
    "yes": "Chiediamo conferma al recapito che il servizio ha nel censimento.",
    "phone": "Scriviamo alla nuova persona: quando accetta, il recapito cambia e il referente di prima è avvisato.",
    "no": "La richiesta è chiusa: il recapito non cambia.",
}


@blueprint.get(PLACE)
@staff
def people() -> str:
    """What waits for a yes, the longest waiting first."""
    with database().reading() as db:
        waiting, proposed = colleagues.waiting(db, house()), colleagues.proposed(db, house())
    return render_template("manage/people.html", waiting=waiting, proposed=proposed)


@blueprint.post(f"{PLACE}/<uuid:which>")
@staff
def settle_person(which: uuid.UUID) -> Answer:
    """Yes or no; who asked is told by mail."""
    yes = request.form.get("go") == "yes"
    return _settled(lambda db: colleagues.settle(db, house(), clock.utc_now(), current_actor(), which, yes), SAID[yes])


@blueprint.post(f"{PLACE}/passaggi/<uuid:which>")
@staff
def settle_handover(which: uuid.UUID) -> Answer:
    """A questionnaire may pass to another person: asked of the census contact by mail, heard by telephone, or not."""
    way, note = request.form.get("go", ""), request.form.get("note", "")
    actor, now = current_actor(), clock.utc_now()
    said = PASSING.get(way, PASSING["no"])
    return _settled(
        lambda db: colleagues.staff_settle(db, house(), now, actor, which, way if way in PASSING else "no", note), said
    )


def _settled(act: Callable[[Session], None], said: str) -> Answer:
    """Do it, or say why it cannot be done any more; then the list."""
    try:
        with database().writing() as db:
            act(db)
        ring("mail")
        flash(said, "success")
    except Refused as refusal:
        if isinstance(refusal, NotFound):
            raise
        flash(refusal.message, "warning")
    return redirect(url_for(".people"), 303)
