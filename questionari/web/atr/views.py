"""The ATR's own territory: which rounds, who answered, who did not. Foreign rounds are 404."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from questionari import clock
from questionari.usecases import completion
from questionari.usecases.territories import names_of, type_names
from questionari.web.access import atr, current_account, database

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
def home() -> str | Response:
    """The rounds of her territory; the only one is opened at once."""
    me = current_account()
    with database().reading() as db:
        rounds = completion.rounds_of(db, clock.utc_now(), me.atr_ids)
        territories = names_of(db, me.atr_ids)
    if len(rounds) == 1:
        return redirect(url_for("atr.round", code=rounds[0].code))
    return render_template("atr/home.html", rounds=rounds, territories=territories)


@blueprint.get("/tornate/<code>")
@atr
def round(code: str) -> str:
    """Completion of one round in her territory."""
    me, wanted = current_account(), request.args.get("mostra", "")
    wanted = wanted if wanted in FILTERS else ""
    now, turn = clock.utc_now(), completion.Turn(request.args.get("dopo", ""), request.args.get("prima", ""))
    with database().reading() as db:
        shown = completion.round_of(db, now, me.atr_ids, code)
        followed = completion.follow(db, now, shown, me.atr_ids, WANTED[wanted], turn)
        territories = names_of(db, me.atr_ids)
    return render_template(
        "atr/round.html",
        followed=followed,
        units=followed.units,
        territories=territories,
        filters=FILTERS,
        wanted=wanted,
        types=type_names(),
    )
