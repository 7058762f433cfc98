"""The open doors of the demonstration: one-click logins and the mailbox. Registered in demo mode only."""

from flask import Blueprint, abort, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from questionari import clock
from questionari.demo.credentials import DOORS, read_credentials
from questionari.demo.mailbox import Mail, boxes, read_mailbox
from questionari.usecases.accounts import login
from questionari.web.access import database, house, public

blueprint = Blueprint("demo", __name__, url_prefix="/demo")

ABOUT = {
    "lenove": "Cura il censimento, apre le tornate, sollecita, legge le risposte inviate, scarica i dati.",
    "atr-bari": "Segue la compilazione dei servizi della provincia di Bari. Non vede mai le risposte.",
    "atr-teramo": "Un secondo territorio, con cinque servizi inventati: non vede nulla di Bari.",
}
#: The page of a received mail: its own inline styles, nothing else, links open outside the frame of our session.
MAIL_CSP = "default-src 'none'; style-src 'unsafe-inline'; sandbox allow-popups allow-top-navigation-by-user-activation"


@blueprint.get("")
@public
def home() -> str:
    """Every way in, with one click."""
    now = clock.utc_now()
    kept = read_credentials(house().settings.instance)
    shown = [(entry, entry.typed_now(now)) for entry in kept.values()]
    return render_template("demo/home.html", doors=[(d, ABOUT[d.code]) for d in DOORS], credentials=shown)


@blueprint.post("/entra/<code>")
@public
def enter(code: str) -> Response:
    """Log in without credentials, second factor included."""
    with database().writing() as db:
        token = login.demo_entry(db, house(), clock.utc_now(), code)
    if token is None:
        abort(404)
    session.clear()
    session["login"] = token
    session.permanent = True
    return redirect(url_for("account.home"))


def _mails() -> list[Mail]:
    return read_mailbox(house().settings.instance)


@blueprint.get("/posta")
@public
def mailbox() -> str:
    """What the mail server of the demo received: the boxes, or what is in one of them."""
    found, wanted = boxes(_mails()), request.args.get("a", "")
    box = next((one for one in found if one.address == wanted), None)
    inside = [mail for mail in _mails() if box and mail.recipient == box.address]
    return render_template("demo/mailbox.html", boxes=found, box=box, mails=inside)


def _mail(name: str) -> Mail:
    return next((mail for mail in _mails() if mail.name == name), None) or abort(404)


@blueprint.get("/posta/<name>")
@public
def mail(name: str) -> str:
    """One mail, as text."""
    return render_template("demo/mail.html", mail=_mail(name))


@blueprint.get("/posta/<name>/html")
@public
def mail_html(name: str) -> Response:
    """The same mail as a graphical reader shows it."""
    return Response(_mail(name).html, mimetype="text/html", headers={"Content-Security-Policy": MAIL_CSP})
