"""What needs the staff today, the outbox, and the stop of all sends."""

from flask import render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from questionari import clock
from questionari.usecases import desk, mail_list
from questionari.usecases.rounds import changing
from questionari.usecases.signals import CHANGED, RESEND, WRONG, list_signals
from questionari.usecases.words import counted
from questionari.web.access import current_actor, database, house, staff
from questionari.web.manage.acts import Act, Page, run_act
from questionari.web.manage.blueprint import blueprint
from questionari.web.manage.needs import need_line

SEND_ACTS = {
    "ferma": Act(
        title="Fermare tutti gli invii",
        consequences=(
            "Nessun invito, sollecito, ringraziamento o nota agli ATR parte più, finché non riprende gli invii.",
            "I messaggi in coda restano in coda: non si perde nulla.",
            "Ricevute e codici richiesti dai servizi continuano a partire.",
        ),
        button="Ferma tutti gli invii",
        done="Tutti gli invii sono fermi.",
        danger=True,
        undo="Riprendi gli invii",
    ),
    "riprendi": Act(
        title="Riprendere tutti gli invii",
        consequences=("I messaggi in coda partono entro un minuto.",),
        button="Riprendi gli invii",
        done="Gli invii sono ripresi.",
        rings="mail",
        undo="Fermali di nuovo",
    ),
}
SIGNALS = {
    "": "tutte",
    WRONG: "recapito sbagliato",
    RESEND: "collegamento da inviare di nuovo",
    CHANGED: "dati diversi dal censimento",
}
RUN = {"ferma": changing.stop_sends, "riprendi": changing.resume_sends}


@blueprint.get("/")
@staff
def home() -> str:
    """What needs somebody today, what is open, what comes next."""
    now = clock.utc_now()
    with database().reading() as db:
        shown = desk.today(db, house(), now)
    needs = [need_line(need) for need in shown.needs]
    return render_template("manage/home.html", shown=shown, needs=needs, today=now)


@blueprint.route("/invii/<any(ferma, riprendi):act>", methods=["GET", "POST"])
@staff
def sends(act: str) -> str | Response | tuple[str, int]:
    """Stop or resume everything that leaves, after a confirmation."""
    with database().reading() as db:
        facts = (waiting(db),)
    undo = url_for(".sends", act="riprendi" if act == "ferma" else "ferma")
    page = Page(url_for(".home"), "Oggi", facts=facts, undo=undo)
    return run_act(SEND_ACTS[act], lambda db, now, _form: RUN[act](db, now, current_actor()), page)


def waiting(db: Session) -> str:
    """How many messages wait, in a sentence."""
    number = mail_list.count_waiting(db)
    return f"In coda: {counted(number, 'messaggio', 'messaggi')}."


@blueprint.get("/segnalazioni")
@staff
def signals() -> str:
    """What services told of themselves and waits for a person."""
    kind, search = request.args.get("tipo", ""), request.args.get("cerca", "")
    with database().reading() as db:
        shown = list_signals(
            db, house(), kind if kind in SIGNALS else "", search, request.args.get("pagina", 1, type=int)
        )
    return render_template("manage/signals.html", shown=shown, kinds=SIGNALS, kind=kind, search=search)
