"""Consultations of the staff: opened on a revision, followed, comments answered, closed."""

import uuid
from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for

from questionari import clock
from questionari.usecases.census import vocabulary
from questionari.usecases.consulting import answering, guests, opening
from questionari.usecases.consulting.answering import ConsultationPage
from questionari.usecases.consulting.opening import Asked, Opened
from questionari.usecases.fields import Invalid
from questionari.usecases.house import NotFound, Refused
from questionari.usecases.territories import all_names
from questionari.usecases.words import counted
from questionari.usecases.workbench import drafts
from questionari.web.access import current_actor, database, house, ring, staff
from questionari.web.filters import day
from questionari.web.manage.acts import Act, Answer, Field, Page, run_act
from questionari.web.manage.blueprint import blueprint
from questionari.web.manage.forms import ConsultationForm, errors_of

PLACE = "/questionari/consultazioni/<uuid:consultation_id>"
STATES = {"queued": "in coda", "sending": "in partenza", "sent": "inviata", "delivered": "consegnata"}
STATES |= {"deferred": "da ritentare", "uncertain": "da ritentare", "cancelled": "annullata", "bounced": "respinta"}
CLOSE = Act(
    title="Chiudere la consultazione",
    consequences=(
        "Nessuno può più commentare; i collegamenti personali non si aprono più.",
        "I commenti restano: a ciascuno si risponde prima di pubblicare la versione.",
    ),
    button="Chiudi la consultazione",
    done="La consultazione è chiusa.",
    danger=True,
)
MOVE = Act(
    title="Spostare il termine della consultazione",
    consequences=("I commenti si possono scrivere e cambiare fino al nuovo giorno compreso. Nessun messaggio parte.",),
    button="Sposta il termine",
    done="Il termine è spostato.",
    fields=(Field("deadline", "Nuovo termine", "day"),),
)
GUEST_ACTS: Mapping[str, Act] = {
    "revoca": Act(
        title="Togliere l'invito alla consultazione",
        consequences=("I suoi collegamenti non si aprono più. I commenti già scritti restano.",),
        button="Togli l'invito",
        done="L'invito è tolto.",
        danger=True,
    ),
    "invia": Act(
        title="Invitare di nuovo alla consultazione",
        consequences=(
            "A un servizio parte un messaggio con un nuovo collegamento; alle utenze di un ATR uno per la loro area.",
        ),
        button="Invita di nuovo",
        done="L'invito è rinnovato.",
        rings="mail",
    ),
}


@blueprint.route("/questionari/bozze/<uuid:draft_id>/consultazione/<int:revision>", methods=["GET", "POST"])
@staff
def new_consultation(draft_id: uuid.UUID, revision: int) -> Answer:
    """Whom to ask, until when; the button opens it."""
    form = ConsultationForm()
    with database().reading() as db:
        shown, atrs = drafts.load(db, draft_id, revision), all_names(db)
    errors: Mapping[str, str] = {}
    failure = ""
    if form.validate_on_submit():
        try:
            return _opened(draft_id, revision, form)
        except Invalid as error:
            errors = errors_of(error)
        except NotFound:
            raise
        except Refused as error:
            failure = error.message
    more = {"atrs": atrs, "types": vocabulary.types(), "revision": revision, "errors": errors, "failure": failure}
    drawn = render_template("manage/questionnaires/consultation_new.html", shown=shown, form=form, **more)
    return (drawn, 422) if errors or failure else drawn


def _opened(draft_id: uuid.UUID, revision: int, form: ConsultationForm) -> Answer:
    values = {"text": form.text.data or "", "deadline": form.deadline.data or ""}
    units = tuple((form.units.data or "").replace(",", " ").split())
    asked = Asked(values, tuple(form.atrs.data or ()), tuple(form.types.data or ()), units)
    with database().writing() as db:
        made = opening.open_consultation(db, clock.utc_now(), current_actor(), draft_id, revision, asked)
    ring("mail")
    flash(_said(made), "warning" if made.left_out or made.silent else "success")
    return redirect(url_for(".consultation", consultation_id=made.id), 303)


def _said(made: Opened) -> str:
    asked = f"{counted(made.atrs, 'territorio', 'territori')} e {counted(made.services, 'servizio', 'servizi')}"
    away = f" Senza recapito che funzioni: {', '.join(made.left_out)}." if made.left_out else ""
    silent = f" Nessuna utenza segue {', '.join(made.silent)}: nessuno è avvisato." if made.silent else ""
    return f"La consultazione è aperta: sono invitati {asked}.{away}{silent}"


@blueprint.get(PLACE)
@staff
def consultation(consultation_id: uuid.UUID) -> str:
    """Everybody consulted, everything said, question by question."""
    return _drawn(consultation_id)


def _drawn(consultation_id: uuid.UUID, **typed: object) -> str:
    with database().reading() as db:
        shown = answering.page(db, house(), clock.utc_now(), consultation_id)
    words = {"outcomes": answering.OUTCOMES, "mail_states": STATES}
    return render_template(
        "manage/questionnaires/consultation.html", **{"typed": {}, "errors": {}, **words, **typed}, shown=shown
    )


@blueprint.post(f"{PLACE}/commenti/<uuid:comment_id>")
@staff
def answer_comment(consultation_id: uuid.UUID, comment_id: uuid.UUID) -> Answer:
    """Answer a comment; refused, the page again with what was typed."""
    values = {name: request.form.get(name, "") for name in (*answering.READERS, "mark")}
    again = {"at": comment_id, "typed": values}
    try:
        with database().writing() as db:
            answering.answer(db, clock.utc_now(), current_actor(), consultation_id, comment_id, values)
    except Invalid as error:
        return _drawn(consultation_id, **again, errors=errors_of(error)), 422
    except NotFound:
        raise
    except Refused as error:
        return _drawn(consultation_id, **again, failure=error.message), 409
    flash("La risposta è salvata.", "success")
    return redirect(url_for(".consultation", consultation_id=consultation_id, _anchor=f"c-{comment_id}"), 303)


@blueprint.route(f"{PLACE}/chiudi", methods=["GET", "POST"])
@staff
def close_consultation(consultation_id: uuid.UUID) -> Answer:
    """Close it after a confirmation, which says who has spoken and what is left to answer."""
    page = _page(consultation_id, numbers=True)
    return run_act(CLOSE, lambda db, now, _f: opening.close(db, now, current_actor(), consultation_id), page)


@blueprint.route(f"{PLACE}/termine", methods=["GET", "POST"])
@staff
def move_consultation(consultation_id: uuid.UUID) -> Answer:
    """Move its end."""
    page = _page(consultation_id)
    return run_act(
        MOVE,
        lambda db, now, f: opening.move_end(db, now, current_actor(), consultation_id, f.deadline.data or ""),
        page,
    )


@blueprint.route(f"{PLACE}/inviti/<uuid:guest_id>/<any(revoca, invia):act>", methods=["GET", "POST"])
@staff
def consultation_guest(consultation_id: uuid.UUID, guest_id: uuid.UUID, act: str) -> Answer:
    """Take an invitation away, or send it again."""
    with database().reading() as db:
        shown = answering.page(db, house(), clock.utc_now(), consultation_id)
    line = next((found for found in shown.guests if found.guest.id == guest_id), None)
    if line is None:
        raise NotFound("invito")
    run = guests.revoke if act == "revoca" else guests.ask_again
    page = _page(consultation_id, line.name)
    return run_act(GUEST_ACTS[act], lambda db, now, _f: run(db, now, current_actor(), consultation_id, guest_id), page)


def _page(consultation_id: uuid.UUID, subject: str = "", numbers: bool = False) -> Page:
    with database().reading() as db:
        shown = answering.page(db, house(), clock.utc_now(), consultation_id)
    facts: tuple[str, ...] = (
        f"Consultazione su «{shown.title}», revisione {shown.revision}, fino al {day(shown.until)}.",
    )
    facts += _numbers(shown) if numbers else ()
    return Page(url_for(".consultation", consultation_id=consultation_id), "Consultazione", subject, facts)


def _numbers(shown: ConsultationPage) -> tuple[str, ...]:
    asked = sum(line.guest.revoked_at is None for line in shown.guests)
    spoken = f"Invitati: {asked}; hanno scritto commenti: {len(shown.spoke)}."
    left = f"{counted(shown.unanswered, 'commento aspetta', 'commenti aspettano')} ancora una risposta."
    return (spoken, left) if shown.unanswered else (spoken,)
