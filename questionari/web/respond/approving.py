"""The approval of a response ("visto"): the compiler asks and takes back, the approver reads, returns or sends."""

from flask import flash, redirect, render_template, request, url_for

from questionari import clock
from questionari.extensions import limiter
from questionari.usecases import responding
from questionari.usecases.house import NotFound, Refused
from questionari.usecases.responding import Standing
from questionari.web.access import database, house, public, respondent, ring
from questionari.web.language import speak, word
from questionari.web.respond import opened, trials
from questionari.web.respond.choosing import speak_of
from questionari.web.respond.compiler import Asking
from questionari.web.respond.helping import blueprint
from questionari.web.respond.views import Form, Page, require_opened

__all__ = ["blueprint"]
SENT = "La richiesta di visto è partita. Finché il responsabile non decide, le risposte si leggono soltanto."
TAKEN_BACK = "Ha ripreso il questionario: può cambiare le risposte, e chiedere di nuovo il visto."
RETURNED = "Il questionario è rinviato a chi lo compila, con la Sua nota."
#: What a form of ours may have got wrong: told on the page, with what was typed.
FAULTS = frozenset({"approver_missing", "name_missing", "note_missing", "compiler_role"})


def _of_response() -> str:
    """Of one response, whoever asks: each request sends a mail to the approver."""
    return request.path


@blueprint.route("/rispondi/<public_id>/visto", methods=["GET", "POST"])
@limiter.limit("10/hour", methods=["POST"], key_func=_of_response)
@respondent
def ask_approval(public_id: str) -> Page:
    """To whom the finished response is sent for approval."""
    require_opened(public_id)
    now, error = clock.utc_now(), None
    if Form().validate_on_submit():
        try:
            with database().writing() as db:
                responding.ask_approval(db, house(), now, public_id, request.form)
            ring("mail")
            flash(str(word(SENT)), "success")
            return redirect(url_for("respond.home", public_id=public_id), 303)
        except Refused as refusal:
            if refusal.code not in FAULTS:
                raise
            error = refusal
    with database().reading() as db:
        review = responding.review(db, house(), now, public_id)
        asked = responding.approving(db, house(), review.case.header)
        who = Asking(responding.compiler_asked(db, review.case))
    if asked is None:
        raise NotFound("questionario")
    speak_of(review.case)
    if not review.ready or review.standing is not Standing.OPEN:
        return redirect(url_for("respond.review", public_id=public_id), 303)
    said = {"email": "", "name": who.shown.name, "funzione": who.shown.role}
    shown = {"typed": {field: request.form.get(field, known) for field, known in said.items()}, "compiler": who}
    drawn = render_template("respond/approval.html", approving=asked, public_id=public_id, error=error, **shown)
    return (drawn, 422) if error else drawn


@blueprint.post("/rispondi/<public_id>/visto/ripresa")
@respondent
def take_back(public_id: str) -> Page:
    """Go on filling in."""
    require_opened(public_id)
    with database().writing() as db:
        responding.take_back(db, clock.utc_now(), public_id)
    flash(str(word(TAKEN_BACK)), "success")
    return redirect(url_for("respond.home", public_id=public_id), 303)


@blueprint.get("/visto/apri/<token>")
@limiter.limit("60/minute")
@public
def approval_landing(token: str) -> Page:
    """Whose questionnaire it is. Changes nothing: mail scanners follow links."""
    with database().reading() as db:
        header, definition, outcome = responding.open_approval(db, token)
    trials.mark(header)
    speak(header.language or "it", responding.offered(house(), definition))
    return render_template("respond/approval_landing.html", header=header, definition=definition, outcome=outcome)


@blueprint.post("/visto/apri/<token>")
@limiter.limit("60/minute")
@public
def enter_approval(token: str) -> Page:
    """Open the answers; from here the token is no longer in the address."""
    now = clock.utc_now()
    with database().writing() as db:
        key = responding.enter_approval(db, now, token)
    opened.remember(key, now)
    return redirect(url_for("respond.approval", key=key), 303)


@blueprint.get("/visto/<key>")
@respondent
def approval(key: str) -> Page:
    """The answers to be approved; each reading is recorded."""
    require_opened(key)
    return _drawn(key)


@blueprint.post("/visto/<key>/rinvio")
@respondent
def return_approval(key: str) -> Page:
    """Return it with a note."""
    require_opened(key)
    note = request.form.get("note", "")
    try:
        with database().writing() as db:
            responding.give_back(db, house(), clock.utc_now(), key, note)
    except Refused as refusal:
        return _again(key, refusal, note=note)
    ring("mail")
    flash(str(word(RETURNED)), "success")
    return redirect(url_for("respond.approval", key=key), 303)


@blueprint.post("/visto/<key>/invio")
@respondent
def approve(key: str) -> Page:
    """ "Approvo e invio"; doing it again leads to the same receipt."""
    require_opened(key)
    name = request.form.get("name", "")
    try:
        with database().writing() as db:
            responding.approve(db, house(), clock.utc_now(), key, name)
    except Refused as refusal:
        return _again(key, refusal, name=name)
    ring("mail")
    return redirect(url_for("respond.approval", key=key), 303)


def _again(key: str, refusal: Refused, note: str = "", name: str = "") -> Page:
    """The page with what was typed and what is wrong; what cannot be decided any more is said as it stands."""
    if isinstance(refusal, NotFound) or refusal.code not in (*FAULTS, "not_ready", "approval_ended"):
        raise refusal
    return _drawn(key, refusal, note, name), 422


def _drawn(key: str, error: Refused | None = None, note: str = "", name: str | None = None) -> str:
    with database().writing() as db:
        view = responding.read_approval(db, house(), clock.utc_now(), key)
    trials.mark(view)
    speak(view.language, responding.offered(house(), view.definition))
    typed = {"note": note, "name": view.approver if name is None else name}
    away = url_for("respond.leave", public_id=key)
    return render_template(
        "respond/approver.html", view=view, error=error, typed=typed, leave_address=away, Standing=Standing
    )
