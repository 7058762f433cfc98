"""What staff say of a pair of records in parts, once the first was sent: their part of the questionnaire."""

import uuid
from dataclasses import replace

from flask import flash, redirect, render_template, request, url_for

from questionari import clock
from questionari.usecases import responding
from questionari.usecases.house import NotFound
from questionari.usecases.responding import Verification
from questionari.usecases.rounds.asked import InvitationLine
from questionari.usecases.rounds.passes import follow_ups
from questionari.usecases.rounds.record_list import RecordLine, record_of
from questionari.usecases.rounds.viewing import RoundHead
from questionari.web.access import current_actor, database, house, staff
from questionari.web.manage.acts import Answer
from questionari.web.manage.blueprint import blueprint
from questionari.web.manage.invitations import PLACE, load
from questionari.web.respond.page import page_view


@blueprint.get(f"{PLACE}/verifica")
@staff
def verification(code: str, invitation_id: uuid.UUID) -> str:
    """The form, as it was last saved or as it is proposed. No answer of a service is shown: nothing is recorded."""
    found = _found(code, invitation_id)
    with database().reading() as db:
        shown = responding.verification(db, house(), clock.utc_now(), found[2].response_id)
    return _drawn(*found, shown)


@blueprint.post(f"{PLACE}/verifica")
@staff
def verify(code: str, invitation_id: uuid.UUID) -> Answer:
    """Keep it; what cannot be kept is shown as it was typed, with why."""
    found = _found(code, invitation_id)
    base = request.form.get("base", 0, int)
    with database().writing() as db:
        shown = responding.verify(
            db, house(), clock.utc_now(), current_actor(), found[2].response_id, base, request.form.to_dict(flat=False)
        )
    if shown.failure:
        return _drawn(*found, shown), 422
    flash(f"La verifica della scheda n. {found[2].number} è salvata.", "success")
    return redirect(url_for(".invitation", code=code, invitation_id=invitation_id), 303)


def _found(code: str, invitation_id: uuid.UUID) -> tuple[RoundHead, InvitationLine, RecordLine]:
    """The round, the service, the record named in the address ("scheda"). Raises NotFound."""
    head, line = load(code, invitation_id)
    with database().reading() as db:
        record = record_of(db, line.id, request.args.get("scheda", 0, int))
        told = follow_ups(db, clock.utc_now(), line.id)
    if not record.verifiable:
        raise NotFound("verifica")
    return head, line, replace(record, follow_up=told.get(record.response_id, ""))


def _drawn(head: RoundHead, line: InvitationLine, record: RecordLine, shown: Verification) -> str:
    views = [page_view(state, examined=bool(shown.failure)) for state in shown.pages]
    return render_template("manage/verification.html", round=head, line=line, record=record, shown=shown, views=views)
