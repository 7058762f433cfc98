"""One service within a round: its page, and the acts on its invitation."""

import uuid
from collections.abc import Callable, Mapping
from datetime import datetime

from flask import render_template, url_for
from sqlalchemy.orm import Session

from questionari import clock
from questionari.usecases.desk import STATE_NAMES
from questionari.usecases.house import NotFound
from questionari.usecases.rounds import changing, invitations, sending, viewing
from questionari.usecases.rounds.invitations import On
from questionari.web.access import current_actor, database, staff
from questionari.web.manage.acts import Act, Answer, Field, run_act
from questionari.web.manage.blueprint import blueprint
from questionari.web.manage.forms import ActForm

REASON = Field("reason", "Motivo", "area", "Resta nel registro e nel verbale di chiusura.")
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
    ),
    "escludi": Act(
        title="Escludere il servizio dalla tornata",
        consequences=(
            "Il servizio non riceve più messaggi e non conta nella quota di risposta.",
            "Può riammetterlo finché la tornata è aperta.",
        ),
        button="Escludi il servizio",
        done="Il servizio è escluso dalla tornata.",
        fields=(REASON,),
        danger=True,
    ),
    "riammetti": Act(
        title="Riammettere il servizio",
        consequences=("Il servizio torna fra quelli che devono rispondere.",),
        button="Riammetti il servizio",
        done="Il servizio è riammesso.",
    ),
    "proroga": Act(
        title="Concedere una proroga a questo servizio",
        consequences=("Il servizio può compilare fino al giorno indicato, anche se la tornata chiude prima.",),
        button="Concedi la proroga",
        done="La proroga è concessa.",
        fields=(Field("deadline", "Ultimo giorno per compilare", "day", "Ad esempio 31/12/2026."),),
    ),
}
Perform = Callable[[Session, datetime, On, ActForm], object]
PERFORM: Mapping[str, Perform] = {
    "invia": lambda db, now, on, _f: sending.send_again(db, now, current_actor(), on.round_id, on.invitation_id),
    "revoca": lambda db, now, on, _f: invitations.revoke(db, now, current_actor(), on),
    "escludi": lambda db, now, on, f: invitations.exclude(db, now, current_actor(), on, f.reason.data or ""),
    "riammetti": lambda db, now, on, _f: invitations.readmit(db, now, current_actor(), on),
    "proroga": lambda db, now, on, f: changing.extend_unit(
        db, now, current_actor(), on.round_id, on.invitation_id, f.deadline.data or ""
    ),
}


def load(code: str, invitation_id: uuid.UUID) -> tuple[viewing.RoundHead, viewing.InvitationLine]:
    """The round and the invitation of an address. Raises NotFound also for another round's invitation."""
    with database().reading() as db:
        shown = viewing.head(db, clock.utc_now(), code)
        line = viewing.one_invitation(db, shown.id, invitation_id)
    if line is None:
        raise NotFound("invito")
    return shown, line


@blueprint.get("/tornate/<code>/inviti/<uuid:invitation_id>")
@staff
def invitation(code: str, invitation_id: uuid.UUID) -> str:
    """One service within a round: state, address, what can be done."""
    shown, line = load(code, invitation_id)
    with database().reading() as db:
        messages = viewing.messages(db, invitation_id)
    return render_template("manage/invitation.html", round=shown, line=line, messages=messages, states=STATE_NAMES)


@blueprint.route(f"/tornate/<code>/inviti/<uuid:invitation_id>/<any({', '.join(ACTS)}):act>", methods=["GET", "POST"])
@staff
def invitation_act(code: str, invitation_id: uuid.UUID, act: str) -> Answer:
    """One act on an invitation, after a confirmation."""
    shown, line = load(code, invitation_id)
    on = On(shown.id, invitation_id)
    back = url_for(".invitation", code=code, invitation_id=invitation_id)
    subject = f"{line.name} – {shown.line.title}"
    extra = {"round": shown, "line": line}
    return run_act(ACTS[act], lambda db, now, form: PERFORM[act](db, now, on, form), back, subject, extra)
