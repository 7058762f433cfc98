"""The notes to the ATRs of a round: their days, whom they reach, what they say; changed, or sent today."""

from flask import flash, redirect, render_template, request, url_for

from questionari import clock
from questionari.usecases.chasing import notes
from questionari.usecases.fields import Invalid
from questionari.usecases.house import NotFound, Refused
from questionari.usecases.rounds import viewing
from questionari.web.access import current_actor, database, ring, staff
from questionari.web.manage.acts import Answer
from questionari.web.manage.blueprint import blueprint
from questionari.web.manage.forms import errors_of

PLACE = "/tornate/<code>/note"
CHANGED = "Giorni e destinatari delle note sono salvati."
SENT = "La nota è in coda per gli ATR che hanno servizi che mancano."


@blueprint.get(PLACE)
@staff
def atr_notes(code: str) -> str:
    """Days, territories, recipients, the list as it would be written now."""
    return _draw(code, {}, {}, "")


@blueprint.post(PLACE)
@staff
def change_atr_notes(code: str) -> Answer:
    """Keep other days and recipients, or write today."""
    now, actor, send = clock.utc_now(), current_actor(), request.form.get("go") == "send"
    typed = dict(request.form.items())
    try:
        with database().writing() as db:
            round_id = viewing.head(db, now, code).id
            if send:
                notes.send_now(db, now, actor, round_id)
            else:
                notes.change(db, now, actor, round_id, typed)
    except Invalid as error:
        return _draw(code, typed, errors_of(error), ""), 422
    except NotFound:
        raise
    except Refused as error:
        return _draw(code, typed, {}, error.message), 422
    ring("mail")
    flash(SENT if send else CHANGED, "success")
    return redirect(url_for(".atr_notes", code=code), 303)


def _draw(code: str, typed: dict[str, str], errors: dict[str, str], failure: str) -> str:
    with database().reading() as db:
        head = viewing.head(db, clock.utc_now(), code)
        shown = notes.notes(db, head.id)
    today = clock.local_day(clock.utc_now())
    more = {"typed": typed, "errors": errors, "failure": failure, "today": today}
    return render_template("manage/atr_notes.html", round=head, shown=shown, **more)
