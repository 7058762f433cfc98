"""One submitted response: read (recorded), given back with a reason, cleaned of personal data written by mistake."""

import uuid
from dataclasses import replace
from datetime import datetime

from flask import render_template, request, url_for
from sqlalchemy.orm import Session

from questionari import clock
from questionari.usecases import entering, responding, vetting
from questionari.usecases.fields import refuse
from questionari.usecases.house import NotFound
from questionari.usecases.rounds import sending
from questionari.usecases.rounds.asked import InvitationLine
from questionari.usecases.rounds.record_list import record_of
from questionari.web.access import current_actor, database, house, staff
from questionari.web.filters import day
from questionari.web.manage.acts import Act, Answer, Field, Page, Said, run_act
from questionari.web.manage.blueprint import blueprint
from questionari.web.manage.forms import ActForm
from questionari.web.manage.invitations import load
from questionari.web.manage.released import changed_datasets
from questionari.web.respond.files import to_save

READ = Act(
    title="Leggere la risposta inviata",
    consequences=(
        "La lettura viene registrata: chi, quando, quale risposta.",
        "Le risposte servono alla rilevazione: non vanno copiate altrove.",
    ),
    button="Leggi la risposta",
    done="",
)
REOPEN = Act(
    title="Riaprire la risposta",
    consequences=(
        "Il servizio può correggere le risposte e inviarle di nuovo; la ricevuta precedente resta valida e conservata.",
        "Finché non le invia di nuovo, le sue risposte non sono nel dataset.",
        "Il servizio riceve una richiesta di integrazione con quello che scrive qui e un collegamento nuovo.",
    ),
    button="Riapri la risposta",
    done="La risposta è riaperta e la richiesta di integrazione è in coda.",
    fields=(Field("reason", "Che cosa va verificato, come lo leggerà il servizio", "area"),),
    rings="mail",
)
REDACT = Act(
    title="Cancellare una risposta scritta per errore",
    consequences=(
        "Il valore sparisce dalla risposta, dalla sua storia, dai file di dataset ancora sul server e da ciò che lo "
        "ripete (motivi, note, richieste di aiuto, messaggi in coda): non si può recuperare, nemmeno dalle copie di "
        "sicurezza.",
        "Nel registro resta l'atto, senza il valore; un certificato firmato dice che cosa è stato fatto.",
    ),
    button="Cancella il valore",
    done="Il valore è cancellato. Il certificato è pronto entro un minuto.",
    fields=(
        Field(
            "question",
            "Codice della domanda",
            hint="Ad esempio A15_03, come appare accanto al testo.",
            required=False,
            optional="",
        ),
        Field("compiler", "Cancella invece il nome di chi ha compilato (senza codice della domanda)", "tick"),
        Field(
            "everything",
            "Cancella anche tutte le richieste di aiuto, le note e i motivi di riapertura di questa compilazione",
            "tick",
            required=False,
        ),
    ),
    danger=True,
    rings="exports",
    undo="Vai ai certificati",
)
UNKNOWN_QUESTION = "Nel questionario non c'è una domanda con questo codice: lo scriva come appare accanto al testo."
NOT_ASKED = (
    "La risposta è riaperta, ma nessun messaggio parte: non si può scrivere al servizio ({}). "
    "Corregga il recapito nel censimento, poi usi «Invia di nuovo il collegamento» in questa pagina."
)
PLACE = "/tornate/<code>/inviti/<uuid:invitation_id>/risposta"


def response_of(code: str, invitation_id: uuid.UUID) -> tuple[uuid.UUID, Page, InvitationLine]:
    """The submitted response of an invitation, where its acts stand, and its line. Raises NotFound.

    Of a list of records the one whose number is in the address ("scheda").
    """
    shown, line = load(code, invitation_id)
    line = _of_record(line) if line.records is not None else line
    if line.response_id is None:
        raise NotFound("risposta")
    back = url_for(".invitation", code=code, invitation_id=invitation_id)
    more = {"round": shown, "line": line}
    sent = f"La risposta è stata inviata il {day(line.submitted)}." if line.submitted else ""
    page = Page(back, line.name, f"{line.name} – {shown.line.title}", (sent,) if sent else (), "", more)
    return line.response_id, page, line


def _of_record(line: InvitationLine) -> InvitationLine:
    with database().reading() as db:
        found = record_of(db, line.id, request.args.get("scheda", 0, int))
    name = f"{line.name}, scheda n. {found.number}"
    return replace(line, response_id=found.response_id, submitted=found.submitted, name=name)


@blueprint.route(PLACE, methods=["GET", "POST"])
@staff
def response(code: str, invitation_id: uuid.UUID) -> Answer:
    """Read one submitted response: a button first, for every reading is recorded. Also one that was sent earlier."""
    response_id, page, _ = response_of(code, invitation_id)
    form = ActForm()
    if not form.validate_on_submit():
        return render_template("manage/act.html", act=READ, form=form, page=page, errors={}, **page.extra)
    with database().writing() as db:
        view = responding.read_submitted(db, house(), clock.utc_now(), current_actor(), response_id, _earlier())
        entries = entering.entries_of(db, house(), response_id)
        why = vetting.reasons_of(db, house(), response_id) if view.number == 0 else ()
        good, out = vetting.validated(db, response_id), vetting.left_out(db, house(), response_id)
    shown = {
        "left_out": out,
        "doubts": why,
        "validated": good,
        "view": view,
        "entries": entries,
        "page": page,
        "code": code,
        "invitation_id": invitation_id,
    }
    return render_template("manage/response.html", **shown, **page.extra)


@blueprint.get(f"{PLACE}/allegato/<question>")
@staff
def response_file(code: str, invitation_id: uuid.UUID, question: str) -> Answer:
    """A file of a submitted response, to be saved; each reading is recorded."""
    response_id, _, _ = response_of(code, invitation_id)
    with database().writing() as db:
        file = responding.read_file(db, house(), clock.utc_now(), current_actor(), response_id, question, _earlier())
    return to_save(file)


def _earlier() -> int:
    """The number of an earlier submission, 0 for the one that counts."""
    return request.values.get("versione", 0, int)


@blueprint.route(f"{PLACE}/riapri", methods=["GET", "POST"])
@staff
def reopen(code: str, invitation_id: uuid.UUID) -> Answer:
    """Give a submitted response back to its service."""
    response_id, page, line = response_of(code, invitation_id)

    def run(db: Session, now: datetime, form: ActForm) -> Said | None:
        responding.reopen(db, house(), now, current_actor(), response_id, form.reason.data or "")
        return None if sending.ask_again(db, now, invitation_id) else Said(NOT_ASKED.format(line.trouble))

    return run_act(REOPEN, run, replace(page, facts=(*page.facts, changed_datasets(response_id))))


@blueprint.route(f"{PLACE}/cancella", methods=["GET", "POST"])
@staff
def redact(code: str, invitation_id: uuid.UUID) -> Answer:
    """Remove a value that should never have been written."""
    response_id, page, _ = response_of(code, invitation_id)

    def run(db: Session, now: datetime, form: ActForm) -> None:
        question, named = (form.question.data or "").strip(), bool(form.compiler.data)
        if bool(question) == named:
            raise refuse("question", "Indichi il codice della domanda, oppure che va cancellato il nome: uno dei due.")
        everything = bool(form.everything.data)
        try:
            responding.redact(db, house(), now, current_actor(), response_id, question or responding.NAMED, everything)
        except NotFound as missing:
            raise refuse("question", UNKNOWN_QUESTION) from missing

    return run_act(REDACT, run, replace(page, undo=url_for(".redactions")))
