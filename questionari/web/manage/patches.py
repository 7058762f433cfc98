"""A defect found while a round is open: a version that only mends is proposed, tried on the drafts, approved."""

from flask import flash, redirect, render_template, request, url_for

from questionari import clock
from questionari.usecases.fields import Invalid
from questionari.usecases.house import NotFound, Refused
from questionari.usecases.rounds import patching, viewing
from questionari.usecases.rounds.trial import COUNTS
from questionari.web.access import current_account, current_actor, database, ring, staff
from questionari.web.manage.acts import Act, Answer, Page, run_act
from questionari.web.manage.blueprint import blueprint

PLACE = "/tornate/<code>/correzione"
APPROVE = Act(
    title="Approvare la versione corretta",
    consequences=(
        "Le compilazioni in corso passano alla nuova versione: nessuna risposta va persa.",
        "Le risposte già inviate restano con la versione che hanno letto; il dataset dice quale.",
        "Chi sta compilando vede i testi nuovi dalla prossima pagina. Nessun messaggio parte.",
        "Non si torna indietro: per correggere ancora si propone un'altra versione.",
    ),
    button="Approva e sposta le compilazioni",
    done="La tornata chiede ora la versione corretta.",
    rings="exports",
)
WITHDRAW = Act(
    title="Ritirare la proposta",
    consequences=("La tornata continua con la versione di prima.",),
    button="Ritira la proposta",
    done="La proposta è ritirata.",
)


@blueprint.get(PLACE)
@staff
def patch(code: str) -> str:
    """The versions of a round: what may be proposed, what is, what was done."""
    return _drawn(code)


def _drawn(code: str, failure: str = "", reason: str = "") -> str:
    with database().reading() as db:
        head = viewing.head(db, clock.utc_now(), code)
        shown = patching.page(db, head.id)
    me = current_account().code
    more = {"failure": failure, "reason": reason, "chosen": request.form.get("version", "")}
    return render_template("manage/patch.html", round=head, shown=shown, counts=COUNTS, me=me, **more)


@blueprint.post(PLACE)
@staff
def propose_patch(code: str) -> Answer:
    """Propose a version: the first of two persons."""
    version, reason = request.form.get("version", ""), request.form.get("reason", "")
    try:
        with database().writing() as db:
            now = clock.utc_now()
            patching.propose(db, now, current_actor(), viewing.head(db, now, code).id, version, reason)
    except NotFound:
        raise
    except Invalid:
        return _drawn(code, "Scriva perché serve la correzione.", reason), 422
    except Refused as error:
        return _drawn(code, error.message, reason), 422
    ring("exports")
    flash("La versione è proposta: ora si prova sulle compilazioni in corso.", "success")
    return redirect(url_for(".patch", code=code), 303)


@blueprint.route(f"{PLACE}/approva", methods=["GET", "POST"])
@staff
def approve_patch(code: str) -> Answer:
    """Approve it: the second person."""
    return _act(APPROVE, code, approving=True)


@blueprint.post(f"{PLACE}/riprova")
@staff
def try_patch_again(code: str) -> Answer:
    """Have a version tried that could not be."""
    with database().writing() as db:
        now = clock.utc_now()
        patching.try_again(db, now, current_actor(), viewing.head(db, now, code).id)
    ring("exports")
    flash("La prova è di nuovo in coda.", "success")
    return redirect(url_for(".patch", code=code), 303)


@blueprint.route(f"{PLACE}/ritira", methods=["GET", "POST"])
@staff
def withdraw_patch(code: str) -> Answer:
    """Take the proposal back."""
    return _act(WITHDRAW, code, approving=False)


def _act(act: Act, code: str, approving: bool) -> Answer:
    with database().reading() as db:
        head = viewing.head(db, clock.utc_now(), code)
        proposal = patching.page(db, head.id).proposal
    back = url_for(".patch", code=code)
    if proposal is None:
        return redirect(back)
    facts = (f"Versione {proposal.version}, proposta da {proposal.asked_by}: {proposal.reason}",)
    run = patching.approve if approving else patching.withdraw
    page = Page(back, "Correzione del questionario", head.line.title, facts)
    return run_act(act, lambda db, now, _form: run(db, now, current_actor(), head.id), page)
