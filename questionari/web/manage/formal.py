"""Letters to the ATRs for the Department's register: made, handed over as a file, their number entered back."""

import uuid

from flask import Response, flash, redirect, render_template, request, url_for

from esportazioni import formal as printing
from questionari import clock
from questionari.usecases.chasing import formal
from questionari.usecases.fields import Invalid
from questionari.usecases.house import NotFound, Refused
from questionari.usecases.rounds import viewing
from questionari.web.access import current_actor, database, house, staff
from questionari.web.downloads import download
from questionari.web.manage.acts import Answer
from questionari.web.manage.blueprint import blueprint
from questionari.web.manage.forms import errors_of

PLACE = "/tornate/<code>/protocollo"
LETTER = f"{PLACE}/<uuid:letter_id>"


@blueprint.get(PLACE)
@staff
def formal_letters(code: str) -> str:
    """The letters of a round, its territories."""
    return _list(code)


@blueprint.post(PLACE)
@staff
def prepare_formal_letter(code: str) -> Answer:
    """Make the letter to a territory."""
    now, actor = clock.utc_now(), current_actor()
    try:
        with database().writing() as db:
            round_id = viewing.head(db, now, code).id
            made = formal.prepare(db, house(), now, actor, round_id, request.form.get("territory", ""))
    except NotFound:
        raise
    except Refused as error:
        return _list(code, error.message), 422
    flash("La lettera è pronta: la scarichi, la faccia protocollare, poi scriva qui numero e data.", "success")
    return redirect(url_for(".formal_letter", code=code, letter_id=made), 303)


@blueprint.get(LETTER)
@staff
def formal_letter(code: str, letter_id: uuid.UUID) -> str:
    """One letter, the form for what the register gave it."""
    return _draw(code, letter_id, {}, {}, "")


@blueprint.post(LETTER)
@staff
def enter_protocol(code: str, letter_id: uuid.UUID) -> Answer:
    """Keep number and day, correct them, take them out."""
    now, actor, typed = clock.utc_now(), current_actor(), dict(request.form.items())
    try:
        with database().writing() as db:
            formal.enter(db, now, actor, viewing.head(db, now, code).id, letter_id, typed)
    except Invalid as error:
        return _draw(code, letter_id, typed, errors_of(error), ""), 422
    except NotFound:
        raise
    except Refused as error:
        return _draw(code, letter_id, typed, {}, error.message), 422
    flash("Il protocollo della lettera è salvato.", "success")
    return redirect(url_for(".formal_letter", code=code, letter_id=letter_id), 303)


@blueprint.get(f"{LETTER}/lettera.pdf")
@staff
def formal_letter_pdf(code: str, letter_id: uuid.UUID) -> Response:
    """The file, the same at any time."""
    with database().reading() as db:
        facts = formal.printed(db, viewing.head(db, clock.utc_now(), code).id, letter_id)
    return download(printing.pdf(facts), "application/pdf", f"lettera-{code}-{facts['sha256'][:8]}.pdf")


def _list(code: str, failure: str = "") -> str:
    now = clock.utc_now()
    with database().reading() as db:
        head = viewing.head(db, now, code)
        shown = formal.letters(db, now, head.id)
    return render_template("manage/formal_letters.html", round=head, shown=shown, failure=failure)


def _draw(code: str, letter_id: uuid.UUID, typed: dict[str, str], errors: dict[str, str], failure: str) -> str:
    with database().reading() as db:
        head = viewing.head(db, clock.utc_now(), code)
        letter = formal.letter(db, head.id, letter_id)
    more = {"typed": typed, "errors": errors, "failure": failure}
    return render_template("manage/formal_letter.html", round=head, letter=letter, **more)
