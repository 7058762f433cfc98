"""Login in two steps, set and change a password, log out."""

import uuid
from datetime import datetime
from urllib.parse import urlsplit

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from questionari import clock
from questionari.extensions import limiter
from questionari.usecases.accounts import credentials, login as logins, second_factor
from questionari.usecases.house import Refused
from questionari.web.access import current_account, current_actor, database, house, member, public, ring
from questionari.web.account.forms import CodeForm, LoginForm, PasswordForm, ResetForm
from questionari.web.account.qr import picture

blueprint = Blueprint("account", __name__, url_prefix="/accesso")

HOME = {"staff": "manage.home", "atr": "atr.home"}
PENDING_S = 600
EXPIRED = "È passato troppo tempo: ricominci dal codice identificativo."


def safe_next(target: str | None) -> str | None:
    """A path of this site, or None: never another host (ASVS 3.7.2)."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")) or "\\" in target:
        return None
    parts = urlsplit(target)
    return target if not parts.scheme and not parts.netloc else None


@blueprint.route("/", methods=["GET", "POST"])
@limiter.limit("20/minute", methods=["POST"])
@public
def login() -> str | Response | tuple[str, int]:
    """First step: identification code and password."""
    form = LoginForm(next=request.args.get("next"))
    if not form.validate_on_submit():
        return render_template("account/login.html", form=form)
    now = clock.utc_now()
    with database().writing() as db:
        step = logins.check_password(db, now, form.code.data or "", form.password.data or "")
    if step is None:
        return render_template("account/login.html", form=form, error=logins.WRONG), 422
    session.clear()
    session["pending"] = {"user": str(step.user_id), "at": int(now.timestamp()), "next": safe_next(form.next.data)}
    return redirect(url_for("account.code" if step.enrolled else "account.enrol"))


def _pending(now: datetime) -> uuid.UUID | None:
    pending = session.get("pending")
    if not pending or now.timestamp() - pending["at"] > PENDING_S:
        session.pop("pending", None)
        return None
    return uuid.UUID(pending["user"])


def _restart() -> Response:
    flash(EXPIRED, "warning")
    return redirect(url_for("account.login"))


@blueprint.route("/codice", methods=["GET", "POST"])
@limiter.limit("20/minute", methods=["POST"])
@public
def code() -> str | Response | tuple[str, int]:
    """Second step: the code of the authenticator, or a recovery code."""
    now = clock.utc_now()
    user_id = _pending(now)
    if user_id is None:
        return _restart()
    form = CodeForm()
    if not form.validate_on_submit():
        return render_template("account/code.html", form=form)
    with database().writing() as db:
        token = logins.check_code(db, house(), now, user_id, form.typed.data or "")
    if token is None:
        return render_template("account/code.html", form=form, error=logins.WRONG_CODE), 422
    return _enter(token)


@blueprint.route("/secondo-fattore", methods=["GET", "POST"])
@limiter.limit("20/minute", methods=["POST"])
@public
def enrol() -> str | Response | tuple[str, int]:
    """First login: set up the authenticator; the secret waits in the signed session until a code confirms it."""
    now = clock.utc_now()
    user_id = _pending(now)
    if user_id is None:
        return _restart()
    secret = session.setdefault("secret", second_factor.new_secret())
    form, error = CodeForm(), None
    if form.validate_on_submit():
        try:
            with database().writing() as db:
                token, codes = logins.enrol(db, house(), now, user_id, secret, form.typed.data or "")
            session.pop("secret")
            _enter(token)
            return render_template("account/recovery_codes.html", codes=codes)
        except Refused as refusal:
            error = refusal.message
    address = second_factor.address(secret, "questionari")
    drawn = {"secret": secret, "address": address, "picture": picture(address)}
    page = render_template("account/enrol.html", form=form, error=error, **drawn)
    return (page, 422) if error else page


def _enter(token: str) -> Response:
    target = (session.get("pending") or {}).get("next")
    session.clear()
    session["login"] = token
    session.permanent = True
    return redirect(target or url_for("account.home"))


@blueprint.get("/home")
@member
def home() -> Response:
    """To the first page of one's role."""
    return redirect(url_for(HOME[current_account().role]))


@blueprint.post("/uscita")
@member
def logout() -> Response:
    """End the session here and in the database."""
    with database().writing() as db:
        logins.logout(db, clock.utc_now(), current_actor(), session["login"])
    session.clear()
    answer = redirect(url_for("public.home"))
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@blueprint.route("/recupero", methods=["GET", "POST"])
@limiter.limit("5/minute", methods=["POST"])
@public
def reset() -> str | Response:
    """Ask for a link to set a new password; the answer never says whether the code exists."""
    form = ResetForm()
    if not form.validate_on_submit():
        return render_template("account/reset.html", form=form)
    with database().writing() as db:
        credentials.request_reset(db, clock.utc_now(), form.code.data or "")
    ring("mail")
    return render_template("account/reset_sent.html")


@blueprint.route("/password/<token>", methods=["GET", "POST"])
@limiter.limit("20/minute")
@public
def set_password(token: str) -> str | Response | tuple[str, int]:
    """Set the password from the mailed link; the second factor stays as it is (ASVS 6.4.3)."""
    now = clock.utc_now()
    with database().reading() as db:
        user = credentials.user_of(db, token, now)
        known = user.code if user else None
    if known is None:
        return render_template("account/dead_link.html"), 404
    form, error = PasswordForm(), None
    if form.validate_on_submit():
        try:
            with database().writing() as db:
                credentials.set_password(db, now, token, form.password.data or "")
            flash("La password è impostata: ora può entrare.", "success")
            return redirect(url_for("account.login"))
        except Refused as refusal:
            error = refusal
    page = render_template("account/password.html", form=form, code=known, error=error, own=False)
    return (page, 422) if error else page


@blueprint.route("/password", methods=["GET", "POST"])
@limiter.limit("10/minute", methods=["POST"])
@member
def change_password() -> str | Response | tuple[str, int]:
    """Change one's own password; every session ends, this one too."""
    form, error = PasswordForm(), None
    if form.validate_on_submit():
        try:
            with database().writing() as db:
                me = current_account()
                changed = credentials.change_password(
                    db, clock.utc_now(), me.id, form.current.data or "", form.password.data or ""
                )
            if changed:
                session.clear()
                flash("La password è cambiata. Per sicurezza deve entrare di nuovo.", "success")
                return redirect(url_for("account.login"))
            error = Refused("wrong", credentials.WRONG_CURRENT)
        except Refused as refusal:
            error = refusal
    page = render_template("account/password.html", form=form, code=current_account().code, error=error, own=True)
    return (page, 422) if error else page
