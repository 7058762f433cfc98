"""Pages for anyone."""

import logging
from datetime import date

from flask import Blueprint, current_app, flash, jsonify, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from sqlalchemy.exc import OperationalError
from werkzeug.wrappers import Response
from wtforms import StringField

from questionari import clock
from questionari.engine.wording import ITALIAN, translated
from questionari.extensions import limiter
from questionari.usecases import feedback, responding, verification
from questionari.usecases.fields import FieldFault, Invalid
from questionari.usecases.health import health as health_of
from questionari.usecases.house import Refused
from questionari.usecases.links import typed_code
from questionari.usecases.receipt_check import check_receipt
from questionari.usecases.verification import Verified
from questionari.web.access import database, house, public, ring
from questionari.web.language import current, speak, word
from questionari.web.requests import UNSPOKEN

log = logging.getLogger(__name__)
blueprint = Blueprint("public", __name__)
Page = str | Response | tuple[str, int]
THANKS = "Grazie: la segnalazione è arrivata all'assistenza. Se ha lasciato un recapito Le rispondiamo entro 30 giorni."
LONGEST_TOLD = 20
REVIEWED = date(2026, 11, 23)  # when somebody last went through what the page on accessibility says
EMPTY = "Scriva che cosa non ha potuto fare."


class VerifyForm(FlaskForm):
    """The short code printed in each of our mails."""

    code = StringField("Codice")


class ReceiptForm(FlaskForm):
    """What is printed on a receipt."""

    number = StringField("Numero")
    proof = StringField("Impronta")


class BarrierForm(FlaskForm):
    """Where somebody could not go on, and how to answer her."""

    page = StringField("In quale pagina")
    problem = StringField("Che cosa non ha potuto fare")
    reply_to = StringField("Come possiamo risponderLe")


@blueprint.before_request
def follow() -> None:
    """Draw these pages in the language last spoken here, or in the one chosen in their header."""
    if request.endpoint in UNSPOKEN:
        return
    languages = responding.spoken(house())
    wanted = request.args.get("lingua", current())
    speak(wanted if wanted in languages else ITALIAN, languages)


@blueprint.get("/")
@public
def home() -> str:
    """The front door: who we are, where to go."""
    return render_template("public/home.html")


@blueprint.get("/privacy")
@public
def privacy() -> str:
    """What is kept, of whom, for how long."""
    return render_template("public/privacy.html")


@blueprint.route("/accessibilita", methods=["GET", "POST"])
@limiter.limit("5/hour", methods=["POST"])
@public
def accessibility() -> Page:
    """How accessible the site is, and a form to say where it is not."""
    form = BarrierForm()
    if not form.validate_on_submit():
        return render_template("public/accessibility.html", form=form, reviewed=REVIEWED, errors={})
    values = {name: form[name].data or "" for name in feedback.READERS}
    try:
        with database().writing() as db:
            feedback.report_barrier(db, house(), clock.utc_now(), values)
    except Invalid as error:
        errors = {fault.field: _fault(fault, values[fault.field]) for fault in error.faults}
        return render_template("public/accessibility.html", form=form, reviewed=REVIEWED, errors=errors), 422
    except Refused as error:
        return render_template(
            "public/accessibility.html", form=form, reviewed=REVIEWED, errors={}, failure=_said(error.message)
        ), 429
    ring("mail")
    flash(word(THANKS), "success")
    return redirect(url_for(".accessibility"), 303)


@blueprint.route("/verifica", methods=["GET", "POST"])
@limiter.limit("10/minute", methods=["POST"])
@public
def verify() -> str:
    """ "È davvero nostra?" of a message (decisions.md 36), or of a receipt."""
    form, receipt = VerifyForm(), ReceiptForm()
    code, number = (form.code.data or "").strip(), (receipt.number.data or "").strip()
    asked = form.validate_on_submit() and ("code" if code else "receipt" if number or receipt.proof.data else "")
    found = checked = None
    with database().reading() as db:
        if asked == "code":
            found = verification.verify(db, code)
        elif asked:
            checked = check_receipt(db, number, receipt.proof.data or "")
    given = {"form": form, "receipt": receipt, "found": _worded(found), "checked": checked, "asked": asked}
    told = code if len(code) <= LONGEST_TOLD and typed_code(code) is None else None  # what opens stands in no address
    return render_template("public/verify.html", told=told, **given)


def _said(message: str) -> str:
    """A message of ours in the language of the page; as it is, where it is no message of ours."""
    return translated(message, current())


def _worded(found: Verified | None) -> Verified | None:
    """What a code is, in the language of the page; names and titles stay as they are."""
    if found is None:
        return None
    messages = tuple((day, _said(kind)) for day, kind in found.messages)
    return Verified(_said(found.unit), _said(found.title), messages)


def _fault(fault: FieldFault, typed: str) -> str:
    """What is wrong with a field: in Italian with its numbers, in other languages in general."""
    if current() == ITALIAN:
        return fault.message
    return word("Il testo è troppo lungo o contiene caratteri non ammessi.") if typed.strip() else word(EMPTY)


@blueprint.get("/salute")
@public
def health() -> tuple[Response, int]:
    """For monitors: 200 when the database answers and mail that is due leaves; 503 says which of these does not."""
    with database().reading() as db:
        found = health_of(db, house(), clock.utc_now())
    if not found.troubles:
        return jsonify(stato="in salute"), 200
    log.error("degraded: %s; oldest due mail waits for %d s", ", ".join(found.troubles), found.mail_late_s)
    return jsonify(stato="degradato", guasti=found.troubles, posta_in_ritardo_s=found.mail_late_s), 503


@blueprint.get("/salute/pronto")
@public
def ready() -> tuple[Response, int]:
    """Whether requests may be sent here: 200 with a few figures, 503 while the database is away. Redis is optional."""
    try:
        with database().reading() as db:
            found = health_of(db, house(), clock.utc_now())
    except OperationalError:
        return jsonify(stato="non pronto", database=False), 503
    rung = current_app.extensions["bell"].answers()
    return jsonify(
        stato="pronto",
        database=True,
        redis=rung,
        posta_in_ritardo_s=found.mail_late_s,
        invii_fermati=found.sends_stopped,
    ), 200
