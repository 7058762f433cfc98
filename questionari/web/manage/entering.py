"""Entering answers on behalf of a service: a staff session on the respondent's own pages."""

import uuid
from datetime import datetime

from flask import redirect, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from questionari import clock
from questionari.engine.states import ENTRY_MODES
from questionari.usecases import entering
from questionari.web.access import current_actor, house, staff
from questionari.web.manage.acts import Act, Answer, Field, Page, run_act
from questionari.web.manage.blueprint import blueprint
from questionari.web.manage.forms import ActForm
from questionari.web.manage.invitations import PLACE, load
from questionari.web.respond import behalf, opened

ENTER = Act(
    title="Inserire le risposte per il servizio",
    consequences=(
        "Si aprono le pagine che vede il servizio: quello che scrive resta segnato come inserito dall'assistenza.",
        "Il servizio lo vede subito e può continuare da solo: da quel momento Lei non vede più le sue risposte.",
        "Dopo l'invio la ricevuta va al servizio, che può chiedere una correzione.",
        "Ogni apertura viene registrata: chi, quando, quale servizio.",
    ),
    button="Apri il questionario",
    done="",
    fields=(
        Field("mode", "Come ha avuto le risposte", "menu", choices=(("", "– scelga –"), *ENTRY_MODES.items())),
        Field("reason", "Chi le ha date, e quando", "area", "Si conserva cifrato, accanto alla risposta."),
    ),
)


@blueprint.route(f"{PLACE}/inserimento", methods=["GET", "POST"])
@staff
def enter_for(code: str, invitation_id: uuid.UUID) -> Answer:
    """Open the questionnaire on behalf of a service."""
    shown, line = load(code, invitation_id)
    back = url_for(".invitation", code=code, invitation_id=invitation_id)

    def run(db: Session, now: datetime, form: ActForm) -> tuple[str, str]:
        told = {"mode": form.mode.data or "", "reason": form.reason.data or ""}
        return entering.begin_entry(db, house(), now, current_actor(), invitation_id, told), told["mode"]

    def go_in(found: object) -> Response:
        public_id, mode = found if isinstance(found, tuple) else ("", "")
        opened.remember(public_id, clock.utc_now())
        behalf.remember(public_id, behalf.Behalf(mode, back, current_actor().id or ""))
        return redirect(url_for("respond.home", public_id=public_id), 303)

    extra = {"round": shown, "line": line}
    return run_act(ENTER, run, Page(back, line.name, f"{line.name} – {shown.line.title}", extra=extra, gives=go_in))
