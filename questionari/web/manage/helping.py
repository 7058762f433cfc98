"""Requests of help at a question, and messages that are not ours: what services told and waits for the staff."""

import uuid

from flask import flash, redirect, render_template, request, url_for

from questionari import clock
from questionari.usecases import false_messages as reports, helping
from questionari.usecases.fields import Invalid
from questionari.usecases.house import NotFound, Refused
from questionari.web.access import current_actor, database, house, ring, staff
from questionari.web.manage.acts import Answer
from questionari.web.manage.blueprint import blueprint

PLACE = "/segnalazioni/aiuto"
BY_MAIL = "La risposta è nella pagina del servizio e parte anche per e-mail."
PAGE_ONLY = "La risposta è nella pagina del servizio. Per e-mail non parte: il recapito non funziona o è cambiato."


@blueprint.get(PLACE)
@staff
def help_requests() -> str:
    """What waits for an answer, the longest waiting first; on request what was answered too."""
    every = request.args.get("mostra") == "tutte"
    with database().reading() as db:
        found = helping.list_threads(db, not every)
    return render_template("manage/help.html", lines=found, every=every)


@blueprint.get(f"{PLACE}/<uuid:thread_id>")
@staff
def help_thread(thread_id: uuid.UUID) -> str:
    """One request with what was said; reading an answer that she shows is recorded."""
    return _drawn(thread_id)


@blueprint.post(f"{PLACE}/<uuid:thread_id>")
@staff
def answer_help(thread_id: uuid.UUID) -> Answer:
    """Answer, or close without an answer."""
    values = {name: request.form.get(name, "") for name in ("text", "mark")}
    now, actor = clock.utc_now(), current_actor()
    try:
        with database().writing() as db:
            if request.form.get("go") == "settle":
                helping.settle(db, now, actor, thread_id, values["mark"])
                said = "La richiesta è chiusa senza risposta scritta."
            else:
                said = BY_MAIL if helping.answer(db, house(), now, actor, thread_id, values) else PAGE_ONLY
    except NotFound:
        raise
    except Invalid as error:
        return _drawn(thread_id, values["text"], error.faults[0].message), 422
    except Refused as error:
        return _drawn(thread_id, values["text"], error.message), 409
    ring("mail")
    flash(said, "success" if said != PAGE_ONLY else "warning")
    return redirect(url_for(".help_requests"), 303)


def _drawn(thread_id: uuid.UUID, text: str = "", error: str = "") -> str:
    with database().writing() as db:
        page = helping.open_thread(db, house(), clock.utc_now(), current_actor(), thread_id)
    return render_template("manage/help_thread.html", page=page, text=text, error=error)


@blueprint.get("/segnalazioni/messaggi-falsi")
@staff
def false_messages() -> str:
    """Messages with our name that somebody reported."""
    return _reports()


@blueprint.post("/segnalazioni/messaggi-falsi/<uuid:report_id>")
@staff
def handle_false_message(report_id: uuid.UUID) -> Answer:
    """Say what was done."""
    values = {"outcome": request.form.get("outcome", "")}
    try:
        with database().writing() as db:
            reports.handle(db, clock.utc_now(), current_actor(), report_id, values)
    except Invalid as error:
        return _reports(report_id, values["outcome"], error.faults[0].message), 422
    flash("La segnalazione è chiusa: l'avviso agli ATR è tolto.", "success")
    return redirect(url_for(".false_messages"), 303)


def _reports(of: uuid.UUID | None = None, typed: str = "", error: str = "") -> str:
    every = request.args.get("mostra") == "tutte"
    with database().reading() as db:
        found = reports.list_reports(db, house(), not every)
    return render_template("manage/false_messages.html", reports=found, every=every, of=of, typed=typed, error=error)
