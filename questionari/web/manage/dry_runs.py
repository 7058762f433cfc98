"""Dry runs: who would get a message of a round, when, who would not and why; as a page and as a file."""

import csv
import io

from flask import Response, render_template, request

from questionari import clock
from questionari.usecases.rounds import dry_run as trying, viewing
from questionari.usecases.rounds.recipients import REASONS
from questionari.web.access import database, house, staff
from questionari.web.downloads import download
from questionari.web.manage.blueprint import blueprint

WHAT = f"<any({', '.join(map(repr, trying.KINDS))}):what>"


@blueprint.get(f"/tornate/<code>/prova-invii/{WHAT}")
@staff
def dry_run(code: str, what: str) -> str:
    """What would happen, before anything is sent."""
    head, found = _found(code, what)
    asked = trying.Wanted(
        request.args.get("cerca", ""), request.args.get("mostra", ""), request.args.get("pagina", 1, type=int)
    )
    more = {"what": what, "title": trying.TITLES[what], "reasons": REASONS}
    return render_template(
        "manage/dry_run.html", round=head, found=found, shown=trying.sift(found, asked), asked=asked, **more
    )


@blueprint.get(f"/tornate/<code>/prova-invii/{WHAT}.csv")
@staff
def dry_run_file(code: str, what: str) -> Response:
    """The whole of it as a file that a spreadsheet opens."""
    head, found = _found(code, what)
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";").writerows(trying.as_table(found))
    return download(text.getvalue().encode("utf-8-sig"), "text/csv", f"{head.line.code}-prova-{what}.csv")


def _found(code: str, what: str) -> tuple[viewing.RoundHead, trying.DryRun]:
    now = clock.utc_now()
    with database().reading() as db:
        head = viewing.head(db, now, code)
        return head, trying.dry_run(db, now, house().settings.mail, head.id, what)
