"""Published questionnaires: the list, a version with all it asks, its document."""

from flask import Response, render_template

from questionari import clock
from questionari.usecases.consulting import summary
from questionari.usecases.workbench import drafts, versions
from questionari.web.access import database, staff
from questionari.web.downloads import download
from questionari.web.manage.blueprint import blueprint

PLACE = "/questionari/pubblicati/<code>/<version>"
WORDS = {"languages": versions.LANGUAGES, "units": versions.UNITS, "cardinalities": versions.CARDINALITIES}


@blueprint.get("/questionari")
@staff
def questionnaires() -> str:
    """Every published version and where it is used."""
    with database().reading() as db:
        shown, written = versions.list_versions(db, clock.utc_now()), drafts.list_drafts(db)
    return render_template("manage/questionnaires/list.html", versions=shown, drafts=written, **WORDS)


@blueprint.get(PLACE)
@staff
def questionnaire(code: str, version: str) -> str:
    """A version: facts, load, findings, every question."""
    with database().reading() as db:
        shown = versions.version_page(db, clock.utc_now(), code, version)
        consulted = summary.with_version(db, shown.line.published.sha256)
    return render_template("manage/questionnaires/version.html", shown=shown, consulted=consulted, **WORDS)


@blueprint.get(f"{PLACE}/documento")
@staff
def questionnaire_document(code: str, version: str) -> Response:
    """The document as it was published: canonical JSON."""
    with database().reading() as db:
        found = versions.find_version(db, code, version)
        document = versions.document_of(db, found.sha256)
    return download(document, "application/json", f"{found.code}-{found.version}.json")
