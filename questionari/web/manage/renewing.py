"""A round prepared from another: what is different among the services, confirmed before it opens."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from questionari import clock
from questionari.usecases.house import NotFound, Refused
from questionari.usecases.rounds import differing, viewing
from questionari.usecases.rounds.differing import BRING, KINDS, LEAVE
from questionari.web.access import current_actor, database, staff
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
