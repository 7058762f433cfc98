"""Ways in for who has not the mail at hand: the code of a printed letter, her link sent once more."""

from flask import redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import StringField

from questionari import clock
from questionari.extensions import limiter
from questionari.usecases import links, responding
from questionari.usecases.house import NotFound
from questionari.usecases.rounds import lost_links
from questionari.web.access import database, house, public, ring
from questionari.web.language import word
from questionari.web.public.views import Page, blueprint

__all__ = ["blueprint"]

LONGEST = 254  # of an e-mail address (RFC 5321)
MISREAD = "Questo codice non è completo o ha una lettera sbagliata: lo confronti con quello della lettera."
UNKNOWN = "Questo codice non apre alcun questionario: forse la tornata è finita, o la lettera è stata sostituita."
NO_ADDRESS = "Scriva l'indirizzo e-mail del servizio, per esempio centro@comune.example."


class CodeForm(FlaskForm):
    """The code of a letter."""

    code = StringField("Codice della lettera")


class LostForm(FlaskForm):
    """The address that holds a link."""

    email = StringField("Indirizzo e-mail del servizio")


@blueprint.route("/codice", methods=["GET", "POST"])
@limiter.limit("10/minute; 60/hour", methods=["POST"])
@public
def enter_code() -> Page | tuple[str | Response, int]:
    """The short code of a printed letter leads where its QR leads: to the landing page, which changes nothing."""
    form = CodeForm()
    if not form.validate_on_submit():
        return render_template("public/code.html", typed="", error="")
    typed = (form.code.data or "")[:60]
    code = links.typed_code(typed)
    if code is not None and _opens(code):
        return redirect(url_for("respond.landing", token=code, lingua=request.args.get("lingua")), 303)
    return render_template("public/code.html", typed=typed, error=word(UNKNOWN if code else MISREAD)), 422


def _opens(code: str) -> bool:
    with database().reading() as db:
        try:
            responding.identify(db, house(), code)
        except NotFound:
            return False
    return True


@blueprint.route("/collegamento", methods=["GET", "POST"])
@limiter.limit("5/minute; 20/hour", methods=["POST"])
@public
def lost_link() -> Page:
    """Send a link once more to an address of the census; the answer is the same for every other address."""
    form = LostForm()
    if not form.validate_on_submit():
        return render_template("public/lost_link.html", typed="", error="")
    email = (form.email.data or "").strip()
    if not 3 <= len(email) <= LONGEST or "@" not in email:
        return render_template("public/lost_link.html", typed=email[:LONGEST], error=word(NO_ADDRESS)), 422
    with database().writing() as db:
        lost_links.ask_for_links(db, clock.utc_now(), email)
    ring("mail")
    return render_template("public/lost_link_sent.html")
