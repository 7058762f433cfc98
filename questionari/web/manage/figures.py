"""Figures of territories that others have counted: the list, and the file that brings them."""

from flask import flash, redirect, render_template, request, url_for

from questionari import clock
from questionari.usecases import figures
from questionari.usecases.house import Refused
from questionari.web.access import current_actor, database, staff, takes_files
from questionari.web.manage.acts import Answer
from questionari.web.manage.blueprint import blueprint

LARGEST = 6 * 1024 * 1024  # of a whole request
MISSING = "Scelga il file con i dati."


@blueprint.get("/censimento/dati")
@staff
def territory_figures() -> str:
    """The figures there are, with their sources."""
    return _page()


def _page(failure: str = "", faults: tuple[str, ...] = ()) -> str:
    with database().reading() as db:
        shown = figures.lines(db)
    told = {"failure": failure, "faults": faults, "fewest": figures.FEWEST}
    return render_template("manage/figures.html", figures=shown, kinds=figures.KINDS.values(), **told)


@blueprint.post("/censimento/dati")
@takes_files(LARGEST)
@staff
def take_figures() -> Answer:
    """Keep the figures of a file, or say what is wrong with it."""
    file = request.files.get("file")
    content = file.read() if file else b""
    if not content:
        return _page(MISSING), 422
    try:
        with database().writing() as db:
            taken = figures.take(db, clock.utc_now(), current_actor(), content)
    except Refused as error:
        told, *faults = error.message.splitlines()
        return _page(told, tuple(faults)), 422
    flash(f"Dati registrati: {taken.added} nuovi, {taken.replaced} al posto di quelli di prima.", "success")
    return redirect(url_for(".territory_figures"), 303)
