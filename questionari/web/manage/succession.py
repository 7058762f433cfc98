"""A service that was merged into another or split: recorded, taken back."""

from flask import flash, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import BooleanField, StringField

from questionari import clock
from questionari.usecases.census import editing, succession, viewing
from questionari.usecases.fields import Invalid
from questionari.usecases.house import NotFound, Refused
from questionari.web.access import current_actor, database, house, staff
from questionari.web.manage.blueprint import blueprint
from questionari.web.manage.census import today
from questionari.web.manage.forms import MembershipForm, errors_of


class SuccessionForm(FlaskForm):
    """What became of a service."""

    kind = StringField("Che cosa è successo")
    codes = StringField("Codici")
    day = StringField("Dal giorno")
    goes_on = BooleanField("Il servizio continua")
    reason = StringField("Motivo")
    version = StringField()


@blueprint.route("/censimento/<code>/unione", methods=["GET", "POST"])
@staff
def succession_of(code: str) -> str | Response | tuple[str, int]:
    """Say that a service was merged into another or split; what was asked of it before stays as it is."""
    with database().reading() as db:
        shown = viewing.unit_page(db, house(), code, today())
    form = SuccessionForm(data={"version": shown.version})
    if not form.validate_on_submit():
        return _page(shown, form)
    names = ("kind", "codes", "day", "reason")
    values = {name: getattr(form, name).data or "" for name in names}
    try:
        with database().writing() as db:
            seen = editing.Seen(code, form.version.data or "")
            succession.succeed(db, clock.utc_now(), current_actor(), seen, values, bool(form.goes_on.data))
    except Invalid as error:
        return _page(shown, form, errors=errors_of(error)), 422
    except NotFound:
        raise
    except Refused as error:
        form.version.data = shown.version
        return _page(shown, form, failure=error.message), 422
    flash("L'unione o la divisione è nel censimento.", "success")
    return redirect(url_for(".unit", code=code), 303)


def _page(shown: viewing.UnitPage, form: SuccessionForm, **more: object) -> str:
    known = {"errors": {}, "failure": "", **more}
    return render_template("manage/succession.html", unit=shown, form=form, kinds=succession.KINDS, **known)


@blueprint.post("/censimento/<code>/unione/annulla")
@staff
def undo_succession(code: str) -> Response:
    """It was a mistake: the service is as before."""
    form = MembershipForm()
    try:
        with database().writing() as db:
            seen = editing.Seen(code, form.version.data or "")
            succession.take_back(db, clock.utc_now(), current_actor(), seen, request.form.get("day", ""))
    except NotFound:
        raise
    except Refused as error:
        flash(error.message, "danger")
    else:
        flash("L'unione o la divisione è annullata.", "success")
    return redirect(url_for(".unit", code=code), 303)
