"""What the services of a field trial said of the questions."""

from flask import render_template

from questionari import clock
from questionari.usecases import remarks as usecase
from questionari.usecases.rounds import viewing
from questionari.web.access import current_actor, database, house, staff
from questionari.web.manage.blueprint import blueprint


@blueprint.get("/tornate/<code>/commenti")
@staff
def remarks(code: str) -> str:
    """The comments of a field trial, question by question; that they were read is recorded."""
    now = clock.utc_now()
    with database().writing() as db:
        head = viewing.head(db, now, code)
        found = usecase.comments(db, house(), now, current_actor(), code)
    return render_template("manage/remarks.html", round=head, found=found)
