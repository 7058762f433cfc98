"""Queries pinned to questions of a submitted response: asked, read, accepted or insisted upon; those open as a list."""

import uuid
from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for

from questionari import clock
from questionari.usecases import querying
from questionari.usecases.fields import Invalid
from questionari.usecases.house import NotFound, Refused
from questionari.web.access import current_actor, database, house, ring, staff
from questionari.web.manage.acts import Answer
from questionari.web.manage.blueprint import blueprint
from questionari.web.manage.forms import errors_of
from questionari.web.manage.released import changed_datasets
from questionari.web.manage.responses import PLACE, response_of

ASKED = "La richiesta di verifica è nella pagina del servizio e parte per e-mail, senza domande né risposte."
NOT_SENT = (
    "La richiesta di verifica è nella pagina del servizio, ma nessun messaggio parte: il recapito non funziona o è "
    "cambiato. Lo corregga nel censimento, poi ritiri la richiesta e la faccia di nuovo."
)
DONE: Mapping[str, str] = {
    querying.ACCEPT: "La verifica è chiusa: valgono le risposte che il servizio ha inviato per ultime.",
    querying.WITHDRAW: "La richiesta di verifica è ritirata: valgono le risposte inviate.",
}
FIELDS = ("text", "until", "mark", "go")


@blueprint.get("/segnalazioni/verifiche")
@staff
def queries() -> str:
    """The queries that stand, those answered first."""
    with database().reading() as db:
        found = querying.list_queries(db, clock.utc_now())
    return render_template("manage/queries.html", lines=found)


@blueprint.get(f"{PLACE}/chiedi-verifica")
@staff
def response_query(code: str, invitation_id: uuid.UUID) -> Answer:
    """The queries about a response, and the form of another; reading what was answered is recorded."""
    return _drawn(code, invitation_id, {"text": querying.START}, tuple(request.args.getlist("domanda")))


@blueprint.post(f"{PLACE}/chiedi-verifica")
@staff
def act_on_query(code: str, invitation_id: uuid.UUID) -> Answer:
    """Ask, insist, accept or withdraw."""
    values, codes = {name: request.form.get(name, "") for name in FIELDS}, tuple(request.form.getlist("questions"))
    try:
        said = _act(code, invitation_id, values, codes)
    except NotFound:
        raise
    except Invalid as error:
        return _drawn(code, invitation_id, values, codes, errors_of(error)), 422
    except Refused as error:
        return _drawn(code, invitation_id, values, codes, {"": error.message}), 409
    flash(said, "warning" if said == NOT_SENT else "success")
    number = request.args.get("scheda")
    return redirect(url_for(".response_query", code=code, invitation_id=invitation_id, scheda=number), 303)


def _act(code: str, invitation_id: uuid.UUID, values: Mapping[str, str], codes: tuple[str, ...]) -> str:
    response_id, _, _ = response_of(code, invitation_id)
    now, actor, go = clock.utc_now(), current_actor(), values["go"]
    with database().writing() as db:
        if go in DONE:
            querying.settle(db, house(), now, actor, response_id, values)
            return DONE[go]
        if go == querying.INSIST:
            mailed = querying.insist(db, house(), now, actor, response_id, values)
        else:
            mailed = querying.ask(db, house(), now, actor, response_id, values, codes)
    ring("mail")
    return ASKED if mailed else NOT_SENT


def _drawn(
    code: str,
    invitation_id: uuid.UUID,
    values: Mapping[str, str],
    chosen: tuple[str, ...],
    errors: Mapping[str, str] | None = None,
) -> str:
    response_id, page, _ = response_of(code, invitation_id)
    with database().writing() as db:
        found = querying.open_page(db, house(), clock.utc_now(), current_actor(), response_id)
    shown = {
        "changed": changed_datasets(response_id),
        "found": found,
        "page": page,
        "values": values,
        "chosen": chosen,
        "errors": errors or {},
    }
    return render_template("manage/query.html", code=code, invitation_id=invitation_id, **shown, **page.extra)
