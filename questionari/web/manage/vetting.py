"""«Da rivedere»: the responses worth a look, each with its reasons; taken as good, or looked at again."""

import uuid
from dataclasses import replace
from datetime import datetime

from flask import render_template, request, url_for
from sqlalchemy.orm import Session

from questionari.usecases import vetting
from questionari.web.access import current_actor, database, house, staff
from questionari.web.manage.acts import Act, Answer, Field, Page, run_act
from questionari.web.manage.blueprint import blueprint
from questionari.web.manage.forms import ActForm
from questionari.web.manage.released import left_datasets
from questionari.web.manage.responses import PLACE, response_of

STATES = {
    "da-decidere": "da decidere",
    "in-verifica": "verifica in corso",
    "validate": "validate",
    "escluse": "escluse",
}
KINDS = {
    "": "tutti",
    "avvisi": "avvisi confermati",
    "variazioni": "diverse dalla tornata precedente",
    "lontani": "lontane dai servizi dello stesso tipo",
}
VALIDATE = Act(
    title="Validare la risposta",
    consequences=(
        "La risposta esce da quelle da rivedere; nei dataset il suo stato è «validata».",
        "Le risposte non cambiano. Una richiesta di verifica o una riapertura tolgono la validazione.",
    ),
    button="Valida la risposta",
    done="La risposta è validata.",
    undo="Togli la validazione",
)
TAKE_BACK = Act(
    title="Togliere la validazione",
    consequences=("La risposta torna «inviata», anche nei dataset, e fra quelle da rivedere se ne ha motivo.",),
    button="Togli la validazione",
    done="La validazione è tolta.",
    undo="Valida di nuovo",
)
LEAVE_OUT = Act(
    title="Escludere la scheda",
    consequences=(
        "La scheda resta conservata, con il motivo, ma non entra nei dataset; quante sono escluse si legge nei file.",
        "Il servizio resta nella tornata con le altre schede. Una richiesta di verifica aperta viene ritirata.",
        "Può riammetterla finché la tornata non è archiviata.",
    ),
    button="Escludi la scheda",
    done="La scheda è esclusa.",
    fields=(Field("reason", "Motivo", "area", "Resta con la scheda, cifrato; il servizio non lo legge."),),
    danger=True,
    undo="Riammetti la scheda",
)
TAKE_IN = Act(
    title="Riammettere la scheda",
    consequences=("La scheda entra di nuovo nei dataset. Il motivo per cui era esclusa non resta.",),
    button="Riammetti la scheda",
    done="La scheda è riammessa.",
    undo="Escludila di nuovo",
)


@blueprint.get("/da-rivedere")
@staff
def doubts() -> str:
    """The list; no answer stands on it."""
    asked = vetting.DoubtFilter(
        request.args.get("stato", vetting.FIRST),
        request.args.get("motivo", ""),
        request.args.get("tornata", ""),
        request.args.get("territorio", ""),
        request.args.get("pagina", 1, type=int),
    )
    with database().reading() as db:
        shown = vetting.list_doubts(db, house(), asked)
    return render_template("manage/doubts.html", shown=shown, asked=asked, states=STATES, kinds=KINDS)


@blueprint.route(f"{PLACE}/valida", methods=["GET", "POST"])
@staff
def validate(code: str, invitation_id: uuid.UUID) -> Answer:
    """Take a response as good."""
    response_id, page, _ = response_of(code, invitation_id)

    def run(db: Session, now: datetime, _form: ActForm) -> None:
        vetting.validate(db, now, current_actor(), response_id)

    return run_act(VALIDATE, run, _undone(page, "unvalidate", code, invitation_id))


@blueprint.route(f"{PLACE}/togli-validazione", methods=["GET", "POST"])
@staff
def unvalidate(code: str, invitation_id: uuid.UUID) -> Answer:
    """Look at a response again."""
    response_id, page, _ = response_of(code, invitation_id)

    def run(db: Session, now: datetime, _form: ActForm) -> None:
        vetting.take_back(db, now, current_actor(), response_id)

    return run_act(TAKE_BACK, run, _undone(page, "validate", code, invitation_id))


@blueprint.route(f"{PLACE}/escludi", methods=["GET", "POST"])
@staff
def leave_record_out(code: str, invitation_id: uuid.UUID) -> Answer:
    """Leave one record out of its round."""
    response_id, page, _ = response_of(code, invitation_id)

    def run(db: Session, now: datetime, form: ActForm) -> None:
        vetting.leave_out(db, house(), now, current_actor(), response_id, form.reason.data or "")

    undone = _undone(page, "take_record_in", code, invitation_id)
    return run_act(LEAVE_OUT, run, replace(undone, facts=(*page.facts, left_datasets(response_id))))


@blueprint.route(f"{PLACE}/riammetti", methods=["GET", "POST"])
@staff
def take_record_in(code: str, invitation_id: uuid.UUID) -> Answer:
    """Let a record that was left out count again."""
    response_id, page, _ = response_of(code, invitation_id)

    def run(db: Session, now: datetime, _form: ActForm) -> None:
        vetting.take_in(db, now, current_actor(), response_id)

    return run_act(TAKE_IN, run, _undone(page, "leave_record_out", code, invitation_id))


def _undone(page: Page, act: str, code: str, invitation_id: uuid.UUID) -> Page:
    """The page of an act with the address of the one that takes it back."""
    number = request.args.get("scheda")
    return replace(page, undo=url_for(f".{act}", code=code, invitation_id=invitation_id, scheda=number))
