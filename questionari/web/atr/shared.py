"""The forms of the territories, read by the ATRs in the reserved area: each reading is recorded."""

import uuid

from flask import render_template

from questionari import clock
from questionari.usecases import shared
from questionari.web.access import atr, current_actor, database, house
from questionari.web.atr.consultations import blueprint

__all__ = ["blueprint"]


@blueprint.get("/schede")
@atr
def shared_forms() -> str:
    """Which there are: of each territory the last that was sent."""
    with database().reading() as db:
        return render_template("atr/shared_forms.html", forms=shared.list_shared(db))


@blueprint.post("/schede/<uuid:response_id>")
@atr
def shared_form(response_id: uuid.UUID) -> str:
    """One of them. Only a button leads here: nobody opens one, and is recorded, by following a link."""
    with database().writing() as db:
        found = shared.read_shared(db, house(), clock.utc_now(), current_actor(), response_id)
    return render_template("atr/shared_form.html", found=found)
