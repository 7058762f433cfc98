"""A query of the staff as the service answers it: its questions alone, in words or anew."""

from flask import render_template, request

from questionari import clock
from questionari.engine.wording import ITALIAN
from questionari.extensions import limiter
from questionari.usecases import querying, responding
from questionari.usecases.querying import Answering
from questionari.web.access import database, house, respondent, ring
from questionari.web.language import speak
from questionari.web.respond import opened, trials
from questionari.web.respond.approving import blueprint
from questionari.web.respond.models import PageView
from questionari.web.respond.page import page_view
from questionari.web.respond.views import Page, require_opened

__all__ = ["blueprint"]


@blueprint.get("/rispondi/<public_id>/verifica")
@respondent
def verify(public_id: str) -> Page:
    """What staff ask, beside its questions; or what became of it."""
    require_opened(public_id)
    with database().reading() as db:
        return _drawn(querying.load_answering(db, house(), clock.utc_now(), public_id), public_id)


@blueprint.post("/rispondi/<public_id>/verifica")
@limiter.limit("60/hour")
@respondent
def answer_query(public_id: str) -> Page:
    """Answer; what cannot be taken is shown back, and a button of a question only draws it anew."""
    require_opened(public_id)
    form = request.form.to_dict(flat=False)
    with database().writing() as db:
        found = querying.answer(db, house(), clock.utc_now(), public_id, form, opened.writer())
    ring("mail")
    return _drawn(found, public_id), 422 if found.error else 200


def _drawn(found: Answering, public_id: str) -> str:
    trials.mark(found.header)
    speak(found.header.language or ITALIAN, responding.offered(house(), found.definition))
    views = _views(found)
    lists = {name: texts for view in views for name, texts in view.lists.items()}
    shown = {"found": found, "pages": views, "lists": lists, "most": querying.LONGEST}
    return render_template("respond/verification.html", public_id=public_id, **shown)


def _views(found: Answering) -> tuple[PageView, ...]:
    return tuple(page_view(state, True) for state in found.states)
