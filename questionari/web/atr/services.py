"""One service of the territory that has not answered: what the ATR may do about it. A foreign one is 404."""

from collections.abc import Callable, Mapping

from flask import flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from questionari import clock
from questionari.extensions import limiter
from questionari.usecases.chasing import acts, viewing
from questionari.usecases.chasing.acts import Caller
from questionari.usecases.fields import Invalid
from questionari.usecases.house import NotFound, Refused
from questionari.usecases.territories import type_names
from questionari.web.access import atr, current_account, current_actor, database, house, ring
from questionari.web.atr.paper import blueprint

__all__ = ["blueprint"]
PLACE = "/tornate/<code>/servizi/<unit>"
Answer = str | Response | tuple[str, int]
Form = Mapping[str, str]
Act = Callable[[Session, Caller, str, str, Form], None]
#: what stands in the address -> the act, and what is said of it afterwards
ACTS: Mapping[str, tuple[Act, str]] = {
    "sollecito": (
        lambda db, who, code, unit, _: acts.nudge(db, clock.utc_now(), who, code, unit),
        "Il sollecito è in coda: parte a nome del Suo ATR, al recapito che il servizio ha nel censimento.",
    ),
    "promessa": (
        lambda db, who, code, unit, form: acts.promise(
            db, clock.utc_now(), who, code, unit, form.get("promised", "").strip()
        ),
        "La data promessa è segnata: fino a quel giorno il servizio non riceve solleciti.",
    ),
    "togli-promessa": (
        lambda db, who, code, unit, _: acts.end_promise(db, clock.utc_now(), who, code, unit),
        "La data promessa è tolta.",
    ),
    "segnala": (
        lambda db, who, code, unit, form: acts.report(db, clock.utc_now(), who, code, unit, form),
        "La segnalazione è arrivata a LeNove, che la conferma o Le chiede di più.",
    ),
    "ritira": (
        lambda db, who, code, unit, _: acts.withdraw(db, clock.utc_now(), who, code, unit),
        "La segnalazione è ritirata.",
    ),
    "referente": (
        lambda db, who, code, unit, form: acts.propose_contact(db, house(), clock.utc_now(), who, (code, unit), form),
        "Il nome è arrivato a LeNove, che chiede conferma al servizio prima di cambiare il recapito.",
    ),
}
SAID = {"name_wrong": "name", "email_wrong": "email"}


def _caller() -> Caller:
    return Caller(current_actor(), current_account().atr_ids)


@blueprint.get(PLACE)
@atr
def service(code: str, unit: str) -> str:
    """State, what was done, what can be done."""
    return _draw(code, unit, {}, {}, "")


@blueprint.post(f"{PLACE}/<any({', '.join(map(repr, ACTS))}):act>")
@limiter.limit("30/minute")
@atr
def service_act(code: str, unit: str, act: str) -> Answer:
    """One act; refused, the page again with what was typed and why."""
    run, done = ACTS[act]
    typed = {name: request.form.get(name, "") for name in ("promised", "kind", "how", "name", "email")}
    try:
        with database().writing() as db:
            run(db, _caller(), code, unit, typed)
    except Invalid as error:
        return _draw(code, unit, typed, {fault.field: fault.message for fault in error.faults}, ""), 422
    except NotFound:
        raise
    except Refused as error:
        field = SAID.get(error.code)
        return _draw(code, unit, typed, {field: error.message} if field else {}, "" if field else error.message), 422
    ring("mail")
    flash(done, "success")
    return redirect(url_for("atr.service", code=code, unit=unit), 303)


def _draw(code: str, unit: str, typed: Form, errors: Form, failure: str) -> str:
    with database().reading() as db:
        shown = viewing.service(db, clock.utc_now(), _caller(), code, unit)
    choices = {"reports": acts.REPORTS.items(), "ways": acts.WAYS.items(), "types": type_names()}
    return render_template("atr/service.html", shown=shown, typed=typed, errors=errors, failure=failure, **choices)
