"""A correction to those whom a wrong message has reached: choose the act, write, look at it, send it."""

from flask import flash, redirect, render_template, request, url_for

from questionari import clock
from questionari.mail.messages.corrections import KNOWN
from questionari.usecases.fields import Invalid
from questionari.usecases.house import NotFound, Refused
from questionari.usecases.rounds import correcting, viewing
from questionari.usecases.rounds.correcting import Prepared
from questionari.web.access import current_actor, database, house, ring, staff
from questionari.web.manage.acts import Answer
from questionari.web.manage.blueprint import blueprint
from questionari.web.manage.forms import errors_of

PLACE = "/tornate/<code>/rettifica"


@blueprint.get(PLACE)
@staff
def corrections(code: str) -> str:
    """What was sent of a round, with how many each act has reached."""
    with database().reading() as db:
        head = viewing.head(db, clock.utc_now(), code)
        acts = correcting.acts_of(db, head.id)
    return render_template("manage/corrections.html", round=head, acts=acts)


@blueprint.get(f"{PLACE}/<kind>/<day>")
@staff
def correct_act(code: str, kind: str, day: str) -> str:
    """Write the correction of one act."""
    return _draw(code, (kind, day), "", {}, "", None)


@blueprint.post(f"{PLACE}/<kind>/<day>")
@staff
def send_correction(code: str, kind: str, day: str) -> Answer:
    """Look at it as a real recipient would read it, then send it."""
    typed, now = request.form.get("testo", ""), clock.utc_now()
    try:
        if request.form.get("go") != "send":
            with database().reading() as db:
                round_id = viewing.head(db, now, code).id
                act = correcting.act_of(db, round_id, kind, day)
                found = correcting.prepare(db, house(), round_id, act, typed)
            return _draw(code, (kind, day), typed, {}, "", found)
        with database().writing() as db:
            round_id = viewing.head(db, now, code).id
            act = correcting.act_of(db, round_id, kind, day)
            number = correcting.send(db, now, current_actor(), round_id, act, typed)
    except Invalid as error:
        return _draw(code, (kind, day), typed, errors_of(error), "", None), 422
    except NotFound:
        raise
    except Refused as error:
        return _draw(code, (kind, day), typed, {}, error.message, None), 422
    ring("mail")
    flash(f"La rettifica è in coda: {number} {'destinatario' if number == 1 else 'destinatari'}.", "success")
    return redirect(url_for(".corrections", code=code), 303)


def _draw(
    code: str, which: tuple[str, str], typed: str, errors: dict[str, str], failure: str, found: Prepared | None
) -> str:
    with database().reading() as db:
        head = viewing.head(db, clock.utc_now(), code)
        act = correcting.act_of(db, head.id, *which)
    more = {"typed": typed, "errors": errors, "failure": failure, "found": found, "known": sorted(KNOWN)}
    return render_template("manage/correction.html", round=head, act=act, by=correcting.BY[act.kind], **more)
