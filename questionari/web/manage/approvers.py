"""Who may approve the answers of a service."""

from flask import flash, redirect, render_template, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import StringField

from questionari import clock
from questionari.usecases.census import approvers
from questionari.usecases.census.history import By
from questionari.usecases.fields import Invalid
from questionari.web.access import current_actor, database, staff
from questionari.web.manage.blueprint import blueprint
from questionari.web.manage.forms import errors_of, texts


class ApproverForm(FlaskForm):
    """A name and an address; a blank address takes the approver away."""

    email = StringField("E-mail")
    name = StringField("Nome")
    reason = StringField("Motivo")


@blueprint.route("/censimento/<code>/visto", methods=["GET", "POST"])
@staff
def approver(code: str) -> str | Response | tuple[str, int]:
    """Name the approver of a service, or take it away."""
    with database().reading() as db:
        known = approvers.approver_of(db, code)
    form = ApproverForm(data={"email": known.email, "name": known.name})
    if not form.validate_on_submit():
        return render_template("manage/approver.html", unit=known, form=form, errors={})
    try:
        with database().writing() as db:
            by = By(current_actor(), clock.utc_now(), (form.reason.data or "")[:200])
            approvers.name_approver(db, code, texts(form), by)
    except Invalid as error:
        return render_template("manage/approver.html", unit=known, form=form, errors=errors_of(error)), 422
    flash("Chi può dare il visto è aggiornato." if form.email.data else "Nessuno può più dare il visto.", "success")
    return redirect(url_for(".unit", code=code), 303)
