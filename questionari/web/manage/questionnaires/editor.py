"""The text of a draft: a plain form, saved revision by revision; findings at their lines, also while one types."""

import uuid

from flask import Response, flash, redirect, render_template, request, url_for

from questionari import catalogue, clock
from questionari.usecases.house import NotFound, Refused
from questionari.usecases.workbench import drafts
from questionari.usecases.workbench.drafts import Draft, Overtaken
from questionari.usecases.workbench.examining import examine
from questionari.web.access import current_actor, database, ring, staff
from questionari.web.manage.acts import Answer
from questionari.web.manage.blueprint import blueprint

PLACE = "/questionari/bozze/<uuid:draft_id>/testo"
CONFLICT = 409


@blueprint.get(PLACE)
@staff
def edit_draft(draft_id: uuid.UUID) -> Answer:
    """The newest text, to be changed."""
    with database().reading() as db:
        shown = drafts.load(db, draft_id)
    return _drawn(shown, shown.text, shown.line.revision)


@blueprint.post(PLACE)
@staff
def save_draft(draft_id: uuid.UUID) -> Answer:
    """A new revision. Where somebody has saved meanwhile: the page again, with what was typed and what they changed."""
    text, base = request.form.get("text", ""), request.form.get("base", 0, type=int)
    try:
        with database().writing() as db:
            number = drafts.save(db, clock.utc_now(), current_actor(), draft_id, base, text)
    except NotFound:
        raise
    except Overtaken as error:
        return _drawn(error.now, text, error.now.line.revision, error.message, error.changes), CONFLICT
    except Refused as error:
        return _kept(draft_id, text, error.message), CONFLICT
    ring("exports")
    flash(f"Salvata la revisione {number}.", "success")
    return redirect(url_for(".draft" if request.form.get("go") == "close" else ".edit_draft", draft_id=draft_id), 303)


@blueprint.post("/questionari/bozze/controlla")
@staff
def check_draft() -> str:
    """What the checks say of a text that is not saved: the list of findings, for the page one types in."""
    return render_template("manage/questionnaires/checked.html", examined=examine(request.form.get("text", "")))


@blueprint.get("/questionari/schema")
@staff
def questionnaire_schema() -> Response:
    """The JSON Schema of documents, described in Italian: what the editor offers while one types."""
    return Response(catalogue.italian_schema(), mimetype="application/schema+json")


def _kept(draft_id: uuid.UUID, text: str, failure: str) -> str:
    with database().reading() as db:
        shown = drafts.load(db, draft_id)
    return _drawn(shown, text, shown.line.revision, failure)


def _drawn(shown: Draft, text: str, base: int, failure: str = "", changes: tuple[str, ...] = ()) -> str:
    more = {"text": text, "base": base, "failure": failure, "changes": changes, "examined": examine(text)}
    return render_template("manage/questionnaires/editor.html", shown=shown, **more)
