"""A profile of effort that supposes the answers of an example."""

import uuid

from flask import redirect, request

from questionari.engine.definition import Questionnaire
from questionari.engine.editing import profiles
from questionari.engine.editing.acts import Changed
from questionari.engine.editing.places import Document
from questionari.usecases.house import Refused
from questionari.usecases.workbench import examples
from questionari.web.access import database, staff
from questionari.web.manage.acts import Answer
from questionari.web.manage.blueprint import blueprint
from questionari.web.manage.questionnaires import questions


@blueprint.post(f"{questions.PLACE}/profili/<path:address>")
@staff
def assume_example(draft_id: uuid.UUID, address: str) -> Answer:
    """Suppose what the example answers; what the profile supposes besides stays."""
    shaped = questions.load(draft_id)
    with database().reading() as db:
        answers = examples.answers_of(db, shaped.definition, _chosen())

    def act(document: Document, _definition: Questionnaire) -> Changed:
        return profiles.assume(document, address, answers)

    failure = questions.changed(draft_id, act, f"Risposte di un esempio in {address}")
    if failure:
        raise Refused("edit", failure)
    return redirect(questions.address_of(draft_id, address), 303)


def _chosen() -> uuid.UUID:
    try:
        return uuid.UUID(request.form.get("example", ""))
    except ValueError:
        raise Refused("example", "Scelga un esempio.") from None
