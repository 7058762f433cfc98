"""The blank form of a published version, for an ATR that helps its services prepare their answers."""

from flask import Response, url_for

from questionari.engine.definition import Questionnaire
from questionari.usecases.responding.definitions import definition_of
from questionari.usecases.workbench import versions
from questionari.web import paper
from questionari.web.access import atr, database
from questionari.web.atr.shared import blueprint

__all__ = ["blueprint"]
PLACE = "/questionari/<code>/<version>/modulo"


@blueprint.get(PLACE)
@atr
def paper_form(code: str, version: str) -> str:
    """The form as a page to print."""
    back = url_for(".questionnaire", code=code, version=version)
    return paper.page_asked(_published(code, version), back, ".paper_pdf", {"code": code, "version": version})


@blueprint.get(f"{PLACE}.pdf")
@atr
def paper_pdf(code: str, version: str) -> Response:
    """The form as a PDF."""
    return paper.pdf_file(paper.form_asked(_published(code, version)))


def _published(code: str, version: str) -> Questionnaire:
    with database().reading() as db:
        return definition_of(db, versions.find_version(db, code, version).sha256)
