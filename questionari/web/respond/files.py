"""The page of one question that is answered with a file: attach, replace, take away, save it on one's own device."""

from io import BytesIO

from flask import flash, redirect, render_template, request, send_file, url_for
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response

from questionari import clock
from questionari.extensions import limiter
from questionari.usecases import responding
from questionari.usecases.house import Refused
from questionari.usecases.responding import File
from questionari.web import errors
from questionari.web.access import database, house, respondent, takes_files
from questionari.web.language import word
from questionari.web.respond.choosing import speak_of
from questionari.web.respond.records import blueprint
from questionari.web.respond.views import Page, require_opened

__all__ = ["blueprint"]
ATTACHED = "Il file è allegato."
STRIPPED = "Il file è allegato. Ne sono stati tolti i dati nascosti (ad esempio autore, programma, luogo)."
TAKEN_AWAY = "Il file è stato tolto."
TOO_LARGE = "Il file è troppo grande: al massimo {size} MB."
LARGEST = 12 * 1024 * 1024  # of a whole request: the largest file, and what a form adds


@blueprint.get("/rispondi/<public_id>/allegato/<code>")
@respondent
def file_page(public_id: str, code: str) -> Page:
    """What is attached, and what may be."""
    require_opened(public_id)
    return _drawn(public_id, code)


@blueprint.post("/rispondi/<public_id>/allegato/<code>")
@limiter.limit("120/hour")
@takes_files(LARGEST)
@respondent
def attach(public_id: str, code: str) -> Page:
    """Attach a file in place of any other, or take it away."""
    require_opened(public_id)
    now, file = clock.utc_now(), request.files.get("file")
    try:
        with database().writing() as db:
            if request.form.get("_do") == "remove":
                responding.detach(db, house(), now, public_id, code)
                said = TAKEN_AWAY
            else:
                name, content = (file.filename or "", file.read()) if file else ("", b"")
                said = STRIPPED if responding.attach(db, house(), now, public_id, code, name, content) else ATTACHED
    except Refused as refusal:
        if refusal.code != "file_refused":
            raise
        return _drawn(public_id, code, refusal.message), 422
    state = _state(public_id, code)
    flash(str(word(said)), "success")
    return redirect(url_for("respond.page", public_id=public_id, page=state.page, _anchor=f"q-{code}"), 303)


@blueprint.get("/rispondi/<public_id>/allegato/<code>/file")
@respondent
def own_file(public_id: str, code: str) -> Response:
    """The file that is attached, only ever to be saved."""
    require_opened(public_id)
    with database().reading() as db:
        return to_save(responding.own_file(db, house(), clock.utc_now(), public_id, code))


def to_save(file: File) -> Response:
    """A file as a download: no browser shows it in place of a page of ours."""
    answer = send_file(BytesIO(file.content), file.media_type, as_attachment=True, download_name=file.name, etag=False)
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def _state(public_id: str, code: str) -> responding.FileState:
    with database().reading() as db:
        state = responding.load_file_question(db, house(), clock.utc_now(), public_id, code)
    speak_of(state.case)
    return state


def _drawn(public_id: str, code: str, error: str = "") -> str:
    state = _state(public_id, code)
    return render_template("respond/file.html", state=state, public_id=public_id, error=error)


@blueprint.errorhandler(RequestEntityTooLarge)
def _too_large(_error: RequestEntityTooLarge) -> Page:
    """Larger than any file may be: said on the page of the question, before the file is read."""
    if request.endpoint != "respond.attach" or not request.view_args:
        return errors.page(413)
    public_id, code = request.view_args["public_id"], request.view_args["code"]
    require_opened(public_id)
    message = word(TOO_LARGE, size=_state(public_id, code).max_mb)
    return _drawn(public_id, code, message), 413
