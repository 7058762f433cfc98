"""The signed record of a round's closing: read, printed, handed over with what verifies it."""

from flask import Response, render_template

from esportazioni import certificate as printing
from questionari import clock
from questionari.usecases.rounds import minutes as use_cases, viewing
from questionari.web.access import database, house, staff
from questionari.web.downloads import download
from questionari.web.manage.blueprint import blueprint


def _found(code: str) -> use_cases.Minutes:
    with database().reading() as db:
        return use_cases.minutes(db, house(), code)


@blueprint.get("/tornate/<code>/verbale")
@staff
def round_minutes(code: str) -> str:
    """The record, with the verdict on its signature."""
    with database().reading() as db:
        head = viewing.head(db, clock.utc_now(), code)
    return render_template("manage/minutes.html", round=head, found=_found(code))


@blueprint.get("/tornate/<code>/verbale.pdf")
@staff
def minutes_pdf(code: str) -> Response:
    """The record, to be printed and put on file."""
    return download(_pdf(_found(code)), "application/pdf", f"verbale-{code}.pdf")


@blueprint.get("/tornate/<code>/verbale.zip")
@staff
def minutes_files(code: str) -> Response:
    """The record as it was signed, its signature, the key."""
    found = _found(code)
    made = use_cases.files(found, house().settings.base_url, _pdf(found))
    return download(made, "application/zip", f"verbale-{code}.zip")


def _pdf(found: use_cases.Minutes) -> bytes:
    return printing.pdf(use_cases.printed(found, house().settings.base_url))
