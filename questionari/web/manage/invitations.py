"""One service within a round: its page, and the acts on its invitation."""

import uuid
from collections.abc import Callable, Mapping
from datetime import datetime

from flask import render_template, url_for
from sqlalchemy.orm import Session

from questionari import clock
from questionari.usecases import colleagues
from questionari.usecases.chasing.viewing import acts_of
from questionari.usecases.house import NotFound
from questionari.usecases.mail_list import STATE_NAMES
from questionari.usecases.rounds import asked, changing, invitations, promises, reasons_told, sending, viewing
from questionari.usecases.rounds.invitations import On
from questionari.usecases.rounds.record_list import records_of
from questionari.web.access import current_actor, database, house, staff
from questionari.web.filters import day
from questionari.web.manage.acts import Act, Answer, Field, Page, run_act
from questionari.web.manage.blueprint import blueprint
from questionari.web.manage.forms import ActForm
from questionari.web.manage.released import left_datasets

REASON = Field("reason", "Motivo", "area", "Si conserva cifrato con l'esito del servizio, finché non lo riammette.")
ACTS: Mapping[str, Act] = {
    "invia": Act(
        title="Inviare di nuovo il collegamento",
        consequences=(
            "Parte un messaggio con un collegamento nuovo, al recapito che il servizio ha oggi nel censimento.",
            "Apre la stessa compilazione: nulla di quanto già scritto va perso.",
            "Se nel frattempo il recapito è cambiato, i collegamenti inviati a quello di prima smettono di funzionare.",
        ),
        button="Invia il collegamento",
        done="Il messaggio è in coda.",
        rings="mail",
    ),
    "revoca": Act(
        title="Revocare i collegamenti",
        consequences=(
            "Tutti i collegamenti già inviati a questo servizio smettono subito di funzionare.",
            "Le risposte già salvate restano; per far riprendere la compilazione invii un collegamento nuovo.",
        ),
        button="Revoca i collegamenti",
        done="I collegamenti del servizio sono revocati.",
        danger=True,
        undo="Invia un collegamento nuovo",
    ),
    "escludi": Act(
        title="Escludere il servizio dalla tornata",
        consequences=(
            "Il servizio non riceve più messaggi e non conta nella quota di risposta.",
            "Se ha già risposto, la sua risposta resta conservata ma non entra più nei dataset né fra chi ha risposto.",
            "Può riammetterlo finché la tornata è aperta.",
        ),
        button="Escludi il servizio",
        done="Il servizio è escluso dalla tornata.",
        fields=(REASON,),
        danger=True,
        undo="Riammetti il servizio",
    ),
    "riammetti": Act(
        title="Riammettere il servizio",
        consequences=("Il servizio torna fra quelli che devono rispondere.",),
        button="Riammetti il servizio",
        done="Il servizio è riammesso.",
        undo="Escludilo di nuovo",
    ),
    "proroga": Act(
        title="Concedere una proroga a questo servizio",
        consequences=("Il servizio può compilare fino al giorno indicato, anche se la tornata chiude prima.",),
        button="Concedi la proroga",
        done="La proroga è concessa.",
        fields=(Field("deadline", "Ultimo giorno per compilare", "day", "Compreso per intero, fino alle 23:59."),),
        undo="Togli la proroga",
    ),
    "togli-proroga": Act(
        title="Togliere la proroga",
        consequences=(
            "Per il servizio valgono di nuovo la scadenza e la chiusura della tornata.",
            "I messaggi partiti dopo la concessione indicano il giorno più lontano: avvisi il servizio.",
        ),
        button="Togli la proroga",
        done="La proroga è tolta.",
        undo="Concedila di nuovo",
    ),
    "promessa": Act(
        title="Segnare una data promessa",
        consequences=(
            "Fino a quel giorno, compreso, il servizio non riceve solleciti; uno già in coda non parte.",
            "Se allora non ha risposto, riceve un sollecito il giorno lavorativo successivo.",
        ),
        button="Segna la data",
        done="La data promessa è segnata.",
        fields=(Field("promised", "Giorno entro cui il servizio risponde", "day"),),
        undo="Togli la data promessa",
    ),
    "togli-promessa": Act(
        title="Togliere la data promessa",
        consequences=("I solleciti al servizio partono di nuovo con quelli della tornata.",),
        button="Togli la data promessa",
        done="La data promessa è tolta.",
        undo="Segnala di nuovo",
    ),
}
Perform = Callable[[Session, datetime, On, ActForm], object]
PERFORM: Mapping[str, Perform] = {
    "invia": lambda db, now, on, _f: sending.send_again(db, now, current_actor(), on.round_id, on.invitation_id),
    "revoca": lambda db, now, on, _f: invitations.revoke(db, now, current_actor(), on),
    "escludi": lambda db, now, on, f: invitations.exclude(db, house(), now, current_actor(), on, f.reason.data or ""),
    "riammetti": lambda db, now, on, _f: invitations.readmit(db, now, current_actor(), on),
    "proroga": lambda db, now, on, f: changing.extend_unit(
        db, now, current_actor(), on.round_id, on.invitation_id, f.deadline.data or ""
    ),
    "togli-proroga": lambda db, now, on, _f: changing.end_unit_extension(
        db, now, current_actor(), on.round_id, on.invitation_id
    ),
    "promessa": lambda db, now, on, f: promises.promise(db, now, current_actor(), on, f.promised.data or ""),
    "togli-promessa": lambda db, now, on, _f: promises.withdraw_promise(db, now, current_actor(), on),
}
#: act -> the act that takes it back
BACK = {
    "revoca": "invia",
    "escludi": "riammetti",
    "riammetti": "escludi",
    "proroga": "togli-proroga",
    "togli-proroga": "proroga",
    "promessa": "togli-promessa",
    "togli-promessa": "promessa",
}


def _state(line: asked.InvitationLine) -> str:
    return f"Adesso il servizio risulta «{line.label}», compilato al {line.progress} %."


#: act -> its consequences in numbers of now
FACTS: Mapping[str, Callable[[viewing.RoundHead, asked.InvitationLine], tuple[str, ...]]] = {
    "invia": lambda _, line: (f"Il messaggio va a {line.email}.",) if line.email else (),
    "revoca": lambda _, line: (_state(line),),
    "escludi": lambda _, line: (_state(line), *([left_datasets(line.response_id)] if line.response_id else [])),
    "riammetti": lambda _, line: (_state(line),),
    "proroga": lambda to, line: (
        f"Per la tornata la scadenza è il {day(to.line.deadline)}, la chiusura il {day(to.line.closes)}.",
        _state(line),
    ),
    "togli-proroga": lambda to, line: (
        f"Non si può più compilare fino al {day(line.own_deadline)}, ma solo fino al {day(to.line.closes)}.",
    ),
    "promessa": lambda to, line: (
        f"La scadenza è il {day(to.line.deadline)}, la chiusura il {day(to.line.closes)}.",
        _state(line),
    ),
    "togli-promessa": lambda _, line: (
        f"La risposta era promessa per il {day(line.promised.day)}." if line.promised else "Non c'è una data promessa.",
    ),
}


PLACE = "/tornate/<code>/inviti/<uuid:invitation_id>"


def load(code: str, invitation_id: uuid.UUID) -> tuple[viewing.RoundHead, asked.InvitationLine]:
    """The round and the invitation of an address. Raises NotFound also for another round's invitation."""
    with database().reading() as db:
        shown = viewing.head(db, clock.utc_now(), code)
        line = asked.one_invitation(db, shown.id, invitation_id)
    if line is None:
        raise NotFound("invito")
    return shown, line


@blueprint.get(PLACE)
@staff
def invitation(code: str, invitation_id: uuid.UUID) -> str:
    """One service within a round: state, address, what can be done."""
    shown, line = load(code, invitation_id)
    with database().reading() as db:
        messages = viewing.messages(db, invitation_id)
        persons = colleagues.concerned(db, house(), invitation_id)
        records = records_of(db, clock.utc_now(), invitation_id) if line.records is not None else ()
        acted = acts_of(db, invitation_id)
        reason = reasons_told.of(db, house().keyring, invitation_id) if line.disposition != "none" else ""
    more = {"atr_acts": acted, "messages": messages, "records": records, "persons": persons, "states": STATE_NAMES}
    more["reason"] = reason
    return render_template("manage/invitation.html", round=shown, line=line, **more)


@blueprint.route(
    f"/tornate/<code>/inviti/<uuid:invitation_id>/<any({', '.join(map(repr, ACTS))}):act>", methods=["GET", "POST"]
)
@staff
def invitation_act(code: str, invitation_id: uuid.UUID, act: str) -> Answer:
    """One act on an invitation, after a confirmation."""
    shown, line = load(code, invitation_id)
    on = On(shown.id, invitation_id)
    page = Page(
        url_for(".invitation", code=code, invitation_id=invitation_id),
        line.name,
        f"{line.name} – {shown.line.title}",
        FACTS[act](shown, line),
        url_for(".invitation_act", code=code, invitation_id=invitation_id, act=BACK[act]) if act in BACK else "",
        {"round": shown, "line": line},
    )
    return run_act(ACTS[act], lambda db, now, form: PERFORM[act](db, now, on, form), page)
