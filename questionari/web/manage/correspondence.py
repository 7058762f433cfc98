"""What people wrote to us by mail: the conversations, an answer, a service for an unknown sender, words erased."""

import uuid

from flask import flash, redirect, render_template, request, url_for

from questionari import clock
from questionari.usecases.fields import Invalid
from questionari.usecases.house import NotFound, Refused
from questionari.usecases.incoming import answering
from questionari.web.access import current_actor, database, house, ring, staff
from questionari.web.manage.acts import Act, Answer, Page, run_act
from questionari.web.manage.blueprint import blueprint

PLACE = "/segnalazioni/posta"
THREAD = f"{PLACE}/<uuid:thread_id>"
SHOWN = {"": "aspettano", "non-attribuite": "di mittenti sconosciuti", "tutte": "tutte"}
KINDS = {"letter": "messaggio", "automatic": "risposta automatica", "challenge": "chiede una conferma"}
SETTLED = {
    "settle": (True, "La conversazione è segnata come sistemata."),
    "reopen": (False, "La conversazione aspetta di nuovo una risposta."),
}
ERASE = Act(
    title="Cancellare il testo di un messaggio",
    consequences=(
        "Oggetto, testo e mittente di questo messaggio non si possono più leggere, da nessuno.",
        "Resta che un messaggio è arrivato, quando, e chi ne ha cancellato il testo.",
        "Nella casella di posta il messaggio c'è ancora: lo tolga anche da lì.",
    ),
    button="Cancella il testo",
    done="Il testo del messaggio è cancellato.",
    danger=True,
)


@blueprint.get(PLACE)
@staff
def correspondence() -> str:
    """The conversations that wait for an answer, or others; never what they say."""
    asked = request.args.get("mostra", "")
    search, page = request.args.get("cerca", ""), request.args.get("pagina", 1, type=int)
    with database().reading() as db:
        found = answering.list_threads(db, asked, search, page)
        mailboxes = answering.mailbox_lines(db, house())
    words = {"choices": SHOWN, "kinds": KINDS, "shown": asked if asked in SHOWN else "", "search": search}
    return render_template("manage/correspondence.html", found=found, mailboxes=mailboxes, **words)


@blueprint.get(THREAD)
@staff
def correspondence_thread(thread_id: uuid.UUID) -> str:
    """One conversation; that it was read is recorded."""
    return _drawn(thread_id)


@blueprint.post(THREAD)
@staff
def answer_letter(thread_id: uuid.UUID) -> Answer:
    """Answer by mail; or say that it is settled, or that it waits again."""
    values = {name: request.form.get(name, "") for name in ("text", "mark")}
    now, actor, go = clock.utc_now(), current_actor(), request.form.get("go", "")
    try:
        with database().writing() as db:
            if go in SETTLED:
                done, said = SETTLED[go]
                answering.settle(db, now, actor, thread_id, values["mark"], done)
            else:
                said = f"La risposta parte per {answering.answer(db, house(), now, actor, thread_id, values)}."
    except NotFound:
        raise
    except Invalid as error:
        return _drawn(thread_id, text=values["text"], text_error=error.faults[0].message), 422
    except Refused as error:
        return _drawn(thread_id, text=values["text"], error=error.message), 409
    ring("mail")
    flash(said, "success")
    return redirect(url_for(".correspondence"), 303)


@blueprint.post(f"{THREAD}/servizio")
@staff
def attribute_letter(thread_id: uuid.UUID) -> Answer:
    """Put the conversation of an unknown sender under a service."""
    values = {name: request.form.get(name, "") for name in ("unit", "mark")}
    try:
        with database().writing() as db:
            name = answering.attribute(db, clock.utc_now(), current_actor(), thread_id, values)
    except NotFound:
        raise
    except Invalid as error:
        return _drawn(thread_id, unit=values["unit"], unit_error=error.faults[0].message), 422
    except Refused as error:
        return _drawn(thread_id, error=error.message), 409
    flash(f"La conversazione sta ora sotto «{name}».", "success")
    return redirect(url_for(".correspondence_thread", thread_id=thread_id), 303)


@blueprint.route(f"{THREAD}/<uuid:letter_id>/cancella", methods=["GET", "POST"])
@staff
def erase_letter(thread_id: uuid.UUID, letter_id: uuid.UUID) -> Answer:
    """Erase the words of a letter, after a confirmation."""
    with database().reading() as db:
        answering.check_letter(db, thread_id, letter_id)
    page = Page(url_for(".correspondence_thread", thread_id=thread_id), "Conversazione")
    return run_act(ERASE, lambda db, now, _: answering.erase(db, now, current_actor(), thread_id, letter_id), page)


TYPED = ("text", "text_error", "unit", "unit_error", "error")


def _drawn(thread_id: uuid.UUID, **typed: str) -> str:
    with database().writing() as db:
        page = answering.open_thread(db, house(), clock.utc_now(), current_actor(), thread_id)
    return render_template(
        "manage/correspondence_thread.html", page=page, kinds=KINDS, **{**dict.fromkeys(TYPED, ""), **typed}
    )
