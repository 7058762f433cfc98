"""The page of one question that is answered with a file: attach, replace, take away, save it on one's own device."""

from io import BytesIO

from flask import flash, redirect, render_template, request, send_file, url_for
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response

from questionari import clock
from questionari.extensions import limiter
from questionari.usecases import colleagues, responding
from questionari.usecases.house import Refused
from questionari.usecases.responding import File
from questionari.web import errors
from questionari.web.access import database, house, respondent, takes_files
from questionari.web.language import word
from questionari.web.respond import opened, seats
from questionari.web.respond.choosing import speak_of
from questionari.web.respond.records import blueprint
from questionari.web.respond.views import Page, require_opened

__all__ = ["blueprint"]
ATTACHED = "Il file è allegato."
STRIPPED = "Il file è allegato. Ne sono stati tolti i dati nascosti (ad esempio autore, programma, luogo)."
ACCEPTED = (
    "Il file è allegato. Le revisioni in sospeso sono state accettate e i dati nascosti tolti (ad esempio autore, "
    "programma, luogo): lo scarichi e controlli che dica quello che deve."
)
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
    try:
        said = _taken_away(public_id, code) if request.form.get("_do") == "remove" else _attached(public_id, code)
    except Refused as refusal:
        if refusal.code != "file_refused":
            raise
        return _drawn(public_id, code, refusal.message), 422
    state = _state(public_id, code)
    flash(str(word(said)), "success")
    return redirect(url_for("respond.page", public_id=public_id, page=state.page, _anchor=f"q-{code}"), 303)


def _taken_away(public_id: str, code: str) -> str:
    now = clock.utc_now()
    with database().writing() as db:
        place = seats.of(db, public_id)
        responding.detach(db, house(), now, place.address, code, place.writer)
        colleagues.note_work(db, now, public_id)
    return TAKEN_AWAY


def _attached(public_id: str, code: str) -> str:
    """Cleaned, shown to the antivirus and only then written: no transaction is open while a file is looked at."""
    now, file = clock.utc_now(), request.files.get("file")
    name, content = (file.filename or "", file.read()) if file else ("", b"")
    with database().reading() as db:
        place = seats.of(db, public_id)
        found = responding.examine(db, house(), now, place.address, code, (name, content), place.writer)
    responding.scan(house(), found)
    with database().writing() as db:
        place = seats.of(db, public_id)
        responding.attach(db, house(), now, place.address, code, found, place.writer)
        colleagues.note_work(db, now, public_id)
    return ACCEPTED if found.revised else STRIPPED if found.stripped else ATTACHED


@blueprint.get("/rispondi/<public_id>/allegato/<code>/file")
@respondent
def own_file(public_id: str, code: str) -> Response:
    """The file that is attached, only ever to be saved."""
    require_opened(public_id)
    with database().reading() as db:
        place = seats.of(db, public_id)
        return to_save(responding.own_file(db, house(), clock.utc_now(), place.address, code, place.writer))


@blueprint.get("/rispondi/<public_id>/lettura/allegato/<code>")
@respondent
def sent_file(public_id: str, code: str) -> Page:
    """A file among the submitted answers, for a while after the code that showed them was spent."""
    require_opened(public_id)
    try:
        with database().writing() as db:
            file = responding.reread_file(db, house(), clock.utc_now(), public_id, code, opened.spent_code(public_id))
    except Refused as refusal:
        if refusal.code != "code_needed":
            raise
        flash(str(word(refusal.message)), "warning")
        return redirect(url_for("respond.ask_code", public_id=public_id), 303)
    return to_save(file)


def to_save(file: File) -> Response:
    """A file as a download: no browser shows it in place of a page of ours."""
    answer = send_file(BytesIO(file.content), file.media_type, as_attachment=True, download_name=file.name, etag=False)
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def _state(public_id: str, code: str) -> responding.FileState:
    with database().reading() as db:
        place = seats.of(db, public_id)
        state = responding.load_file_question(db, house(), clock.utc_now(), place.address, code, place.writer)
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
