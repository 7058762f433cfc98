"""A draft before it opens: what is different from the round it comes from, its texts tried out."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from questionari import clock
from questionari.usecases.house import NotFound, Refused
from questionari.usecases.rounds import differing, viewing, wording
from questionari.usecases.rounds.differing import BRING, KINDS, LEAVE
from questionari.web.access import current_account, current_actor, database, house, ring, staff
from questionari.web.manage.blueprint import blueprint

CHOICES = {LEAVE: "lascia fuori", BRING: "chiama anche in questa"}


@blueprint.get("/tornate/<code>/differenze")
@staff
def differences(code: str) -> str | Response:
    """Who is new, closed, merged, split, moved, or has another contact since the round before."""
    now = clock.utc_now()
    with database().reading() as db:
        head = viewing.head(db, now, code)
        found = differing.differences(db, now, head.id)
    if found is None:
        return redirect(url_for(".preview", code=code))
    return render_template("manage/differences.html", round=head, found=found, kinds=KINDS, choices=CHOICES)


@blueprint.post("/tornate/<code>/differenze")
@staff
def agree(code: str) -> Response:
    """Confirm the list as it was shown, with who is left out or brought in."""
    now = clock.utc_now()
    with database().reading() as db:
        head = viewing.head(db, now, code)
    chosen = {choice: request.form.getlist(choice) for choice in CHOICES}
    try:
        with database().writing() as db:
            differing.agree(db, now, current_actor(), head.id, request.form.get("seen", ""), chosen)
    except NotFound:
        raise
    except Refused as error:
        flash(error.message, "danger")
        return redirect(url_for(".differences", code=code), 303)
    flash("Le differenze sono confermate: controlli chi riceverà l'invito, poi apra la tornata.", "success")
    return redirect(url_for(".preview", code=code), 303)


@blueprint.post("/tornate/<code>/testi/prova")
@staff
def try_text(code: str) -> Response:
    """Send a text to oneself, as a service would read it but for the link."""
    now, account = clock.utc_now(), current_account()
    with database().reading() as db:
        head = viewing.head(db, now, code)
    unit = request.form.get("servizio", "")
    trial = (request.form.get("testo", ""), unit, account.email)
    with database().writing() as db:
        wording.try_text(db, house(), now, current_actor(), head.id, trial)
    ring("mail")
    flash(f"La prova del testo è in coda per {account.email}.", "success")
    return redirect(url_for(".preview", code=code, servizio=unit), 303)
