"""The ATR's own territory: which rounds, who answered, who did not. Foreign rounds are 404."""

from flask import Blueprint, render_template, request

from questionari import clock
from questionari.usecases import completion, false_messages
from questionari.usecases.consulting import reading, summary
from questionari.usecases.rounds.passes import taken_within
from questionari.usecases.territories import names_of, type_names
from questionari.usecases.workbench import versions
from questionari.web.access import atr, current_account, database
from questionari.web.atr.needs import need_lines

blueprint = Blueprint("atr", __name__, url_prefix="/atr")

FILTERS = {
    "": "tutti i servizi",
    "mancanti": "che non hanno ancora risposto",
    "risposte": "che hanno risposto",
    "recapito": "senza un recapito funzionante",
}
WANTED = {"": "", "mancanti": "missing", "risposte": "answered", "recapito": "no_address"}


@blueprint.get("/")
@atr
def home() -> str:
    """What needs the ATR, the rounds of its territory."""
    me, now = current_account(), clock.utc_now()
    with database().reading() as db:
        rounds = completion.rounds_of(db, now, me.atr_ids)
        territories = names_of(db, me.atr_ids)
        asked = reading.for_territories(db, now, me.atr_ids)
        alarm = false_messages.alarm_for(db, me.atr_ids)
    shown = {
        "alarm": alarm,
        "rounds": rounds,
        "consultations": asked,
        "territories": territories,
        "today": clock.local_day(now),
    }
    return render_template("atr/home.html", needs=need_lines(rounds), **shown)


@blueprint.get("/tornate/<code>")
@atr
def round(code: str) -> str:
    """Completion of one round in her territory."""
    me, wanted, search = current_account(), request.args.get("mostra", ""), request.args.get("cerca", "")
    wanted = wanted if wanted in FILTERS else ""
    now, turn = clock.utc_now(), completion.Turn(request.args.get("dopo", ""), request.args.get("prima", ""))
    with database().reading() as db:
        shown = completion.round_of(db, now, me.atr_ids, code)
        followed = completion.follow(db, now, shown, me.atr_ids, completion.Sought(WANTED[wanted], search), turn)
        territories = names_of(db, me.atr_ids)
        taken = taken_within(db, shown.id, me.atr_ids)
    return render_template(
        "atr/round.html",
        taken=taken,
        followed=followed,
        units=followed.units,
        territories=territories,
        filters=FILTERS,
        wanted=wanted,
        search=search,
        types=type_names(),
    )


@blueprint.get("/questionari")
@atr
def questionnaires() -> str:
    """The published questionnaires, to be read."""
    with database().reading() as db:
        shown = versions.list_versions(db, clock.utc_now())
    return render_template("atr/questionnaires.html", versions=shown, units=versions.UNITS)


@blueprint.get("/questionari/<code>/<version>")
@atr
def questionnaire(code: str, version: str) -> str:
    """Questions and definitions of one version; nothing of who is asked it elsewhere."""
    with database().reading() as db:
        shown = versions.version_page(db, clock.utc_now(), code, version)
        consulted = summary.with_version(db, shown.line.published.sha256)
    return render_template("atr/questionnaire.html", shown=shown, consulted=consulted, units=versions.UNITS)
