"""What a page asks for while it is open: saving by itself, more time, names of places. Each has a way without it."""

from typing import Any

from flask import Blueprint, get_template_attribute, jsonify, request
from werkzeug.wrappers import Response

from questionari import clock
from questionari.clock import ROME
from questionari.engine.places import PlaceList, comuni, countries, provinces
from questionari.extensions import limiter
from questionari.usecases import colleagues, responding
from questionari.web.access import database, house, public, respondent
from questionari.web.requests import arrived
from questionari.web.respond import fragments, kept, opened, seats
from questionari.web.respond.choosing import speak_of
from questionari.web.respond.page import page_view

blueprint = Blueprint("alive", __name__)
LISTS = {"comuni": comuni, "paesi": countries, "province": provinces}
OFFERED = 12


def autosave(public_id: str, page: str) -> Response:
    """Save a page that stays where it is; what has changed on it."""
    now, form = arrived(), request.form.to_dict(flat=False)
    with database().writing() as db:
        place = seats.of(db, public_id)
        saved = responding.autosave(db, house(), now, place.address, page, form, place.writer)
        colleagues.note_work(db, now, public_id)
    told: dict[str, Any] = {
        "saved_at": f"{now.astimezone(ROME):%H:%M}",
        "versions": saved.versions,
        "left": opened.seconds_left(public_id, now),
    }
    return jsonify(told | (_changes(saved) if saved.after else {"gone": True}))


def _changes(saved: responding.Autosaved) -> dict[str, Any]:
    after = saved.after or saved.before
    speak_of(after.case)
    examined = "esamina" in request.args
    draw = get_template_attribute("components/question.html", "question")
    view = page_view(after, examined)
    stale = fragments.stale(saved, after, frozenset(request.form.get("_shown", "").split()), examined)
    entries = get_template_attribute("respond/outline.html", "entries")
    outline = entries(saved.sections, after.section.code)
    lines = get_template_attribute("respond/summary.html", "lines")
    missing = get_template_attribute("respond/summary.html", "missing")
    count, time = (get_template_attribute("respond/outline.html", name) for name in ("count", "time"))
    moved = outline != entries(saved.sections_before, after.section.code)
    return {
        "order": [question.code for question in view.questions],
        "html": {question.code: draw(question) for question in stale},
        "others": after.others,
        "new": saved.new,
        "acted": saved.acted_on,
        "contested": saved.contested,
        "unsaved": saved.unsaved,
        "count": count(after.tally),
        "time": time(saved.minutes_left),
        "summary": lines(view.summary),
        "missing": {"codes": [line.code for line in view.missing], "html": missing(view.missing)},
        "sections": outline if moved else None,
    }


@blueprint.post("/rispondi/<public_id>/continua")
@respondent
def stay(public_id: str) -> Response | tuple[str | Response, int]:
    """More time for whoever says she is still there."""
    now = clock.utc_now()
    if not opened.is_open(public_id, now):
        return kept.page(kept.NOT_OPENED, 403)
    opened.extend(public_id, now)
    return jsonify(left=opened.seconds_left(public_id, now))


@blueprint.get("/rispondi/<public_id>/servizi")
@limiter.limit("120/minute")
@respondent
def services(public_id: str) -> Response | tuple[Response, int]:
    """Services of the census that a field offers for the letters typed: names and codes, nothing else."""
    now = clock.utc_now()
    if not opened.is_open(public_id, now):
        return jsonify([]), 403
    field, text = request.args.get("campo", ""), request.args.get("q", "")
    with database().reading() as db:
        place = seats.of(db, public_id)
        return jsonify(responding.services_named(db, house(), now, place.address, field, text, place.writer))


@blueprint.get("/luoghi")
@limiter.limit("120/minute")
@public
def places() -> Response:
    """Names of a public list that hold the letters typed."""
    wanted: PlaceList = LISTS.get(request.args.get("elenco", ""), comuni)()
    found = wanted.search(request.args.get("q", ""), OFFERED, frozenset(request.args.get("entro", "").split()))
    return jsonify([place.label for place in found])
