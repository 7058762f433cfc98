"""The census: the list, one service, a new one, corrections."""

from collections.abc import Mapping
from datetime import date

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from questionari import clock
from questionari.engine.alphabet import reading_key
from questionari.engine.places import provinces
from questionari.usecases.census import editing, viewing, vocabulary
from questionari.usecases.census.approvers import approver_of
from questionari.usecases.census.listing import UnitFilter, list_atrs, list_units
from questionari.usecases.fields import Invalid
from questionari.usecases.house import NotFound, Refused
from questionari.web.access import current_actor, database, house, staff
from questionari.web.manage.blueprint import blueprint
from questionari.web.manage.forms import UnitForm, errors_of, texts

ADDRESS_FILTERS = {
    "": "tutti i recapiti",
    "assente": "senza recapito",
    "respinto": "recapito che respinge",
    "sospeso": "recapito sospeso",
    "inutilizzabile": "uno qualsiasi di questi",
}
ACTIVITY = {"": "tutti", "attivi": "attivi oggi", "non-attivi": "non attivi"}
SORT_NAMES = {
    "nome": "nome, dalla A",
    "nome-z": "nome, dalla Z",
    "codice": "codice",
    "tipologia": "tipologia",
    "modifica": "modifica più recente",
}


def today() -> date:
    """The local day."""
    return clock.local_day(clock.utc_now())


@blueprint.get("/censimento")
@staff
def census() -> str:
    """The services, filtered, sorted and paged."""
    asked = UnitFilter(
        search=request.args.get("cerca", ""),
        type_code=request.args.get("tipologia", ""),
        atr_code=request.args.get("territorio", ""),
        contact=request.args.get("recapito", ""),
        activity=request.args.get("attivita", ""),
        sort=request.args.get("ordine", "nome"),
        page=request.args.get("pagina", 1, type=int),
    )
    with database().reading() as db:
        shown = list_units(db, asked, today())
        atrs = list_atrs(db)
    return render_template("manage/census.html", shown=shown, asked=asked, atrs=atrs, **_choices())


def _choices() -> Mapping[str, object]:
    return {"types": vocabulary.types(), "addresses": ADDRESS_FILTERS, "activities": ACTIVITY, "sorts": SORT_NAMES}


def form_page(template: str, form: UnitForm, errors: Mapping[str, str], **more: object) -> str:
    """A page with the form of a service and the lists it offers."""
    areas = [
        ("", "—"),
        *((p.abbreviation, p.name) for p in sorted(provinces().by_code.values(), key=lambda p: reading_key(p.name))),
    ]
    types = [("", "—"), *vocabulary.types().items()]
    natures = [("", "—"), *vocabulary.NATURES.items()]
    return render_template(
        template, form=form, errors=errors, areas=areas, types=types, natures=natures, atrs=more.pop("atrs", ()), **more
    )


@blueprint.route("/censimento/nuovo", methods=["GET", "POST"])
@staff
def new_unit() -> str | Response | tuple[str, int]:
    """Add a service, its territory and its first contact."""
    form = UnitForm()
    with database().reading() as db:
        atrs = list_atrs(db)
    if not form.validate_on_submit():
        return form_page("manage/unit_new.html", form, {}, atrs=atrs)
    try:
        with database().writing() as db:
            code = editing.add_unit(db, clock.utc_now(), current_actor(), texts(form))
    except Invalid as error:
        return form_page("manage/unit_new.html", form, errors_of(error), atrs=atrs), 422
    flash("Il servizio è nel censimento.", "success")
    return redirect(url_for("manage.unit", code=code), 303)


@blueprint.get("/censimento/<code>")
@staff
def unit(code: str) -> str:
    """One service with its contact, territories, history, invitations and variations."""
    with database().reading() as db:
        shown = viewing.unit_page(db, house(), code, today())
        atrs, approver = list_atrs(db), approver_of(db, code)
    its_own = {one.code for one in shown.memberships if one.valid_to is None}
    others = [atr for atr in atrs if atr[0] not in its_own]
    return render_template("manage/unit.html", unit=shown, atrs=others, approver=approver)


@blueprint.route("/censimento/<code>/modifica", methods=["GET", "POST"])
@staff
def edit_unit(code: str) -> str | Response | tuple[str, int]:
    """Correct a service; the reason is kept with both values."""
    with database().reading() as db:
        shown = viewing.unit_page(db, house(), code, today())
    form = UnitForm(data={**shown.values, "version": shown.version, "province": _letters(shown.values["province"])})
    if not form.validate_on_submit():
        return form_page("manage/unit_edit.html", form, {}, unit=shown)
    try:
        with database().writing() as db:
            seen = editing.Seen(code, form.version.data or "")
            editing.correct_unit(db, clock.utc_now(), current_actor(), seen, texts(form))
    except Invalid as error:
        return form_page("manage/unit_edit.html", form, errors_of(error), unit=shown), 422
    except NotFound:
        raise
    except Refused as error:
        form.version.data = shown.version  # told of the colleague's change, she may save over it
        return form_page("manage/unit_edit.html", form, {}, unit=shown, failure=error.message), 422
    flash("La scheda è stata corretta.", "success")
    return redirect(url_for("manage.unit", code=code), 303)


def _letters(name: str) -> str:
    return next((place.abbreviation for place in provinces().find(name)), "") if name else ""
