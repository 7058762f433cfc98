"""The preview of a draft as a respondent sees it. Every answer is drawn from what the page itself carries."""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import replace

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from questionari import clock
from questionari.engine.definition import Questionnaire
from questionari.engine.wording import ITALIAN
from questionari.usecases.census import vocabulary
from questionari.usecases.house import NotFound, Refused
from questionari.usecases.workbench import drafts, examples, previewing, supposing, tracing
from questionari.usecases.workbench.drafts import Draft
from questionari.usecases.workbench.examining import definition_of
from questionari.usecases.workbench.previewing import Asked, Preview, Typed
from questionari.usecases.workbench.supposing import Supposed
from questionari.usecases.workbench.versions import LANGUAGES, parts_named
from questionari.web.access import current_actor, database, staff
from questionari.web.language import speaking
from questionari.web.manage.blueprint import blueprint
from questionari.web.respond.page import heading, page_view

PLACE = "/questionari/bozze/<uuid:draft_id>/anteprima"
EARLIER, LINKED = "_prima-", "_noto-"  # the fields of what is supposed begin so
FAULTY = "La bozza ha errori: li corregga, poi la potrà guardare come la vede chi risponde."


@blueprint.get(PLACE)
@staff
def preview_draft(draft_id: uuid.UUID) -> str:
    """The first page, as the service asked for."""
    return _shown(draft_id, _asked(request.args))


@blueprint.post(PLACE)
@staff
def preview_on(draft_id: uuid.UUID) -> str:
    """The page that the pressed button leads to; with ``_vivo`` only what depends on it. Nothing is stored."""
    form = request.form
    typed = Typed(
        form.get("_page", ""),
        previewing.kept_of(form.get("_kept", "")),
        form.get("_go", "continue"),
        form.to_dict(flat=False),
    )
    return _shown(draft_id, _asked(form), typed)


def _asked(values: Mapping[str, str]) -> Asked:
    names = ("_servizio", "_tipologia", "_lingua", "_parte")
    unit, kind, language, role = (values.get(name, "")[:40].strip() for name in names)
    earlier = dict(previewing.kept_of(values.get("_prima", "")))
    earlier |= {code: {"": (typed,)} for code, typed in _named(values, EARLIER)}
    return Asked(unit, kind, language, Supposed(earlier, dict(_named(values, LINKED))), role)


def _named(values: Mapping[str, str], begins: str) -> Iterator[tuple[str, str]]:
    """The fields whose names begin so, by the rest of the name."""
    return ((name.removeprefix(begins), typed.strip()) for name, typed in values.items() if name.startswith(begins))


def _shown(draft_id: uuid.UUID, asked: Asked, typed: Typed | None = None) -> str:
    now, failure = clock.utc_now(), ""
    with database().reading() as db:
        draft = drafts.load(db, draft_id)
        definition = _definition(draft)
        kept = typed.kept if typed else {}
        try:
            case = previewing.case_of(db, now, definition, asked, kept)
        except NotFound:
            failure = f"Nessun servizio del censimento ha il codice «{asked.unit}»."
            asked = replace(asked, unit="")
            case = previewing.case_of(db, now, definition, asked, kept)
    found = previewing.go_on(case, typed, now) if typed else previewing.begin(case, now)
    if typed and typed.go == "example":
        failure = _kept(found) or failure
    if typed and typed.go == "earlier":
        asked = replace(asked, supposed=replace(asked.supposed, earlier=supposing.copied(found.case)))
        supposed = supposing.supposing(definition, asked.supposed, found.case.context)
        found = previewing.begin(replace(found.case, context=supposed), now, typed.page)
    return _drawn(draft, asked, found, failure)


def _kept(found: Preview) -> str:
    """Save what was typed as an example; why not, or ""."""
    try:
        with database().writing() as db:
            examples.save(db, clock.utc_now(), current_actor(), found.case, request.form.get("_esempio", ""))
    except Refused as error:
        return error.message.removeprefix("_esempio: ")
    flash("L'esempio è salvato.", "success")
    return ""


@blueprint.post("/questionari/bozze/<uuid:draft_id>/esempi/<uuid:example_id>")
@staff
def drop_example(draft_id: uuid.UUID, example_id: uuid.UUID) -> Response:
    """Take an example away."""
    with database().writing() as db:
        drafts.load(db, draft_id)
        examples.drop(db, clock.utc_now(), current_actor(), example_id)
    flash("L'esempio è tolto.", "success")
    return redirect(url_for(".draft", draft_id=draft_id, _anchor="esempi"), 303)


def _definition(draft: Draft) -> Questionnaire:
    definition = definition_of(draft.text)
    if definition is None:
        raise Refused("faulty", FAULTY)
    return definition


def _drawn(draft: Draft, asked: Asked, found: Preview, failure: str) -> str:
    state, case = found.state, found.case
    speaking(case.language)
    view = page_view(state, examined=False) if state else None
    speaking(ITALIAN)
    return render_template(
        f"manage/questionnaires/{'preview_page' if '_vivo' in request.form else 'preview'}.html",
        line=draft.line,
        asked=asked,
        failure=failure,
        found=found,
        state=state,
        case=case,
        view=view,
        heading=heading(view.title) if view else "Fine del questionario",
        kept=previewing.carried(case),
        earlier=previewing.carried_raws(asked.supposed.earlier),
        earlier_fields=supposing.earlier_fields(case.definition, asked.supposed),
        linked_fields=supposing.linked_fields(case.definition, asked.supposed),
        traced=tracing.questions_of(case, state.page) if state else (),
        hidden=tracing.hidden_pages(case),
        languages=[(code, LANGUAGES[code]) for code in case.definition.languages],
        types=vocabulary.types(),
        parts=parts_named(case.definition),
    )
