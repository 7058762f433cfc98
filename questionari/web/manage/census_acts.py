"""Acts on a service's contact, territories and variations."""

import uuid

from flask import flash, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from questionari import clock
from questionari.usecases.census import contacts, editing, viewing
from questionari.usecases.census.history import By
from questionari.usecases.fields import Invalid
from questionari.usecases.house import NotFound, Refused
from questionari.usecases.rounds import sending
from questionari.web.access import current_actor, database, house, ring, staff
from questionari.web.manage.acts import Act, Answer, Page, run_act
from questionari.web.manage.blueprint import blueprint
from questionari.web.manage.census import today
from questionari.web.manage.forms import ContactForm, MembershipForm, errors_of, texts


@blueprint.route("/censimento/<code>/recapito", methods=["GET", "POST"])
@staff
def contact(code: str) -> str | Response | tuple[str, int]:
    """Correct the contact, or name another one: the earlier stays in the history."""
    with database().reading() as db:
        shown = viewing.unit_page(db, house(), code, today())
    form = ContactForm(data={**_proposed(shown), "version": shown.version})
    if not form.validate_on_submit():
        return render_template("manage/contact.html", unit=shown, form=form, errors={})
    try:
        with database().writing() as db:
            seen = editing.Seen(code, form.version.data or "")
            changes = editing.correct_contact(db, clock.utc_now(), current_actor(), seen, texts(form))
            rounds = sending.sendable(db, clock.utc_now(), code)
    except Invalid as error:
        return render_template("manage/contact.html", unit=shown, form=form, errors=errors_of(error)), 422
    except NotFound:
        raise
    except Refused as error:
        form.version.data = shown.version
        return render_template("manage/contact.html", unit=shown, form=form, errors={}, failure=error.message), 422
    ring("mail")
    flash(_corrected(rounds, any(one.field == "email" for one in changes)), "success")
    return redirect(url_for(".unit", code=code), 303)


def _proposed(shown: viewing.UnitPage) -> dict[str, str]:
    """The contact of today, or the earlier one that is to be taken back, named in the address."""
    earlier = next((one for one in shown.earlier if str(one.id) == request.args.get("ripristina")), None)
    known = earlier or shown.contact
    data = {"email": known.email, "name": known.name, "pec": known.pec, "phone": known.phone} if known else {}
    return {**data, "reason": "Ripristino del recapito precedente"} if earlier else data


def _corrected(rounds: tuple[sending.Sendable, ...], another: bool) -> Markup:
    """What is said of a contact just corrected: a link for each running round that waits for the service."""
    link = Markup('<a href="{}">Invia di nuovo il collegamento – {}</a>.')
    said = Markup("Il recapito è aggiornato.")
    if rounds and another:
        said += Markup(" I collegamenti mandati prima non si aprono più.")
    if any(one.queued for one in rounds):
        said += Markup(" Il messaggio che non era arrivato parte subito verso il nuovo indirizzo.")
    for one in rounds:
        if one.queued:
            continue
        place = url_for(".invitation_act", code=one.round_code, invitation_id=one.invitation_id, act="invia")
        said += Markup(" ") + link.format(place, one.round_title)
    return said


PAUSES = {
    "sospendi": Act(
        title="Sospendere il recapito",
        consequences=(
            "A questo indirizzo non parte più nessun messaggio, per nessuno dei servizi che segue.",
            "Può riattivarlo quando vuole.",
        ),
        button="Sospendi il recapito",
        done="Il recapito è sospeso.",
        undo="Riattiva il recapito",
    ),
    "riattiva": Act(
        title="Riattivare il recapito",
        consequences=("I prossimi messaggi partono di nuovo; quelli respinti non vengono ripetuti da soli.",),
        button="Riattiva il recapito",
        done="Il recapito è di nuovo attivo.",
        undo="Sospendilo di nuovo",
    ),
}


@blueprint.route("/censimento/<code>/recapito/<any(sospendi, riattiva):act>", methods=["GET", "POST"])
@staff
def pause_contact(code: str, act: str) -> str | Response | tuple[str, int]:
    """Send nothing to a contact any more, or again."""
    with database().reading() as db:
        shown = viewing.unit_page(db, house(), code, today())
    if shown.contact is None:
        raise NotFound("recapito")
    contact_id, paused = shown.contact.id, act == "sospendi"
    undo = url_for(".pause_contact", code=code, act="riattiva" if paused else "sospendi")
    subject = f"{shown.contact.email}, recapito di {shown.name}"
    page = Page(url_for(".unit", code=code), shown.name, subject, undo=undo, extra={"unit": shown})
    return run_act(
        PAUSES[act], lambda db, now, _form: contacts.pause(db, contact_id, By(current_actor(), now), paused), page
    )


@blueprint.post("/censimento/<code>/territorio/<any(aggiungi, togli):act>")
@staff
def membership(code: str, act: str) -> Response:
    """Join a territory from today, or leave it today."""
    form = MembershipForm()
    try:
        with database().writing() as db:
            seen = editing.Seen(code, form.version.data or "")
            atr, member = form.atr.data or "", act == "aggiungi"
            editing.change_membership(db, clock.utc_now(), current_actor(), seen, atr, member)
        flash("I territori del servizio sono aggiornati.", "success")
    except NotFound:
        raise
    except Refused as error:
        flash(error.message, "danger")
    return redirect(url_for(".unit", code=code), 303)


HANDLED = Act(
    title="Variazione gestita",
    consequences=(
        "La segnalazione esce dall'elenco delle cose da fare.",
        "Il censimento non cambia da solo: se serve, corregga prima la scheda del servizio.",
    ),
    button="Segna come gestita",
    done="La variazione è segnata come gestita.",
    undo="Rimettila fra le cose da fare",
)
REOPENED = Act(
    title="Variazione da gestire",
    consequences=("La segnalazione torna nell'elenco delle cose da fare.",),
    button="Rimetti fra le cose da fare",
    done="La variazione è di nuovo da gestire.",
    undo="Segnala come gestita",
)


@blueprint.route("/variazioni/<uuid:variation_id>", methods=["GET", "POST"])
@staff
def variation(variation_id: uuid.UUID) -> Answer:
    """Mark a declared variation as dealt with."""
    return _handle(variation_id, HANDLED, url_for(".reopen_variation", variation_id=variation_id), True)


@blueprint.route("/variazioni/<uuid:variation_id>/riapri", methods=["GET", "POST"])
@staff
def reopen_variation(variation_id: uuid.UUID) -> Answer:
    """Put a variation back among the things to do."""
    return _handle(variation_id, REOPENED, url_for(".variation", variation_id=variation_id), False)


def _handle(variation_id: uuid.UUID, act: Act, undo: str, handled: bool) -> Answer:
    with database().reading() as db:
        found = viewing.variation(db, variation_id)
    if handled == (found.handled_at is not None):
        raise NotFound("variazione")
    page = Page(url_for(".unit", code=found.unit_code), found.unit_name, f"{found.unit_name}: {found.text}", undo=undo)
    return run_act(
        act, lambda db, now, _form: editing.handle_variation(db, now, current_actor(), variation_id, handled), page
    )
