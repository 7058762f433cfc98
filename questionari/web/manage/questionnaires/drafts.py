"""Drafts of questionnaires: begun, looked at, proved, published, thrown away."""

import uuid
from datetime import datetime

from flask import Response, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as WsgiResponse

from questionari import clock
from questionari.usecases.consulting import answering
from questionari.usecases.house import NotFound, Refused
from questionari.usecases.workbench import arriving, drafts, examining, examples, proving, publishing
from questionari.web.access import current_actor, database, house, ring, staff, takes_files
from questionari.web.downloads import download
from questionari.web.manage.acts import Act, Answer, Page, Said, run_act
from questionari.web.manage.blueprint import blueprint
from questionari.web.manage.forms import ActForm
from questionari.web.manage.questionnaires import uploads
from questionari.web.manage.questionnaires.form_words import FORM_WORDS
from questionari.web.manage.questionnaires.uploads import Upload
from questionari.xlsform.italian import in_italian

PLACE = "/questionari/bozze/<uuid:draft_id>"
BY_HAND = "testo scritto a mano"
FORM_SAID = {"words": FORM_WORDS, "in_italian": in_italian}
FIRST = "Servono le conferme di due persone: con la Sua, la prima, non si pubblica ancora."
CONFIRMED = "Una persona ha già confermato questa revisione: con la Sua conferma si pubblica."
PUBLISH = Act(
    title="Pubblicare il questionario",
    consequences=(
        "La versione diventa immutabile: da quel momento si può solo pubblicarne un'altra.",
        "Si potrà scegliere quando si prepara una tornata; nessun messaggio parte.",
    ),
    button="Pubblica",
    done="Il questionario è pubblicato.",
)
DROP = Act(
    title="Eliminare la bozza",
    consequences=("La bozza esce dall'elenco. Le versioni pubblicate restano.",),
    button="Elimina la bozza",
    done="La bozza è eliminata.",
    danger=True,
)


@blueprint.get("/questionari/bozze/nuova")
@staff
def new_draft() -> str:
    """How to begin: from a file, from a pasted text, from a small example."""
    return _new(Upload(drafts.BLANK, ""))


@blueprint.post("/questionari/bozze/nuova")
@staff
@takes_files(2 * 1024 * 1024)
def begin_draft() -> Answer:
    """Begin from the file, or else from the text. What was made of a form of another house is shown first."""
    report = arriving.unpacked(request.form.get("report", ""))
    given = Upload(request.form.get("text", ""), request.form.get("origin") or BY_HAND, report)
    file = request.files.get("file")
    try:
        if file and file.filename:
            given = uploads.read(file, clock.local_day(clock.utc_now()))
        if given.from_form:
            return _new(given)
        with database().writing() as db:
            draft_id = drafts.begin(db, clock.utc_now(), current_actor(), given.text, given.origin)
            arriving.keep(db, draft_id, given.report)
    except Refused as error:
        return _new(given, error.message), 422
    return _begun(draft_id)


def _new(given: Upload, failure: str = "") -> str:
    report = arriving.packed(given.report)
    return render_template("manage/questionnaires/new.html", given=given, failure=failure, report=report, **FORM_SAID)


@blueprint.post("/questionari/pubblicati/<code>/<version>/bozza")
@staff
def draft_from_version(code: str, version: str) -> WsgiResponse:
    """Begin from a published version."""
    with database().writing() as db:
        draft_id = drafts.begin_from(db, clock.utc_now(), current_actor(), code, version)
    return _begun(draft_id)


def _begun(draft_id: uuid.UUID) -> WsgiResponse:
    ring("exports")
    flash("La bozza è cominciata.", "success")
    return redirect(url_for(".draft", draft_id=draft_id), 303)


@blueprint.get(PLACE)
@staff
def draft(draft_id: uuid.UUID) -> str:
    """A draft: what the checks and the proofs say, what can be done."""
    with database().reading() as db:
        shown = drafts.load(db, draft_id)
        examined = examining.examine(shown.text)
        proof = proving.shown(db, draft_id, shown.line.revision, shown.text, examined.definition)
        hindrance = publishing.hindrance(db, shown, examined)
        replayed = examples.replay(db, examined.definition) if examined.definition else ()
        asked = answering.of_draft(db, clock.utc_now(), draft_id)
        lost = arriving.left(db, draft_id)
    two = house().settings.two_to_publish
    mine = two and shown.line.approved_by == current_actor().id
    more = {"proof": proof, "replayed": replayed, "hindrance": hindrance, "two": two, "mine": mine, "lost": lost}
    return render_template(
        "manage/questionnaires/draft.html",
        shown=shown,
        consultations=asked,
        examined=examined,
        form=ActForm(),
        **more,
        **FORM_SAID,
    )


@blueprint.post(f"{PLACE}/modulo")
@staff
def settle_form(draft_id: uuid.UUID) -> WsgiResponse:
    """Note that what the form lost is settled."""
    try:
        with database().writing() as db:
            arriving.settle(db, clock.utc_now(), current_actor(), draft_id)
        flash("Segnato: ciò che non era passato dal modulo è a posto.", "success")
    except NotFound:
        raise
    except Refused as error:
        flash(error.message, "warning")
    return redirect(url_for(".draft", draft_id=draft_id), 303)


@blueprint.post(f"{PLACE}/prova")
@staff
def prove_draft(draft_id: uuid.UUID) -> WsgiResponse:
    """Ask for the proof of the newest revision, again if it failed."""
    with database().writing() as db:
        row = drafts.load(db, draft_id).line
        proving.ask(db, clock.utc_now(), draft_id, row.revision)
    ring("exports")
    return redirect(url_for(".draft", draft_id=draft_id, _anchor="prova"), 303)


@blueprint.route(f"{PLACE}/pubblica/<int:revision>", methods=["GET", "POST"])
@staff
def publish_draft(draft_id: uuid.UUID, revision: int) -> Answer:
    """Publish a revision after a confirmation; with two persons, the first only notes hers."""
    with database().reading() as db:
        shown = drafts.load(db, draft_id)
    if shown.line.published_sha256:
        return redirect(url_for(".draft", draft_id=draft_id))
    facts = [f"Revisione {revision}: {shown.line.code}, versione {shown.line.version}."]
    if house().settings.two_to_publish:
        facts.append(CONFIRMED if shown.line.approved_by else FIRST)
    page = _page(shown, tuple(facts))

    def run(db: Session, now: datetime, _form: ActForm) -> object:
        done = publishing.publish(db, house(), now, current_actor(), draft_id, revision)
        return done or Said("La Sua conferma è registrata: ora deve confermare un'altra persona.")

    return run_act(PUBLISH, run, page)


@blueprint.route(f"{PLACE}/elimina", methods=["GET", "POST"])
@staff
def drop_draft(draft_id: uuid.UUID) -> Answer:
    """Throw a draft away after a confirmation."""
    with database().reading() as db:
        shown = drafts.load(db, draft_id)
    page = Page(url_for(".questionnaires"), "Questionari", subject=shown.line.title)
    return run_act(DROP, lambda db, now, _form: drafts.drop(db, now, current_actor(), draft_id), page)


def _page(shown: drafts.Draft, facts: tuple[str, ...]) -> Page:
    return Page(url_for(".draft", draft_id=shown.line.id), shown.line.title, facts=facts)


@blueprint.get(f"{PLACE}/documento")
@staff
def draft_document(draft_id: uuid.UUID) -> Response:
    """The newest text as a file."""
    with database().reading() as db:
        shown = drafts.load(db, draft_id)
    name = f"{shown.line.code or 'bozza'}-{shown.line.version or 'bozza'}-r{shown.line.revision}.json"
    return download(shown.text.encode("utf-8", "replace"), "application/json", name)


@blueprint.get(f"{PLACE}/storia")
@staff
def draft_history(draft_id: uuid.UUID) -> str:
    """Every revision: who, when, what."""
    with database().reading() as db:
        shown, past = drafts.load(db, draft_id), drafts.history(db, draft_id)
    return render_template("manage/questionnaires/history.html", shown=shown, past=past)


@blueprint.post(f"{PLACE}/storia/<int:revision>")
@staff
def take_back_draft(draft_id: uuid.UUID, revision: int) -> WsgiResponse:
    """An earlier revision as the newest."""
    try:
        with database().writing() as db:
            number = drafts.take_back(db, clock.utc_now(), current_actor(), draft_id, revision)
        flash(f"Il testo della revisione {revision} è ora la revisione {number}.", "success")
    except NotFound:
        raise
    except Refused as error:
        flash(error.message, "warning")
    ring("exports")
    there = ".draft_questions" if request.form.get("go") == "domande" else ".draft"
    return redirect(url_for(there, draft_id=draft_id), 303)
