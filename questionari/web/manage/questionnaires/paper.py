"""The blank form of a published version or of a draft, whole or cut for a type of service."""

import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import Response, abort, request, url_for

from questionari.engine.definition import Questionnaire
from questionari.engine.paper import PaperForm
from questionari.engine.roles import roles
from questionari.engine.values import NO_CONTEXT
from questionari.engine.wording import ITALIAN
from questionari.usecases.responding.definitions import definition_of
from questionari.usecases.workbench import drafts, examining, versions
from questionari.usecases.workbench.versions import parts_named
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
    return _page(_published(code, version), back, ".paper_pdf", {"code": code, "version": version})


@blueprint.get(f"{PLACE}/modulo.pdf")
@staff
def paper_pdf(code: str, version: str) -> Response:
    """The form as a PDF."""
    return paper.pdf_file(_form(_published(code, version)))


@blueprint.get(DRAFT)
@staff
def draft_paper(draft_id: uuid.UUID) -> str:
    """The form of a draft as a page to print."""
    return _page(_drafted(draft_id), url_for(".draft", draft_id=draft_id), ".draft_paper_pdf", {"draft_id": draft_id})


@blueprint.get(f"{DRAFT}.pdf")
@staff
def draft_paper_pdf(draft_id: uuid.UUID) -> Response:
    """The form of a draft as a PDF."""
    return paper.pdf_file(_form(_drafted(draft_id)))


def _published(code: str, version: str) -> Questionnaire:
    with database().reading() as db:
        return definition_of(db, versions.find_version(db, code, version).sha256)


def _drafted(draft_id: uuid.UUID) -> Questionnaire:
    """The newest text of a draft; a text with errors has no form (404), and its page offers none."""
    with database().reading() as db:
        definition = examining.definition_of(drafts.load(db, draft_id).text)
    return definition or abort(404)


def _form(definition: Questionnaire) -> PaperForm:
    """The form, in a language that the questionnaire has whole, of the part asked for."""
    role = request.args.get("parte", "")
    around = replace(NO_CONTEXT, role=role if role in roles(definition) else None)
    return paper.form_of(definition, request.args.get("tipo", ""), around, request.args.get("lingua", ""))


def _page(definition: Questionnaire, back: str, pdf: str, place: Mapping[str, Any]) -> str:
    form, kind = _form(definition), request.args.get("tipo", "")
    other = form.language if form.language != ITALIAN else None
    parts = parts_named(definition)
    role = next((code for code, _ in parts if code == request.args.get("parte")), None)
    target = url_for(pdf, **place, tipo=kind or None, lingua=other, parte=role)
    return paper.page(form, back, target, paper.Choices(kind, definition.languages, parts, role or ""))
