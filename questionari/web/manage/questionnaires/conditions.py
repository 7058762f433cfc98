"""The page of a condition: whose it is, what it says in words, a guided form to change it."""

import uuid

from flask import redirect, render_template, request
from werkzeug.exceptions import NotFound

from questionari.usecases.workbench import parts
from questionari.usecases.workbench.structured import Shaped
from questionari.web.access import staff
from questionari.web.manage.acts import Answer
from questionari.web.manage.blueprint import blueprint
from questionari.web.manage.questionnaires import questions
from questionari.web.manage.questionnaires.composing import condition
from questionari.web.manage.questionnaires.guiding import guide

PLACE = "/questionari/bozze/<uuid:draft_id>/condizione/<key>/<path:address>"


@blueprint.get(PLACE)
@staff
def draft_condition(draft_id: uuid.UUID, key: str, address: str) -> str:
    """A condition and the form to change it; with ``_parte``, only what follows the choice of a question."""
    shaped = questions.load(draft_id)
    if "_parte" in request.args:
        offered = guide(shaped, address, key, request.args)
        return render_template("manage/questionnaires/operand.html", guide=offered, typed=request.args)
    return _page(shaped, key, address)


@blueprint.post(PLACE)
@staff
def edit_condition(draft_id: uuid.UUID, key: str, address: str) -> Answer:
    """Compose, write or take away a condition; "ask" only shows what may be compared with the chosen question."""
    if request.form.get("do") == "ask":
        return _page(questions.load(draft_id), key, address)
    act = condition(address, key, questions.posted())
    if "_prova" in request.form:
        return questions.judged(draft_id, act)
    failure = questions.changed(draft_id, act, f"Condizione di {address}")
    if failure:
        return _page(questions.load(draft_id), key, address, failure), 422
    return redirect(questions.address_of(draft_id, address), 303)


def _page(shaped: Shaped, key: str, address: str, failure: str = "") -> str:
    form = parts.part_form(shaped, address)
    shown = next((one for one in form.conditions if one.key == key), None)
    if shown is None:
        raise NotFound
    offered = guide(shaped, address, key, request.form, shown.source)
    return questions.drawn("condition", shaped, failure, form=form, shown=shown, guide=offered)
