"""Services consulted on a questionnaire in draft: a personal link, then the pages. Thin; rules are the use-cases'."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.wrappers import Response

from questionari import clock
from questionari.extensions import limiter
from questionari.usecases.consulting import reading
from questionari.usecases.consulting.reading import Visit
from questionari.usecases.house import Actor, NotFound, Refused
from questionari.web import errors
from questionari.web.access import database, house, public, respondent
from questionari.web.consult import pages
from questionari.web.consult.pages import Drawn, Place
from questionari.web.language import speak
from questionari.web.respond import kept, opened

blueprint = Blueprint("consult", __name__, url_prefix="/consultazione")
Page = Drawn | tuple[str | Response, int]
LINKS = frozenset({"consult.landing", "consult.enter"})
SAVING = frozenset({"consult.save_home", "consult.save"})
#: Nobody types faster; a script would.
SAVES = "60/minute"


@blueprint.get("/apri/<token>")
@limiter.limit("60/minute")
@public
def landing(token: str) -> Page:
    """Who asks, about what, until when. Changes nothing: mail scanners follow links."""
    with database().reading() as db:
        visit = reading.visit_service(db, house(), clock.utc_now(), reading.by_link(db, token))
    return render_template("consult/landing.html", visit=visit)


@blueprint.post("/apri/<token>")
@limiter.limit("60/minute")
@public
def enter(token: str) -> Page:
    """Open the consultation; from here the token is no longer in the address."""
    with database().reading() as db:
        public_id = reading.by_link(db, token)
    opened.remember(public_id, clock.utc_now())
    return redirect(url_for(".home", public_id=public_id), 303)


def _place(public_id: str) -> Place:
    """The pages of a visit that this browser has opened."""
    if not opened.is_open(public_id, clock.utc_now()):
        raise Refused("not_opened", kept.NOT_OPENED)
    address = url_for(".home", public_id=public_id)
    actor = Actor("respondent", public_id)
    return Place(
        address, lambda page: url_for(".page", public_id=public_id, page=page), actor, lambda: _load(public_id)
    )


def _load(public_id: str) -> Visit:
    with database().reading() as db:
        visit = reading.visit_service(db, house(), clock.utc_now(), public_id)
    wanted = request.values.get("_lingua", "it")
    speak(wanted if visit.definition and wanted in visit.definition.languages else "it")
    return visit


@blueprint.get("/<public_id>")
@respondent
def home(public_id: str) -> Page:
    """What is asked, the pages, the comment on the whole."""
    return pages.home(_place(public_id))


@blueprint.post("/<public_id>")
@limiter.limit(SAVES)
@respondent
def save_home(public_id: str) -> Page:
    """Keep the comment on the whole."""
    return pages.save_home(_place(public_id))


@blueprint.get("/<public_id>/<page>")
@respondent
def page(public_id: str, page: str) -> Page:
    """A page of the draft, with its comments."""
    return pages.page(_place(public_id), page)


@blueprint.post("/<public_id>/<page>")
@limiter.limit(SAVES)
@respondent
def save(public_id: str, page: str) -> Page:
    """Keep the comments of a page and go where the pressed button leads."""
    return pages.turn(_place(public_id), page)


@blueprint.errorhandler(CSRFError)
def _stale(_error: CSRFError) -> Page:
    if request.endpoint == "consult.enter":
        return redirect(url_for(".landing", **(request.view_args or {})), 303)
    return kept.page(kept.STALE, 400)


@blueprint.errorhandler(Refused)
def _refused(refusal: Refused) -> Page:
    if isinstance(refusal, NotFound) and request.endpoint in SAVING:
        return kept.page(kept.NOT_OPENED, 404)
    if isinstance(refusal, NotFound):
        dead = request.endpoint in LINKS
        return (render_template("respond/dead_link.html"), 404) if dead else errors.page(404)
    return kept.page(refusal.message, kept.STATUS.get(refusal.code, 409))
