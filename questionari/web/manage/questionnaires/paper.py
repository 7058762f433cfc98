"""The blank form of a published version, whole or cut for a type of service."""

from flask import Response, request, url_for

from questionari.engine.paper import PaperForm
from questionari.engine.wording import ITALIAN
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
    form, languages = _form(code, version)
    other = form.language if form.language != ITALIAN else None
    pdf = url_for(".paper_pdf", code=code, version=version, tipo=kind or None, lingua=other)
    return paper.page(form, url_for(".questionnaire", code=code, version=version), pdf, kind, languages)


@blueprint.get(f"{PLACE}/modulo.pdf")
@staff
def paper_pdf(code: str, version: str) -> Response:
    """The form as a PDF."""
    return paper.pdf_file(_form(code, version)[0])


def _form(code: str, version: str) -> tuple[PaperForm, tuple[str, ...]]:
    """The form, and the languages it may be read in: those that the questionnaire has whole."""
    with database().reading() as db:
        definition = definition_of(db, versions.find_version(db, code, version).sha256)
    form = paper.form_of(definition, request.args.get("tipo", ""), language=request.args.get("lingua", ""))
    return form, definition.languages
