"""The calendar of a launched round's messages, changed while what it names lies ahead."""

from flask import flash, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from questionari import clock
from questionari.usecases.fields import Invalid
from questionari.usecases.rounds import calendar, viewing
from questionari.usecases.rounds.timeline import timeline
from questionari.web.access import current_actor, database, staff
from questionari.web.manage.blueprint import blueprint
from questionari.web.manage.forms import errors_of, named_turns


@blueprint.route("/tornate/<code>/calendario", methods=["GET", "POST"])
@staff
def round_calendar(code: str) -> str | Response | tuple[str, int]:
    """Reminders and thanks of a round that runs; its opening, while that is to come."""
    now = clock.utc_now()
    with database().reading() as db:
        shown = viewing.head(db, now, code)
        moments = timeline(db, now, shown.id)
        typed, turns = calendar.typed_of(db, now, shown.id), calendar.turns(db, now, shown.id)
    drawn = {"round": shown, "timeline": moments, "today": clock.local_day(now)}
    drawn |= {"ways": calendar.WAY_NAMES, "turns": turns, "named": named_turns(turns), "form": {}}
    if not FlaskForm().validate_on_submit():
        return render_template("manage/calendar.html", **drawn, rows=typed, errors={})
    try:
        with database().writing() as db:
            calendar.change(db, now, current_actor(), shown.id, request.form)
    except Invalid as error:
        return render_template("manage/calendar.html", **drawn, rows=request.form, errors=errors_of(error)), 422
    flash("Il calendario dei messaggi è cambiato.", "success")
    return redirect(url_for(".round", code=code), 303)
