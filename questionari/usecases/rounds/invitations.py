"""Acts on one invitation: revoked, left out with a reason, taken in again, with its page."""

import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from questionari.engine.states import Disposition, RoundState
from questionari.store import approvals, delegations, handovers, querying
from questionari.store.completion import ANSWERED
from questionari.store.models.responses import Response
from questionari.store.models.rounds import Invitation, Link, Round
from questionari.store.places import OF_UNIT, WHOLE
from questionari.store.rounds import WRITES_OUT
from questionari.usecases import audit, fields
from questionari.usecases.fields import read_fields
from questionari.usecases.house import Actor, House, Refused
from questionari.usecases.outbox.queueing import withdraw
from questionari.usecases.rounds import reasons_told
from questionari.usecases.rounds.basics import get_invitation, get_round, may

REASON = {"reason": fields.required(fields.paragraphs(1000))}


@dataclass(frozen=True, slots=True)
class On:
    """The invitation an act is about, within its round: the id of another round's invitation is not found."""

    round_id: uuid.UUID
    invitation_id: uuid.UUID


def response_state(session: Session, invitation_id: uuid.UUID) -> str | None:
    """The state of an invitation's response or list of records, None before it begins."""
    own = (Response.invitation_id == invitation_id, Response.number == WHOLE)
    return session.scalar(select(Response.state).where(*own))


def revoke(session: Session, now: datetime, actor: Actor, on: On) -> None:
    """Every link of the invitation is dead at once and stays so; a link sent again later is a new one."""
    invitation = get_invitation(session, on.invitation_id, on.round_id)
    if invitation.revoked_at is not None:
        raise Refused("revoked", "I collegamenti di questo servizio sono già revocati.")
    end_links(session, now, invitation)
    invitation.revoked_at = now
    audit.record(session, now, actor, "invitation.revoked", ("invitation", invitation.id))


def end_links(session: Session, now: datetime, invitation: Invitation) -> None:
    """Every link sent so far is dead, and a browser that had opened one stays out."""
    withdraw(session, now, invitation.id, "link_ended")  # frozen mails hold the dead link
    approvals.end_standing(session, now, invitation.id)
    delegations.end(session, now, "link_ended", delegations.of_invitation(invitation.id))
    handovers.end(session, now, "link_ended", invitation.id)
    invitation.public_id = secrets.token_urlsafe(16)
    dead = update(Link).where(Link.invitation_id == invitation.id, Link.revoked_at.is_(None)).values(revoked_at=now)
    session.execute(dead)


def end_links_of_former(session: Session, now: datetime, unit_id: uuid.UUID, contact_id: uuid.UUID) -> int:
    """The links a unit's earlier contacts hold die with the change, where an answer is still awaited; how many rounds.

    A link is bound to its recipient (ASVS 9.2.2). Where the unit has answered it shows the receipt only, and stays; a
    list declared complete may be taken up again by whoever holds its link.
    """
    query = (
        select(Invitation)
        .join(Round, Round.id == Invitation.round_id)
        .outerjoin(Response, OF_UNIT)
        .where(Invitation.unit_id == unit_id, Invitation.contact_id != contact_id)
        .where(Round.stored_state == RoundState.OPEN, WRITES_OUT)
        .where(or_(Response.state.is_(None), Response.state.not_in(ANSWERED), Response.records.is_not(None)))
        .order_by(Invitation.id)
    )
    former = session.scalars(query).all()
    for invitation in former:
        end_links(session, now, invitation)
    return len(former)


def exclude(session: Session, house: House, now: datetime, actor: Actor, on: On, reason: str) -> None:
    """Leave a unit out of the round, with a reason: it is not expected to answer and gets no mail; what it has sent
    stays, and is in no dataset and in no rate until it is taken in again. Raises Invalid.
    """
    row = get_round(session, on.round_id)
    may(row, now, "exclude")
    _still_counting(row)
    invitation = get_invitation(session, on.invitation_id, on.round_id)
    given = read_fields({"reason": reason}, REASON)["reason"]
    invitation.disposition = Disposition.EXCLUDED
    invitation.disposition_reason = reasons_told.sealed(house.keyring, invitation.id, given)
    invitation.disposition_at = now
    querying.withdraw_all(session, invitation.id, now, actor.id or actor.kind)
    audit.record(session, now, actor, "invitation.excluded", ("invitation", invitation.id))


def readmit(session: Session, now: datetime, actor: Actor, on: On) -> None:
    """Take back whatever disposition the unit has: it is expected to answer again."""
    _still_counting(get_round(session, on.round_id))
    invitation = get_invitation(session, on.invitation_id, on.round_id)
    if invitation.disposition == Disposition.NONE:
        raise Refused("same_state", "Il servizio è già fra quelli che devono rispondere.")
    before = invitation.disposition
    invitation.disposition, invitation.disposition_reason, invitation.disposition_at = Disposition.NONE, "", now
    audit.record(session, now, actor, "invitation.readmitted", ("invitation", invitation.id), before=before)


def _still_counting(row: Round) -> None:
    """Who was to answer stands in the signed record: it is not changed behind it."""
    if row.closed_at is not None:
        raise Refused("signed", "Il verbale di chiusura è firmato: chi doveva rispondere non si può più cambiare.")
