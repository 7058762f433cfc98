"""What every act on a round begins with: the row, its state now, what it lets be done."""

import uuid
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from questionari.engine import states
from questionari.engine.round_acts import LAUNCHED as LAUNCHED, ROUND_ACTS, RUNNING as RUNNING
from questionari.engine.states import RoundState
from questionari.store.models.rounds import Invitation, Round
from questionari.usecases.house import NotFound, Refused


def state_of(row: Round, now: datetime) -> RoundState:
    """The state of a round at `now`."""
    return states.round_state(RoundState(row.stored_state), row.opens_at, row.deadline_at, row.closes_at, now)


def get_round(session: Session, round_id: uuid.UUID, lock: bool = False) -> Round:
    """The round, locked against a second act where asked. Raises NotFound."""
    row = session.get(Round, round_id, with_for_update=lock or None)
    if row is None:
        raise NotFound("tornata")
    return row


def round_of_code(session: Session, code: str) -> Round:
    """The round behind a code. Raises NotFound."""
    row = session.scalar(select(Round).where(Round.code == code))
    if row is None:
        raise NotFound("tornata")
    return row


def id_of_code(session: Session, code: str) -> uuid.UUID:
    """The id behind a round's code. Raises NotFound."""
    return round_of_code(session, code).id


def get_invitation(session: Session, invitation_id: uuid.UUID, round_id: uuid.UUID | None = None) -> Invitation:
    """The invitation; with a round, one of that round. Raises NotFound."""
    row = session.get(Invitation, invitation_id)
    if row is None or (round_id is not None and row.round_id != round_id):
        raise NotFound("invito")
    return row


def writes_on(row: Round, invitation: Invitation, now: datetime) -> bool:
    """Whether a unit may write later than its round, by a deadline of its own; not once the closing is signed."""
    own = invitation.deadline_at
    return row.stored_state == RoundState.OPEN and row.closed_at is None and own is not None and now < own


def require(row: Round, now: datetime, allowed: frozenset[RoundState], what: str) -> RoundState:
    """The state of a round, which must be one of those allowed. Raises Refused saying what it is instead."""
    state = state_of(row, now)
    if state not in allowed:
        wanted = ", ".join(states.ROUND_LABELS[s] for s in RoundState if s in allowed)
        message = f"La tornata è {states.ROUND_LABELS[state]}: per {what} deve essere {wanted}."
        raise Refused("round_state", message)
    return state


def may(row: Round, now: datetime, act: str) -> RoundState:
    """The state of a round in which an act of engine/round_acts.py is allowed. Raises Refused, saying what it is."""
    return require(row, now, ROUND_ACTS[act].allowed, ROUND_ACTS[act].words)
