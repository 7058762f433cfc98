"""The blank form of a service's own questionnaire: the working sheet to fill in before going on line."""

from flask import Response, url_for

from questionari import clock
from questionari.engine.paper import PaperForm
from questionari.usecases import responding
from questionari.web import paper
from questionari.web.access import database, respondent
from questionari.web.language import current
from questionari.web.respond.leaving import blueprint
from questionari.web.respond.views import require_opened

__all__ = ["blueprint"]


@blueprint.get("/rispondi/<public_id>/modulo")
@respondent
def paper_form(public_id: str) -> str:
    """The form for this service's type, as a page to print."""
    place = url_for(".paper_pdf", public_id=public_id)
    return paper.page(_form(public_id), url_for(".home", public_id=public_id), place)


@blueprint.get("/rispondi/<public_id>/modulo.pdf")
@respondent
def paper_pdf(public_id: str) -> Response:
    """The form for this service's type, as a PDF."""
    return paper.pdf_file(_form(public_id))


def _form(public_id: str) -> PaperForm:
    """In the version that the round asks."""
    require_opened(public_id)
    with database().reading() as db:
        _, kind, _ = responding.kind_of(db, public_id)
        context = responding.surroundings_of(db, clock.utc_now(), public_id)
        definition = responding.questionnaire_of(db, public_id)
        return paper.form_of(definition, kind, context, current())
