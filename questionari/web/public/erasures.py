"""Verifying the certificate of an erasure: a page for whoever protects the data, and the keys it is verified with."""

from flask import Response, render_template, request
from flask_wtf import FlaskForm

from questionari.extensions import limiter
from questionari.usecases.house import Refused
from questionari.usecases.redactions import verifying
from questionari.web.access import database, house, public, takes_files
from questionari.web.public.entering import blueprint
from questionari.web.public.views import Page

__all__ = ["blueprint"]
LONGEST = verifying.LARGEST + 64 * 1024  # of the request: the file, and what a form adds
MISSING = "Scelga il file ZIP del certificato."


@blueprint.route("/verifica/cancellazione", methods=["GET", "POST"])
@limiter.limit("10/minute", methods=["POST"])
@takes_files(LONGEST)
@public
def verify_erasure() -> Page:
    """Whether a certificate is ours. What it says is shown only where all of it holds."""
    form, verdict, failure = FlaskForm(), None, ""
    if form.validate_on_submit():
        try:
            verdict = _judged()
        except Refused as refusal:
            failure = refusal.message
    drawn = render_template("public/erasure.html", verdict=verdict, failure=failure)
    return (drawn, 422) if failure else drawn


def _judged() -> verifying.Verdict:
    file = request.files.get("file")
    if file is None or not file.filename:
        raise Refused("missing", MISSING)
    with database().reading() as db:
        return verifying.verify(db, house(), file.stream.read(verifying.LARGEST + 1))


@blueprint.get("/verifica/chiavi.pem")
@public
def signing_keys() -> Response:
    """The public keys of certificates, today's first."""
    with database().reading() as db:
        return Response(verifying.published(db, house()), mimetype="application/x-pem-file")
