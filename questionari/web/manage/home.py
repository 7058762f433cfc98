"""What needs the staff today, the outbox, and the stop of all sends."""

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from questionari import clock
from questionari.usecases import desk
from questionari.usecases.rounds import changing
from questionari.web.access import current_actor, database, staff
from questionari.web.manage.acts import Act, run_act
from questionari.web.manage.blueprint import blueprint

SEND_ACTS = {
    "ferma": Act(
        title="Fermare tutti gli invii",
        consequences=(
            "Nessun invito e nessun sollecito parte più, per nessuna tornata, finché non riprende gli invii.",
            "I messaggi in coda restano in coda: non si perde nulla.",
            "Ricevute e codici richiesti dai servizi continuano a partire.",
        ),
        button="Ferma tutti gli invii",
        done="Tutti gli invii sono fermi.",
        danger=True,
    ),
    "riprendi": Act(
        title="Riprendere tutti gli invii",
        consequences=("I messaggi in coda partono entro un minuto.",),
        button="Riprendi gli invii",
        done="Gli invii sono ripresi.",
        rings="mail",
    ),
}
RUN = {"ferma": changing.stop_sends, "riprendi": changing.resume_sends}


@blueprint.get("/")
@staff
def home() -> str:
    """What is open and what waits for a person."""
    with database().reading() as db:
        shown = desk.today(db, clock.utc_now())
    return render_template("manage/home.html", shown=shown)


@blueprint.route("/invii/<any(ferma, riprendi):act>", methods=["GET", "POST"])
@staff
def sends(act: str) -> str | Response | tuple[str, int]:
    """Stop or resume everything that leaves, after a confirmation."""
    return run_act(SEND_ACTS[act], lambda db, now, _form: RUN[act](db, now, current_actor()), url_for(".home"))


@blueprint.get("/posta")
@staff
def mail() -> str:
    """The outbox, the latest first; never a body."""
    state, page = request.args.get("stato", ""), request.args.get("pagina", 1, type=int)
    with database().reading() as db:
        shown = desk.list_mail(db, state, page)
    return render_template("manage/mail.html", shown=shown, states=desk.STATE_NAMES, state=state)
