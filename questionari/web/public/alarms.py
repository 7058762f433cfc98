"""A message with our name and a code we do not know: who received it tells us, on «È davvero nostra?»."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from questionari import clock
from questionari.extensions import limiter
from questionari.usecases import false_messages
from questionari.usecases.fields import Invalid
from questionari.usecases.house import Refused
from questionari.usecases.territories import all_names
from questionari.web.access import database, house, public, ring
from questionari.web.language import word
from questionari.web.public.metrics import blueprint
from questionari.web.public.views import Page

__all__ = ["blueprint"]
THANKS = "Grazie: la segnalazione è arrivata. Non apra i collegamenti di quel messaggio e non risponda."
WRONG = "Il testo è troppo lungo o contiene caratteri non ammessi."


@blueprint.route("/verifica/segnalazione", methods=["GET", "POST"])
@limiter.limit("5/hour", methods=["POST"])
@public
def false_message() -> Page | tuple[str | Response, int]:
    """What somebody received that is not ours."""
    if request.method == "GET":
        return _drawn({"code": request.args.get("codice", "")[:60]})
    values = {name: request.form.get(name, "") for name in ("code", "sender", "text", "territory")}
    try:
        with database().writing() as db:
            false_messages.report(db, house(), clock.utc_now(), values["code"], values)
    except Invalid as error:
        return _drawn(values, {fault.field: str(word(WRONG)) for fault in error.faults}), 422
    except Refused as error:
        return _drawn(values, {}, str(word(error.message))), 429
    ring("mail")
    flash(word(THANKS), "success")
    return redirect(url_for(".verify"), 303)


def _drawn(values: dict[str, str], errors: dict[str, str] | None = None, failure: str = "") -> str:
    with database().reading() as db:
        territories = [("", str(word("non lo so"))), *all_names(db).items()]
    return render_template(
        "public/false_message.html", values=values, errors=errors or {}, failure=failure, territories=territories
    )
