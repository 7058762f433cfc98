"""Earlier responses from a file, and the rounds made for them: looked at first, imported after."""

import re
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from flask import flash, redirect, render_template, request, url_for

from questionari import clock
from questionari.usecases import questionnaires
from questionari.usecases.fields import Invalid
from questionari.usecases.house import NotFound, Refused
from questionari.usecases.intake import importing, keeping, working
from questionari.usecases.intake.files import MOST_BYTES
from questionari.usecases.intake.importing import Source
from questionari.usecases.intake.keeping import IMPORT, TRY
from questionari.usecases.intake.running import Run, run_import, try_import
from questionari.usecases.intake.tables import Finding, Table
from questionari.usecases.rounds import historic, viewing
from questionari.web.access import current_actor, database, house, ring, staff, takes_files
from questionari.web.manage.acts import Answer
from questionari.web.manage.blueprint import blueprint
from questionari.web.manage.forms import RoundDraftForm, errors_of, texts

PLACE = "/tornate/<code>/importazione"
LARGEST = MOST_BYTES + 1024 * 1024  # of a whole request
#: What the names of two fields begin with: a column of the file, what it is.
NAMED, CHOSEN = "nome.", "campo."
_UNSAFE = re.compile(r"[\x00-\x1f\x7f]")


@blueprint.route("/tornate/storica", methods=["GET", "POST"])
@staff
def historic_round() -> Answer:
    """Make a round for responses of before."""
    form = RoundDraftForm()
    if not form.validate_on_submit():
        return _historic_page(form)
    try:
        with database().writing() as db:
            historic.create_historic(db, clock.utc_now(), current_actor(), texts(form))
    except Invalid as error:
        return _historic_page(form, errors_of(error)), 422
    flash("La tornata storica è pronta: ora scelga il file con le risposte.", "success")
    return redirect(url_for(".import_responses", code=form.code.data), 303)


def _historic_page(form: RoundDraftForm, errors: object = None) -> str:
    with database().reading() as db:
        versions = [(v.name, f"{v.title} (versione {v.name.partition('@')[2]})") for v in questionnaires.askable(db)]
    return render_template("manage/historic.html", form=form, versions=versions, errors=errors or {})


def _head(code: str) -> viewing.RoundHead:
    with database().reading() as db:
        return viewing.head(db, clock.utc_now(), code)


@blueprint.get(PLACE)
@staff
def import_responses(code: str) -> str:
    """Where a file is chosen; what was imported before."""
    return _page(_head(code))


def _page(head: viewing.RoundHead, failure: str = "") -> str:
    with database().reading() as db:
        done = keeping.made(db, head.id)
    return render_template("manage/import.html", round=head, done=done, failure=failure)


@blueprint.post(PLACE)
@takes_files(LARGEST)
@staff
def look_at_responses(code: str) -> Answer:
    """Read a file, try each of its rows, keep it for the import."""
    head, file = _head(code), request.files.get("file")
    name, content = (file.filename or "", file.read()) if file else ("", b"")
    try:
        if not content:
            raise Refused("file_refused", "Scelga un file, poi prema «Prova il file».")
        with database().writing() as db:
            source = Source(_UNSAFE.sub(" ", name), content, {})
            import_id = keeping.keep(db, house(), clock.utc_now(), current_actor(), head.id, source)
        with database().reading() as db:
            source = keeping.kept(db, house(), head.id, import_id)
        return _tried(head, import_id, source, _table(head, source))
    except NotFound:
        raise
    except Refused as error:
        return _page(head, error.message), 422


@blueprint.post(f"{PLACE}/<uuid:import_id>")
@staff
def decide_on_responses(code: str, import_id: uuid.UUID) -> Answer:
    """Try a kept file again with other choices, or import it."""
    head = _head(code)
    try:
        with database().writing() as db:
            source = _chosen(keeping.kept(db, house(), head.id, import_id))
            keeping.choose(db, import_id, source)
        table, what = _table(head, source), IMPORT if request.form.get("_do") == "import" else TRY
        if what == TRY or len(table.rows) > working.AT_ONCE:
            return _tried(head, import_id, source, table, what)
        outcomes = run_import(_run(head, source), table, import_id)
    except NotFound:
        raise
    except Refused as error:
        return _page(head, error.message), 422
    if source.receipts:
        ring("mail")
    flash(_counted(Counter(one.done for one in outcomes), done=True), "success")
    return redirect(url_for(".round", code=code), 303)


def _chosen(source: Source) -> Source:
    named = {name.removeprefix(NAMED): value for name, value in request.form.items() if name.startswith(NAMED)}
    mapping = {column: request.form.get(f"{CHOSEN}{place}", "").strip() for place, column in named.items()}
    reason = request.form.get("reason", "").strip()[:1000]
    mailed = request.form.get("receipts") == "1"
    return replace(source, mapping={**source.mapping, **mapping}, reason=reason, receipts=mailed)


@blueprint.get(f"{PLACE}/<uuid:import_id>")
@staff
def import_progress(code: str, import_id: uuid.UUID) -> str:
    """A long file in the hands of a worker: how far it is, then what came of it."""
    head = _head(code)
    with database().reading() as db:
        name = keeping.name_of(db, head.id, import_id)
        found = working.progress(db, house(), import_id)
        if found is None:
            raise NotFound("file")
        again = found.what == TRY and not found.waits and not found.error
        source = keeping.kept(db, house(), head.id, import_id) if again else None
    if source is None:
        said = _counted(found.counts, done=True)
        return render_template(
            "manage/import_progress.html", round=head, name=name, import_id=import_id, found=found, said=said
        )
    source = replace(source, reason=found.reason, receipts=found.receipts)
    return _shown(head, import_id, source, _table(head, source), found.counts, found.findings)


def _table(head: viewing.RoundHead, source: Source) -> Table:
    with database().reading() as db:
        return importing.look(db, clock.utc_now(), head.id, source)


def _run(head: viewing.RoundHead, source: Source) -> Run:
    return Run(database(), house(), clock.utc_now(), current_actor(), head.id, source)


def _tried(head: viewing.RoundHead, import_id: uuid.UUID, source: Source, table: Table, what: str = TRY) -> Answer:
    if len(table.rows) > working.AT_ONCE:
        with database().writing() as db:
            working.ask(db, house(), clock.utc_now(), current_actor(), import_id, what, source, len(table.rows))
        ring("exports")
        return redirect(url_for(".import_progress", code=head.line.code, import_id=import_id), 303)
    outcomes = try_import(_run(head, source), table)
    findings = (*table.findings, *(finding for outcome in outcomes for finding in outcome.findings))
    return _shown(head, import_id, source, table, Counter(one.done for one in outcomes), findings)


def _shown(
    head: viewing.RoundHead,
    import_id: uuid.UUID,
    source: Source,
    table: Table,
    counts: Mapping[str, int],
    findings: Sequence[Finding],
) -> str:
    with database().reading() as db:
        menu = keeping.choices(db, clock.utc_now(), head.id)
    shown = {"source": source, "counts": counts, "findings": findings, "said": _counted(counts), "menu": menu}
    asked = [name for name in {**dict.fromkeys(table.unknown), **source.mapping} if name in table.header]
    return render_template("manage/import_tried.html", round=head, import_id=import_id, asked=asked, **shown)


def _counted(counts: Mapping[str, int], *, done: bool = False) -> str:
    """What became, or would become, of the rows."""
    words = {"imported": "importate" if done else "da importare", "unchanged": "già importate", "refused": "rifiutate"}
    return f"Righe: {', '.join(f'{counts.get(done, 0)} {words[done]}' for done in words)}."
