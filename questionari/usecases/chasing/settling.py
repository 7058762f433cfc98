"""What ATRs have said of services, as the staff confirm it or not. A service that is taken in again, or that enters its
questionnaire, takes back what was confirmed."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from questionari.engine.states import Disposition
from questionari.store import atr_acts as store
from questionari.store.models.atr_acts import AtrAct
from questionari.store.models.census import Atr
from questionari.store.models.rounds import Round
from questionari.store.rounds import Line
from questionari.usecases import audit
from questionari.usecases.chasing.acts import REPORTS, WAYS
from questionari.usecases.house import Actor, House, NotFound, Refused
from questionari.usecases.outbox.queueing import recall_reminders
from questionari.usecases.rounds import promises, reasons_told
from questionari.usecases.rounds.basics import get_invitation
from questionari.usecases.rounds.invitations import response_state
from questionari.usecases.rounds.status import label_of_states

OVER = Refused("settled", "Nel frattempo la segnalazione è già stata decisa, o l'ATR l'ha ritirata.")


@dataclass(frozen=True, slots=True)
class Reported:
    """What an ATR says of a service, and how the service stands."""

    id: uuid.UUID
    unit_code: str
    unit_name: str
    round_code: str
    round_title: str
    invitation_id: uuid.UUID
    atr_name: str
    by: str
    at: datetime
    text: str
    how: str
    label: str


def waiting(session: Session) -> tuple[Reported, ...]:
    """Those that wait for the staff, the longest waiting first."""
    return tuple(_reported(session, line) for line in store.waiting(session))


def _reported(session: Session, line: Line) -> Reported:
    act, atr, invitation, unit, round_ = line
    label = label_of_states(invitation.delivery, response_state(session, invitation.id), invitation.disposition)
    about = (unit.code, unit.name, round_.code, round_.title, invitation.id)
    return Reported(act.id, *about, atr.name, act.made_by, act.made_at, REPORTS[act.kind], WAYS[act.how], label)


def settle(session: Session, house: House, now: datetime, actor: Actor, act_id: uuid.UUID, yes: bool) -> None:
    """The staff's word. With a yes the service is not expected to answer, and no reminder leaves any more.

    Raises NotFound, Refused ("settled", "answered", "disposition" or that the round does not run).
    """
    found = store.by_id(session, act_id)
    if found is None:
        raise NotFound("segnalazione")
    if yes and found.ended_at is None:
        recall_reminders(session, now, found.invitation_id, f"disposition_{found.kind}")  # as senders lock: messages,
    store.hold_invitation(session, found.invitation_id)  # then the invitation; and as ATRs do: then the report
    row = store.held(session, act_id)
    if row is None or row.ended_at is not None or row.kind not in REPORTS:
        raise OVER
    if yes:
        _confirm(session, house, now, row)
    row.ended_at, row.outcome = now, "accepted" if yes else "refused"
    row.settled_by = actor.id or actor.kind
    audit.record(session, now, actor, "atr.settled", ("invitation", row.invitation_id), kind=row.kind, yes=yes)


def _confirm(session: Session, house: House, now: datetime, row: AtrAct) -> None:
    invitation = get_invitation(session, row.invitation_id)
    promises.require_silent(session, now, session.get_one(Round, invitation.round_id), invitation)
    atr = session.get_one(Atr, row.atr_id)
    invitation.disposition, invitation.disposition_at = Disposition(row.kind), now
    said = f"Lo ha detto l'ATR {atr.name}, che lo ha saputo {WAYS[row.how]}."
    invitation.disposition_reason = reasons_told.sealed(house.keyring, invitation.id, said)
