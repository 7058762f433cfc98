"""What was erased as personal data, and its certificates."""

from flask import Response, render_template, request

from esportazioni import certificate as printing
from questionari.usecases.redactions import certificates, listing, packing
from questionari.usecases.redactions.printed import printed
from questionari.web.access import database, house, staff
from questionari.web.downloads import download
from questionari.web.manage.blueprint import blueprint


@blueprint.get("/cancellazioni")
@staff
def redactions() -> str:
    """Every erasure, the newest first; never what it said."""
    with database().reading() as db:
        shown = listing.list_redactions(db, request.args.get("pagina", 1, int))
    return render_template("manage/redactions.html", shown=shown)


@blueprint.get("/cancellazioni/<redaction>/certificato.pdf")
@staff
def redaction_pdf(redaction: str) -> Response:
    """The certificate, to be printed."""
    with database().reading() as db:
        found = certificates.certificate(db, redaction)
    return download(printing.pdf(printed(found)), "application/pdf", f"certificato-{found.code}.pdf")


@blueprint.get("/cancellazioni/<redaction>/certificato.zip")
@staff
def redaction_files(redaction: str) -> Response:
    """The certificate with what verifies it."""
    with database().reading() as db:
        found = certificates.certificate(db, redaction)
    made = packing.packed(found, house().settings.base_url, printing.pdf(printed(found)))
    return download(made, "application/zip", f"certificato-{found.code}.zip")
