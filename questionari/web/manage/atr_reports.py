"""What ATRs say of services that have not answered: the staff confirm it or not."""

import uuid

from flask import flash, redirect, render_template, request, url_for

from questionari import clock
from questionari.usecases.chasing import settling
from questionari.usecases.house import NotFound, Refused
from questionari.web.access import current_actor, database, house, staff
from questionari.web.manage.acts import Answer
from questionari.web.manage.blueprint import blueprint

PLACE = "/segnalazioni/atr"
SAID = {
    True: "Confermato: il servizio non è più atteso. Può riammetterlo dalla sua pagina.",
    False: "Non confermato: il servizio resta fra quelli attesi, l'ATR lo legge nella sua pagina.",
}


@blueprint.get(PLACE)
@staff
def atr_reports() -> str:
    """What waits for a yes, the longest waiting first."""
    with database().reading() as db:
        return render_template("manage/atr_reports.html", waiting=settling.waiting(db))


@blueprint.post(f"{PLACE}/<uuid:which>")
@staff
def settle_atr_report(which: uuid.UUID) -> Answer:
    """Yes or no."""
    yes = request.form.get("go") == "yes"
    try:
        with database().writing() as db:
            settling.settle(db, house(), clock.utc_now(), current_actor(), which, yes)
        flash(SAID[yes], "success")
    except Refused as refusal:
        if isinstance(refusal, NotFound):
            raise
        flash(refusal.message, "warning")
    return redirect(url_for(".atr_reports"), 303)
