"""The structured editor of a draft: questions one by one, without touching the text of the document."""

import uuid

from flask import flash, redirect, render_template, request, url_for

from questionari import clock
from questionari.engine.answer_types.words import TYPE_NAMES
from questionari.engine.editing.conditions import OPERATORS
from questionari.engine.editing.skeletons import SKELETONS
from questionari.usecases.house import NotFound, Refused
from questionari.usecases.workbench import structured
from questionari.usecases.workbench.examining import examine
from questionari.usecases.workbench.outline import outline
from questionari.usecases.workbench.structured import Act, Shaped
from questionari.usecases.workbench.versions import LANGUAGES
from questionari.web.access import current_actor, database, ring, staff
from questionari.web.manage.acts import Answer
from questionari.web.manage.blueprint import blueprint
from questionari.web.manage.questionnaires.question_acts import PAGE_ACTS, QUESTION_ACTS

PLACE = "/questionari/bozze/<uuid:draft_id>"
JOINS = (("new", "al posto di quella che c'è"), ("and", "in aggiunta (e)"), ("or", "in alternativa (oppure)"))
KINDS = tuple((kind, TYPE_NAMES[kind]) for kind in SKELETONS)


@blueprint.get(f"{PLACE}/domande")
@staff
def draft_questions(draft_id: uuid.UUID) -> str:
    """Every section, page and question, each with its form."""
    return _list(_load(draft_id))


@blueprint.get(f"{PLACE}/domande/<code>")
@staff
def draft_question(draft_id: uuid.UUID, code: str) -> str:
    """The forms of one question."""
    return _question(_load(draft_id), code)


@blueprint.post(f"{PLACE}/domande/<code>/<any(testi, risposte, condizione, posto):act>")
@staff
def edit_question(draft_id: uuid.UUID, code: str, act: str) -> Answer:
    """Change a question."""
    make, note = QUESTION_ACTS[act]
    failure = _edit(draft_id, make(code, request.form), f"{note} {code}")
    if failure:
        return _question(_load(draft_id), code, failure), 422
    gone = act == "posto" and request.form.get("do") == "remove"
    return redirect(_address(draft_id) if gone else _address(draft_id, code), 303)


@blueprint.post(f"{PLACE}/pagine/<page>/<any(titolo, nuova):act>")
@staff
def edit_page(draft_id: uuid.UUID, page: str, act: str) -> Answer:
    """Change the title of a page, or add a question to it."""
    make, note = PAGE_ACTS[act]
    failure = _edit(draft_id, make(page, request.form), f"{note} {page}")
    if failure:
        return _list(_load(draft_id), failure), 422
    return redirect(_address(draft_id, request.form.get("code", "").strip() if act == "nuova" else ""), 303)


def _address(draft_id: uuid.UUID, code: str = "") -> str:
    if not code:
        return url_for(".draft_questions", draft_id=draft_id)
    return url_for(".draft_question", draft_id=draft_id, code=code)


def _edit(draft_id: uuid.UUID, act: Act, note: str) -> str:
    """Make the act; why it was refused, or ""."""
    try:
        with database().writing() as db:
            number = structured.edit(db, clock.utc_now(), current_actor(), draft_id, act, note)
    except NotFound:
        raise
    except Refused as error:
        return error.message
    ring("exports")
    flash(f"Salvata la revisione {number}.", "success")
    return ""


def _load(draft_id: uuid.UUID) -> Shaped:
    with database().reading() as db:
        return structured.load(db, draft_id)


def _list(shaped: Shaped, failure: str = "") -> str:
    return render_template(
        "manage/questionnaires/questions.html",
        line=shaped.draft.line,
        shaped=shaped,
        sections=outline(shaped.definition),
        examined=examine(shaped.draft.text),
        kinds=KINDS,
        languages=LANGUAGES,
        failure=failure,
        typed=request.form,
    )


def _question(shaped: Shaped, code: str, failure: str = "") -> str:
    form = structured.question_form(shaped, code)
    pages = [(page.code, f"{page.code} – {page.title['it']}") for page in shaped.definition.pages()]
    found = examine(shaped.draft.text)
    return render_template(
        "manage/questionnaires/question.html",
        line=shaped.draft.line,
        shaped=shaped,
        form=form,
        pages=pages,
        earlier=[("", "")] + [(q.code, structured.described(q)) for q in form.earlier],
        operators=list(OPERATORS.items()),
        joins=JOINS,
        languages=LANGUAGES,
        examined=found,
        failure=failure,
        typed=request.form,
    )
