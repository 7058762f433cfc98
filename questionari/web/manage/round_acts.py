"""Acts on a round, each behind a page that says what will happen: open, extend, remind, stop, close, archive…"""

import uuid
from collections.abc import Callable, Mapping
from datetime import datetime

from flask import url_for
from sqlalchemy.orm import Session

from questionari import clock
from questionari.usecases.fields import refuse
from questionari.usecases.rounds import changing, closing, drafting, opening, reminding, viewing
from questionari.usecases.rounds.status import status
from questionari.web.access import current_actor, database, house, staff
from questionari.web.manage.acts import Act, Answer, Field, Page, Said, run_act
from questionari.web.manage.blueprint import blueprint
from questionari.web.manage.facts import FACTS
from questionari.web.manage.forms import ActForm

ACTS: Mapping[str, Act] = {
    "apri": Act(
        title="Aprire la tornata",
        consequences=(
            "L'elenco dei servizi si ferma com'è ora; altri si possono aggiungere uno per uno.",
            "Ogni servizio con un indirizzo valido riceve il proprio collegamento personale.",
            "Questionario, periodo e apertura non si potranno più cambiare; la scadenza si potrà prorogare.",
        ),
        button="Apri la tornata e invia gli inviti",
        done="La tornata è aperta: gli inviti sono in coda.",
        rings="mail",
    ),
    "proroga": Act(
        title="Prorogare la tornata",
        consequences=(
            "La nuova scadenza vale per tutti i servizi e compare nei prossimi messaggi e nelle pagine.",
            "Nessun messaggio parte da solo: per avvisare i servizi prema poi «Sollecita chi non ha risposto».",
        ),
        button="Proroga",
        done="La tornata è prorogata.",
        undo="Annulla la proroga",
        fields=(
            Field(
                "deadline",
                "Nuova scadenza (ultimo giorno)",
                "day",
                "Compreso per intero, fino alle 23:59. Lasci vuota la data che non cambia.",
                False,
                "",
            ),
            Field(
                "closes",
                "Nuova chiusura (ultimo giorno per compilare)",
                "day",
                "Lasci vuota la data che non cambia.",
                False,
                "",
            ),
        ),
    ),
    "annulla-proroga": Act(
        title="Annullare la proroga",
        consequences=(
            "Tornano valide la scadenza e la chiusura di prima dell'ultima proroga.",
            "Si può fare finché nessun messaggio ha comunicato la nuova scadenza.",
        ),
        button="Annulla la proroga",
        done="La proroga è annullata.",
    ),
    "sollecita": Act(
        title="Sollecitare chi non ha risposto",
        consequences=(
            "Ogni servizio dell'elenco qui sotto riceve un collegamento nuovo; i precedenti restano validi.",
            "Chi ha già risposto, o è stato sollecitato oggi, non riceve nulla.",
        ),
        button="Invia il sollecito",
        done="I solleciti sono in coda.",
        rings="mail",
    ),
    "ferma": Act(
        title="Fermare gli invii della tornata",
        consequences=(
            "Inviti, solleciti, ringraziamenti e note agli ATR restano in coda finché non riprende gli invii.",
            "I servizi che hanno già il collegamento possono continuare a compilare.",
        ),
        button="Ferma gli invii della tornata",
        done="Gli invii della tornata sono fermi.",
        danger=True,
        undo="Riprendi gli invii",
    ),
    "riprendi": Act(
        title="Riprendere gli invii della tornata",
        consequences=("I messaggi in coda partono entro un minuto.",),
        button="Riprendi gli invii",
        done="Gli invii della tornata sono ripresi.",
        rings="mail",
        undo="Fermali di nuovo",
    ),
    "chiudi": Act(
        title="Chiudere la tornata",
        consequences=(
            "Da questo momento nessun servizio può più compilare o inviare il questionario.",
            "Il verbale di chiusura (chi, quando, esiti, quote) viene firmato e non cambia più.",
            "Dopo la firma non è possibile riaprire la tornata, né cambiare chi doveva rispondere.",
        ),
        button="Chiudi la tornata",
        done="La tornata è chiusa e il verbale è firmato.",
        fields=(Field("confirm", "Per confermare scriva il codice della tornata"),),
        danger=True,
    ),
    "archivia": Act(
        title="Archiviare la tornata",
        consequences=("I collegamenti dei servizi non mostrano più nemmeno la ricevuta.",),
        button="Archivia la tornata",
        done="La tornata è archiviata.",
        undo="Toglila dall'archivio",
    ),
    "ripristina": Act(
        title="Togliere la tornata dall'archivio",
        consequences=("La tornata resta chiusa. I collegamenti dei servizi mostrano di nuovo la ricevuta.",),
        button="Togli dall'archivio",
        done="La tornata non è più in archivio.",
        undo="Archiviala di nuovo",
    ),
    "elimina": Act(
        title="Eliminare la bozza",
        consequences=("La bozza e i suoi testi vanno persi. Nessun messaggio è partito.",),
        button="Elimina la bozza",
        done="La bozza è eliminata.",
        danger=True,
    ),
    "aggiungi": Act(
        title="Aggiungere un servizio",
        consequences=("Il servizio entra nella tornata e, se ha un indirizzo valido, riceve il collegamento.",),
        button="Aggiungi il servizio",
        done="Il servizio fa parte della tornata.",
        fields=(Field("unit_code", "Codice o nome del servizio", hint="Ad esempio BA-005, o il nome intero."),),
        rings="mail",
    ),
    "aggiungi-primo": Act(
        title="Aggiungere chi compila la prima parte",
        consequences=(
            "Il servizio entra nella tornata, compila la prima parte e comunica il codice a chi compila la seconda.",
            "Se ha un indirizzo valido, riceve il collegamento.",
        ),
        button="Aggiungi il servizio",
        done="Il servizio fa parte della tornata e compila la prima parte.",
        fields=(Field("unit_code", "Codice o nome del servizio", hint="Ad esempio BA-005, o il nome intero."),),
        rings="mail",
    ),
}
Perform = Callable[[Session, datetime, viewing.RoundHead, ActForm], object]
PERFORM: Mapping[str, Perform] = {
    "apri": lambda db, now, to, _f: opening.open_round(db, now, current_actor(), to.id),
    "proroga": lambda db, now, to, f: changing.extend(
        db, now, current_actor(), to.id, f.deadline.data or "", f.closes.data or ""
    ),
    "annulla-proroga": lambda db, now, to, _f: changing.shorten(db, now, current_actor(), to.id),
    "ripristina": lambda db, now, to, _f: changing.unarchive(db, now, current_actor(), to.id),
    "sollecita": lambda db, now, to, _f: _remind(db, now, to),
    "ferma": lambda db, now, to, _f: changing.stop_sends(db, now, current_actor(), to.id),
    "riprendi": lambda db, now, to, _f: changing.resume_sends(db, now, current_actor(), to.id),
    "chiudi": lambda db, now, to, f: _close(db, now, to, f),
    "archivia": lambda db, now, to, _f: changing.archive(db, now, current_actor(), to.id),
    "elimina": lambda db, now, to, _f: drafting.delete_draft(db, now, current_actor(), to.id),
    "aggiungi": lambda db, now, to, f: _add(db, now, to, f, begins=False),
    "aggiungi-primo": lambda db, now, to, f: _add(db, now, to, f, begins=True),
}
#: act -> the act that takes it back
BACK = {
    "proroga": "annulla-proroga",
    "ferma": "riprendi",
    "riprendi": "ferma",
    "archivia": "ripristina",
    "ripristina": "archivia",
}
BATCHES_AT_ONCE = 3  # what one request makes; the timer goes on with the rest


@blueprint.route(f"/tornate/<code>/<any({', '.join(map(repr, ACTS))}):act>", methods=["GET", "POST"])
@staff
def round_act(code: str, act: str) -> Answer:
    """One act on a round, after a confirmation."""
    with database().reading() as db:
        now = clock.utc_now()
        shown = viewing.head(db, now, code)
        plan = _plan(db, now, shown) if act == "sollecita" else None
        counts = status(db, now, shown.id) if act == "chiudi" else None
        facts = FACTS[act](db, now, shown) if act in FACTS else ()
    extra = {"round": shown, "plan": plan, "counts": counts}
    undo = url_for(".round_act", code=code, act=BACK[act]) if act in BACK else ""
    page = Page(*_place(act, shown), shown.line.title, facts, undo, extra)
    answer = run_act(ACTS[act], lambda db, now, form: PERFORM[act](db, now, shown, form), page)
    if act == "apri" and not isinstance(answer, str | tuple):
        _invite(shown.id)
    return answer


def _place(act: str, shown: viewing.RoundHead) -> tuple[str, str]:
    """Where the act leads back to: a draft thrown away has no page any more."""
    if act == "elimina":
        return url_for(".rounds"), "Tornate"
    return url_for(".round", code=shown.line.code), shown.line.title


NOBODY = Said("Nessun sollecito parte: ogni servizio ha un motivo per non riceverlo, scritto nella prova degli invii.")


def _remind(db: Session, now: datetime, to: viewing.RoundHead) -> Said | None:
    """Remind; it says so where nobody was left to be reminded."""
    plan = reminding.remind(db, now, current_actor(), to.id)
    return None if plan.receive else NOBODY


def _close(db: Session, now: datetime, to: viewing.RoundHead, form: ActForm) -> None:
    """Close for ever, once the round was named: nobody closes the wrong one by a click."""
    if (form.confirm.data or "").strip() != to.line.code:
        raise refuse("confirm", f"Non è il codice di questa tornata: per chiuderla scriva {to.line.code}.")
    closing.close(db, house(), now, current_actor(), to.id)


def _add(db: Session, now: datetime, to: viewing.RoundHead, form: ActForm, begins: bool) -> None:
    opening.add_unit(db, now, current_actor(), to.id, (form.unit_code.data or "").strip(), begins)


def _plan(db: Session, now: datetime, shown: viewing.RoundHead) -> reminding.ReminderPlan | None:
    return reminding.plan_reminder(db, now, shown.id) if shown.line.state in reminding.OPEN else None


def _invite(round_id: uuid.UUID) -> None:
    """The first batches of invitations, each committed by itself."""
    for _ in range(BATCHES_AT_ONCE):
        with database().writing() as db:
            if not opening.continue_opening(db, clock.utc_now(), round_id):
                return
