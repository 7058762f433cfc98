"""The blank form of a published version, whole or cut for a type of service."""

from flask import Response, request, url_for

from questionari.engine.paper import PaperForm
from questionari.usecases.responding.definitions import definition_of
from questionari.usecases.workbench import versions
from questionari.web import paper
from questionari.web.access import database, staff
from questionari.web.manage.blueprint import blueprint
from questionari.web.manage.questionnaires.versions import PLACE


@blueprint.get(f"{PLACE}/modulo")
@staff
def paper_form(code: str, version: str) -> str:
    """The form as a page to print."""
    kind = request.args.get("tipo", "")
    pdf = url_for(".paper_pdf", code=code, version=version, tipo=kind or None)
    return paper.page(_form(code, version), url_for(".questionnaire", code=code, version=version), pdf, kind)


@blueprint.get(f"{PLACE}/modulo.pdf")
@staff
def paper_pdf(code: str, version: str) -> Response:
    """The form as a PDF."""
    return paper.pdf_file(_form(code, version))


def _form(code: str, version: str) -> PaperForm:
    with database().reading() as db:
        definition = definition_of(db, versions.find_version(db, code, version).sha256)
    return paper.form_of(definition, request.args.get("tipo", ""))
