"""The datasets of a round: ask for one, see what became of it, download it. Every step is recorded."""

import uuid

from flask import Response, flash, redirect, render_template, request, send_file, url_for

from questionari import clock
from questionari.usecases import exports
from questionari.usecases.export_list import ExportFilter, list_exports
from questionari.usecases.house import NotFound, Refused
from questionari.usecases.rounds import viewing
from questionari.web.access import current_actor, database, house, ring, staff
from questionari.web.manage.acts import Answer
from questionari.web.manage.blueprint import blueprint
from questionari.web.manage.forms import ActForm

FIRST_CHOICE = "xlsx"
STATE_NAMES = {
    "": "tutti",
    "da-risolvere": "falliti, da richiedere di nuovo",
    "in-corso": "in preparazione",
    "pronto": "pronti",
    "scaduto": "scaduti",
    "fallito": "falliti",
}
SORT_NAMES = {"": "più recenti", "vecchi": "meno recenti"}
PLACE = "/tornate/<code>/dataset"


@blueprint.get("/dataset")
@staff
def datasets() -> str:
    """Every dataset asked for, of every round."""
    asked = ExportFilter(
        request.args.get("stato", ""),
        request.args.get("tornata", ""),
        request.args.get("ordine", ""),
        request.args.get("pagina", 1, type=int),
    )
    with database().reading() as db:
        shown = list_exports(db, asked)
    return render_template("manage/datasets.html", shown=shown, asked=asked, states=STATE_NAMES, sorts=SORT_NAMES)


@blueprint.get(PLACE)
@staff
def dataset(code: str) -> Answer:
    """What was asked for, and a button to ask."""
    return _page(code)


@blueprint.post(PLACE)
@staff
def ask_dataset(code: str) -> Answer:
    """Ask for the dataset as it is now; the export worker makes it."""
    if not ActForm().validate_on_submit():
        return _page(code), 422
    form = request.form.get("format", FIRST_CHOICE)
    try:
        with database().writing() as db:
            now = clock.utc_now()
            exports.request(db, now, current_actor(), viewing.head(db, now, code).id, form)
    except NotFound:
        raise
    except Refused as error:
        return _page(code, error.message), 422
    ring("exports")
    flash("Il dataset è in coda: di solito è pronto entro un minuto.", "success")
    return redirect(url_for(".dataset", code=code), 303)


@blueprint.post(f"{PLACE}/<uuid:request_id>")
@staff
def download_dataset(code: str, request_id: uuid.UUID) -> Response:
    """The file of a ready dataset."""
    with database().writing() as db:
        now = clock.utc_now()
        round_id = viewing.head(db, now, code).id
        found = exports.download(db, house(), now, current_actor(), round_id, request_id)
    answer = send_file(found.path, "application/zip", as_attachment=True, download_name=found.name, conditional=False)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _page(code: str, failure: str = "") -> str:
    with database().reading() as db:
        shown = viewing.head(db, clock.utc_now(), code)
        lines, expected = exports.history(db, shown.id), exports.expected(db, shown.id)
        why_not = exports.refusal(db, clock.utc_now(), shown.id)
    return render_template(
        "manage/exports.html",
        round=shown,
        lines=lines,
        expected=expected,
        formats=exports.FORMATS,
        chosen=FIRST_CHOICE,
        form=ActForm(),
        failure=failure,
        why_not=why_not,
    )
