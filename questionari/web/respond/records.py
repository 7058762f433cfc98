"""Acts on the list of records: add one, delete a draft, declare that they are all, go on after that."""

from http import HTTPStatus

from flask import Response, redirect, render_template, request, url_for

from questionari import clock
from questionari.extensions import limiter
from questionari.usecases import responding
from questionari.usecases.house import Refused
from questionari.web.access import database, house, respondent, ring
from questionari.web.language import speak, word
from questionari.web.respond import behalf, compiler, listing
from questionari.web.respond.paper import blueprint
from questionari.web.respond.views import Page, require_opened

__all__ = ["blueprint"]
#: Of one list, whoever asks: each completion sends a mail, each record stays a line of the list for good.
COMPLETIONS, ADDITIONS = "10/hour", "60/minute"
#: Codes that were not right, of one list: thirty-five bits are not found by trying.
WRONG_CODES = "20/hour"


def _of_list() -> str:
    return request.path


@blueprint.post("/rispondi/<public_id>/schede")
@limiter.limit(ADDITIONS, key_func=_of_list)
@respondent
def add_record(public_id: str) -> Page:
    """A new record; pressing twice makes one."""
    require_opened(public_id)
    with database().writing() as db:
        made = responding.add_record(db, house(), clock.utc_now(), public_id, listing.pressed_in(), behalf.entered())
    return redirect(url_for("respond.home", public_id=made), 303)


def _refused(response: Response) -> bool:
    return response.status_code >= HTTPStatus.BAD_REQUEST


@blueprint.post("/rispondi/<public_id>/passaggio")
@limiter.limit(WRONG_CODES, key_func=_of_list, deduct_when=_refused)
@respondent
def follow(public_id: str) -> Page:
    """A new record by the code that another part yielded; what was typed stays to be corrected."""
    require_opened(public_id)
    text, now = request.form.get("codice", "")[:40], clock.utc_now()
    try:
        with database().writing() as db:
            made = responding.follow_record(db, house(), now, public_id, text, behalf.entered())
    except Refused as refusal:
        if refusal.code not in ("pass_misread", "pass_unknown"):
            raise
        with database().reading() as db:
            found = responding.records_list(db, house(), now, public_id)
        return listing.page(found, public_id, listing.Wrong(text, refusal.message)), 422
    return redirect(url_for("respond.home", public_id=made), 303)


@blueprint.get("/rispondi/<public_id>/eliminazione")
@respondent
def ask_discard(public_id: str) -> Page:
    """Whether to delete a draft."""
    require_opened(public_id)
    with database().reading() as db:
        header = responding.record_to_discard(db, clock.utc_now(), public_id)
    speak(header.language or "it")
    return render_template("respond/discard.html", header=header, public_id=public_id)


@blueprint.post("/rispondi/<public_id>/eliminazione")
@respondent
def discard(public_id: str) -> Page:
    """Delete a draft; the list says so."""
    require_opened(public_id)
    with database().writing() as db:
        responding.discard_record(db, house(), clock.utc_now(), public_id, behalf.staff())
    return listing.back(public_id, str(word("La scheda è eliminata con tutte le sue risposte.")))


@blueprint.post("/rispondi/<public_id>/completa")
@limiter.limit(COMPLETIONS, key_func=_of_list)
@respondent
def complete(public_id: str) -> Page:
    """ "Ho finito": the records are all, none included."""
    require_opened(public_id)
    now, said = clock.utc_now(), responding.compiler_posted(request.form)
    try:
        with database().writing() as db:
            sender = responding.Sender(behalf.staff(), compiler=said)
            responding.complete_list(db, house(), now, public_id, sender)
    except Refused as refusal:
        if refusal.code not in compiler.FAULTS:
            raise
        with database().reading() as db:
            found = responding.records_list(db, house(), now, public_id)
            asked = responding.compiler_of_list(db, house(), found.header)
        return listing.page(found, public_id, compiler=compiler.Asking(asked, said, refusal)), 422
    ring("mail")
    return redirect(url_for("respond.receipt", public_id=public_id), 303)


@blueprint.post("/rispondi/<public_id>/ripresa")
@respondent
def resume(public_id: str) -> Page:
    """Go on after "Ho finito", until the end."""
    require_opened(public_id)
    with database().writing() as db:
        responding.resume_list(db, clock.utc_now(), public_id)
    return listing.back(
        public_id, str(word("L'elenco è di nuovo aperto: quando le schede sono tutte, prema «Ho finito»."))
    )
