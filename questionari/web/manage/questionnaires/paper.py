"""The blank form of a published version or of a draft, whole or cut for a type of service."""

import uuid

from flask import Response, abort, url_for

from questionari.engine.definition import Questionnaire
from questionari.usecases.responding.definitions import definition_of
from questionari.usecases.workbench import drafts, examining, versions
from questionari.web import paper
from questionari.web.access import database, staff
from questionari.web.manage.blueprint import blueprint
from questionari.web.manage.questionnaires.versions import PLACE

DRAFT = "/questionari/bozze/<uuid:draft_id>/modulo"


@blueprint.get(f"{PLACE}/modulo")
@staff
def paper_form(code: str, version: str) -> str:
    """The form as a page to print."""
    back = url_for(".questionnaire", code=code, version=version)
    return paper.page_asked(_published(code, version), back, ".paper_pdf", {"code": code, "version": version})


@blueprint.get(f"{PLACE}/modulo.pdf")
@staff
def paper_pdf(code: str, version: str) -> Response:
    """The form as a PDF."""
    return paper.pdf_file(paper.form_asked(_published(code, version)))


@blueprint.get(DRAFT)
@staff
def draft_paper(draft_id: uuid.UUID) -> str:
    """The form of a draft as a page to print."""
    return paper.page_asked(
        _drafted(draft_id), url_for(".draft", draft_id=draft_id), ".draft_paper_pdf", {"draft_id": draft_id}
    )


@blueprint.get(f"{DRAFT}.pdf")
@staff
def draft_paper_pdf(draft_id: uuid.UUID) -> Response:
    """The form of a draft as a PDF."""
    return paper.pdf_file(paper.form_asked(_drafted(draft_id)))


def _published(code: str, version: str) -> Questionnaire:
    with database().reading() as db:
        return definition_of(db, versions.find_version(db, code, version).sha256)


def _drafted(draft_id: uuid.UUID) -> Questionnaire:
    """The newest text of a draft; a text with errors has no form (404), and its page offers none."""
    with database().reading() as db:
        definition = examining.definition_of(drafts.load(db, draft_id).text)
    return definition or abort(404)
